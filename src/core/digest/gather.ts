import { addDays } from '../calendar.ts';
import type { Cohort } from '../cohorts.ts';
import { listAddressed } from '../conversations/addressed.ts';
import { listNewComments } from '../conversations/new-comments.ts';
import { listAnswered, listAsked } from '../conversations/provocations.ts';
import { listWaiting, longEnough } from '../conversations/waiting.ts';
import type { Db } from '../db/open.ts';
import { findHostLine, paragraphsOf } from '../host-lines.ts';
import {
  endOf,
  findIssueBefore,
  findWeeklyBefore,
  type IssueRow,
  issueInstant,
  nextNumber,
} from '../issues.ts';
import { listMarked } from '../live/lines.ts';
import type { LiveSession } from '../live/sessions.ts';
import { listAbouts, listArrivals } from '../memberships.ts';
import {
  listHeardBefore,
  listPostsById,
  listPostsOfIssue,
  listPostsOfSpan,
  listPostsToCome,
  type PostInCohort,
} from '../posts-in-cohort.ts';
import { openWeeks, weekAt, withNewestFirst } from '../weeks.ts';
import { assemble, toEachReader } from './assemble.ts';
import { comingUpAfter, listSessionsAfter } from './coming-up.ts';
import type { Gathered } from './gathered.ts';
import type { Issue, Reply } from './issue.ts';
import { ofSeveralDays } from './personal.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** More than are shown, so that each has its turn. */
const WAITING_KNOWN = 30;

/** An issue as it is to be shown: its posts as their authors left them, its week as the host did. */
export async function gatherIssue(db: Db, cohort: Cohort, row: IssueRow, siteUrl: string): Promise<Issue> {
  return asIssue(row, null, await gather(db, cohort, row, null, siteUrl));
}

/** An issue with what in it is to each of its readers. */
export interface IssueForReaders {
  issue: Issue;
  /** By membership. */
  toYou: Map<number, Reply[]>;
}

/**
 * An issue as it is to be mailed.
 *
 * @param awaySince for somebody who was away: all that has happened since then.
 */
export async function gatherForReaders(
  db: Db,
  cohort: Cohort,
  row: IssueRow,
  awaySince: Date | null,
  siteUrl: string,
): Promise<IssueForReaders> {
  const gathered = await gather(db, cohort, row, awaySince, siteUrl);
  const ids = gathered.posts.map(({ id }) => id);
  return {
    issue: asIssue(row, awaySince, gathered),
    toYou: toEachReader(gathered, await listAddressed(db, cohort.slug, ids)),
  };
}

/**
 * The issue of a day as it would be if it were made now: the real one, from what has come until now. Nothing is written.
 *
 * @param day that has no issue yet.
 */
export async function previewIssue(
  db: Db,
  cohort: Cohort,
  day: string,
  now: Date,
  siteUrl: string,
): Promise<Issue> {
  const before = await findIssueBefore(db, cohort.slug, day);
  const posts = await listPostsToCome(db, cohort.slug, now);
  const span = { since: before ? endOf(cohort, before) : new Date(0), until: now };
  return assemble({
    ...(await gatherSpan(db, cohort, { kind: 'daily', publishedOn: day, madeAt: now }, posts, span, siteUrl)),
    ...asks(cohort, day, before ? issueInstant(cohort, before.publishedOn) : new Date(0), siteUrl),
    number: await nextNumber(db, cohort.slug),
    heardBefore: await listHeardBefore(db, authorsOf(posts), Number.MAX_SAFE_INTEGER),
  });
}

function asIssue({ kind }: IssueRow, awaySince: Date | null, gathered: Gathered): Issue {
  const issue = assemble(gathered);
  if (awaySince !== null) return { ...ofSeveralDays(issue), kind: 'return' };
  return kind === 'weekly' ? { ...ofSeveralDays(issue), kind } : issue;
}

async function gather(
  db: Db,
  cohort: Cohort,
  row: IssueRow,
  awaySince: Date | null,
  siteUrl: string,
): Promise<Gathered> {
  const span = { since: awaySince ?? (await beginningOf(db, cohort, row)), until: endOf(cohort, row) };
  const isOfOneDay = row.kind === 'daily' && awaySince === null;
  const posts = isOfOneDay
    ? await listPostsOfIssue(db, row.id)
    : await listPostsOfSpan(db, cohort.slug, span.since, row.madeAt);
  const first = Math.min(row.id, ...posts.flatMap(({ issueId }) => issueId ?? []));
  return {
    ...(await gatherSpan(db, cohort, row, posts, span, siteUrl)),
    ...asks(cohort, row.publishedOn, awaySince ?? (await askedUntil(db, cohort, row)), siteUrl),
    number: row.number ?? 0,
    heardBefore: await listHeardBefore(db, authorsOf(posts), first),
  };
}

