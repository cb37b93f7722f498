import { and, asc, eq, isNull } from 'drizzle-orm';
import { type Db, prepared } from './db/open.ts';
import { planless } from './db/plan.ts';
import { blogs } from './db/schema/feeds.ts';
import { memberships } from './db/schema/people.ts';
import { isMuted } from './order/muted.ts';

/** What of a blog decides where the posts that it brings go. */
export type BlogToFile = Awaited<ReturnType<typeof joined>>[number];

/** As narrow as it can be: it is read with every feed that brings posts. */
const joined = (db: Db) =>
  db
    .select({
      id: blogs.id,
      feedId: blogs.feedId,
      membershipId: blogs.membershipId,
      cohort: memberships.cohort,
      role: memberships.role,
      filing: blogs.filing,
      filingTag: blogs.filingTag,
      question: blogs.question,
      addedAt: blogs.addedAt,
      isMuted: isMuted(db).mapWith(Boolean),
    })
    .from(blogs)
    .innerJoin(memberships, eq(memberships.id, blogs.membershipId));

const fedBy = prepared((db) =>
  joined(db)
    .where(eq(blogs.feedId, planless('feedId')))
    .orderBy(asc(blogs.id))
    .prepare(),
);

/** The blogs, in all cohorts, that a feed's posts may belong to. */
export async function listBlogsFedBy(db: Db, feedId: number): Promise<BlogToFile[]> {
  return fedBy(db).all({ feedId });
}

/** Blogs whose stored posts are to be filed: new ones, and those whose author chose another filing. */
export async function listBlogsToFile(db: Db): Promise<BlogToFile[]> {
  return joined(db).where(eq(blogs.refile, true)).orderBy(asc(blogs.id));
}

type Listed = Pick<BlogToFile, 'id' | 'filing' | 'filingTag'>;

/** A blog that is filed as it was when it was listed. */
function asListed({ id, filing, filingTag }: Listed) {
  const hasTag = filingTag === null ? isNull(blogs.filingTag) : eq(blogs.filingTag, filingTag);
  return and(eq(blogs.id, id), eq(blogs.filing, filing), hasTag);
}

/** What is to be known now of a blog that waits; null when it is gone, or its author has chosen anew since. */
export async function findBlogToFile(db: Db, listed: Listed): Promise<BlogToFile | null> {
  const [blog] = await joined(db).where(and(asListed(listed), eq(blogs.refile, true)));
  return blog ?? null;
}

export async function markForFiling(db: Db, blogId: number): Promise<void> {
  await db.update(blogs).set({ refile: true }).where(eq(blogs.id, blogId));
}

/** Notes that a blog is filed as it was when it was listed; if its author has chosen anew since, it still waits. */
export async function markFiled(db: Db, listed: Listed): Promise<void> {
  await db.update(blogs).set({ refile: false }).where(asListed(listed));
}
