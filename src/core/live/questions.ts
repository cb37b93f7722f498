import { createHash } from 'node:crypto';
import { and, asc, eq, gt, inArray, isNotNull, sql } from 'drizzle-orm';
import { type Db, prepared, transaction } from '../db/open.ts';
import { liveQuestions } from '../db/schema/live.ts';
import type { LiveSession } from './sessions.ts';

/** A question of a session, with its number. */
export interface LiveQuestion {
  id: number;
  /** From 1. */
  position: number;
  text: string;
  openedAt: Date | null;
  /** Whether it stays as it is: it is open, or it was and somebody has answered. */
  isSettled: boolean;
}

/** An hour has room for four or five. */
export const MOST_QUESTIONS = 10;
export const LONGEST_QUESTION = 300;

const ofSession = prepared((db) =>
  db
    .select({
      id: liveQuestions.id,
      position: liveQuestions.position,
      text: liveQuestions.text,
      openedAt: liveQuestions.openedAt,
      // Spelled out: within a query of one table, columns lose its name.
      isAnswered: sql<number>`exists (select 1 from live_answers where live_answers.question_id = live_questions.id)`,
    })
    .from(liveQuestions)
    .where(eq(liveQuestions.sessionId, sql.placeholder('session')))
    .orderBy(asc(liveQuestions.position))
    .prepare(),
);

/** The questions of a session in their order. */
export async function listQuestions(db: Db, sessionId: number): Promise<LiveQuestion[]> {
  const rows = await ofSession(db).all({ session: sessionId });
  return rows.map(({ isAnswered, ...row }) => ({
    ...row,
    isSettled: row.openedAt !== null || isAnswered === 1,
  }));
}

/**
 * Names what a facilitator saw when they began to edit, so that nothing that came in between is overwritten: it is
 * another text after every change to the session and whenever other questions are settled.
 */
export function versionOf({ sequence }: Pick<LiveSession, 'sequence'>, questions: LiveQuestion[]): string {
  const state = questions.map(({ text, isSettled }) => [text, isSettled]);
  return createHash('sha256')
    .update(JSON.stringify([sequence, state]))
    .digest('base64url')
    .slice(0, 16);
}

/**
 * Puts these questions behind those that are settled, in place of the ones that stood there.
 *
 * @param texts in their order.
 * @returns false, and nothing has changed, when that would be too many.
 */
export async function changeQuestions(db: Db, sessionId: number, texts: string[]): Promise<boolean> {
  return transaction(db, async (tx) => {
    const before = await listQuestions(tx, sessionId);
    const settled = before.filter(({ isSettled }) => isSettled);
    const open = before.filter(({ isSettled }) => !isSettled);
    if (settled.length + texts.length > MOST_QUESTIONS) return false;
    if (areAsked(before, texts)) return true;
    await tx.delete(liveQuestions).where(
      inArray(
        liveQuestions.id,
        open.map(({ id }) => id),
      ),
    );
    const last = settled.at(-1)?.position ?? 0;
    if (texts.length > 0) {
      await tx
        .insert(liveQuestions)
        .values(texts.map((text, i) => ({ sessionId, position: last + 1 + i, text })));
    }
    return true;
  });
}

/** Whether these are the questions that aren't settled, in this order. */
export function areAsked(questions: LiveQuestion[], texts: string[]): boolean {
  const open = questions.filter(({ isSettled }) => !isSettled);
  return open.map(({ text }) => text).join('\n') === texts.join('\n');
}

/**
 * Opens a question, when all before it are open. That it is open already is fine: two facilitators may click at once.
 *
 * @returns false when it isn't its turn, or the session has no such question.
 */
export async function openQuestion(db: Db, sessionId: number, id: number, now: Date): Promise<boolean> {
  return transaction(db, async (tx) => {
    const questions = await listQuestions(tx, sessionId);
    const question = questions.find((each) => each.id === id);
    if (!question) return false;
    if (question.openedAt !== null) return true;
    if (questions.some(({ position, openedAt }) => position < question.position && openedAt === null))
      return false;
    await tx.update(liveQuestions).set({ openedAt: now }).where(eq(liveQuestions.id, id));
    return true;
  });
}

/**
 * Takes the opening of a question back, when none behind it is open. What people wrote under it is kept, and shows
 * again when it opens again.
 *
 * @returns false when a later one is open, or the session has no such question.
 */
export async function closeQuestion(db: Db, sessionId: number, id: number): Promise<boolean> {
  return transaction(db, async (tx) => {
    const [question] = await tx
      .select()
      .from(liveQuestions)
      .where(and(eq(liveQuestions.id, id), eq(liveQuestions.sessionId, sessionId)));
    if (!question) return false;
    const later = await tx
      .select({ id: liveQuestions.id })
      .from(liveQuestions)
      .where(
        and(
          eq(liveQuestions.sessionId, sessionId),
          gt(liveQuestions.position, question.position),
          isNotNull(liveQuestions.openedAt),
        ),
      );
    if (later.length > 0) return false;
    await tx.update(liveQuestions).set({ openedAt: null }).where(eq(liveQuestions.id, id));
    return true;
  });
}
