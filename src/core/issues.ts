import {
  and,
  asc,
  between,
  desc,
  eq,
  gt,
  inArray,
  isNotNull,
  isNull,
  lt,
  lte,
  max,
  type SQL,
  sql,
} from 'drizzle-orm';
import { addDays, dayIn, instantOf, weekdayOf } from './calendar.ts';
import type { Cohort } from './cohorts.ts';
import { listNewComments } from './conversations/new-comments.ts';
import { type Db, prepared, transaction } from './db/open.ts';
import { filings, issues } from './db/schema/issues.ts';
import { findHostLine } from './host-lines.ts';
import { listMarked } from './live/lines.ts';
import { type LiveSession, listToAnnounce } from './live/sessions.ts';
import { oweDigest } from './mail/outbox.ts';
import { forgetAbsence, isAway, listReaders, sendingTime } from './mail/wishes.ts';
import { haveInBetween } from './weeks.ts';

/** One day of a cohort, as the database keeps it: which posts it carries is in their filings. */
export type IssueRow = typeof issues.$inferSelect;

/** The day whose issue is due: today once the cohort's hour has come, before it none. */
export function dueDay(cohort: Cohort, now: Date): string | null {
  const today = dayIn(cohort.timezone, now);
  return now >= issueInstant(cohort, today) ? today : null;
}

/** When the issue of a day is due. */
export function issueInstant({ digestHour, timezone }: Cohort, day: string): Date {
  return instantOf(day, digestHour, timezone);
}

/**
 * Makes the issue of a day, once: it gathers the posts that no issue has carried yet and owes a mail to each
 * member who wants it. A day on which there is nothing to tell is noted, without a number and without mail.
 *
 * @returns the issue and how many posts it carries; null when that day's issue was made before.
 */
export async function makeIssue(
  db: Db,
  cohort: Cohort,
  day: string,
  now: Date,
): Promise<{ issue: IssueRow; posts: number } | null> {
  const dueAt = issueInstant(cohort, day);
  const until = day === dayIn(cohort.timezone, now) ? now : dueAt;
  return transaction(db, async (tx) => {
    const [issue] = await tx
      .insert(issues)
      .values({ cohort: cohort.slug, publishedOn: day, madeAt: now })
      // A day that was noted as empty may still be filled, if somebody asks for its issue by hand.
      .onConflictDoUpdate({
        target: [issues.cohort, issues.kind, issues.publishedOn],
        set: { madeAt: now },
        setWhere: isNull(issues.number),
      })
      .returning();
    if (!issue) return null;

    const gathered = await tx
      .update(filings)
      .set({ issueId: issue.id })
      .where(and(eq(filings.cohort, cohort.slug), isNull(filings.issueId), lte(filings.filedAt, until)))
      .returning({ postId: filings.postId });
    if (gathered.length === 0 && !(await hasOtherNews(tx, cohort, day, until))) return { issue, posts: 0 };

    const number = await nextNumber(tx, cohort.slug);
    await tx.update(issues).set({ number }).where(eq(issues.id, issue.id));
    await oweToReaders(tx, { ...issue, number }, cohort, now);
    return { issue: { ...issue, number }, posts: gathered.length };
  });
}

/** The day of the next issue to be made: today, or tomorrow when today's is made. */
export async function nextIssueDay(db: Db, cohort: Cohort, now: Date): Promise<string> {
  const today = dayIn(cohort.timezone, now);
  return (await findIssue(db, cohort.slug, today)) ? addDays(today, 1) : today;
}

/** The number that the next daily issue of a cohort gets. */
export async function nextNumber(db: Db, cohort: string): Promise<number> {
  const [last] = await db
    .select({ number: max(issues.number) })
    .from(issues)
    .where(ofKind(cohort, 'daily'));
  return (last?.number ?? 0) + 1;
}

/** How long a weekly looks back when there was none before. */
const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

/** Whether a day ends a week of the cohort: the weekday on which its weeks open. */
export function isWeekly(cohort: Pick<Cohort, 'startsOn'>, day: string): boolean {
  return weekdayOf(day) === weekdayOf(cohort.startsOn);
}

/**
 * Makes the weekly issue that ends with a day, once, if any issue was made within that week, and owes it to each member
 * who wants it so.
 *
 * @returns null when it was made before, or there is nothing to tell.
 */
