import { and, asc, eq, gt, isNotNull, isNull, min, not, or, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { z } from 'zod';
import { type Db, prepared, transaction } from '../db/open.ts';
import { issues } from '../db/schema/issues.ts';
import { hiddenAnswers, liveAnswers, liveQuestions } from '../db/schema/live.ts';
import { memberships, people } from '../db/schema/people.ts';
import { plain } from '../escape.ts';
import type { Membership } from '../memberships.ts';
import { isSilenced } from '../order/muted.ts';
import { brings, wasBrought } from './lines.ts';
import { PRESSED_AGAIN_MS } from './sessions.ts';

/** What somebody wrote under a question, with their name. */
export interface LiveAnswer {
  id: number;
  questionId: number;
  membershipId: number;
  name: string;
  handle: string;
  /** Plain text. */
  text: string;
  markedAt: Date | null;
  /** The day of the issue that brought it as one of the best lines; null while none has. */
  broughtOn: string | null;
  writtenAt: Date;
  changedAt: Date | null;
  /** Set in what its writer sees, when a facilitator has hidden it. */
  hiding: { reason: string; by: string | null } | null;
}

export const LONGEST_ANSWER = 500;

/** An answer as it was typed. */
export const answerText = z
  .string()
  .transform((text) => plain(text).replace(/\r\n?/g, '\n').trim())
  .pipe(
    z
      .string()
      .min(1, 'There are no words in it yet.')
      .max(
        LONGEST_ANSWER,
        `That is more than ${LONGEST_ANSWER} letters. Here we write short; the rest may become a post on your blog.`,
      ),
  );

const hiding = alias(memberships, 'hiding');
const hider = alias(people, 'hider');

/** The first issue since an answer was marked, for a query that has it and its writer. */
function bringer(db: Db): SQL<string | null> {
  const first = db
    .select({ on: min(issues.publishedOn) })
    .from(issues)
    .where(brings(memberships.cohort, liveAnswers.markedAt));
  return sql`case when ${liveAnswers.markedAt} is not null then ${first} end`;
}

const ofSession = prepared((db) =>
  db
    .select({
      id: liveAnswers.id,
      questionId: liveAnswers.questionId,
      membershipId: liveAnswers.membershipId,
      name: people.name,
      handle: memberships.handle,
      text: liveAnswers.text,
      markedAt: liveAnswers.markedAt,
      broughtOn: bringer(db),
      writtenAt: liveAnswers.writtenAt,
      changedAt: liveAnswers.changedAt,
      reason: hiddenAnswers.reason,
      by: hider.name,
    })
    .from(liveAnswers)
    .innerJoin(liveQuestions, eq(liveQuestions.id, liveAnswers.questionId))
    .innerJoin(memberships, eq(memberships.id, liveAnswers.membershipId))
    .innerJoin(people, eq(people.id, memberships.personId))
    .leftJoin(hiddenAnswers, eq(hiddenAnswers.answerId, liveAnswers.id))
    .leftJoin(hiding, eq(hiding.id, hiddenAnswers.hiddenBy))
    .leftJoin(hider, eq(hider.id, hiding.personId))
    .where(
      and(
        eq(liveQuestions.sessionId, sql.placeholder('session')),
        isNotNull(liveQuestions.openedAt),
        not(isSilenced(db, liveAnswers.membershipId)),
        or(isNull(hiddenAnswers.answerId), eq(liveAnswers.membershipId, sql.placeholder('reader'))),
      ),
    )
    .orderBy(asc(liveAnswers.writtenAt), asc(liveAnswers.id))
    .prepare(),
);

/**
 * What was written under the open questions of a session, the first first; but for those who are muted, and what is
 * hidden.
 *
 * @param readerId the membership of whoever reads it: their own hidden answers are there.
 */
export async function listAnswers(
  db: Db,
  sessionId: number,
  readerId: number | null = null,
): Promise<LiveAnswer[]> {
  const rows = await ofSession(db).all({ session: sessionId, reader: readerId });
  return rows.map(({ reason, by, ...answer }) => ({
    ...answer,
    hiding: reason === null ? null : { reason, by },
  }));
}

/**
 * Writes something under an open question of a session. The same words again, a moment later, are the same answer.
 *
 * @returns null when the question isn't open, or isn't one of that session.
 */
export async function writeAnswer(
  db: Db,
  { sessionId, questionId }: { sessionId: number; questionId: number },
  membership: Membership,
  text: string,
  now: Date,
): Promise<{ id: number } | null> {
  return transaction(db, async (tx) => {
    const open = await tx
      .select({ id: liveQuestions.id })
      .from(liveQuestions)
      .where(
        and(
          eq(liveQuestions.id, questionId),
          eq(liveQuestions.sessionId, sessionId),
          isNotNull(liveQuestions.openedAt),
        ),
      );
    if (open.length === 0) return null;
    const since = new Date(now.getTime() - PRESSED_AGAIN_MS);
    const mine = and(eq(liveAnswers.questionId, questionId), eq(liveAnswers.membershipId, membership.id));
    const [before] = await tx
      .select({ id: liveAnswers.id })
      .from(liveAnswers)
      .where(and(mine, eq(liveAnswers.text, text), gt(liveAnswers.writtenAt, since)));
    if (before) return before;
    const [answer] = await tx
      .insert(liveAnswers)
      .values({ questionId, membershipId: membership.id, text, writtenAt: now })
      .returning({ id: liveAnswers.id });
    if (!answer) throw new Error('The answer could not be stored.');
    return answer;
  });
}

/**
 * Its writer says it otherwise. The mark of a best line goes, as nobody has marked these words, unless an issue has
 * brought it: there it stands as its writer leaves it.
 *
 * @returns false when they have no such answer.
 */
export async function changeAnswer(
  db: Db,
  membership: Membership,
  id: number,
  text: string,
  now: Date,
): Promise<boolean> {
  return transaction(db, async (tx) => {
    const [answer] = await tx.select().from(liveAnswers).where(own(membership, id));
    if (!answer) return false;
    const { markedAt } = answer;
    const isKept =
      answer.text === text || (markedAt !== null && (await wasBrought(tx, membership.cohort, markedAt, now)));
    await tx
      .update(liveAnswers)
      .set({ text, changedAt: now, markedAt: isKept ? markedAt : null })
      .where(eq(liveAnswers.id, id));
    return true;
  });
}

/** Its writer takes it away for good. @returns false when they have no such answer. */
export async function deleteAnswer(db: Db, membership: Membership, id: number): Promise<boolean> {
  const deleted = await db.delete(liveAnswers).where(own(membership, id)).returning({ id: liveAnswers.id });
  return deleted.length > 0;
}

function own(membership: Membership, id: number) {
  return and(eq(liveAnswers.id, id), eq(liveAnswers.membershipId, membership.id));
}
