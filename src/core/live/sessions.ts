import { and, asc, desc, eq, gt, isNotNull, isNull, lte, or, sql } from 'drizzle-orm';
import { type Db, prepared, transaction } from '../db/open.ts';
import { liveSessions } from '../db/schema/live.ts';
import { logDeed } from '../desk/log.ts';
import type { Membership } from '../memberships.ts';

/** An hour together at some questions. */
export type LiveSession = typeof liveSessions.$inferSelect;

/** What a facilitator says of a session; a calendar shows all of it. */
export type Plan = Pick<
  LiveSession,
  'title' | 'introduction' | 'startsAt' | 'minutes' | 'timezone' | 'roomUrl'
>;

/** The instant at which a session is to end. */
export function endOf({ startsAt, minutes }: Pick<LiveSession, 'startsAt' | 'minutes'>): Date {
  return new Date(startsAt.getTime() + minutes * 60_000);
}

/** The address of a session's page. */
export function sessionUrl(siteUrl: string, { cohort, id }: Pick<LiveSession, 'cohort' | 'id'>): string {
  return `${siteUrl}/${cohort}/live/${id}`;
}

const byId = prepared((db) =>
  db
    .select()
    .from(liveSessions)
    .where(
      and(eq(liveSessions.cohort, sql.placeholder('cohort')), eq(liveSessions.id, sql.placeholder('id'))),
    )
    .prepare(),
);

/** A session of a cohort; null when there is none of that number, or it is another cohort's. */
export async function findSession(db: Db, cohort: string, id: number): Promise<LiveSession | null> {
  if (!Number.isSafeInteger(id)) return null;
  const [session] = await byId(db).all({ cohort, id });
  return session ?? null;
}

const any = prepared((db) =>
  db
    .select({ id: liveSessions.id })
    .from(liveSessions)
    .where(eq(liveSessions.cohort, sql.placeholder('cohort')))
    .limit(1)
    .prepare(),
);

/** Whether a cohort has ever planned a session. */
export async function hasSessions(db: Db, cohort: string): Promise<boolean> {
  return (await any(db).all({ cohort })).length > 0;
}

const endsAt = sql`${liveSessions.startsAt} + ${liveSessions.minutes} * 60000`;

/** The sessions of a cohort that aren't over, cancelled ones too; the next first. */
export async function listComing(db: Db, cohort: string, now: Date): Promise<LiveSession[]> {
  return db
    .select()
    .from(liveSessions)
    .where(and(eq(liveSessions.cohort, cohort), gt(endsAt, now.getTime())))
    .orderBy(asc(liveSessions.startsAt), asc(liveSessions.id));
}

/** The sessions of a cohort that took place, the newest first. */
export async function listPast(db: Db, cohort: string, now: Date): Promise<LiveSession[]> {
  return db
    .select()
    .from(liveSessions)
    .where(and(eq(liveSessions.cohort, cohort), isNull(liveSessions.cancelledAt), lte(endsAt, now.getTime())))
    .orderBy(desc(liveSessions.startsAt), desc(liveSessions.id));
}

const WEEK_MS = 7 * 24 * 60 * 60_000;

/** The session of a cohort that is going on or comes next, with those of the next week that are called off. */
export async function listNext(db: Db, cohort: string, now: Date): Promise<LiveSession[]> {
  const coming = await listComing(db, cohort, now);
  const next = coming.find(({ cancelledAt }) => cancelledAt === null);
  const weekFromNow = new Date(now.getTime() + WEEK_MS);
  return coming.filter(
    (session) => session === next || (session.cancelledAt !== null && session.startsAt < weekFromNow),
  );
}

/** A calendar keeps what it has seen; more than these of the past it has no use for. */
const MOST_IN_CALENDAR = 200;

/** The sessions for a calendar, those that were cancelled too: a calendar has to hear of that. */
export async function listForCalendar(db: Db, cohort: string): Promise<LiveSession[]> {
  const newest = await db
    .select()
    .from(liveSessions)
    .where(eq(liveSessions.cohort, cohort))
    .orderBy(desc(liveSessions.startsAt), desc(liveSessions.id))
    .limit(MOST_IN_CALENDAR);
  return newest.toReversed();
}

/**
 * What an issue says is coming: sessions that were planned when it was made and begin within a span. One that was
 * cancelled is told of in the first issue after that, even when it would have begun meanwhile, and in those that had
 * announced it.
 *
 * @param told.since when the issue before was made.
 * @param told.until when this one was made.
 */
