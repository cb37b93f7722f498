import { and, asc, eq, exists, isNull, ne, notExists, type SQL, sql } from 'drizzle-orm';
import { addressKey } from './address.ts';
import { unweave } from './conversations/weave.ts';
import { type Db, transaction } from './db/open.ts';
import { withheld } from './db/schema/desk.ts';
import { blogs, feeds } from './db/schema/feeds.ts';
import { filings } from './db/schema/issues.ts';
import { memberships, people } from './db/schema/people.ts';
import { type Feed, moveFeed } from './feeds.ts';
import type { Filing } from './filing.ts';
import type { Membership } from './memberships.ts';
import { questionBlogs, questionOfMove } from './order/questions.ts';

/** A participant's own site in a cohort. */
export type Blog = typeof blogs.$inferSelect;

/** What an author lets us show of a blog's posts. */
export type Consent = Blog['consent'];

/** A blog with its author and what the poller knows of it. */
export interface BlogOfMember extends Blog {
  feed: Feed;
  author: { name: string; handle: string; email: string };
  cohort: string;
}

export type AddedBlog = { kind: 'added'; blog: Blog } | { kind: 'taken' };

/**
 * Gives a membership a blog, or changes how it is filed. A feed has one owner: another person's is `taken`.
 *
 * @param filingTag the author's own tag or category to file by; null for the course's.
 */
export async function addBlog(
  db: Db,
  membership: Membership,
  feed: Feed,
  filing: Filing,
  now: Date,
  filingTag: string | null = null,
): Promise<AddedBlog> {
  return transaction(db, async (tx) => {
    if (await isAnothers(tx, feed, membership)) return { kind: 'taken' };
    const [blog] = await tx
      .insert(blogs)
      .values({ membershipId: membership.id, feedId: feed.id, filing, filingTag, addedAt: now })
      .onConflictDoUpdate({
        target: [blogs.membershipId, blogs.feedId],
        set: { filing, filingTag, refile: true },
      })
      .returning();
    if (!blog) throw new Error('The blog could not be stored.');
    return { kind: 'added', blog };
  });
}

/** Whether a feed is a blog of another person, in whatever cohort. */
async function isAnothers(db: Db, { url }: Pick<Feed, 'url'>, { personId }: Membership): Promise<boolean> {
  return isBrought(db, url, ne(people.id, personId));
}

/** Whether somebody with another mail address has brought this feed. */
export async function isBroughtByAnother(db: Db, feedUrl: string, email: string): Promise<boolean> {
  return isBrought(db, feedUrl, ne(people.email, email));
}

async function isBrought(db: Db, feedUrl: string, by: SQL): Promise<boolean> {
  const found = await joined(db)
    .where(and(eq(feeds.url, feedUrl), by))
    .limit(1);
  return found.length > 0;
}

/** Takes a blog out of its cohort, and its posts with it; what already went out by mail can't be taken back. */
export async function removeBlog(db: Db, membership: Membership, blogId: number): Promise<void> {
  const own = and(eq(blogs.id, blogId), eq(blogs.membershipId, membership.id));
  await transaction(db, async (tx) => {
    const filed = await tx
      .select({ id: filings.postId })
      .from(filings)
      .innerJoin(blogs, eq(blogs.id, filings.blogId))
      .where(own);
    await tx.delete(blogs).where(own);
    const postIds = filed.map(({ id }) => id);
    await unweave(tx, membership.cohort, postIds);
  });
}

export async function changeFiling(
  db: Db,
  membership: Membership,
  blogId: number,
  filing: Filing,
  filingTag: string | null = null,
): Promise<void> {
  await db
    .update(blogs)
    .set({ filing, filingTag, refile: true })
    .where(and(eq(blogs.id, blogId), eq(blogs.membershipId, membership.id)));
}

/** From now on, wherever posts of this blog are shown; mails that went out can't be called back. */
export async function changeConsent(
  db: Db,
  membership: Membership,
  blogId: number,
  consent: Consent,
): Promise<void> {
  await db
    .update(blogs)
    .set({ consent })
    .where(and(eq(blogs.id, blogId), eq(blogs.membershipId, membership.id)));
}

const joined = (db: Db) =>
  db
    .select({ blog: blogs, feed: feeds, membership: memberships, person: people })
    .from(blogs)
    .innerJoin(feeds, eq(feeds.id, blogs.feedId))
    .innerJoin(memberships, eq(memberships.id, blogs.membershipId))
    .innerJoin(people, eq(people.id, memberships.personId));

type Joined = Awaited<ReturnType<typeof joined>>[number];

function asBlogOfMember({ blog, feed, membership, person }: Joined): BlogOfMember {
  const author = { name: person.name, handle: membership.handle, email: person.email };
  return { ...blog, feed, author, cohort: membership.cohort };
}

/** The blogs of a cohort, by their authors' names. */
export async function listBlogs(db: Db, cohort: string): Promise<BlogOfMember[]> {
  const rows = await joined(db)
    .where(eq(memberships.cohort, cohort))
    .orderBy(asc(people.name), asc(blogs.id));
  return rows.map(asBlogOfMember);
}

