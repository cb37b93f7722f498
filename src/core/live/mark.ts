import { createHash } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import { type Db, prepared } from '../db/open.ts';
import { liveAnswers, liveQuestions, liveSessions } from '../db/schema/live.ts';
import { isShown } from './shown.ts';

const state = prepared((db) =>
  db
    .select({
      session: liveSessions.changedAt,
      question: liveQuestions.id,
      opened: liveQuestions.openedAt,
      answer: liveAnswers.id,
      changed: liveAnswers.changedAt,
      marked: liveAnswers.markedAt,
    })
    .from(liveSessions)
    .leftJoin(liveQuestions, eq(liveQuestions.sessionId, liveSessions.id))
    .leftJoin(liveAnswers, and(eq(liveAnswers.questionId, liveQuestions.id), isShown(db)))
    .where(eq(liveSessions.id, sql.placeholder('session')))
    .orderBy(liveQuestions.id, liveAnswers.id)
    .prepare(),
);

/** A word that is another one after every change to what a session's page shows of it. */
export async function markOf(db: Db, sessionId: number): Promise<string> {
  const rows = await state(db).all({ session: sessionId });
  return createHash('sha256').update(JSON.stringify(rows)).digest('base64url').slice(0, 16);
}