export async function makeWeekly(db: Db, cohort: Cohort, day: string, now: Date): Promise<IssueRow | null> {
  return transaction(db, async (tx) => {
    const before = await findWeeklyBefore(tx, cohort.slug, day);
    const since = before?.madeAt ?? new Date(now.getTime() - WEEK_MS);
    const dailies = await tx
      .select({ id: issues.id })
      .from(issues)
      .where(and(ofKind(cohort.slug, 'daily'), isNotNull(issues.number), gt(issues.madeAt, since)))
      .limit(1);
    if (dailies.length === 0) return null;
    const number = (before?.number ?? 0) + 1;
    const [issue] = await tx
      .insert(issues)
      .values({ cohort: cohort.slug, kind: 'weekly', number, publishedOn: day, madeAt: now })
      .onConflictDoNothing()
      .returning();
    if (!issue) return null;
    await oweToReaders(tx, issue, cohort, now);
    return issue;
  });
}

/** Owes an issue to those whose rhythm it is, at their hours; who is away gets none, and all at once on their return. */
async function oweToReaders(db: Db, issue: IssueRow, cohort: Cohort, now: Date): Promise<void> {
  const readers = await listReaders(db, cohort.slug, issue.kind);
  const here = readers.filter((reader) => !isAway(reader, cohort.timezone, now));
  const recipients = here.map((reader) => ({
    membershipId: reader.id,
    name: reader.name,
    email: reader.email,
    sendAt: sendingTime(now, reader, cohort.timezone),
    awaySince: reader.awaySince,
  }));
  await oweDigest(db, issue, recipients, now);
  const back = here.filter(({ awaySince }) => awaySince !== null).map(({ id }) => id);
  await forgetAbsence(db, back);
}

function ofKind(cohort: string, kind: IssueRow['kind']) {
  return and(eq(issues.cohort, cohort), eq(issues.kind, kind));
}

/** The last weekly issue before a day. */
export async function findWeeklyBefore(db: Db, cohort: string, day: string): Promise<IssueRow | null> {
  const [issue] = await db
    .select()
    .from(issues)
    .where(and(ofKind(cohort, 'weekly'), lt(issues.publishedOn, day)))
    .orderBy(desc(issues.publishedOn))
    .limit(1);
  return issue ?? null;
}

/** The weekly issue that ended with a day. */
export async function findWeekly(db: Db, cohort: string, day: string): Promise<IssueRow | null> {
  const [issue] = await db
    .select()
    .from(issues)
    .where(and(ofKind(cohort, 'weekly'), eq(issues.publishedOn, day)));
  return issue ?? null;
}

/** How many days ahead an issue looks. */
export const COMING_DAYS: Record<IssueRow['kind'], number> = { daily: 3, weekly: 7 };

/**
 * Whether there is something to tell beside posts: what a facilitator has to say on the day, a question that has come
 * in between, comments, the best lines of a live session, and a session that no issue has announced, or whose calling
 * off none has told of.
 */
async function hasOtherNews(db: Db, cohort: Cohort, day: string, until: Date): Promise<boolean> {
  const { slug } = cohort;
  if (await findHostLine(db, slug, day)) return true;
  const last = await findIssueBefore(db, slug, day);
  const asked = {
    since: last ? issueInstant(cohort, last.publishedOn) : new Date(0),
    until: issueInstant(cohort, day),
  };
  if (haveInBetween(cohort.weeks, asked)) return true;
  const span = { since: last?.madeAt ?? new Date(0), until };
  if ((await listMarked(db, slug, span)).length > 0) return true;
  const endOfLook = (on: string) => instantOf(addDays(on, COMING_DAYS.daily + 1), 0, cohort.timezone);
  const coming = await listToAnnounce(db, slug, { after: until, until: endOfLook(day) }, span);
  const isNew = ({ changedAt, startsAt, cancelledAt }: LiveSession) =>
    last === null ||
    changedAt > last.madeAt ||
    startsAt > endOfLook(last.publishedOn) ||
    cancelledAt !== null;
  if (coming.some(isNew)) return true;
  return last !== null && (await listNewComments(db, slug, span, 1)).length > 0;
}