/** A blog of a cohort; null when there is none of that number. */
export async function findBlog(db: Db, cohort: string, id: number): Promise<BlogOfMember | null> {
  const [row] = await joined(db).where(and(eq(memberships.cohort, cohort), eq(blogs.id, id)));
  return row ? asBlogOfMember(row) : null;
}

export async function listBlogsOf(db: Db, membership: Membership): Promise<BlogOfMember[]> {
  const rows = await joined(db).where(eq(memberships.id, membership.id)).orderBy(asc(blogs.id));
  return rows.map(asBlogOfMember);
}

/** A blog that somebody has brought to a cohort from the site of another feed; null when there is none. */
export async function findBlogOfSite(
  db: Db,
  membership: Membership,
  { feedUrl, siteUrl }: { feedUrl: string; siteUrl: string },
): Promise<BlogOfMember | null> {
  const [row] = await joined(db).where(
    and(
      eq(memberships.id, membership.id),
      eq(feeds.siteKey, addressKey(siteUrl) ?? ''),
      ne(feeds.url, feedUrl),
    ),
  );
  return row ? asBlogOfMember(row) : null;
}

/** The blogs, in all cohorts, that have a feed. */
export async function listBlogsOfFeed(db: Db, feedId: number): Promise<BlogOfMember[]> {
  const rows = await joined(db).where(eq(feeds.id, feedId)).orderBy(asc(blogs.id));
  return rows.map(asBlogOfMember);
}

/**
 * What became of a suggestion: it was followed; the feed is another person's; or it is the author's own already, and
 * the old blog is dropped, or kept for what it has brought.
 */
export type Followed = 'followed' | 'taken' | 'dropped' | 'kept';

/**
 * Follows a blog to where its feed was found again, as its author has confirmed; its posts stay.
 *
 * @returns null when there is nothing to follow.
 */
export async function followSuggestion(
  db: Db,
  membership: Membership,
  blogId: number,
  now: Date,
): Promise<Followed | null> {
  return transaction(db, async (tx) => {
    const own = await listBlogsOf(tx, membership);
    const blog = own.find(({ id }) => id === blogId);
    const url = blog?.feed.suggestedUrl;
    if (!blog || !url) return null;
    if (await isAnothers(tx, { url }, membership)) return 'taken';
    if (own.some(({ feed }) => feed.url === url)) return dropDouble(tx, blog);
    const question = questionOfMove(blog.feed.url, url);
    const [followed] = await tx.select().from(feeds).where(eq(feeds.url, url));
    if (question !== null) await questionBlogs(tx, blog.feed.id, question);
    if (followed)
      await tx.update(blogs).set({ feedId: followed.id, refile: true }).where(eq(blogs.id, blogId));
    else await moveFeed(tx, blog.feed, url, now);
    return 'followed';
  });
}

/** Drops a blog that its author has brought from its new address too, unless a post of it would go with it. */
async function dropDouble(tx: Db, { id, feedId }: Blog): Promise<'dropped' | 'kept'> {
  const one = { one: sql`1` };
  const filed = tx.select(one).from(filings).where(eq(filings.blogId, blogs.id));
  const kept = tx.select(one).from(withheld).where(eq(withheld.blogId, blogs.id));
  const dropped = await tx
    .delete(blogs)
    .where(and(eq(blogs.id, id), notExists(filed), notExists(kept)))
    .returning({ id: blogs.id });
  if (dropped.length > 0) return 'dropped';
  await tx.update(feeds).set({ suggestedUrl: null }).where(eq(feeds.id, feedId));
  return 'kept';
}

/** Blogs one of whose posts has come to the table, and whose author hasn't been told so yet. */
export async function listBlogsToWelcome(db: Db): Promise<BlogOfMember[]> {
  const filed = db.select({ one: sql`1` }).from(filings).where(eq(filings.blogId, blogs.id));
  return (await joined(db).where(and(isNull(blogs.welcomedAt), exists(filed)))).map(asBlogOfMember);
}

export async function markWelcomed(db: Db, blogId: number, now: Date): Promise<void> {
  await db.update(blogs).set({ welcomedAt: now }).where(eq(blogs.id, blogId));
}

/** When a feed in trouble is asked again, and how long ago it was well. */
function hope({ nextCheckAt, okAt }: Feed, formatDay: (at: Date) => string): string {
  const next = `We keep trying, next on ${formatDay(nextCheckAt)}.`;
  return okAt ? `${next} It was last read on ${formatDay(okAt)}.` : `${next} It was never read so far.`;
}

/** How a blog is doing, in a sentence for its author and the facilitators. */
export function describeBlog({ feed }: BlogOfMember, formatDay: (at: Date) => string): string {
  switch (feed.state) {
    case 'new':
      return 'Just added. We are about to read it for the first time.';
    case 'well':
      return feed.checkedAt ? `All is well. Last read ${formatDay(feed.checkedAt)}.` : 'All is well.';
    case 'troubled':
      return `${feed.problem ?? 'We could not read it.'} ${hope(feed, formatDay)}`;
    case 'gone':
      return `${feed.problem ?? 'Its feed is gone.'} We stopped asking. If the blog has moved, add its new address.`;
  }
}
