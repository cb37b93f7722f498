import { and, eq, inArray, isNotNull, ne } from 'drizzle-orm';
import type { Db } from '../db/open.ts';
import { comments } from '../db/schema/conversations.ts';
import { posts } from '../db/schema/feeds.ts';
import { filings } from '../db/schema/issues.ts';
import { type Acquainted, acquaint, findBlogger, listAcquaintances, recognise } from './commenters.ts';
import type { Discussed } from './comments-feeds.ts';
import { noteMovement } from './conversations.ts';

/** A comment under a post on its author's own blog. */
export type Comment = typeof comments.$inferSelect;

/** A comment as its feed gives it, cleaned. */
export interface ReadComment
  extends Pick<
    Comment,
    'identity' | 'author' | 'authorUrl' | 'language' | 'contentHash' | 'datedAt' | 'html' | 'text'
  > {
  /** Null when it has no address of its own. */
  url: string | null;
  /** The page that it is on, by the one rule for addresses; empty when it has no address. */
  addressKey: string;
}

/** What decides whether a comment is known, whether it has changed, and whether it was taken away. */
export type KnownComment = Pick<Comment, 'id' | 'identity' | 'contentHash' | 'datedAt' | 'goneAt'>;

/** What a poll of a comments feed brings. */
export interface ReadComments {
  added: ReadComment[];
  changed: { id: number; edit: Omit<ReadComment, 'identity' | 'datedAt'> }[];
  /** Those that were taken away where they were written. */
  gone: number[];
}

export async function listKnownComments(db: Db, postId: number): Promise<KnownComment[]> {
  const { id, identity, contentHash, datedAt, goneAt } = comments;
  return db
    .select({ id, identity, contentHash, datedAt, goneAt })
    .from(comments)
    .where(eq(comments.postId, postId));
}

/** Of what was taken away; with another hash than any words have, it comes back as changed. */
const NO_WORDS = { html: '', text: '', contentHash: '' };

/** Stores what came of the comments on a post, and moves its conversations. */
export async function storeComments(
  db: Db,
  post: Discussed,
  { added, changed, gone }: ReadComments,
  now: Date,
): Promise<void> {
  const elsewhere = await listOtherPosts(db, post, added);
  const own = added.filter(
    ({ addressKey, identity }) => !elsewhere.has(addressKey) && identity !== post.identity,
  );
  if (own.length + changed.length + gone.length === 0) return;
  if (gone.length > 0)
    await db
      .update(comments)
      .set({ ...NO_WORDS, goneAt: now })
      .where(inArray(comments.id, gone));
  for (const { addressKey: _, url, ...words } of own) {
    await db
      .insert(comments)
      .values({ ...words, url: url ?? post.url, postId: post.id, firstSeenAt: now })
      .onConflictDoNothing();
  }
  for (const { id, edit } of changed) {
    const { addressKey: _, url, ...words } = edit;
    await db
      .update(comments)
      .set({ ...words, url: url ?? post.url, changedAt: now, goneAt: null })
      .where(eq(comments.id, id));
  }
  await recogniseOn(db, post.id, new Map());
  await noteDiscussion(db, post.id);
}

/** The pages of other posts of the blog: its program gives one feed for all comments, or leads to the posts instead. */
async function listOtherPosts(db: Db, post: Discussed, added: ReadComment[]): Promise<Set<string>> {
  const keys = [...new Set(added.map(({ addressKey }) => addressKey))];
  if (keys.length === 0) return new Set();
  const rows = await db
    .select({ key: posts.addressKey })
    .from(posts)
    .where(
      and(
        inArray(posts.addressKey, keys),
        eq(posts.feedId, post.feedId),
        ne(posts.addressKey, post.addressKey),
      ),
    );
  return new Set(rows.map(({ key }) => key));
}

/** Comments move the conversations that their post is part of. */
export async function noteDiscussion(db: Db, postId: number): Promise<void> {
  const rows = await db
    .select({ cohort: filings.cohort, rootId: filings.conversationId })
    .from(filings)
    .where(and(eq(filings.postId, postId), isNotNull(filings.conversationId)));
  for (const { cohort, rootId } of rows) if (rootId !== null) await noteMovement(db, cohort, rootId);
}

/** Looks anew who wrote the comments on a cohort's posts: to be done when somebody has brought a blog. */
export async function recogniseComments(db: Db, cohort: string): Promise<void> {
  const rows = await db
    .selectDistinct({ postId: comments.postId })
    .from(comments)
    .innerJoin(filings, and(eq(filings.postId, comments.postId), eq(filings.cohort, cohort)));
  const acquainted: AcquaintedByCohorts = new Map();
  for (const { postId } of rows) {
    if (await recogniseOn(db, postId, acquainted)) await noteDiscussion(db, postId);
  }
}

/** Looked up once for all posts that are in the same cohorts. */
type AcquaintedByCohorts = Map<string, Acquainted>;

/** @returns whether that changed anything. */
async function recogniseOn(db: Db, postId: number, known: AcquaintedByCohorts): Promise<boolean> {
  const found = await findBlogger(db, postId);
  if (found === null) return false;
  const key = found.cohorts.join(' ');
  const acquainted = known.get(key) ?? acquaint(await listAcquaintances(db, found.cohorts));
  known.set(key, acquainted);
  const { id, author, authorUrl, personId } = comments;
  const rows = await db
    .select({ id, author, authorUrl, personId })
    .from(comments)
    .where(eq(comments.postId, postId));
  let hasChanged = false;
  for (const row of rows) {
    const personId = recognise(row, acquainted, found.blogger);
    if (personId === row.personId) continue;
    await db.update(comments).set({ personId }).where(eq(comments.id, row.id));
    hasChanged = true;
  }
  return hasChanged;
}
