import { desc, eq } from 'drizzle-orm';
import type { Db } from '../db/open.ts';
import { hiddenAnswers, liveAnswers, liveQuestions, liveSessions } from '../db/schema/live.ts';
import { memberships } from '../db/schema/people.ts';
import type { Person } from '../people.ts';

/** An answer with all that belongs to it, for the one who wrote it. */
export interface OwnAnswer {
  id: number;
  cohort: string;
  session: { id: number; title: string; startsAt: Date };
  question: { position: number; text: string };
  text: string;
  writtenAt: Date;
  changedAt: Date | null;
  /** Why a facilitator has hidden it; null while everybody sees it. */
  hiddenBecause: string | null;
}

/** Everything that a person ever wrote in live sessions, in all their cohorts, the newest first. */
export async function listAnswersOf(db: Db, person: Pick<Person, 'id'>, most?: number): Promise<OwnAnswer[]> {
  const answers = db
    .select({
      id: liveAnswers.id,
      cohort: liveSessions.cohort,
      session: { id: liveSessions.id, title: liveSessions.title, startsAt: liveSessions.startsAt },
      question: { position: liveQuestions.position, text: liveQuestions.text },
      text: liveAnswers.text,
      writtenAt: liveAnswers.writtenAt,
      changedAt: liveAnswers.changedAt,
      hiddenBecause: hiddenAnswers.reason,
    })
    .from(liveAnswers)
    .innerJoin(liveQuestions, eq(liveQuestions.id, liveAnswers.questionId))
    .innerJoin(liveSessions, eq(liveSessions.id, liveQuestions.sessionId))
    .innerJoin(memberships, eq(memberships.id, liveAnswers.membershipId))
    .leftJoin(hiddenAnswers, eq(hiddenAnswers.answerId, liveAnswers.id))
    .where(eq(memberships.personId, person.id))
    .orderBy(desc(liveAnswers.writtenAt), desc(liveAnswers.id));
  return most === undefined ? answers : answers.limit(most);
}
