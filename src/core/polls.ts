import { and, count, eq, gte, ne, notExists, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { addressKey } from './address.ts';
import { amongGiven, given } from './db/given.ts';
import { type Db, prepared } from './db/open.ts';
import { feeds, posts } from './db/schema/feeds.ts';
import type { Feed } from './feeds.ts';

/** What a poll ended with; every way out of it is one of these. */
export type PollOutcome =
  | ({ kind: 'unchanged' } & Validators)
  | ({ kind: 'read'; bodyHash: string; title: string | null; siteUrl: string | null } & Validators & Wishes)
  /** `gone`: the server says that the feed is gone for good; believed when it still says so a day later. */
  | { kind: 'trouble'; problem: string; gone: boolean }
  /** Perhaps it was us who were cut off: nothing is known of the feed, and nothing held against it. */
  | { kind: 'outage' };

/** What an answer vouches with, and where it came from. */
type Validators = Pick<Feed, 'etag' | 'lastModified' | 'validatorsUrl'>;
/** How a feed asks to be polled. */
type Wishes = Pick<Feed, 'ttlMinutes' | 'skipHours'>;

const DAY_MS = 24 * 60 * 60 * 1000;

/** Where a feed is from now on, and what its server has said about moving. */
export type Move = Pick<Feed, 'url' | 'movedTo' | 'movedSince' | 'movedSeen'>;

/** Records how a poll ended and ends its lease. Belongs into the transaction that stores the posts it vouches for. */
export async function recordPoll(
  db: Db,
  feed: Feed,
  outcome: PollOutcome,
  when: { now: Date; nextCheckAt: Date },
): Promise<void> {
  const { id } = feed;
  if (outcome.kind === 'unchanged' || outcome.kind === 'read') {
    const known = vouched(feed, outcome);
    const isSame = known.siteUrl === feed.siteUrl && feed.siteKey !== null;
    const siteKey = isSame ? feed.siteKey : addressKey(known.siteUrl ?? '');
    const after = { ...known, siteKey };
    if (isAsBefore(feed, after)) await stillWell(db).run({ ...when, id });
    else await well(db).run({ ...after, ...when, id });
    return;
  }
  await db
    .update(feeds)
    .set({ ...trouble(feed, outcome, when.now), nextCheckAt: when.nextCheckAt, leaseUntil: null })
    .where(eq(feeds.id, id));
}

/** Whether nothing that is known of a feed would change but the instants of its checks. */
function isAsBefore(feed: Feed, after: Vouched & Pick<Feed, 'siteKey'>): boolean {
  const names = Object.keys(after) as (keyof typeof after)[];
  return (
    feed.state === 'well' && feed.unreachedSince === null && names.every((name) => feed[name] === after[name])
  );
}

const CHECKED = {
  checkedAt: given('now', feeds.checkedAt),
  okAt: given('now', feeds.okAt),
  nextCheckAt: given('nextCheckAt', feeds.nextCheckAt),
  leaseUntil: null,
};

/** What is written down most often by far. */
const stillWell = prepared((db) =>
  db
    .update(feeds)
    .set(CHECKED)
    .where(eq(feeds.id, sql.placeholder('id')))
    .prepare(),
);

const well = prepared((db) =>
  db
    .update(feeds)
    .set({
      ...CHECKED,
      state: 'well',
      problem: null,
      failures: 0,
      troubledSince: null,
      unreachedSince: null,
      goneSince: null,
      etag: given('etag', feeds.etag),
      lastModified: given('lastModified', feeds.lastModified),
      validatorsUrl: given('validatorsUrl', feeds.validatorsUrl),
      ttlMinutes: given('ttlMinutes', feeds.ttlMinutes),
      skipHours: given('skipHours', feeds.skipHours),
      bodyHash: given('bodyHash', feeds.bodyHash),
      title: given('title', feeds.title),
      siteUrl: given('siteUrl', feeds.siteUrl),
      siteKey: given('siteKey', feeds.siteKey),
    })
    .where(eq(feeds.id, sql.placeholder('id')))
    .prepare(),
);

type Vouched = Validators & Wishes & Pick<Feed, 'bodyHash' | 'title' | 'siteUrl'>;

function vouched(feed: Feed, outcome: Extract<PollOutcome, { kind: 'unchanged' | 'read' }>): Vouched {
  if (outcome.kind === 'unchanged') {
    // A 304 need not repeat the validators (RFC 9110, section 15.4.5); those it leaves out stay valid.
    const { bodyHash, title, siteUrl, ttlMinutes, skipHours } = feed;
    const etag = outcome.etag ?? feed.etag;
    const lastModified = outcome.lastModified ?? feed.lastModified;
    const { validatorsUrl } = outcome;
    return { etag, lastModified, validatorsUrl, bodyHash, title, siteUrl, ttlMinutes, skipHours };
  }
  const { kind: _, ...read } = outcome;
  return {
    ...read,
    title: outcome.title ?? feed.title,
    siteUrl: outcome.siteUrl ?? feed.siteUrl,
  };
}

function trouble(
  feed: Feed,
  outcome: Extract<PollOutcome, { kind: 'trouble' | 'outage' }>,
  now: Date,
): Partial<Feed> {
  if (outcome.kind === 'outage') return { unreachedSince: feed.unreachedSince ?? now };
  const goneFor = outcome.gone && feed.goneSince ? now.getTime() - feed.goneSince.getTime() : 0;
  return {
    // RFC 9110, section 15.5.11: "likely to be permanent".
    state: goneFor >= DAY_MS ? 'gone' : 'troubled',
    problem: outcome.problem,
    failures: feed.failures + 1,
    troubledSince: feed.troubledSince ?? now,
    unreachedSince: null,
    goneSince: outcome.gone ? (feed.goneSince ?? now) : null,
    checkedAt: now,
  };
}

/** Records where a feed is from now on, or what its server said about moving. Another feed's address isn't taken over. */
export async function recordMove(db: Db, feed: Feed, move: Move): Promise<void> {
  const other = alias(feeds, 'other');
  const taken = db
    .select({ one: sql`1` })
    .from(other)
    .where(and(eq(other.url, move.url), ne(other.id, feed.id)));
  await db
    .update(feeds)
    .set({ ...move, host: new URL(move.url).host })
    .where(and(eq(feeds.id, feed.id), notExists(taken)));
}

const WEEK_MS = 7 * DAY_MS;

/** How many posts each of these feeds brought within the past week; those that brought none are left out. */
export async function countPostsOfWeek(db: Db, some: Feed[], now: Date): Promise<Map<number, number>> {
  const ids = some.map(({ id }) => id);
  const rows = await postsSince(db).all({ ids, since: now.getTime() - WEEK_MS });
  return new Map(rows.map((row) => [row.id, row.posts]));
}

const postsSince = prepared((db) =>
  db
    .select({ id: posts.feedId, posts: count() })
    .from(posts)
    .where(and(amongGiven('ids', posts.feedId), gte(posts.datedAt, sql.placeholder('since'))))
    .groupBy(posts.feedId)
    .prepare(),
);

/** Whether a feed is followed at this address already. */
export async function isFollowed(db: Db, url: string): Promise<boolean> {
  const [feed] = await db.select({ id: feeds.id }).from(feeds).where(eq(feeds.url, url));
  return feed !== undefined;
}
