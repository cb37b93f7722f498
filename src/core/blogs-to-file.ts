import { and, asc, eq, isNull, ne, or } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { type Db, prepared } from './db/open.ts';
import { planless } from './db/plan.ts';
import { blogs, feeds, posts } from './db/schema/feeds.ts';
import { filings } from './db/schema/issues.ts';
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

const other = alias(blogs, 'other');

const broughtByOthers = prepared((db) =>
  db
    .select({ key: posts.addressKey })
    .from(other)
    .crossJoin(filings)
    .innerJoin(posts, eq(posts.id, filings.postId))
    .innerJoin(feeds, eq(feeds.id, posts.feedId))
    .where(
      and(
        eq(other.membershipId, planless('membershipId')),
        ne(other.id, planless('id')),
        eq(filings.blogId, other.id),
        // A feed that leads to its front page from each of its posts tells none from another.
        or(isNull(feeds.siteKey), ne(posts.addressKey, feeds.siteKey)),
      ),
    )
    .prepare(),
);

/** The addresses of what the author's other blogs in the cohort have brought, by the one rule for addresses. */
export async function listBroughtByOthers(
  db: Db,
  { id, membershipId }: Pick<BlogToFile, 'id' | 'membershipId'>,
): Promise<Set<string>> {
  const rows = await broughtByOthers(db).all({ id, membershipId });
  return new Set(rows.map(({ key }) => key));
}

export async function markForFiling(db: Db, blogId: number): Promise<void> {
  await db.update(blogs).set({ refile: true }).where(eq(blogs.id, blogId));
}

/** Notes that a blog is filed as it was when it was listed; if its author has chosen anew since, it still waits. */
export async function markFiled(db: Db, listed: Listed): Promise<void> {
  await db.update(blogs).set({ refile: false }).where(asListed(listed));
}