/** Where an issue takes up: where the one before it ends. */
async function beginningOf(db: Db, cohort: Cohort, row: IssueRow): Promise<Date> {
  if (row.kind === 'daily') {
    const before = await findIssueBefore(db, cohort.slug, row.publishedOn);
    return before ? endOf(cohort, before) : new Date(0);
  }
  const before = await findWeeklyBefore(db, cohort.slug, row.publishedOn);
  return before?.madeAt ?? new Date(row.madeAt.getTime() - 7 * DAY_MS);
}

/** The instant of the issue before, by the calendar: what opened by then it asked, however late it was made. */
async function askedUntil(db: Db, cohort: Cohort, { kind, publishedOn }: IssueRow): Promise<Date> {
  const find = kind === 'daily' ? findIssueBefore : findWeeklyBefore;
  const before = await find(db, cohort.slug, publishedOn);
  return before ? issueInstant(cohort, before.publishedOn) : new Date(0);
}

/** The day's page when nobody posted: the question is still on the table. */
export async function quietIssue(db: Db, cohort: Cohort, day: string, siteUrl: string): Promise<Issue> {
  const line = await findHostLine(db, cohort.slug, day);
  const madeAt = issueInstant(cohort, day);
  const sessions = await listSessionsAfter(db, cohort, { kind: 'daily', publishedOn: day, madeAt }, madeAt);
  return assemble({
    ...surroundings(cohort, day, sessions, siteUrl),
    ...asks(cohort, day, issueInstant(cohort, addDays(day, -1)), siteUrl),
    number: 0,
    host: paragraphsOf(line?.text ?? ''),
    posts: [],
    earlier: [],
    comments: [],
    answering: new Map(),
    heardBefore: new Set(),
    abouts: new Map(),
    waiting: [],
    arrived: [],
    marked: [],
  });
}

/** What happened between two instants, beside some posts: all that an issue is made from. */
async function gatherSpan(
  db: Db,
  cohort: Cohort,
  row: Pick<IssueRow, 'kind' | 'publishedOn' | 'madeAt'>,
  posts: PostInCohort[],
  { since, until }: { since: Date; until: Date },
  siteUrl: string,
): Promise<Omit<Gathered, 'number' | 'heardBefore' | 'week' | 'asked'>> {
  const { slug } = cohort;
  const on = row.publishedOn;
  const ids = new Set(posts.map(({ id }) => id));
  const said = await listNewComments(db, slug, { since, until });
  const wanted = [...posts.flatMap(({ parentId }) => parentId ?? []), ...said.map(({ postId }) => postId)];
  const earlierIds = [...new Set(wanted)].filter((id) => !ids.has(id));
  const line = await findHostLine(db, slug, on);
  return {
    ...surroundings(cohort, on, await listSessionsAfter(db, cohort, row, since), siteUrl),
    host: paragraphsOf(line?.text ?? ''),
    posts,
    comments: said,
    earlier: await listPostsById(db, slug, earlierIds),
    answering: await listAnswered(db, slug, [...ids]),
    abouts: await listAbouts(db, authorsOf(posts)),
    waiting: await listPostsById(
      db,
      slug,
      await listWaiting(db, slug, { ...longEnough(until), most: WAITING_KNOWN }),
    ),
    arrived: await listArrivals(db, slug, since, until),
    marked: await listMarked(db, slug, { since, until }),
  };
}

function surroundings(cohort: Cohort, on: string, sessions: LiveSession[], siteUrl: string) {
  return { cohort, on, siteUrl, comingUp: comingUpAfter(cohort, on, sessions, siteUrl) };
}

/** The week of a day's issue with what has come in between on top, and all that was asked by then. */
function asks(cohort: Cohort, on: string, since: Date, siteUrl: string) {
  const at = issueInstant(cohort, on);
  const week = weekAt(cohort, at);
  return {
    week: week && withNewestFirst(week, since),
    asked: listAsked({ slug: cohort.slug, weeks: openWeeks(cohort.weeks, at) }, siteUrl),
  };
}

function authorsOf(posts: PostInCohort[]): number[] {
  return [...new Set(posts.map(({ author }) => author.membershipId))];
}
