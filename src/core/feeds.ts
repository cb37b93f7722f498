import {
  type AnyColumn,
  and,
  asc,
  count,
  countDistinct,
  eq,
  exists,
  gt,
  inArray,
  isNotNull,
  isNull,
  lt,
  lte,
  ne,
  notExists,
  or,
  sql,
} from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { addressKey } from './address.ts';
import { amongGiven, given } from './db/given.ts';
import { type Db, prepared } from './db/open.ts';
import { rowsOf } from './db/rows.ts';
import { blogs, feeds } from './db/schema/feeds.ts';
import { filings } from './db/schema/issues.ts';
import { memberships } from './db/schema/people.ts';
import { earliest } from './quiet-hosts.ts';

/** What the poller knows of an RSS, Atom or JSON Feed. */
export type Feed = typeof feeds.$inferSelect;

/** A feed of which nothing is known any more but what it has brought. */
const ANEW = {
  etag: null,
  lastModified: null,
  bodyHash: null,
  state: 'new',
  problem: null,
  failures: 0,
  goneSince: null,
} as const;

/**
 * The feed at an address, added as due at once if we don't know it yet. One that was polled for the comments in it is
 * a blog's own from now on, and read anew; so is one that was in trouble or gone, and has been found again.
 */
export async function ensureFeed(
  db: Db,
  found: { url: string; title: string | null; siteUrl: string | null },
  now: Date,
): Promise<Feed> {
  const { host } = new URL(found.url);
  const nextCheckAt = await earliest(db, host, now);
  await db
    .insert(feeds)
    .values({
      url: found.url,
      host,
      title: found.title,
      siteUrl: found.siteUrl,
      siteKey: addressKey(found.siteUrl ?? ''),
      state: 'new',
      nextCheckAt,
      createdAt: now,
    })
    .onConflictDoUpdate({
      target: feeds.url,
      set: {
        kind: 'posts',
        commentsOf: null,
        ...ANEW,
        nextCheckAt,
      },
      setWhere: or(eq(feeds.kind, 'comments'), inArray(feeds.state, ['troubled', 'gone'])),
    });
  const [feed] = await db.select().from(feeds).where(eq(feeds.url, found.url));
  if (!feed) throw new Error('The feed could not be stored.');
  return feed;
}

/** Those that are due; or all, and those too that are gone, except what was polled since an instant. */
export type Which = { kind: 'due' } | { kind: 'all'; notSince: Date; cohort?: string };

/**
 * Claims feeds to poll, those that have waited longest first; nobody else gets them until the lease runs out.
 * Of each server only one is claimed at a time, whoever asks. A feed that no blog uses any more is never polled, nor
 * are the comments on a post that is in no cohort.
 */
export async function claimFeeds(
  db: Db,
  most: number,
  now: Date,
  leaseMs: number,
  which: Which,
): Promise<Feed[]> {
  const claim = which.kind === 'due' ? claimOfDue(db) : claimOf(db, which);
  const leaseUntil = new Date(now.getTime() + leaseMs);
  return rowsOf(feeds, await claim.values({ most, now: now.getTime(), leaseUntil }));
}

const claimOfDue = prepared((db) => claimOf(db, { kind: 'due' }));

function claimOf(db: Db, which: Which) {
  const now = sql.placeholder('now');
  const cohort = which.kind === 'all' ? which.cohort : undefined;
  const wanted = ({ id, commentsOf, nextCheckAt, checkedAt, state }: FeedColumns) =>
    and(
      which.kind === 'due'
        ? and(lte(nextCheckAt, now), ne(state, 'gone'))
        : or(isNull(checkedAt), lt(checkedAt, which.notSince)),
      or(exists(blogsOf(db, id, cohort)), exists(filingsOf(db, commentsOf, cohort))),
    );
  // Asked of one feed after the other, in the order of the index, until there are enough.
  const other = alias(feeds, 'other');
  const isBefore = sql`(${other.nextCheckAt}, ${other.id}) < (${feeds.nextCheckAt}, ${feeds.id})`;
  const served = db
    .select({ one: sql`1` })
    .from(other)
    .where(and(eq(other.host, feeds.host), or(gt(other.leaseUntil, now), and(isBefore, wanted(other)))));
  const claimable = db
    .select({ id: feeds.id })
    .from(feeds)
    // `served` would find it too, after looking for others.
    .where(and(or(isNull(feeds.leaseUntil), lte(feeds.leaseUntil, now)), wanted(feeds), notExists(served)))
    .orderBy(asc(feeds.nextCheckAt), asc(feeds.id))
    .limit(sql.placeholder('most'));
  return db
    .update(feeds)
    .set({ leaseUntil: given('leaseUntil', feeds.leaseUntil) })
    .where(inArray(feeds.id, claimable))
    .returning()
    .prepare();
}