const onDay = prepared((db) =>
  db
    .select()
    .from(issues)
    .where(
      and(
        eq(issues.cohort, sql.placeholder('cohort')),
        eq(issues.kind, 'daily'),
        eq(issues.publishedOn, sql.placeholder('day')),
      ),
    )
    .prepare(),
);

export async function findIssue(db: Db, cohort: string, day: string): Promise<IssueRow | null> {
  const [issue] = await onDay(db).all({ cohort, day });
  return issue ?? null;
}

export async function getIssue(db: Db, id: number): Promise<IssueRow> {
  const [issue] = await db.select().from(issues).where(eq(issues.id, id));
  if (!issue) throw new Error(`There is no issue ${id}.`);
  return issue;
}

const newest = prepared((db) =>
  db
    .select()
    .from(issues)
    .where(
      and(eq(issues.cohort, sql.placeholder('cohort')), eq(issues.kind, 'daily'), isNotNull(issues.number)),
    )
    .orderBy(desc(issues.publishedOn))
    .limit(sql.placeholder('most'))
    .prepare(),
);

/** The issues that carry something, the newest first. */
export async function listIssues(db: Db, cohort: string, most: number): Promise<IssueRow[]> {
  return newest(db).all({ cohort, most });
}

/** The years with issues that carry something, the newest first. */
export async function listYears(db: Db, cohort: string): Promise<string[]> {
  const year = sql<string>`substr(${issues.publishedOn}, 1, 4)`;
  const rows = await db
    .selectDistinct({ year })
    .from(issues)
    .where(and(ofKind(cohort, 'daily'), isNotNull(issues.number)))
    .orderBy(desc(year));
  return rows.map((row) => row.year);
}

/** The issues of a year, YYYY, that carry something, the newest first. */
export async function listIssuesOfYear(db: Db, cohort: string, year: string): Promise<IssueRow[]> {
  return db
    .select()
    .from(issues)
    .where(
      and(
        ofKind(cohort, 'daily'),
        isNotNull(issues.number),
        between(issues.publishedOn, `${year}-01-01`, `${year}-12-31`),
      ),
    )
    .orderBy(desc(issues.publishedOn));
}

/** The days of these issues, by their ids. */
export async function listDaysOf(db: Db, ids: number[]): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select({ id: issues.id, day: issues.publishedOn })
    .from(issues)
    .where(inArray(issues.id, ids));
  return new Map(rows.map(({ id, day }) => [id, day]));
}

const told = (direction: SQL) =>
  and(
    eq(issues.cohort, sql.placeholder('cohort')),
    eq(issues.kind, 'daily'),
    isNotNull(issues.number),
    direction,
  );

const before = prepared((db) =>
  db
    .select()
    .from(issues)
    .where(told(lt(issues.publishedOn, sql.placeholder('day'))))
    .orderBy(desc(issues.publishedOn))
    .limit(1)
    .prepare(),
);

const after = prepared((db) =>
  db
    .select()
    .from(issues)
    .where(told(gt(issues.publishedOn, sql.placeholder('day'))))
    .orderBy(asc(issues.publishedOn))
    .limit(1)
    .prepare(),
);

/** The last daily issue before a day that carried something. */
export async function findIssueBefore(db: Db, cohort: string, day: string): Promise<IssueRow | null> {
  const [issue] = await before(db).all({ cohort, day });
  return issue ?? null;
}

/** The issues next to a day that carry something. */
export async function listNeighbours(
  db: Db,
  cohort: string,
  day: string,
): Promise<{ previous: IssueRow | null; next: IssueRow | null }> {
  const [previous] = await before(db).all({ cohort, day });
  const [next] = await after(db).all({ cohort, day });
  return { previous: previous ?? null, next: next ?? null };
}

/** How many posts each of these issues carries. */
export async function countPosts(db: Db, issueIds: number[]): Promise<Map<number, number>> {
  if (issueIds.length === 0) return new Map();
  const rows = await db
    .select({ issueId: filings.issueId, posts: sql<number>`count(*)` })
    .from(filings)
    .where(inArray(filings.issueId, issueIds))
    .groupBy(filings.issueId);
  return new Map(rows.flatMap(({ issueId, posts }) => (issueId === null ? [] : [[issueId, posts]])));
}
