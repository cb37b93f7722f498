import { createHash } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import { addressKey } from '../address.ts';
import type { Cohort } from '../cohorts.ts';
import { type Db, prepared, transaction } from '../db/open.ts';
import { postAddresses, weaves } from '../db/schema/conversations.ts';
import { blogs, posts } from '../db/schema/feeds.ts';
import { filings } from '../db/schema/issues.ts';
import { ensureCommentsFeed, leaveCommentsFeeds } from './comments-feeds.ts';
import { listSources, listTargets, storeAddresses, storeLinks } from './links.ts';
import { findPeople, forgetMentions, storeMentions } from './mentions.ts';
import { wantShortLinks } from './pages.ts';
import { leavePlaces, placePost } from './places.ts';
import { type Asked, forgetSaid, listAsked, provocationsIn, storeFound } from './provocations.ts';
import { forgetShared, LONGEST_RECOMMENDATION, listSharedBy, noteShared, recheckShared } from './sharing.ts';
import { forgetAnsweredElsewhere } from './waiting.ts';

/** What posts of a cohort are woven into. */
interface Loom {
  cohort: string;
  siteUrl: string;
  asked: Asked[];
  now: Date;
}

/** Woven in one transaction, so that others get their turn. */
const AT_ONCE = 50;

/**
 * Weaves the posts of a cohort that were filed or changed since the last time, and all of them when its provocations
 * have changed. What was woven is never woven again by this, so that it may be asked for at any time.
 *
 * @returns how many posts were woven.
 */
export async function weave(db: Db, cohort: Cohort, siteUrl: string, now: Date): Promise<number> {
  const asked = listAsked(cohort, siteUrl);
  await weaveAnewIfAskedOtherwise(db, cohort.slug, asked);
  const loom = { cohort: cohort.slug, siteUrl, asked, now };
  let woven = 0;
  for (let ids = await unwoven(db, cohort.slug); ids.length > 0; ids = await unwoven(db, cohort.slug)) {
    await transaction(db, async (tx) => {
      for (const id of ids) await weavePost(tx, id, loom);
    });
    woven += ids.length;
  }
  return woven;
}

const lastTime = prepared((db) =>
  db
    .select({ provocations: weaves.provocations })
    .from(weaves)
    .where(eq(weaves.cohort, sql.placeholder('cohort')))
    .prepare(),
);

/** A new provocation may have been answered before it was asked, and one that is gone is answered by nobody. */
async function weaveAnewIfAskedOtherwise(db: Db, cohort: string, asked: Asked[]): Promise<void> {
  const provocations = createHash('sha256').update(JSON.stringify(asked)).digest('base64url');
  const [before] = await lastTime(db).all({ cohort });
  if (before?.provocations === provocations) return;
  await transaction(db, async (tx) => {
    await tx.update(filings).set({ isWoven: false }).where(eq(filings.cohort, cohort));
    await tx
      .insert(weaves)
      .values({ cohort, provocations })
      .onConflictDoUpdate({ target: weaves.cohort, set: { provocations } });
  });
}

const waiting = prepared((db) =>
  db
    .select({ id: filings.postId })
    .from(filings)
    .where(and(eq(filings.cohort, sql.placeholder('cohort')), sql`is_woven = 0`))
    .limit(AT_ONCE)
    .prepare(),
);

async function unwoven(db: Db, cohort: string): Promise<number[]> {
  return (await waiting(db).all({ cohort })).map(({ id }) => id);
}

const woven = prepared((db) =>
  db
    .select({ post: posts, author: blogs.membershipId })
    .from(filings)
    .innerJoin(posts, eq(posts.id, filings.postId))
    .innerJoin(blogs, eq(blogs.id, filings.blogId))
    .where(and(eq(filings.cohort, sql.placeholder('cohort')), eq(filings.postId, sql.placeholder('postId'))))
    .prepare(),
);

const finishing = prepared((db) =>
  db
    .update(filings)
    .set({ isWoven: true })
    .where(and(eq(filings.cohort, sql.placeholder('cohort')), eq(filings.postId, sql.placeholder('postId'))))
    .prepare(),
);

/** One post: what it links to, what links to it, and what both mean to its cohort. */
async function weavePost(db: Db, postId: number, loom: Loom): Promise<void> {
  const { cohort, siteUrl, asked, now } = loom;
  const [found] = await woven(db).all({ cohort, postId });
  if (!found) return;
  const { post, author } = found;
  const before = await listSharedBy(db, cohort, postId);
  const links = await storeLinks(db, post);
  await storeAddresses(db, post, `${siteUrl}/${cohort}/posts/${postId}`);
  await ensureCommentsFeed(db, post, now);
  await placePost(db, cohort, postId);
  for (const source of await listSources(db, cohort, postId)) await placePost(db, cohort, source);
  const people = await findPeople(
    db,
    cohort,
    links.map(({ key }) => key),
    `${siteUrl}/${cohort}/people`,
  );
  await storeMentions(db, { cohort, postId, author }, people);
  await storeFound(db, cohort, postId, provocationsIn(post, asked));
  const ours = new Set((await listTargets(db, cohort, postId)).map(({ position }) => position));
  const outside = links.filter(
    ({ key, position }) => !ours.has(position) && !people.has(key) && !isOfSite(key, siteUrl),
  );
  await recheckShared(db, cohort, before);
  const isList = links.length > LONGEST_RECOMMENDATION;
  await noteShared(db, cohort, isList ? [] : outside, now);
  await wantShortLinks(db, outside, now);
  await forgetShared(db, cohort, await addressesOf(db, postId));
  await finishing(db).run({ cohort, postId });
}

function isOfSite(key: string, siteUrl: string): boolean {
  const site = addressKey(siteUrl);
  return key === site || key.startsWith(`${site}/`);
}

const addresses = prepared((db) =>
  db
    .select({ key: postAddresses.key })
    .from(postAddresses)
    .where(eq(postAddresses.postId, sql.placeholder('postId')))
    .prepare(),
);

async function addressesOf(db: Db, postId: number): Promise<string[]> {
  return (await addresses(db).all({ postId })).map(({ key }) => key);
}

/** Enough at a time for a statement. */
const LEAVING_AT_ONCE = 500;

/**
 * Takes posts that have left a cohort out of its conversations: nothing answers them any more, what links to them
 * is placed anew, they mention nobody and answer no provocation, and what they shared with one other person is shared
 * no longer.
 *
 * @param mayComeBack keeps what people said of them, for the day on which they do.
 */
export async function unweave(
  db: Db,
  cohort: string,
  postIds: number[],
  { mayComeBack = false } = {},
): Promise<void> {
  for (let at = 0; at < postIds.length; at += LEAVING_AT_ONCE) {
    const leaving = postIds.slice(at, at + LEAVING_AT_ONCE);
    for (const id of await leavePlaces(db, cohort, leaving)) await placePost(db, cohort, id);
    for (const id of leaving) await recheckShared(db, cohort, await listSharedBy(db, cohort, id));
    await forgetMentions(db, cohort, leaving);
    if (!mayComeBack) await forgetSaid(db, cohort, leaving);
    if (!mayComeBack) await forgetAnsweredElsewhere(db, cohort, leaving);
    await leaveCommentsFeeds(db, leaving);
  }
}
