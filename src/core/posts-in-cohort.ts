import { and, desc, eq, gt, inArray, isNotNull, isNull, lt, lte, sql } from 'drizzle-orm';
import type { Consent } from './blogs.ts';
import { type Db, prepared } from './db/open.ts';
import { notToFindBy } from './db/plan.ts';
import { answers, links } from './db/schema/conversations.ts';
import { blogs, feeds, posts } from './db/schema/feeds.ts';
import { filings, issues } from './db/schema/issues.ts';
import { memberships, people } from './db/schema/people.ts';

/** A post in a cohort with the person who wrote it: what digests, streams and directories show. */
export interface PostInCohort {
  id: number;
  cohort: string;
  title: string | null;
  url: string;
  addressKey: string;
  text: string;
  language: string | null;
  categories: string[];
  publishedAt: Date | null;
  changedAt: Date | null;
  datedAt: Date;
  issueId: number | null;
  /** The post that its conversation began with, itself perhaps; null until it is woven. */
  conversationId: number | null;
  /** The post that it answers, and stands under. */
  parentId: number | null;
  /** The sentence in which it links to that one. */
  quote: string | null;
  /** How much of it its author lets us show; `digest/consent.ts` keeps to it. */
  consent: Consent;
  author: { membershipId: number; name: string; handle: string; blogTitle: string; blogUrl: string };
}

const inCohort = (db: Db) =>
  db
    .select({
      id: posts.id,
      cohort: filings.cohort,
      title: posts.title,
      url: posts.url,
      addressKey: posts.addressKey,
      text: posts.text,
      language: posts.language,
      categories: posts.categories,
      publishedAt: posts.publishedAt,
      changedAt: posts.changedAt,
      datedAt: filings.datedAt,
      issueId: filings.issueId,
      conversationId: filings.conversationId,
      parentId: filings.parentId,
      quote: links.quote,
      consent: blogs.consent,
      membershipId: memberships.id,
      name: people.name,
      handle: memberships.handle,
      blogTitle: feeds.title,
      siteUrl: feeds.siteUrl,
      feedUrl: feeds.url,
    })
    .from(filings)
    .innerJoin(posts, eq(posts.id, filings.postId))
    .innerJoin(feeds, eq(feeds.id, posts.feedId))
    .innerJoin(blogs, eq(blogs.id, filings.blogId))
    .innerJoin(memberships, eq(memberships.id, blogs.membershipId))
    .innerJoin(people, eq(people.id, memberships.personId))
    .leftJoin(
      answers,
      and(
        eq(answers.cohort, filings.cohort),
        eq(answers.postId, filings.postId),
        eq(answers.answersId, filings.parentId),
      ),
    )
    .leftJoin(links, and(eq(links.postId, answers.postId), eq(links.position, answers.position)));

type Row = Awaited<ReturnType<typeof inCohort>>[number];

function asPostInCohort(row: Row): PostInCohort {
  const { membershipId, name, handle, blogTitle, siteUrl, feedUrl, parentId, quote, ...post } = row;
  const blogUrl = siteUrl ?? feedUrl;
  // Where posts answer each other in a circle, the first of them stands under none.
  const isBeginning = post.conversationId === post.id;
  return {
    ...post,
    parentId: isBeginning ? null : parentId,
    quote: isBeginning ? null : quote || null,
    author: { membershipId, name, handle, blogUrl, blogTitle: blogTitle ?? new URL(blogUrl).host },
  };
}

const stream = prepared((db) =>
  inCohort(db)
    .where(
      and(
        eq(filings.cohort, sql.placeholder('cohort')),
        lt(filings.datedAt, sql.placeholder('before')),
        sql`${filings.datedAt} >= ${sql.placeholder('since')}`,
      ),
    )
    .orderBy(desc(filings.datedAt), desc(posts.id))
    .limit(sql.placeholder('most'))
    .prepare(),
);

