import { and, desc, eq, lt, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { type Db, prepared } from '../db/open.ts';
import { deskLog } from '../db/schema/desk.ts';
import { memberships, people } from '../db/schema/people.ts';
import { clip } from '../excerpt.ts';

/** What facilitators do to somebody else's things, each as the log says it. */
export const DEEDS = {
  invited: 'invited',
  letThrough: 'let through',
  keptOut: 'kept out',
  hid: 'hid',
  showedAgain: 'showed again',
  heldAgain: 'held again',
  confirmed: 'said that it is still theirs:',
  muted: 'muted',
  unmuted: 'unmuted',
  saidAnswered: 'said that it was answered elsewhere:',
  saidNotAnswered: 'took back that it was answered elsewhere:',
  saidOnQuestion: 'said that it is on a question:',
  saidNotOnQuestion: 'said that it is not on a question:',
  unsaidOnQuestion: 'took back what was said of it and a question:',
  changedSession: 'changed the live session',
  calledOff: 'called off the live session',
  broughtBack: 'brought back the live session',
  markedLine: 'marked as a best line',
  unmarkedLine: 'no longer marks as a best line',
  invitedAgain: 'once more invited',
  invitationTakenBack: 'took back the invitation of',
  letIn: 'let in',
  refused: 'did not let in',
  madeFacilitator: 'made a facilitator of',
  madeParticipant: 'made a participant of',
  steppedDown: 'stepped down as',
  handedOver: 'handed the course over to',
  removedMember: 'removed from the course',
  conductWritten: 'rewrote',
  conductRemoved: 'took away',
  welcomed: 'sent a welcome to',
  introduced: 'introduced',
} as const;

export type Deed = keyof typeof DEEDS;

/** The words of a deed; what an older version called otherwise is said as it was written. */
export function wordsOf(deed: string): string {
  return new Map<string, string>(Object.entries(DEEDS)).get(deed) ?? deed;
}

/** Enough to know it again by. */
const SUBJECT = 80;

/** What somebody said, as the log names it. */
export function quoted(text: string): string {
  return `“${clip(text, SUBJECT)}”`;
}

/** Something that a facilitator did, with what it was done to. */
export interface Logged {
  id: number;
  /** Who did it; null when they have left. */
  by: string | null;
  deed: string;
  /** In words, such as a post's title. */
  subject: string;
  /** Whose it is, where it is anybody's. */
  about: { name: string; handle: string } | null;
  reason: string | null;
  at: Date;
}

/** Writes down what a facilitator did; with the deed itself, in one transaction. */
export async function logDeed(
  db: Db,
  entry: {
    cohort: string;
    membershipId: number;
    deed: Deed;
    subject: string;
    aboutId?: number | null;
    reason?: string | null;
  },
  now: Date,
): Promise<void> {
  await db.insert(deskLog).values({ ...entry, at: now });
}

const doers = alias(people, 'doers');
const doing = alias(memberships, 'doing');

const newest = prepared((db) =>
  db
    .select({
      id: deskLog.id,
      by: doers.name,
      deed: deskLog.deed,
      subject: deskLog.subject,
      name: people.name,
      handle: memberships.handle,
      reason: deskLog.reason,
      at: deskLog.at,
    })
    .from(deskLog)
    .leftJoin(doing, eq(doing.id, deskLog.membershipId))
    .leftJoin(doers, eq(doers.id, doing.personId))
    .leftJoin(memberships, eq(memberships.id, deskLog.aboutId))
    .leftJoin(people, eq(people.id, memberships.personId))
    .where(and(eq(deskLog.cohort, sql.placeholder('cohort')), lt(deskLog.id, sql.placeholder('before'))))
    .orderBy(desc(deskLog.id))
    .limit(sql.placeholder('most'))
    .prepare(),
);

/** What was done in a cohort, the newest first. @param before the id of an entry; only older ones are listed. */
export async function listDeeds(
  db: Db,
  cohort: string,
  most: number,
  before = Number.MAX_SAFE_INTEGER,
): Promise<Logged[]> {
  const rows = await newest(db).all({ cohort, before, most });
  return rows.map(({ name, handle, ...row }) => ({
    ...row,
    about: name !== null && handle !== null ? { name, handle } : null,
  }));
}
