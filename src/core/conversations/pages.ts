import { and, asc, eq, gt, inArray, isNull, lte, min, notInArray } from 'drizzle-orm';
import { given } from '../db/given.ts';
import { type Db, prepared, transaction } from '../db/open.ts';
import { pages } from '../db/schema/conversations.ts';
import { feeds } from '../db/schema/feeds.ts';
import { unwrap } from '../wrapping.ts';
import { isShortLink, learnRedirect } from './redirects.ts';

/** A page outside that the aggregator looks at, for its title or for where it leads. */
export type OutsidePage = typeof pages.$inferSelect;

const wanting = prepared((db) =>
  db
    .insert(pages)
    .values({
      key: given('key', pages.key),
      url: given('url', pages.url),
      host: given('host', pages.host),
      nextLookAt: given('now', pages.nextLookAt),
    })
    .onConflictDoUpdate({
      target: pages.key,
      set: { nextLookAt: given('now', pages.nextLookAt) },
      setWhere: and(isNull(pages.title), eq(pages.failures, 0), isNull(pages.nextLookAt)),
    })
    .prepare(),
);

/**
 * Wants a page to be looked at, once: not when that was done, nor when it was given up.
 *
 * @param link as somebody wrote it; the page itself is asked for, without the door that it was written behind.
 */
export async function wantLook(db: Db, link: { key: string; url: string }, now: Date): Promise<void> {
  const { href: url, host } = unwrap(new URL(link.url));
  await wanting(db).run({ key: link.key, url, host, now });
}

/** A post with more short links than this is a list of them, and answers nobody. */
const MOST_SHORT_LINKS = 10;

/** Short links of one person alone are looked at too: each may be an answer to somebody. */
export async function wantShortLinks(
  db: Db,
  outside: { key: string; url: string }[],
  now: Date,
): Promise<void> {
  const short = outside.filter(({ key }) => isShortLink(key));
  if (short.length > MOST_SHORT_LINKS) return;
  for (const link of short) await wantLook(db, link, now);
}

/**
 * Claims pages to look at, those that have waited longest first; nobody else gets them until the lease runs out. Of
 * each server only one is claimed at a time, and none while its feeds are asked for.
 */
export async function claimPages(db: Db, most: number, now: Date, leaseMs: number): Promise<OutsidePage[]> {
  const asked = db.select({ host: pages.host }).from(pages).where(gt(pages.leaseUntil, now));
  const polled = db.select({ host: feeds.host }).from(feeds).where(gt(feeds.leaseUntil, now));
  return transaction(db, async (tx) => {
    const hosts = await tx
      .select({ host: pages.host, since: min(pages.nextLookAt) })
      .from(pages)
      .where(and(lte(pages.nextLookAt, now), notInArray(pages.host, asked), notInArray(pages.host, polled)))
      .groupBy(pages.host)
      .orderBy(asc(min(pages.nextLookAt)), asc(pages.host))
      .limit(most);
    const claimed: OutsidePage[] = [];
    for (const { host } of hosts) claimed.push(...(await claimOf(tx, host, now, leaseMs)));
    return claimed;
  });
}

async function claimOf(db: Db, host: string, now: Date, leaseMs: number): Promise<OutsidePage[]> {
  const first = db
    .select({ key: pages.key })
    .from(pages)
    .where(and(eq(pages.host, host), lte(pages.nextLookAt, now)))
    .orderBy(asc(pages.nextLookAt), asc(pages.key))
    .limit(1);
  return db
    .update(pages)
    .set({ leaseUntil: new Date(now.getTime() + leaseMs) })
    .where(inArray(pages.key, first))
    .returning();
}

/** What came of looking at a page. */
export type Look =
  /** Null when it has no title, or wants none to be read by programs. */
  | { kind: 'seen'; title: string | null }
  /** The address that it is at for good. */
  | { kind: 'moved'; url: string }
  | { kind: 'failed' };

const DAY_MS = 24 * 60 * 60 * 1000;
/** After the first failure, and the second; after the third the page keeps its address for a title. */
const PATIENCE_MS = [DAY_MS, 3 * DAY_MS];

/** Writes down what a claimed page showed, or when to look again, and ends its lease. */
export async function recordLook(db: Db, page: OutsidePage, look: Look, now: Date): Promise<void> {
  if (look.kind === 'moved' && (await learnRedirect(db, page.key, look.url))) return;
  const patience = PATIENCE_MS[page.failures];
  const found =
    look.kind !== 'failed'
      ? { title: look.kind === 'seen' ? (look.title ?? '') : '', nextLookAt: null }
      : {
          failures: page.failures + 1,
          nextLookAt: patience === undefined ? null : new Date(now.getTime() + patience),
        };
  await db
    .update(pages)
    .set({ ...found, leaseUntil: null })
    .where(eq(pages.key, page.key));
}