/** A cohort's posts by date, the newest first, dated from `since` until before `before`. */
export async function listPosts(
  db: Db,
  cohort: string,
  most: number,
  range: { since?: Date; before?: Date } = {},
): Promise<PostInCohort[]> {
  const since = range.since?.getTime() ?? 0;
  const before = range.before?.getTime() ?? Number.MAX_SAFE_INTEGER;
  return (await stream(db).all({ cohort, since, before, most })).map(asPostInCohort);
}

const latest = prepared((db) =>
  inCohort(db)
    // True of all, and what the index `filings_come` wants to hear.
    .where(and(eq(filings.cohort, sql.placeholder('cohort')), sql`${filings.filedAt} >= 0`))
    .orderBy(desc(filings.filedAt), desc(filings.datedAt), desc(posts.id))
    .limit(sql.placeholder('most'))
    .prepare(),
);

/** A cohort's posts as they come, the last to come first: a blog that is late, or was held, brings old ones. */
export async function listLatestPosts(db: Db, cohort: string, most: number): Promise<PostInCohort[]> {
  return (await latest(db).all({ cohort, most })).map(asPostInCohort);
}

const ofIssue = prepared((db) =>
  inCohort(db)
    .where(eq(filings.issueId, sql.placeholder('issueId')))
    .orderBy(filings.datedAt, posts.id)
    .prepare(),
);

/** The posts that an issue carries, the oldest first. */
export async function listPostsOfIssue(db: Db, issueId: number): Promise<PostInCohort[]> {
  return (await ofIssue(db).all({ issueId })).map(asPostInCohort);
}

/** The posts of a cohort that no issue has carried yet and that had come by an instant, the oldest first. */
export async function listPostsToCome(db: Db, cohort: string, until: Date): Promise<PostInCohort[]> {
  const rows = await inCohort(db)
    .where(and(eq(filings.cohort, cohort), isNull(filings.issueId), lte(filings.filedAt, until)))
    .orderBy(filings.datedAt, posts.id);
  return rows.map(asPostInCohort);
}

/** The posts of the daily issues that were made after an instant, up to another, the oldest first. */
export async function listPostsOfSpan(
  db: Db,
  cohort: string,
  since: Date,
  until: Date,
): Promise<PostInCohort[]> {
  const made = db
    .select({ id: issues.id })
    .from(issues)
    .where(
      and(
        eq(issues.cohort, cohort),
        eq(issues.kind, 'daily'),
        gt(issues.madeAt, since),
        lte(issues.madeAt, until),
      ),
    );
  const rows = await inCohort(db).where(inArray(filings.issueId, made)).orderBy(filings.datedAt, posts.id);
  return rows.map(asPostInCohort);
}

export async function listPostsOfMember(db: Db, membershipId: number, most: number): Promise<PostInCohort[]> {
  const rows = await inCohort(db)
    .where(eq(memberships.id, membershipId))
    .orderBy(desc(filings.datedAt))
    .limit(most);
  return rows.map(asPostInCohort);
}

/** Of these posts, those that are in a cohort. */
export async function listPostsById(db: Db, cohort: string, ids: number[]): Promise<PostInCohort[]> {
  const found: PostInCohort[] = [];
  // SQLite takes 32,766 parameters a statement.
  for (let at = 0; at < ids.length; at += 1000) {
    const rows = await inCohort(db)
      .where(and(eq(notToFindBy(filings.cohort), cohort), inArray(filings.postId, ids.slice(at, at + 1000))))
      .orderBy(filings.datedAt, posts.id);
    found.push(...rows.map(asPostInCohort));
  }
  return found;
}

/** Of these memberships, those with a post in an earlier issue: their voice is not new. */
export async function listHeardBefore(
  db: Db,
  membershipIds: number[],
  issueId: number,
): Promise<Set<number>> {
  if (membershipIds.length === 0) return new Set();
  const rows = await db
    .selectDistinct({ id: blogs.membershipId })
    .from(filings)
    .innerJoin(blogs, eq(blogs.id, filings.blogId))
    .where(
      and(
        isNotNull(filings.issueId),
        lt(filings.issueId, issueId),
        inArray(blogs.membershipId, membershipIds),
      ),
    );
  return new Set(rows.map((row) => row.id));
}
