import { and, eq, inArray, ne, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { type Db, prepared } from '../db/open.ts';
import { notToFindBy } from '../db/plan.ts';
import { answers, comments, mentions } from '../db/schema/conversations.ts';
import { blogs } from '../db/schema/feeds.ts';
import { filings } from '../db/schema/issues.ts';
import { memberships } from '../db/schema/people.ts';

// Each of these begins with the few posts of two people, in the order of its joins: left to itself, SQLite reads all
// that a cohort ever wrote, for each pair.

const answered = alias(filings, 'answered');
const answeredBlogs = alias(blogs, 'answered_blogs');
const two = [sql.placeholder('a'), sql.placeholder('b')];

const postsOfBoth = (db: Db) => db.select({ one: sql`1` }).from(blogs).crossJoin(filings);

const areTheirs = () =>
  and(
    inArray(blogs.membershipId, two),
    eq(filings.blogId, blogs.id),
    eq(notToFindBy(filings.cohort), sql.placeholder('cohort')),
  );

const inAnswers = prepared((db) =>
  postsOfBoth(db)
    .crossJoin(answers)
    .crossJoin(answered)
    .crossJoin(answeredBlogs)
    .where(
      and(
        areTheirs(),
        eq(answers.cohort, filings.cohort),
        eq(answers.postId, filings.postId),
        eq(answered.postId, answers.answersId),
        eq(answered.cohort, filings.cohort),
        eq(answeredBlogs.id, answered.blogId),
        inArray(answeredBlogs.membershipId, two),
        ne(answeredBlogs.membershipId, blogs.membershipId),
      ),
    )
    .limit(1)
    .prepare(),
);

const inComments = prepared((db) =>
  postsOfBoth(db)
    .crossJoin(comments)
    .crossJoin(memberships)
    .where(
      and(
        areTheirs(),
        eq(comments.postId, filings.postId),
        eq(memberships.personId, comments.personId),
        inArray(notToFindBy(memberships.id), two),
        ne(memberships.id, blogs.membershipId),
      ),
    )
    .limit(1)
    .prepare(),
);

const inMentions = prepared((db) =>
  postsOfBoth(db)
    .crossJoin(mentions)
    .where(
      and(
        areTheirs(),
        eq(mentions.postId, filings.postId),
        inArray(mentions.membershipId, two),
        ne(mentions.membershipId, blogs.membershipId),
      ),
    )
    .limit(1)
    .prepare(),
);

/** Whether one of two members of a cohort has answered, commented on or mentioned the other there. */
export async function haveMet(db: Db, cohort: string, a: number, b: number): Promise<boolean> {
  for (const meeting of [inAnswers, inComments, inMentions])
    if ((await meeting(db).all({ cohort, a, b })).length > 0) return true;
  return false;
}
