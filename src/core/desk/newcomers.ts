import { and, asc, eq, gte, isNotNull, notExists, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Cohort } from '../cohorts.ts';
import { type Db, transaction } from '../db/open.ts';
import { deskLog, deskMarks } from '../db/schema/desk.ts';
import { memberships, people } from '../db/schema/people.ts';
import { welcomeLetter } from '../mail/messages.ts';
import { oweLetter } from '../mail/outbox.ts';
import { listPostsOfMember, type PostInCohort } from '../posts-in-cohort.ts';
import { logDeed } from './log.ts';
import { markDone, type Named } from './marks.ts';

/** Somebody who came within the last weeks and whom nobody has welcomed. */
export interface Newcomer {
  membershipId: number;
  name: string;
  handle: string;
  about: string | null;
  joinedAt: Date;
  newest: PostInCohort | null;
  /** Whether a note has gone to them, which happens once. */
  hasNote: boolean;
}

/** A facilitator's words to a newcomer. */
export const welcomeText = z
  .string()
  .trim()
  .min(1, 'Write a line first; one is enough.')
  .max(1500, 'That is long for a welcome; fifteen hundred characters are enough.');

const NEW_FOR_MS = 21 * 24 * 60 * 60 * 1000;

const joined = (db: Db) =>
  db
    .select({
      membershipId: memberships.id,
      name: people.name,
      email: people.email,
      handle: memberships.handle,
      about: memberships.about,
      joinedAt: memberships.joinedAt,
    })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId));

/** The newcomers that nobody has welcomed, those who came first at the top. */
export async function listNewcomers(db: Db, cohort: string, most: number, now: Date): Promise<Newcomer[]> {
  const welcomed = db
    .select({ one: sql`1` })
    .from(deskMarks)
    .where(
      and(
        eq(deskMarks.cohort, cohort),
        eq(deskMarks.entry, sql`'newcomer ' || ${memberships.id}`),
        isNotNull(deskMarks.doneAt),
      ),
    );
  const rows = await joined(db)
    .where(
      and(
        eq(memberships.cohort, cohort),
        eq(memberships.role, 'participant'),
        gte(memberships.joinedAt, new Date(now.getTime() - NEW_FOR_MS)),
        notExists(welcomed),
      ),
    )
    .orderBy(asc(memberships.joinedAt), asc(memberships.id))
    .limit(most);
  return Promise.all(
    rows.map(async ({ email: _, ...newcomer }) => ({
      ...newcomer,
      newest: (await listPostsOfMember(db, newcomer.membershipId, 1))[0] ?? null,
      hasNote: await hasNote(db, cohort, newcomer.membershipId),
    })),
  );
}

async function hasNote(db: Db, cohort: string, membershipId: number): Promise<boolean> {
  const rows = await db
    .select({ id: deskLog.id })
    .from(deskLog)
    .where(and(eq(deskLog.cohort, cohort), eq(deskLog.deed, 'welcomed'), eq(deskLog.aboutId, membershipId)))
    .limit(1);
  return rows.length > 0;
}

/**
 * Sends somebody a facilitator's welcome by mail, once, and notes that they are welcomed.
 *
 * @returns null when there is no such newcomer in the cohort, false when they were welcomed before.
 */
export async function sendWelcome(
  db: Db,
  { cohort, host, membershipId, text, siteUrl }: Welcome,
  now: Date,
): Promise<boolean | null> {
  return transaction(db, async (tx) => {
    const [to] = await joined(tx).where(
      and(eq(memberships.id, membershipId), eq(memberships.cohort, cohort.slug)),
    );
    if (!to) return null;
    if (await hasNote(tx, cohort.slug, membershipId)) return false;
    if (!(await markDone(tx, cohort.slug, `newcomer ${membershipId}`, host.id, now))) return false;
    const page = `${siteUrl}/${cohort.slug}/people/${encodeURIComponent(host.handle)}`;
    await oweLetter(tx, to, welcomeLetter(to.name, host.name, cohort, text, page), now);
    const deed = { cohort: cohort.slug, membershipId: host.id, deed: 'welcomed' as const };
    await logDeed(tx, { ...deed, subject: to.name, aboutId: membershipId }, now);
    return true;
  });
}

interface Welcome {
  cohort: Cohort;
  host: Named & { handle: string };
  membershipId: number;
  text: string;
  siteUrl: string;
}