type FeedColumns = Record<'id' | 'commentsOf' | 'nextCheckAt' | 'checkedAt' | 'state', AnyColumn>;

/** Puts a feed at another address, to be read anew at once. */
export async function moveFeed(db: Db, feed: Feed, url: string, now: Date): Promise<void> {
  const { host } = new URL(url);
  await db
    .update(feeds)
    .set({ url, host, ...ANEW, suggestedUrl: null, nextCheckAt: await earliest(db, host, now) })
    .where(eq(feeds.id, feed.id));
}

/** Feeds in trouble since before an instant, whose authors haven't been told. */
export async function listFeedsToMourn(db: Db, troubledBefore: Date): Promise<Feed[]> {
  return db
    .select()
    .from(feeds)
    .where(
      and(
        lte(feeds.troubledSince, troubledBefore),
        isNull(feeds.toldAt),
        exists(blogsOf(db, feeds.id, undefined)),
      ),
    );
}

/** Feeds that are well again, whose authors were told of the trouble. */
export async function listFeedsToCheer(db: Db): Promise<Feed[]> {
  return db
    .select()
    .from(feeds)
    .where(and(eq(feeds.state, 'well'), isNotNull(feeds.toldAt)));
}

/** Notes that the authors were told of the trouble, and where the feed may be now; or, with null, that it is over. */
export async function markTold(
  db: Db,
  feed: Feed,
  told: { at: Date; suggestedUrl: string | null } | null,
): Promise<void> {
  await db
    .update(feeds)
    .set({ toldAt: told?.at ?? null, suggestedUrl: told?.suggestedUrl ?? null })
    .where(eq(feeds.id, feed.id));
}

/** Gives back what was claimed and not polled. */
export async function releaseFeeds(db: Db, claimed: Feed[]): Promise<void> {
  const ids = claimed.map(({ id }) => id);
  await db.update(feeds).set({ leaseUntil: null }).where(inArray(feeds.id, ids));
}

/** The cohorts that each of these feeds is at the table of, by name. */
export async function listCohortsOfFeeds(db: Db, some: Feed[]): Promise<Map<number, string[]>> {
  return cohortsByFeed(await cohortsOfFeeds(db).all({ ids: some.map(({ id }) => id) }));
}

/** Gathers the cohorts of each feed, in the order in which they come. */
export function cohortsByFeed(rows: { feedId: number; cohort: string }[]): Map<number, string[]> {
  const byFeed = Map.groupBy(rows, ({ feedId }) => feedId);
  return new Map([...byFeed].map(([id, of]) => [id, of.map(({ cohort }) => cohort)]));
}

const cohortsOfFeeds = prepared((db) =>
  db
    .selectDistinct({ feedId: blogs.feedId, cohort: memberships.cohort })
    .from(blogs)
    .innerJoin(memberships, eq(memberships.id, blogs.membershipId))
    .where(amongGiven('ids', blogs.feedId))
    .orderBy(asc(memberships.cohort))
    .prepare(),
);

/** How many feeds that a blog uses should have been polled before an instant. */
export async function countOverdue(db: Db, before: Date): Promise<number> {
  const [row] = await db
    .select({ feeds: count() })
    .from(feeds)
    .where(
      and(lt(feeds.nextCheckAt, before), ne(feeds.state, 'gone'), exists(blogsOf(db, feeds.id, undefined))),
    );
  return row?.feeds ?? 0;
}

/** Of the servers, besides that of a feed, that gave us blogs when last asked: how many there are, and have done so since. */
export async function countOtherServers(
  db: Db,
  feed: Feed,
  since: Date,
): Promise<{ all: number; answered: number }> {
  const answered = sql`case when ${gt(feeds.okAt, since)} then ${feeds.host} end`;
  const [row] = await db
    .select({ all: countDistinct(feeds.host), answered: countDistinct(answered) })
    .from(feeds)
    .where(and(ne(feeds.host, feed.host), eq(feeds.state, 'well'), exists(blogsOf(db, feeds.id, undefined))));
  return row ?? { all: 0, answered: 0 };
}

function blogsOf(db: Db, feedId: AnyColumn, cohort: string | undefined) {
  return db
    .select({ one: sql`1` })
    .from(blogs)
    .innerJoin(memberships, eq(memberships.id, blogs.membershipId))
    .where(and(eq(blogs.feedId, feedId), cohort === undefined ? undefined : eq(memberships.cohort, cohort)));
}

function filingsOf(db: Db, postId: AnyColumn, cohort: string | undefined) {
  return db
    .select({ one: sql`1` })
    .from(filings)
    .where(and(eq(filings.postId, postId), cohort === undefined ? undefined : eq(filings.cohort, cohort)));
}
