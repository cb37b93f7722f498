import { and, count, eq, inArray, notExists, sql } from 'drizzle-orm';
import { amongGiven } from '../db/given.ts';
import { type Db, prepared } from '../db/open.ts';
import { feeds, posts } from '../db/schema/feeds.ts';
import { filings } from '../db/schema/issues.ts';
import { cohortsByFeed, type Feed } from '../feeds.ts';
import type { Post } from '../posts.ts';
import { earliest } from '../quiet-hosts.ts';

/** A post as far as its comments are concerned. */
export type Discussed = Pick<Post, 'id' | 'feedId' | 'url' | 'identity' | 'addressKey' | 'datedAt'>;

const DAY_MS = 24 * 60 * 60 * 1000;
/** Whatever is said under a post is said by then, spam aside. */
const DISCUSSED_MS = 60 * DAY_MS;
/** Of a blog that posts all the time: its server isn't to be asked for the comments on each of its posts. */
const MOST_OF_A_BLOG = 100;

/** Whether a post is too old to ask for its comments. */
export function isDiscussionOver({ datedAt }: Pick<Post, 'datedAt'>, now: Date): boolean {
  return now.getTime() - datedAt.getTime() > DISCUSSED_MS;
}

const feedOf = prepared((db) =>
  db
    .select({ id: feeds.id })
    .from(feeds)
    .where(eq(feeds.commentsOf, sql.placeholder('postId')))
    .prepare(),
);

/**
 * Has the comments on a post polled from now on, if it has a feed of them and isn't old. An address that is followed
 * already stays what it is: some programs give one feed for all comments of a blog.
 */
export async function ensureCommentsFeed(
  db: Db,
  post: Pick<Post, 'id' | 'feedId' | 'commentsUrl' | 'datedAt'>,
  now: Date,
): Promise<void> {
  const { id, commentsUrl: url } = post;
  if (url === null || isDiscussionOver(post, now)) return;
  if ((await feedOf(db).all({ postId: id })).length > 0) return;
  const { host } = new URL(url);
  await db
    .insert(feeds)
    .values({
      url,
      kind: 'comments',
      commentsOf: id,
      host,
      state: 'new',
      nextCheckAt: await earliest(db, host, now),
      createdAt: now,
    })
    .onConflictDoNothing();
  await leaveOldestOf(db, post.feedId);
}

/** Keeps the comments feeds of a blog's newest posts only. */
async function leaveOldestOf(db: Db, feedId: number): Promise<void> {
  const [row] = await db
    .select({ feeds: count() })
    .from(feeds)
    .innerJoin(posts, eq(posts.id, feeds.commentsOf))
    .where(eq(posts.feedId, feedId));
  const surplus = (row?.feeds ?? 0) - MOST_OF_A_BLOG;
  if (surplus <= 0) return;
  const oldest = db
    .select({ id: posts.id })
    .from(feeds)
    .innerJoin(posts, eq(posts.id, feeds.commentsOf))
    .where(eq(posts.feedId, feedId))
    .orderBy(posts.datedAt, posts.id)
    .limit(surplus);
  await db.delete(feeds).where(inArray(feeds.commentsOf, oldest));
}

/** Stops asking for the comments on posts, but for those that are in some cohort still. What has come stays. */
export async function leaveCommentsFeeds(db: Db, postIds: number[]): Promise<void> {
  const filed = db.select({ one: sql`1` }).from(filings).where(eq(filings.postId, feeds.commentsOf));
  await db.delete(feeds).where(and(inArray(feeds.commentsOf, postIds), notExists(filed)));
}

/** Forgets a comments feed that has brought all that it will. */
export async function endCommentsFeed(db: Db, feed: Feed): Promise<void> {
  await db.delete(feeds).where(and(eq(feeds.id, feed.id), eq(feeds.kind, 'comments')));
}

/** The post that a feed has the comments of; null when it is no such feed. */
export async function findDiscussed(db: Db, { commentsOf }: Feed): Promise<Discussed | null> {
  if (commentsOf === null) return null;
  const [post] = await db
    .select({
      id: posts.id,
      feedId: posts.feedId,
      url: posts.url,
      identity: posts.identity,
      addressKey: posts.addressKey,
      datedAt: posts.datedAt,
    })
    .from(posts)
    .where(eq(posts.id, commentsOf));
  return post ?? null;
}

/** The cohorts that the comments of these feeds are read in, by name. */
export async function listCohortsOfComments(db: Db, some: Feed[]): Promise<Map<number, string[]>> {
  const ids = some.filter(({ kind }) => kind === 'comments').map(({ id }) => id);
  if (ids.length === 0) return new Map();
  return cohortsByFeed(await cohortsOfComments(db).all({ ids }));
}

const cohortsOfComments = prepared((db) =>
  db
    .select({ feedId: feeds.id, cohort: filings.cohort })
    .from(feeds)
    .innerJoin(filings, eq(filings.postId, feeds.commentsOf))
    .where(amongGiven('ids', feeds.id))
    .orderBy(filings.cohort)
    .prepare(),
);
