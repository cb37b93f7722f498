import { and, asc, between, desc, eq, gt, inArray, isNotNull, lt, max, type SQL, sql } from 'drizzle-orm';
import { addDays, dayIn, instantOf, weekdayOf } from './calendar.ts';
import type { Cohort } from './cohorts.ts';
import { type Db, prepared } from './db/open.ts';
import { filings, issues } from './db/schema/issues.ts';

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

/** Whether a day ends a week of the cohort: the weekday on which its weeks open. */
export function isWeekly(cohort: Pick<Cohort, 'startsOn'>, day: string): boolean {
  return weekdayOf(day) === weekdayOf(cohort.startsOn);
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

/** Until when an issue tells: until it was made, or, if that was on a later day, until it was due. */
export function endOf(cohort: Cohort, { kind, publishedOn, madeAt }: IssueRow): Date {
  const isLate = kind === 'daily' && dayIn(cohort.timezone, madeAt) > publishedOn;
  return isLate ? issueInstant(cohort, publishedOn) : madeAt;
}

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
