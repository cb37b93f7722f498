import { and, desc, eq, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { type Db, transaction } from '../db/open.ts';
import { hiddenAnswers, liveAnswers, liveQuestions, liveSessions } from '../db/schema/live.ts';
import { memberships, people } from '../db/schema/people.ts';
import type { Hidden, Hiding } from '../desk/hiding.ts';
import { logDeed, quoted } from '../desk/log.ts';
import { wasBrought } from './lines.ts';

/** An answer of a live session that is hidden. */
export interface HiddenAnswer {
  id: number;
  text: string;
  author: { membershipId: number; name: string; handle: string };
  session: { id: number; title: string };
  question: { id: number; position: number };
  hiding: Hiding;
}

/** An answer of a cohort. */
interface Which {
  cohort: string;
  answerId: number;
}

/** Hides an answer from everybody but its writer. Mail that was sent can't be called back. */
export async function hideAnswer(
  db: Db,
  which: Which,
  reason: string,
  hostId: number,
  now: Date,
): Promise<Hidden> {
  return transaction(db, async (tx) => {
    const answer = await find(tx, which);
    if (!answer) return { kind: 'unknown' };
    const { cohort, answerId } = which;
    const [before] = await list(tx, eq(liveAnswers.id, answerId));
    if (before) return { kind: 'before', by: before.hiding.by };
    await tx.insert(hiddenAnswers).values({ answerId, reason, hiddenBy: hostId, hiddenAt: now });
    const about = { subject: quoted(answer.text), aboutId: answer.membershipId, reason };
    await logDeed(tx, { cohort, membershipId: hostId, deed: 'hid', ...about }, now);
    return { kind: 'done' };
  });
}

/**
 * Shows a hidden answer again. A best line that no issue has brought comes with the next.
 *
 * @returns false when it isn't hidden, or there is no such answer in the cohort.
 */
export async function showAnswerAgain(db: Db, which: Which, hostId: number, now: Date): Promise<boolean> {
  return transaction(db, async (tx) => {
    const answer = await find(tx, which);
    const { cohort, answerId } = which;
    const [hiding] = answer
      ? await tx.delete(hiddenAnswers).where(eq(hiddenAnswers.answerId, answerId)).returning()
      : [];
    if (!answer || !hiding) return false;
    const { markedAt } = answer;
    if (markedAt !== null && !(await wasBrought(tx, cohort, markedAt, hiding.hiddenAt)))
      await tx.update(liveAnswers).set({ markedAt: now }).where(eq(liveAnswers.id, answerId));
    const about = { subject: quoted(answer.text), aboutId: answer.membershipId };
    await logDeed(tx, { cohort, membershipId: hostId, deed: 'showedAgain', ...about }, now);
    return true;
  });
}

async function find(db: Db, { cohort, answerId }: Which) {
  const [answer] = await db
    .select({
      text: liveAnswers.text,
      membershipId: liveAnswers.membershipId,
      markedAt: liveAnswers.markedAt,
    })
    .from(liveAnswers)
    .innerJoin(liveQuestions, eq(liveQuestions.id, liveAnswers.questionId))
    .innerJoin(liveSessions, eq(liveSessions.id, liveQuestions.sessionId))
    .where(and(eq(liveAnswers.id, answerId), eq(liveSessions.cohort, cohort)));
  return answer ?? null;
}

/** The hidden answers of a cohort, the last that was hidden first. */
export function listHiddenAnswers(db: Db, cohort: string): Promise<HiddenAnswer[]> {
  return list(db, eq(liveSessions.cohort, cohort));
}

/** Those of a session. */
export function listHiddenIn(db: Db, sessionId: number): Promise<HiddenAnswer[]> {
  return list(db, eq(liveSessions.id, sessionId));
}

/** What of somebody's is hidden, for their own eyes. */
export function listHiddenAnswersOf(db: Db, membershipId: number): Promise<HiddenAnswer[]> {
  return list(db, eq(liveAnswers.membershipId, membershipId));
}

const hiding = alias(memberships, 'hiding');
const hider = alias(people, 'hider');

async function list(db: Db, which: SQL): Promise<HiddenAnswer[]> {
  return db
    .select({
      id: liveAnswers.id,
      text: liveAnswers.text,
      author: { membershipId: memberships.id, name: people.name, handle: memberships.handle },
      session: { id: liveSessions.id, title: liveSessions.title },
      question: { id: liveQuestions.id, position: liveQuestions.position },
      hiding: { reason: hiddenAnswers.reason, by: hider.name, at: hiddenAnswers.hiddenAt },
    })
    .from(hiddenAnswers)
    .innerJoin(liveAnswers, eq(liveAnswers.id, hiddenAnswers.answerId))
    .innerJoin(liveQuestions, eq(liveQuestions.id, liveAnswers.questionId))
    .innerJoin(liveSessions, eq(liveSessions.id, liveQuestions.sessionId))
    .innerJoin(memberships, eq(memberships.id, liveAnswers.membershipId))
    .innerJoin(people, eq(people.id, memberships.personId))
    .leftJoin(hiding, eq(hiding.id, hiddenAnswers.hiddenBy))
    .leftJoin(hider, eq(hider.id, hiding.personId))
    .where(which)
    .orderBy(desc(hiddenAnswers.hiddenAt), desc(hiddenAnswers.answerId));
}
