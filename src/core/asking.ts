import { and, asc, desc, eq, inArray, lte, ne } from 'drizzle-orm';
import { z } from 'zod';
import type { Cohort } from './cohorts.ts';
import { type Db, transaction } from './db/open.ts';
import { invitations } from './db/schema/desk.ts';
import { joinings } from './db/schema/door.ts';
import { logDeed } from './desk/log.ts';
import { type Host, listFacilitators } from './facilitators.ts';
import { completeJoining, findJoining, type Joined, type Joining } from './joinings.ts';
import { isWithinLimits } from './limits.ts';
import { oweLetter } from './mail/outbox.ts';
import { askForgottenLetter, letInLetter, refusedLetter, somebodyAsksLetter } from './mail/people-letters.ts';
import { findMembership } from './memberships.ts';
import { findPersonByEmail, getPerson } from './people.ts';
import { makeInvitationLink } from './sign-in.ts';

const DAY = 24 * 60 * 60 * 1000;
/** Long enough for facilitators on a long holiday. */
export const ASKING_LASTS_MS = 90 * DAY;

/** Why somebody would like to come, in their own words. */
export const wishText = z
  .string()
  .trim()
  .max(1000, 'That is long for a sentence on why; a thousand characters are enough.');

export type CameIn =
  | ({ kind: 'in' } & Joined)
  /** A facilitator has to let them in. */
  | { kind: 'asking'; cohort: string }
  /** The cohort is by invitation, and they have none. */
  | { kind: 'shut'; cohort: string };

/**
 * What becomes of a confirmed joining, as its cohort has it: they are in, or ask to be let in. Members and whoever was
 * invited come in everywhere.
 *
 * @param isInvited whether they come by the link of an invitation.
 * @returns null when there is no such joining, or it isn't confirmed.
 */
export async function comeIn(
  db: Db,
  siteUrl: string,
  cohort: Cohort,
  id: string,
  isInvited: boolean,
  now: Date,
): Promise<CameIn | null> {
  return transaction(db, async (tx) => {
    const joining = await findJoining(tx, cohort.slug, id);
    if (!joining) return null;
    if (isInvited || cohort.joining === 'open' || (await isExpected(tx, joining))) {
      const joined = await completeJoining(tx, id, now, isInvited);
      return joined && { kind: 'in', ...joined };
    }
    if (cohort.joining === 'invitation') return { kind: 'shut', cohort: cohort.slug };
    if (joining.state === 'confirmed') await ask(tx, siteUrl, cohort, joining, now);
    return { kind: 'asking', cohort: cohort.slug };
  });
}

async function isExpected(tx: Db, { cohort, email, personId }: Joining): Promise<boolean> {
  const person = personId === null ? await findPersonByEmail(tx, email) : await getPerson(tx, personId);
  if (await findMembership(tx, person, cohort)) return true;
  const [invited] = await tx
    .select({ email: invitations.email })
    .from(invitations)
    .where(and(eq(invitations.cohort, cohort), eq(invitations.email, email)));
  return invited !== undefined;
}

async function ask(tx: Db, siteUrl: string, cohort: Cohort, joining: Joining, now: Date): Promise<void> {
  const { id, email, name } = joining;
  await tx.update(joinings).set({ state: 'asking' }).where(eq(joinings.id, id));
  // Asking again replaces what they wrote before.
  await tx
    .delete(joinings)
    .where(
      and(
        eq(joinings.cohort, cohort.slug),
        eq(joinings.email, email),
        ne(joinings.id, id),
        inArray(joinings.state, ['asking', 'refused']),
      ),
    );
  const daily = [{ key: `asking in ${cohort.slug}`, most: 1, withinMs: DAY }];
  if (!(await isWithinLimits(tx, daily, now))) return;
  const url = `${siteUrl}/${cohort.slug}/facilitate/people`;
  for (const host of await listFacilitators(tx, cohort.slug))
    await oweLetter(tx, host, somebodyAsksLetter(host.name, name, cohort, url), now);
}

/** Who asks to be let into a cohort, those who wait longest first. */
export async function listAsking(db: Db, cohort: string): Promise<Joining[]> {
  return db
    .select()
    .from(joinings)
    .where(and(eq(joinings.cohort, cohort), eq(joinings.state, 'asking')))
    .orderBy(asc(joinings.createdAt), asc(joinings.id));
}

/** Whom facilitators have not let in, as long as that is known: they can still be. */
export async function listRefused(db: Db, cohort: string): Promise<Joining[]> {
  return db
    .select()
    .from(joinings)
    .where(and(eq(joinings.cohort, cohort), eq(joinings.state, 'refused')))
    .orderBy(desc(joinings.createdAt), asc(joinings.id));
}

/** Lets somebody in who asked, or who was refused before; they get their way in by mail. Null when nobody asks by this id. */
export async function letIn(
  db: Db,
  siteUrl: string,
  cohort: Cohort,
  host: Host,
  id: string,
  now: Date,
): Promise<Joined | null> {
  return transaction(db, async (tx) => {
    const [joining] = await tx
      .update(joinings)
      .set({ state: 'confirmed' })
      .where(and(isOf(cohort, id), inArray(joinings.state, ['asking', 'refused'])))
      .returning();
    const joined = joining ? await completeJoining(tx, id, now) : null;
    if (!joined) return null;
    const { person, membership } = joined;
    const entry = { cohort: cohort.slug, membershipId: host.membership.id, aboutId: membership.id };
    await logDeed(tx, { ...entry, deed: 'letIn', subject: person.name }, now);
    const token = await makeInvitationLink(tx, { personId: person.id }, now);
    const letter = letInLetter(person.name, host.person.name, cohort, `${siteUrl}/sign-in/${token}`);
    await oweLetter(tx, person, letter, now);
    return joined;
  });
}

/** Doesn't let somebody in who asked; they are told, with a word if there is one. False when nobody asks by this id. */
export async function refuse(
  db: Db,
  cohort: Cohort,
  host: Host,
  id: string,
  word: string | null,
  now: Date,
): Promise<boolean> {
  return transaction(db, async (tx) => {
    const [joining] = await tx
      .update(joinings)
      .set({ state: 'refused' })
      .where(and(isOf(cohort, id), eq(joinings.state, 'asking')))
      .returning();
    if (!joining) return false;
    const entry = { cohort: cohort.slug, membershipId: host.membership.id, subject: joining.name };
    await logDeed(tx, { ...entry, deed: 'refused', reason: word }, now);
    await oweLetter(tx, joining, refusedLetter(joining.name, cohort, word), now);
    return true;
  });
}

/** Forgets those whom nobody has answered for long, and tells them so. */
export async function forgetUnanswered(db: Db, siteUrl: string, cohorts: Cohort[], now: Date): Promise<void> {
  const before = new Date(now.getTime() - ASKING_LASTS_MS);
  for (const cohort of cohorts) {
    await transaction(db, async (tx) => {
      const old = and(eq(joinings.cohort, cohort.slug), eq(joinings.state, 'asking'));
      const forgotten = await tx
        .delete(joinings)
        .where(and(old, lte(joinings.createdAt, before)))
        .returning();
      const url = `${siteUrl}/${cohort.slug}/join`;
      for (const { name, email } of forgotten)
        await oweLetter(tx, { name, email }, askForgottenLetter(name, cohort, url), now);
    });
  }
}

function isOf(cohort: Cohort, id: string) {
  return and(eq(joinings.id, id), eq(joinings.cohort, cohort.slug));
}
