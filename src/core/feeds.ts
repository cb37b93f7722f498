import { and, asc, count, eq, exists, inArray, isNull, lt, lte, ne, or, sql } from 'drizzle-orm';
import type { Db } from './db/open.ts';
import { blogs, feeds, memberships } from './db/schema.ts';

/** What the poller knows of an RSS, Atom or JSON Feed. */
export type Feed = typeof feeds.$inferSelect;

/** The feed at an address, added as due at once if we don't know it yet. */
export async function ensureFeed(
  db: Db,
  found: { url: string; title: string | null; siteUrl: string | null },
  now: Date,
): Promise<Feed> {
  await db
    .insert(feeds)
    .values({
      url: found.url,
      title: found.title,
      siteUrl: found.siteUrl,
      state: 'new',
      nextCheckAt: now,
      createdAt: now,
    })
    .onConflictDoNothing({ target: feeds.url });
  const [feed] = await db.select().from(feeds).where(eq(feeds.url, found.url));
  if (!feed) throw new Error('The feed could not be stored.');
  return feed;
}

/** Those that are due; or all, and those too that are gone, except what was polled since an instant. */
export type Which = { kind: 'due' } | { kind: 'all'; notSince: Date; cohort?: string };

/**
 * Claims feeds to poll, those that have waited longest first; nobody else gets them until the lease runs out.
 * A feed that no blog uses any more is never polled.
 */
export async function claimFeeds(
  db: Db,
  most: number,
  now: Date,
  leaseMs: number,
  which: Which,
): Promise<Feed[]> {
  const claimable = db
    .select({ id: feeds.id })
    .from(feeds)
    .where(
      and(
        which.kind === 'due'
          ? and(lte(feeds.nextCheckAt, now), ne(feeds.state, 'gone'))
          : or(isNull(feeds.checkedAt), lt(feeds.checkedAt, which.notSince)),
        or(isNull(feeds.leaseUntil), lte(feeds.leaseUntil, now)),
        exists(blogsOf(db, which.kind === 'all' ? which.cohort : undefined)),
      ),
    )
    .orderBy(asc(feeds.nextCheckAt))
    .limit(most);
  return db
    .update(feeds)
    .set({ leaseUntil: new Date(now.getTime() + leaseMs) })
    .where(inArray(feeds.id, claimable))
    .returning();
}

/** How many feeds that a blog uses should have been polled before an instant. */
export async function countOverdue(db: Db, before: Date): Promise<number> {
  const [row] = await db
    .select({ feeds: count() })
    .from(feeds)
    .where(and(lt(feeds.nextCheckAt, before), ne(feeds.state, 'gone'), exists(blogsOf(db, undefined))));
  return row?.feeds ?? 0;
}

function blogsOf(db: Db, cohort: string | undefined) {
  return db
    .select({ one: sql`1` })
    .from(blogs)
    .innerJoin(memberships, eq(memberships.id, blogs.membershipId))
    .where(
      and(eq(blogs.feedId, feeds.id), cohort === undefined ? undefined : eq(memberships.cohort, cohort)),
    );
}

/** What a poll ended with; every way out of it is one of these. */
export type PollOutcome =
  | { kind: 'unchanged'; etag: string | null; lastModified: string | null }
  | {
      kind: 'read';
      etag: string | null;
      lastModified: string | null;
      bodyHash: string;
      title: string | null;
      siteUrl: string | null;
    }
  | { kind: 'trouble'; problem: string; gone: boolean };

/** Records how a poll ended and ends its lease. Belongs into the transaction that stores the posts it vouches for. */
export async function recordPoll(
  db: Db,
  feed: Feed,
  outcome: PollOutcome,
  when: { now: Date; nextCheckAt: Date },
): Promise<void> {
  const polled = { checkedAt: when.now, nextCheckAt: when.nextCheckAt, leaseUntil: null };
  await db
    .update(feeds)
    .set({ ...polled, ...change(feed, outcome, when.now) })
    .where(eq(feeds.id, feed.id));
}

function change(feed: Feed, outcome: PollOutcome, now: Date): Partial<Feed> {
  const well = { state: 'well', problem: null, failures: 0, troubledSince: null, okAt: now } as const;
  switch (outcome.kind) {
    case 'unchanged':
      // A 304 need not repeat the validators (RFC 9110, section 15.4.5); those it leaves out stay valid.
      return {
        ...well,
        etag: outcome.etag ?? feed.etag,
        lastModified: outcome.lastModified ?? feed.lastModified,
      };
    case 'read':
      return {
        ...well,
        etag: outcome.etag,
        lastModified: outcome.lastModified,
        bodyHash: outcome.bodyHash,
        title: outcome.title ?? feed.title,
        siteUrl: outcome.siteUrl ?? feed.siteUrl,
      };
    case 'trouble':
      return {
        state: outcome.gone ? 'gone' : 'troubled',
        problem: outcome.problem,
        failures: feed.failures + 1,
        troubledSince: feed.troubledSince ?? now,
      };
  }
}
