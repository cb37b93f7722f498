import { sayOfAnswer } from '../conversations/provocations.ts';
import { isSaidAnswered, sayAnsweredElsewhere } from '../conversations/waiting.ts';
import { type Db, transaction } from '../db/open.ts';
import { logDeed } from './log.ts';

/** A post of somebody else, as the log names it. */
export interface OthersPost {
  cohort: string;
  postId: number;
  title: string;
  authorId: number;
}

/** A facilitator's word that a post was answered where we can't see it, or that it wasn't; noted once. */
export async function sayAnsweredAsHost(
  db: Db,
  { title, authorId, ...which }: OthersPost,
  isAnswered: boolean,
  hostId: number,
  now: Date,
): Promise<void> {
  await transaction(db, async (tx) => {
    if ((await isSaidAnswered(tx, which.cohort, which.postId)) === isAnswered) return;
    await sayAnsweredElsewhere(tx, which, isAnswered ? { membershipId: hostId, at: now } : null);
    const deed = isAnswered ? 'saidAnswered' : 'saidNotAnswered';
    const { cohort } = which;
    await logDeed(tx, { cohort, membershipId: hostId, deed, subject: title, aboutId: authorId }, now);
  });
}

/** A facilitator's word on whether a post answers a provocation; null takes it back. */
export async function sayOfAnswerAsHost(
  db: Db,
  { title, authorId, ...which }: OthersPost & { provocation: string },
  says: boolean | null,
  hostId: number,
  now: Date,
): Promise<void> {
  await transaction(db, async (tx) => {
    await sayOfAnswer(tx, which, 'facilitator', says);
    const deed = says === null ? 'unsaidOnQuestion' : says ? 'saidOnQuestion' : 'saidNotOnQuestion';
    const subject = `${title} (${which.provocation})`;
    const { cohort } = which;
    await logDeed(tx, { cohort, membershipId: hostId, deed, subject, aboutId: authorId }, now);
  });
}
