import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import { type Db, prepared } from './db/open.ts';
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
      isMuted: sql`${isMuted(db)}`.mapWith(Boolean),
    })
    .from(blogs)
    .innerJoin(memberships, eq(memberships.id, blogs.membershipId));

const fedBy = prepared((db) =>
  joined(db)
    .where(eq(blogs.feedId, sql.placeholder('feedId')))
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

export async function markForFiling(db: Db, blogId: number): Promise<void> {
  await db.update(blogs).set({ refile: true }).where(eq(blogs.id, blogId));
}

/** Notes that a blog is filed as it was when it was listed; if its author has chosen anew since, it still waits. */
export async function markFiled(
  db: Db,
  { id, filing, filingTag }: Pick<BlogToFile, 'id' | 'filing' | 'filingTag'>,
): Promise<void> {
  await db
    .update(blogs)
    .set({ refile: false })
    .where(
      and(
        eq(blogs.id, id),
        eq(blogs.filing, filing),
        filingTag === null ? isNull(blogs.filingTag) : eq(blogs.filingTag, filingTag),
      ),
    );
}
