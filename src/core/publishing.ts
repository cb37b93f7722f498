import { and, eq, gt, isNotNull, isNull, lte } from 'drizzle-orm';
import { addDays, dayIn, instantOf } from './calendar.ts';
import type { Cohort } from './cohorts.ts';
import { listNewComments } from './conversations/new-comments.ts';
import { type Db, transaction } from './db/open.ts';
import { filings, issues } from './db/schema/issues.ts';
import { findHostLine } from './host-lines.ts';
import {
  COMING_DAYS,
  endOf,
  findIssueBefore,
  findWeeklyBefore,
  type IssueRow,
  issueInstant,
  nextNumber,
} from './issues.ts';
import { listMarked } from './live/lines.ts';
import { type LiveSession, listToAnnounce } from './live/sessions.ts';
import { listHeardUntil, oweDigest } from './mail/outbox.ts';
import { forgetAbsence, isAway, listReaders, sendingTime } from './mail/wishes.ts';
import { haveInBetween } from './weeks.ts';

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

/** How long a weekly looks back when there was none before. */
const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

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
      .where(
        and(
          eq(issues.cohort, cohort.slug),
          eq(issues.kind, 'daily'),
          isNotNull(issues.number),
          gt(issues.madeAt, since),
        ),
      )
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
  const back = here.filter(({ awaySince }) => awaySince !== null);
  const backIds = back.map(({ id }) => id);
  const firstLeft = Math.min(now.getTime(), ...back.map(({ awaySince }) => Number(awaySince)));
  const heardUntil = await listHeardUntil(db, cohort, backIds, new Date(firstLeft - LONGEST_BEFORE_MS));
  const recipients = here.map((reader) => ({
    membershipId: reader.id,
    name: reader.name,
    email: reader.email,
    sendAt: sendingTime(now, reader, cohort.timezone),
    awaySince: reader.awaySince && beginningOfAbsence(reader.awaySince, heardUntil.get(reader.id)),
  }));
  await oweDigest(db, issue, recipients, now);
  await forgetAbsence(db, backIds);
}

/** More than a week and its weekly: who changed how their mail comes in between doesn't get it all again. */
const LONGEST_BEFORE_MS = 8 * 24 * 60 * 60 * 1000;

/** What came between the last mail and the going away was never told either. */
function beginningOfAbsence(awaySince: Date, heardUntil: Date | undefined): Date {
  if (heardUntil === undefined || heardUntil > awaySince) return awaySince;
  return new Date(Math.max(heardUntil.getTime(), awaySince.getTime() - LONGEST_BEFORE_MS));
}

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
  const span = { since: last ? endOf(cohort, last) : new Date(0), until };
  if ((await listMarked(db, slug, span)).length > 0) return true;
  const endOfLook = (on: string) => instantOf(addDays(on, COMING_DAYS.daily + 1), 0, cohort.timezone);
  const coming = await listToAnnounce(db, slug, { after: until, until: endOfLook(day) }, span);
  const isNew = ({ changedAt, startsAt, cancelledAt }: LiveSession) =>
    last === null ||
    changedAt > endOf(cohort, last) ||
    startsAt > endOfLook(last.publishedOn) ||
    cancelledAt !== null;
  // That an hour didn't take place which is over is no reason for a mail.
  if (coming.some((session) => session.startsAt > until && isNew(session))) return true;
  return last !== null && (await listNewComments(db, slug, span, 1)).length > 0;
}
