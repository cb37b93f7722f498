import { and, asc, eq, ne } from 'drizzle-orm';
import { type Db, transaction } from './db/open.ts';
import { blogs, feeds, memberships, people } from './db/schema.ts';
import type { Feed } from './feeds.ts';
import type { Filing } from './filing.ts';
import type { Membership } from './memberships.ts';

/** A participant's own site in a cohort. */
export type Blog = typeof blogs.$inferSelect;

/** A blog with its author and what the poller knows of it. */
export interface BlogOfMember extends Blog {
  feed: Feed;
  author: { name: string; handle: string; email: string };
  cohort: string;
}

export type AddedBlog = { kind: 'added'; blog: Blog } | { kind: 'taken' };

/** Gives a membership a blog, or changes how it is filed. A feed has one owner: another person's is `taken`. */
export async function addBlog(
  db: Db,
  membership: Membership,
  feed: Feed,
  filing: Filing,
  now: Date,
): Promise<AddedBlog> {
  return transaction(db, async (tx) => {
    const [others] = await tx
      .select({ id: blogs.id })
      .from(blogs)
      .innerJoin(memberships, eq(memberships.id, blogs.membershipId))
      .where(and(eq(blogs.feedId, feed.id), ne(memberships.personId, membership.personId)))
      .limit(1);
    if (others) return { kind: 'taken' };
    const [blog] = await tx
      .insert(blogs)
      .values({ membershipId: membership.id, feedId: feed.id, filing, addedAt: now })
      .onConflictDoUpdate({ target: [blogs.membershipId, blogs.feedId], set: { filing, refile: true } })
      .returning();
    if (!blog) throw new Error('The blog could not be stored.');
    return { kind: 'added', blog };
  });
}

/** Whether somebody with another mail address has brought this feed. */
export async function isBroughtByAnother(db: Db, feedUrl: string, email: string): Promise<boolean> {
  const [other] = await joined(db)
    .where(and(eq(feeds.url, feedUrl), ne(people.email, email)))
    .limit(1);
  return other !== undefined;
}

/** Takes a blog out of its cohort, and its posts with it; what already went out by mail can't be taken back. */
export async function removeBlog(db: Db, membership: Membership, blogId: number): Promise<void> {
  await db.delete(blogs).where(and(eq(blogs.id, blogId), eq(blogs.membershipId, membership.id)));
}

export async function changeFiling(
  db: Db,
  membership: Membership,
  blogId: number,
  filing: Filing,
): Promise<void> {
  await db
    .update(blogs)
    .set({ filing, refile: true })
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

export async function listBlogsOf(db: Db, membership: Membership): Promise<BlogOfMember[]> {
  const rows = await joined(db).where(eq(memberships.id, membership.id)).orderBy(asc(blogs.id));
  return rows.map(asBlogOfMember);
}

/** The blogs, in all cohorts, that a feed's posts may belong to. */
export async function listBlogsOfFeed(db: Db, feedId: number): Promise<BlogOfMember[]> {
  const rows = await joined(db).where(eq(feeds.id, feedId)).orderBy(asc(blogs.id));
  return rows.map(asBlogOfMember);
}

/** Blogs whose stored posts are to be filed: new ones, and those whose author chose another filing. */
export async function listBlogsToFile(db: Db): Promise<BlogOfMember[]> {
  return (await joined(db).where(eq(blogs.refile, true))).map(asBlogOfMember);
}

export async function markForFiling(db: Db, blogId: number): Promise<void> {
  await db.update(blogs).set({ refile: true }).where(eq(blogs.id, blogId));
}

/** Notes that a blog is filed as it was when it was listed; if its author has chosen anew since, it still waits. */
export async function markFiled(db: Db, { id, filing }: Blog): Promise<void> {
  await db
    .update(blogs)
    .set({ refile: false })
    .where(and(eq(blogs.id, id), eq(blogs.filing, filing)));
}

/** How a blog is doing, in a sentence for its author and the facilitators. */
export function describeBlog({ feed }: BlogOfMember, formatDay: (at: Date) => string): string {
  switch (feed.state) {
    case 'new':
      return 'Just added. We are about to read it for the first time.';
    case 'well':
      return feed.checkedAt ? `All is well. Last read ${formatDay(feed.checkedAt)}.` : 'All is well.';
    case 'troubled':
      return `${feed.problem ?? 'We could not read it.'} We keep trying.`;
    case 'gone':
      return `${feed.problem ?? 'Its feed is gone.'} We stopped asking. If the blog has moved, add its new address.`;
  }
}
