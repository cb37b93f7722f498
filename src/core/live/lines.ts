import { and, asc, eq, gt, inArray, isNotNull, isNull, lte, not } from 'drizzle-orm';
import { type Db, transaction } from '../db/open.ts';
import { liveAnswers, liveQuestions, liveSessions } from '../db/schema/live.ts';
import { memberships, people } from '../db/schema/people.ts';
import { logDeed } from '../desk/log.ts';
import { clip } from '../excerpt.ts';
import type { Membership } from '../memberships.ts';
import { isHidden, isShown } from './shown.ts';

/** Enough to know it again by in the log. */
const SUBJECT = 80;

/** An answer as the log names it. */
export function quoted(text: string): string {
  return `“${clip(text, SUBJECT)}”`;
}

/**
 * Marks an answer of a session as one of its best lines, for the next issue, or takes that back. Doing it again
 * changes nothing.
 */
export async function markAnswer(
  db: Db,
  { sessionId, answerId }: { sessionId: number; answerId: number },
  isMarked: boolean,
  by: Membership,
  now: Date,
): Promise<void> {
  const questions = db
    .select({ id: liveQuestions.id })
    .from(liveQuestions)
    .where(eq(liveQuestions.sessionId, sessionId));
  await transaction(db, async (tx) => {
    const [marked] = await tx
      .update(liveAnswers)
      .set({ markedAt: isMarked ? now : null })
      .where(
        and(
          eq(liveAnswers.id, answerId),
          inArray(liveAnswers.questionId, questions),
          isMarked ? isNull(liveAnswers.markedAt) : isNotNull(liveAnswers.markedAt),
          not(isHidden(db)),
        ),
      )
      .returning();
    if (!marked) return;
    const deed = isMarked ? 'markedLine' : 'unmarkedLine';
    const { cohort } = by;
    const about = { subject: quoted(marked.text), aboutId: marked.membershipId };
    await logDeed(tx, { cohort, membershipId: by.id, deed, ...about }, now);
  });
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
