import {
  and,
  asc,
  eq,
  gt,
  gte,
  inArray,
  isNotNull,
  isNull,
  lte,
  not,
  type SQL,
  type SQLWrapper,
} from 'drizzle-orm';
import { type Db, transaction } from '../db/open.ts';
import { issues } from '../db/schema/issues.ts';
import { liveAnswers, liveQuestions, liveSessions } from '../db/schema/live.ts';
import { memberships, people } from '../db/schema/people.ts';
import { logDeed, quoted } from '../desk/log.ts';
import type { Membership } from '../memberships.ts';
import { isHidden, isShown } from './shown.ts';

/**
 * Marks an answer of a session as one of its best lines, for the next issue, or takes that back. Doing it again
 * changes nothing.
 *
 * @returns false when it can't be taken back any more, because an issue has brought it.
 */
export async function markAnswer(
  db: Db,
  { sessionId, answerId }: { sessionId: number; answerId: number },
  isMarked: boolean,
  by: Membership,
  now: Date,
): Promise<boolean> {
  const questions = db
    .select({ id: liveQuestions.id })
    .from(liveQuestions)
    .where(eq(liveQuestions.sessionId, sessionId));
  const which = and(
    eq(liveAnswers.id, answerId),
    inArray(liveAnswers.questionId, questions),
    isMarked ? isNull(liveAnswers.markedAt) : isNotNull(liveAnswers.markedAt),
    not(isHidden(db)),
  );
  const { cohort } = by;
  return transaction(db, async (tx) => {
    const [answer] = await tx.select().from(liveAnswers).where(which);
    if (answer?.markedAt && (await wasBrought(tx, cohort, answer.markedAt, now))) return false;
    const [marked] = await tx
      .update(liveAnswers)
      .set({ markedAt: isMarked ? now : null })
      .where(which)
      .returning();
    if (!marked) return true;
    const deed = isMarked ? 'markedLine' : 'unmarkedLine';
    const about = { subject: quoted(marked.text), aboutId: marked.membershipId };
    await logDeed(tx, { cohort, membershipId: by.id, deed, ...about }, now);
    return true;
  });
}

/** Whether an issue was made between the marking of a line and another instant, such as that of its hiding. */
export async function wasBrought(db: Db, cohort: string, markedAt: Date, until: Date): Promise<boolean> {
  const [issue] = await db
    .select({ id: issues.id })
    .from(issues)
    .where(and(brings(cohort, markedAt), lte(issues.madeAt, until)))
    .limit(1);
  return issue !== undefined;
}

/** Whether an issue may bring a line that was marked at an instant; for a query that has the issue. */
export function brings(cohort: string | SQLWrapper, markedAt: Date | SQLWrapper): SQL | undefined {
  return and(eq(issues.cohort, cohort), eq(issues.kind, 'daily'), gte(issues.madeAt, markedAt));
}

/** One of the best lines of a session. */
export interface MarkedLine {
  id: number;
  text: string;
  name: string;
  handle: string;
  question: { position: number; text: string };
  session: { id: number; title: string };
}

/** The lines of a cohort's sessions that were marked after an instant, up to another, by session and question. */
export async function listMarked(
  db: Db,
  cohort: string,
  { since, until }: { since: Date; until: Date },
): Promise<MarkedLine[]> {
  return db
    .select({
      id: liveAnswers.id,
      text: liveAnswers.text,
      name: people.name,
      handle: memberships.handle,
      question: { position: liveQuestions.position, text: liveQuestions.text },
      session: { id: liveSessions.id, title: liveSessions.title },
    })
    .from(liveAnswers)
    .innerJoin(liveQuestions, eq(liveQuestions.id, liveAnswers.questionId))
    .innerJoin(liveSessions, eq(liveSessions.id, liveQuestions.sessionId))
    .innerJoin(memberships, eq(memberships.id, liveAnswers.membershipId))
    .innerJoin(people, eq(people.id, memberships.personId))
    .where(
      and(
        eq(liveSessions.cohort, cohort),
        isNotNull(liveQuestions.openedAt),
        isShown(db),
        gt(liveAnswers.markedAt, since),
        lte(liveAnswers.markedAt, until),
      ),
    )
    .orderBy(
      asc(liveSessions.startsAt),
      asc(liveSessions.id),
      asc(liveQuestions.position),
      asc(liveAnswers.writtenAt),
      asc(liveAnswers.id),
    );
}
