import { and, asc, eq, exists, gte, inArray, isNull, lte, ne, not, or, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { type Db, prepared } from '../db/open.ts';
import { answeredElsewhere, answers, comments } from '../db/schema/conversations.ts';
import { blogs } from '../db/schema/feeds.ts';
import { filings } from '../db/schema/issues.ts';
import { memberships } from '../db/schema/people.ts';
import { isShown } from './shown-comments.ts';

/**
 * Whether a filed post has an answer: another person's post links to it, somebody else commented on it on its blog, or
 * a facilitator has said that it was answered where we can't see it.
 */
function isAnswered(db: Db) {
  const linked = db
    .select({ one: sql`1` })
    .from(answers)
    .where(and(eq(answers.answersId, filings.postId), eq(answers.cohort, filings.cohort)));
  const commented = db
    .select({ one: sql`1` })
    .from(comments)
    .where(
      and(
        eq(comments.postId, filings.postId),
        or(isNull(comments.personId), ne(comments.personId, memberships.personId)),
        isShown(db, filings.cohort),
      ),
    );
  const elsewhere = db
    .select({ one: sql`1` })
    .from(answeredElsewhere)
    .where(and(eq(answeredElsewhere.postId, filings.postId), eq(answeredElsewhere.cohort, filings.cohort)));
  return or(exists(linked), exists(commented), exists(elsewhere)) ?? sql`0`;
}

const joined = (db: Db) =>
  db
    .select({ id: filings.postId })
    .from(filings)
    .innerJoin(blogs, eq(blogs.id, filings.blogId))
    .innerJoin(memberships, eq(memberships.id, blogs.membershipId));

const unanswered = prepared((db) =>
  joined(db)
    .where(
      and(
        eq(filings.cohort, sql.placeholder('cohort')),
        gte(filings.datedAt, sql.placeholder('since')),
        lte(filings.datedAt, sql.placeholder('until')),
        lte(filings.filedAt, sql.placeholder('filedUntil')),
        not(isAnswered(db)),
      ),
    )
    .orderBy(asc(filings.datedAt), asc(filings.postId))
    .limit(sql.placeholder('most'))
    .prepare(),
);

const earlier = alias(filings, 'earlier');
const theirs = alias(blogs, 'theirs');

const firsts = prepared((db) => {
  const before = db
    .select({ one: sql`1` })
    .from(theirs)
    .innerJoin(earlier, eq(earlier.blogId, theirs.id))
    .where(
      and(
        eq(theirs.membershipId, blogs.membershipId),
        eq(earlier.cohort, filings.cohort),
        sql`(${earlier.datedAt}, ${earlier.postId}) < (${filings.datedAt}, ${filings.postId})`,
      ),
    );
  return joined(db)
    .where(
      and(
        eq(filings.cohort, sql.placeholder('cohort')),
        gte(filings.datedAt, sql.placeholder('since')),
        not(exists(before)),
        not(isAnswered(db)),
      ),
    )
    .orderBy(asc(filings.datedAt), asc(filings.postId))
    .limit(sql.placeholder('most'))
    .prepare();
});

const DAY_MS = 24 * 60 * 60 * 1000;
/** A post waits for two days before others are asked to look at it, and for two weeks at the most. */
const WAITS_DAYS = { least: 2, most: 14 };

/** The posts that have waited long enough at an instant, and not too long. */
export function longEnough(at: Date): { since: Date; until: Date; filedUntil: Date } {
  const ago = (days: number) => new Date(at.getTime() - days * DAY_MS);
  return { since: ago(WAITS_DAYS.most), until: ago(WAITS_DAYS.least), filedUntil: at };
}

/**
 * The posts of a cohort that are waiting for a first answer, the oldest first.
 *
 * @param since, until the time that they are dated from.
 * @param filedUntil when the last of them had come.
 */
export async function listWaiting(
  db: Db,
  cohort: string,
  { since, until, filedUntil, most }: { since: Date; until: Date; filedUntil: Date; most: number },
): Promise<number[]> {
  const range = { since: since.getTime(), until: until.getTime(), filedUntil: filedUntil.getTime() };
  const rows = await unanswered(db).all({ cohort, ...range, most });
  return rows.map(({ id }) => id);
}

/**
 * Of the posts that are waiting for a first answer, those that are the first of their author in the cohort, the oldest
 * first.
 *
 * @param since the time that they are dated from.
 */
export async function listFirstWaiting(db: Db, cohort: string, since: Date, most: number): Promise<number[]> {
  const rows = await firsts(db).all({ cohort, since: since.getTime(), most });
  return rows.map(({ id }) => id);
}

/** Whether a post of a cohort is waiting for a first answer. */
export async function isWaiting(db: Db, cohort: string, postId: number): Promise<boolean> {
  const rows = await joined(db).where(
    and(eq(filings.cohort, cohort), eq(filings.postId, postId), not(isAnswered(db))),
  );
  return rows.length > 0;
}

/** A facilitator's word that a post was answered where we can't see it; or, with null, that it wasn't. */
export async function sayAnsweredElsewhere(
  db: Db,
  { cohort, postId }: { cohort: string; postId: number },
  said: { membershipId: number; at: Date } | null,
): Promise<void> {
  if (said === null) {
    await db
      .delete(answeredElsewhere)
      .where(and(eq(answeredElsewhere.cohort, cohort), eq(answeredElsewhere.postId, postId)));
    return;
  }
  await db
    .insert(answeredElsewhere)
    .values({ cohort, postId, membershipId: said.membershipId, saidAt: said.at })
    .onConflictDoNothing();
}

/** These posts have left a cohort. */
export async function forgetAnsweredElsewhere(db: Db, cohort: string, postIds: number[]): Promise<void> {
  await db
    .delete(answeredElsewhere)
    .where(and(eq(answeredElsewhere.cohort, cohort), inArray(answeredElsewhere.postId, postIds)));
}

/** Whether a facilitator has said so. */
export async function isSaidAnswered(db: Db, cohort: string, postId: number): Promise<boolean> {
  const rows = await db
    .select({ postId: answeredElsewhere.postId })
    .from(answeredElsewhere)
    .where(and(eq(answeredElsewhere.cohort, cohort), eq(answeredElsewhere.postId, postId)));
  return rows.length > 0;
}
