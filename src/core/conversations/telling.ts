import { and, asc, eq, gte, isNull, lte, notExists, or, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { type Db, prepared } from '../db/open.ts';
import { answers, answersTold, links } from '../db/schema/conversations.ts';
import { blogs, posts } from '../db/schema/feeds.ts';
import { filings } from '../db/schema/issues.ts';
import { memberships, people } from '../db/schema/people.ts';
import { shownQuote } from './links.ts';

/** An answer whose author's counterpart wants to hear of it by mail, at once. */
export interface AnswerToTell {
  postId: number;
  title: string | null;
  /** The sentence in which it links to what it answers; empty when there is none. */
  quote: string;
  by: string;
  answersId: number;
  answersTitle: string | null;
  to: { name: string; email: string; membershipId: number };
}

const answered = alias(filings, 'answered');
const answeredPost = alias(posts, 'answered_post');
const answeredBlog = alias(blogs, 'answered_blog');
const hearing = alias(memberships, 'hearing');
const hearer = alias(people, 'hearer');

const untold = prepared((db) =>
  db
    .select({
      postId: answers.postId,
      title: posts.title,
      quote: shownQuote,
      by: people.name,
      answersId: answers.answersId,
      answersTitle: answeredPost.title,
      name: hearer.name,
      email: hearer.email,
      membershipId: hearing.id,
    })
    .from(filings)
    // In this order, see `links.ts`: not all answers that the cohort ever gave.
    .crossJoin(answers)
    .innerJoin(links, and(eq(links.postId, answers.postId), eq(links.position, answers.position)))
    .innerJoin(posts, eq(posts.id, filings.postId))
    .innerJoin(blogs, eq(blogs.id, filings.blogId))
    .innerJoin(memberships, eq(memberships.id, blogs.membershipId))
    .innerJoin(people, eq(people.id, memberships.personId))
    .innerJoin(answered, and(eq(answered.postId, answers.answersId), eq(answered.cohort, answers.cohort)))
    .innerJoin(answeredPost, eq(answeredPost.id, answers.answersId))
    .innerJoin(answeredBlog, eq(answeredBlog.id, answered.blogId))
    .innerJoin(hearing, and(eq(hearing.id, answeredBlog.membershipId), eq(hearing.hearsOfAnswers, 'mail')))
    .innerJoin(hearer, eq(hearer.id, hearing.personId))
    .where(
      and(
        eq(filings.cohort, sql.placeholder('cohort')),
        isNull(hearer.mailPausedAt),
        or(isNull(hearing.awayUntil), lte(hearing.awayUntil, sql.placeholder('today'))),
        gte(filings.datedAt, sql.placeholder('since')),
        eq(answers.postId, filings.postId),
        eq(answers.cohort, filings.cohort),
        notExists(
          db
            .select({ one: sql`1` })
            .from(answersTold)
            .where(
              and(
                eq(answersTold.cohort, answers.cohort),
                eq(answersTold.postId, answers.postId),
                eq(answersTold.answersId, answers.answersId),
              ),
            ),
        ),
      ),
    )
    .orderBy(asc(answers.postId), asc(answers.position))
    .prepare(),
);

/**
 * The answers of a cohort, dated since an instant, that nobody was told of yet and whose hearers want a mail, aren't
 * away and are reached by mail.
 *
 * @param today where the cohort is, such as 2027-01-12
 */
export async function listAnswersToTell(
  db: Db,
  cohort: string,
  { since, today }: { since: Date; today: string },
): Promise<AnswerToTell[]> {
  const rows = await untold(db).all({ cohort, since: since.getTime(), today });
  return rows.map(({ name, email, membershipId, ...answer }) => ({
    ...answer,
    to: { name, email, membershipId },
  }));
}

/** Notes that an answer was told of; whatever becomes of it, it isn't told of again. */
export async function markAnswerTold(
  db: Db,
  cohort: string,
  { postId, answersId }: Pick<AnswerToTell, 'postId' | 'answersId'>,
): Promise<void> {
  await db.insert(answersTold).values({ cohort, postId, answersId }).onConflictDoNothing();
}