export async function listToAnnounce(
  db: Db,
  cohort: string,
  begins: { after: Date; until: Date },
  told: { since: Date; until: Date },
): Promise<LiveSession[]> {
  const { startsAt, createdAt, cancelledAt } = liveSessions;
  const wasCancelled = and(
    gt(cancelledAt, told.since),
    lte(cancelledAt, told.until),
    lte(createdAt, told.since),
    gt(startsAt, told.since),
  );
  const stood = or(isNull(cancelledAt), gt(cancelledAt, told.until));
  return db
    .select()
    .from(liveSessions)
    .where(
      and(
        eq(liveSessions.cohort, cohort),
        lte(startsAt, begins.until),
        lte(createdAt, told.until),
        or(and(gt(startsAt, begins.after), stood), wasCancelled),
      ),
    )
    .orderBy(asc(liveSessions.startsAt), asc(liveSessions.id));
}

/** Plans a session. @returns it, with the id that it keeps for good. */
export async function planSession(db: Db, plan: Plan, by: Membership, now: Date): Promise<LiveSession> {
  const [session] = await db
    .insert(liveSessions)
    .values({ ...plan, cohort: by.cohort, membershipId: by.id, createdAt: now, changedAt: now })
    .returning();
  if (!session) throw new Error('The session could not be stored.');
  return session;
}

/** A button that is pressed again within this time, for a slow line, was meant once. */
export const PRESSED_AGAIN_MS = 60_000;

/** Sessions that somebody has planned just so a moment ago. */
export async function listJustPlanned(db: Db, plan: Plan, by: Membership, now: Date): Promise<LiveSession[]> {
  const recent = await db
    .select()
    .from(liveSessions)
    .where(
      and(
        eq(liveSessions.cohort, by.cohort),
        eq(liveSessions.membershipId, by.id),
        isNull(liveSessions.cancelledAt),
        gt(liveSessions.createdAt, new Date(now.getTime() - PRESSED_AGAIN_MS)),
      ),
    );
  return recent.filter((session) => isPlannedSo(session, plan));
}

/** Whether a session is what a plan says. */
export function isPlannedSo(session: LiveSession, plan: Plan): boolean {
  return (
    plan.startsAt.getTime() === session.startsAt.getTime() &&
    (['title', 'introduction', 'minutes', 'timezone', 'roomUrl'] as const).every(
      (field) => plan[field] === session[field],
    )
  );
}

/**
 * Says something else of a session. Its sequence rises when a calendar would show it otherwise.
 *
 * @returns whether anything has changed.
 */
export async function changeSession(
  db: Db,
  session: LiveSession,
  plan: Plan,
  by: Membership,
  now: Date,
): Promise<boolean> {
  if (isPlannedSo(session, plan)) return false;
  await transaction(db, async (tx) => {
    await tx
      .update(liveSessions)
      .set({ ...plan, ...nextSequence, changedAt: now })
      .where(eq(liveSessions.id, session.id));
    await note(tx, 'changedSession', session, by, now);
  });
  return true;
}

/** Calls a session off; it can be brought back. Twice is once. */
export async function cancelSession(db: Db, session: LiveSession, by: Membership, now: Date): Promise<void> {
  await turn(db, session, { cancelledAt: now, deed: 'calledOff' }, by, now);
}

/** Brings a session back that was called off. Twice is once. */
export async function bringBack(db: Db, session: LiveSession, by: Membership, now: Date): Promise<void> {
  await turn(db, session, { cancelledAt: null, deed: 'broughtBack' }, by, now);
}

async function turn(
  db: Db,
  session: LiveSession,
  { cancelledAt, deed }: { cancelledAt: Date | null; deed: 'calledOff' | 'broughtBack' },
  by: Membership,
  now: Date,
): Promise<void> {
  const isOtherwise = cancelledAt === null ? isNotNull : isNull;
  await transaction(db, async (tx) => {
    const turned = await tx
      .update(liveSessions)
      .set({ cancelledAt, ...nextSequence, changedAt: now })
      .where(and(eq(liveSessions.id, session.id), isOtherwise(liveSessions.cancelledAt)))
      .returning({ id: liveSessions.id });
    if (turned.length > 0) await note(tx, deed, session, by, now);
  });
}

/** RFC 5546, section 2.1.4: a calendar takes the higher number for the truth. */
const nextSequence = { sequence: sql`${liveSessions.sequence} + 1` };

async function note(
  db: Db,
  deed: 'changedSession' | 'calledOff' | 'broughtBack',
  { cohort, title, membershipId }: LiveSession,
  by: Membership,
  now: Date,
): Promise<void> {
  await logDeed(db, { cohort, membershipId: by.id, deed, subject: title, aboutId: membershipId }, now);
}
