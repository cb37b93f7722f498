import { and, asc, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm';
import { dayIn, nextHour } from '../calendar.ts';
import { type Db, prepared } from '../db/open.ts';
import { issues, outbox } from '../db/schema/issues.ts';
import { memberships, people } from '../db/schema/people.ts';
import type { Membership } from '../memberships.ts';
import type { OwedMail } from './outbox.ts';

/** How somebody wants the digest of a cohort. */
export interface Wishes
  extends Pick<Membership, 'rhythm' | 'budget' | 'mailHour' | 'awayUntil' | 'awaySince' | 'hearsOfAnswers'> {
  /** Where they are; null for the cohort's own zone. */
  timezone: string | null;
  /** Since when mail hasn't reached them; null while it does. */
  pausedAt: Date | null;
}

const COLUMNS = {
  rhythm: memberships.rhythm,
  budget: memberships.budget,
  mailHour: memberships.mailHour,
  awayUntil: memberships.awayUntil,
  awaySince: memberships.awaySince,
  hearsOfAnswers: memberships.hearsOfAnswers,
  timezone: people.timezone,
  pausedAt: people.mailPausedAt,
};

const wishes = prepared((db) =>
  db
    .select(COLUMNS)
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId))
    .where(eq(memberships.id, sql.placeholder('membershipId')))
    .prepare(),
);

/** What a member wishes now; null when they have left. */
export async function findWishes(db: Db, membershipId: number): Promise<Wishes | null> {
  const [found] = await wishes(db).all({ membershipId });
  return found ?? null;
}

const wishesOfMail = prepared((db) =>
  db
    .select({ ...COLUMNS, kind: issues.kind })
    .from(outbox)
    .innerJoin(issues, eq(issues.id, outbox.issueId))
    .innerJoin(memberships, eq(memberships.id, outbox.membershipId))
    .innerJoin(people, eq(people.id, memberships.personId))
    .where(eq(outbox.id, sql.placeholder('mailId')))
    .prepare(),
);

/** What the recipient of a digest wishes at the moment it is about to be sent; null when they don't want it any more. */
export async function findWishesFor(
  db: Db,
  mail: Pick<OwedMail, 'id' | 'createdAt' | 'awaySince'>,
): Promise<Wishes | null> {
  const [found] = await wishesOfMail(db).all({ mailId: mail.id });
  if (!found || found.pausedAt !== null || found.rhythm !== found.kind) return null;
  const hasLeftSince =
    found.awayUntil !== null && found.awaySince !== null && found.awaySince > mail.createdAt;
  return hasLeftSince ? null : found;
}

/** Everybody of a cohort whose rhythm it is, and whom mail reaches, with what they wish. */
export async function listReaders(
  db: Db,
  cohort: string,
  rhythm: 'daily' | 'weekly',
): Promise<(Wishes & { id: number; name: string; email: string })[]> {
  return db
    .select({ ...COLUMNS, id: memberships.id, name: people.name, email: people.email })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId))
    .where(and(eq(memberships.cohort, cohort), eq(memberships.rhythm, rhythm), isNull(people.mailPausedAt)))
    .orderBy(asc(people.name), asc(memberships.id));
}

/**
 * Changes how somebody wants the digest. What already waits for them comes at the hour that they wish now.
 *
 * @param timezone of the cohort, for somebody who hasn't said where they are.
 */
export async function changeWishes(
  db: Db,
  membershipId: number,
  wished: Partial<Pick<Wishes, 'rhythm' | 'budget' | 'mailHour'>>,
  timezone: string,
): Promise<void> {
  await db.update(memberships).set(wished).where(eq(memberships.id, membershipId));
  if (wished.mailHour !== undefined) await waitForTheirHour(db, membershipId, timezone);
}

/** Tells where somebody is, for the hours that they are shown and at which their mail comes; null takes it back. */
export async function changeTimezone(db: Db, personId: number, timezone: string | null): Promise<void> {
  await db.update(people).set({ timezone }).where(eq(people.id, personId));
  if (timezone === null) return;
  const theirs = await db
    .select({ id: memberships.id })
    .from(memberships)
    .where(eq(memberships.personId, personId));
  for (const { id } of theirs) await waitForTheirHour(db, id, timezone);
}

/** One mail an issue, whatever is changed meanwhile: what waits is sent at another time, not once more. */
async function waitForTheirHour(db: Db, membershipId: number, timezone: string): Promise<void> {
  const wished = await findWishes(db, membershipId);
  if (wished === null) return;
  const waiting = await db
    .select({ id: outbox.id, createdAt: outbox.createdAt })
    .from(outbox)
    .where(
      and(
        eq(outbox.membershipId, membershipId),
        isNotNull(outbox.issueId),
        eq(outbox.state, 'waiting'),
        eq(outbox.attempts, 0),
      ),
    );
  for (const { id, createdAt } of waiting) {
    await db
      .update(outbox)
      .set({ nextAttemptAt: sendingTime(createdAt, wished, timezone) })
      .where(eq(outbox.id, id));
  }
}

/**
 * When a mail goes out to somebody: at once, or when a clock where they are next shows the hour that they wish.
 *
 * @param otherwise the zone of somebody who hasn't said where they are.
 */
export function sendingTime(
  madeAt: Date,
  { mailHour, timezone }: Pick<Wishes, 'mailHour' | 'timezone'>,
  otherwise: string,
): Date {
  return mailHour === null ? madeAt : nextHour(madeAt, mailHour, timezone ?? otherwise);
}

/** Sends somebody no digest until a day, on which they are back. */
export async function goAway(db: Db, membershipId: number, until: string, now: Date): Promise<void> {
  await db
    .update(memberships)
    .set({ awayUntil: until, awaySince: sql`coalesce(${memberships.awaySince}, ${now.getTime()})` })
    .where(eq(memberships.id, membershipId));
}

/** They are back before that. */
export async function comeBack(db: Db, membershipId: number): Promise<void> {
  await db.update(memberships).set({ awayUntil: null }).where(eq(memberships.id, membershipId));
}

/** Whether somebody is away on the day of an instant, where the cohort is. */
export function isAway({ awayUntil }: Pick<Wishes, 'awayUntil'>, timezone: string, at: Date): boolean {
  return awayUntil !== null && dayIn(timezone, at) < awayUntil;
}

/** They have had their “since you were away”, or want no mail that could bring it. */
export async function forgetAbsence(db: Db, membershipIds: number[]): Promise<void> {
  for (let at = 0; at < membershipIds.length; at += 1000) {
    await db
      .update(memberships)
      .set({ awayUntil: null, awaySince: null })
      .where(inArray(memberships.id, membershipIds.slice(at, at + 1000)));
  }
}
