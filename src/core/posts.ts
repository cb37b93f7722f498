import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import { words } from './db/given.ts';
import { type Db, prepared } from './db/open.ts';
import { preparedForRows } from './db/rows.ts';
import { posts } from './db/schema/feeds.ts';
import { filings } from './db/schema/issues.ts';
import type { WithWords, Words } from './words.ts';

/** An entry of a feed. */
export type Post = typeof posts.$inferSelect;
export type NewPost = typeof posts.$inferInsert;
export type Filed = typeof filings.$inferInsert;

/** What decides whether an item of a feed is known, and whether it has changed. */
export type KnownPost = Pick<
  Post,
  'id' | 'identity' | 'addressKey' | 'contentHash' | 'publishedAt' | 'datedAt'
>;

const known = prepared((db) =>
  db
    .select({
      id: posts.id,
      identity: posts.identity,
      addressKey: posts.addressKey,
      contentHash: posts.contentHash,
      publishedAt: posts.publishedAt,
      datedAt: posts.datedAt,
    })
    .from(posts)
    .where(eq(posts.feedId, sql.placeholder('feedId')))
    .prepare(),
);

export async function listKnownPosts(db: Db, feedId: number): Promise<KnownPost[]> {
  return known(db).all({ feedId });
}

export async function listPostsOfFeed(db: Db, feedId: number): Promise<Post[]> {
  return db.select().from(posts).where(eq(posts.feedId, feedId)).orderBy(posts.datedAt, posts.id);
}

const insertion = preparedForRows((db, rows) =>
  db
    .insert(posts)
    .values(
      rows.map((given) => ({
        feedId: given(posts.feedId, 'feedId'),
        identity: given(posts.identity, 'identity'),
        url: given(posts.url, 'url'),
        addressKey: given(posts.addressKey, 'addressKey'),
        title: given(posts.title, 'title'),
        author: given(posts.author, 'author'),
        html: words(given(posts.html, 'html')),
        text: words(given(posts.text, 'text')),
        language: given(posts.language, 'language'),
        links: given(posts.links, 'links'),
        repliesTo: given(posts.repliesTo, 'repliesTo'),
        proxyUrl: given(posts.proxyUrl, 'proxyUrl'),
        commentsUrl: given(posts.commentsUrl, 'commentsUrl'),
        categories: given(posts.categories, 'categories'),
        publishedAt: given(posts.publishedAt, 'publishedAt'),
        firstSeenAt: given(posts.firstSeenAt, 'firstSeenAt'),
        datedAt: given(posts.datedAt, 'datedAt'),
        changedAt: given(posts.changedAt, 'changedAt'),
        contentHash: given(posts.contentHash, 'contentHash'),
      })),
    )
    .returning({ id: posts.id, identity: posts.identity })
    .prepare(),
);

const UNSAID = {
  title: null,
  author: null,
  language: null,
  proxyUrl: null,
  commentsUrl: null,
  publishedAt: null,
  changedAt: null,
};

/** Stores posts of one feed, in their order. @returns them with their words as they were given. */
export async function insertPosts<W extends Words>(
  db: Db,
  added: WithWords<Omit<NewPost, 'id'>, W>[],
): Promise<WithWords<Post, W>[]> {
  const rows = added.map((post) => ({ ...UNSAID, ...post, repliesTo: post.repliesTo ?? [] }));
  const ids = new Map<string, number>();
  for (const { query, values } of insertion(db, rows)) {
    for (const { id, identity } of await query.all(values)) ids.set(identity, id);
  }
  return rows.map((row) => {
    const id = ids.get(row.identity);
    if (id === undefined) throw new Error('The post could not be stored.');
    return { ...row, id };
  });
}

/** Stores an author's edit. When it was first seen and published stays as it was. */
export async function updatePost(db: Db, id: number, edit: Partial<NewPost>): Promise<Post> {
  const [changed] = await db.update(posts).set(edit).where(eq(posts.id, id)).returning();
  if (!changed) throw new Error(`There is no post ${id}.`);
  return changed;
}

const filing = preparedForRows((db, rows) =>
  db
    .insert(filings)
    .values(
      rows.map((given) => ({
        postId: given(filings.postId, 'postId'),
        cohort: given(filings.cohort, 'cohort'),
        blogId: given(filings.blogId, 'blogId'),
        datedAt: given(filings.datedAt, 'datedAt'),
        filedAt: given(filings.filedAt, 'filedAt'),
      })),
    )
    // What it links to may have changed.
    .onConflictDoUpdate({ target: [filings.postId, filings.cohort], set: { isWoven: false } })
    .prepare(),
);

/** Files posts into cohorts, to be woven anew; filed once, a post stays in the issue that carried it. */
export async function filePosts(
  db: Db,
  filed: Pick<Filed, 'postId' | 'cohort' | 'blogId' | 'datedAt' | 'filedAt'>[],
): Promise<void> {
  for (const { query, values } of filing(db, filed)) await query.run(values);
}

const unfiling = prepared((db) =>
  db
    .delete(filings)
    .where(
      and(
        eq(filings.postId, sql.placeholder('postId')),
        eq(filings.cohort, sql.placeholder('cohort')),
        isNull(filings.issueId),
      ),
    )
    .returning({ id: filings.postId })
    .prepare(),
);

const reweaving = prepared((db) =>
  db
    .update(filings)
    .set({ isWoven: false })
    .where(and(eq(filings.postId, sql.placeholder('postId')), eq(filings.cohort, sql.placeholder('cohort'))))
    .prepare(),
);

/**
 * Takes a post that no issue has carried yet out of a cohort; one that an issue has carried is woven anew.
 *
 * @returns whether it was taken out.
 */
export async function unfilePost(db: Db, postId: number, cohort: string): Promise<boolean> {
  if ((await unfiling(db).all({ postId, cohort })).length > 0) return true;
  await reweaving(db).run({ postId, cohort });
  return false;
}

/** The whole of some posts as sanitized HTML, by id: for those whose authors consent to that. */
export async function listHtml(db: Db, ids: number[]): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db.select({ id: posts.id, html: posts.html }).from(posts).where(inArray(posts.id, ids));
  return new Map(rows.map(({ id, html }) => [id, html]));
}
