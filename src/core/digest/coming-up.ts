import { addDays, dayIn, instantOf } from '../calendar.ts';
import type { Cohort } from '../cohorts.ts';
import type { Db } from '../db/open.ts';
import { COMING_DAYS, type IssueRow, issueInstant } from '../issues.ts';
import { type LiveSession, listToAnnounce, sessionUrl } from '../live/sessions.ts';
import type { Coming } from './issue.ts';

/** The live sessions that begin within some days after an issue; a weekly looks ahead until the next one. */
export async function listSessionsAfter(
  db: Db,
  cohort: Cohort,
  { kind, publishedOn, madeAt }: Pick<IssueRow, 'kind' | 'publishedOn' | 'madeAt'>,
  since: Date,
): Promise<LiveSession[]> {
  const lastDay = addDays(publishedOn, COMING_DAYS[kind]);
  const until = instantOf(addDays(lastDay, 1), 0, cohort.timezone);
  return listToAnnounce(db, cohort.slug, { after: madeAt, until }, { since, until: madeAt });
}

/** What an issue of a day says is coming up, by day: live sessions, and weeks that open. */
export function comingUpAfter(
  cohort: Cohort,
  on: string,
  sessions: LiveSession[],
  siteUrl: string,
): Coming[] {
  return [
    ...sessions.map((session) => asComing(session, cohort, siteUrl)),
    ...weeksComingUp(cohort, on, siteUrl),
  ].toSorted((a, b) => (a.on === b.on ? 0 : a.on < b.on ? -1 : 1));
}

function asComing(session: LiveSession, cohort: Cohort, siteUrl: string): Coming {
  const { title, startsAt, cancelledAt } = session;
  return {
    title: cancelledAt === null ? `Live: ${title}` : `Called off: ${title}`,
    url: sessionUrl(siteUrl, session),
    on: dayIn(cohort.timezone, startsAt),
    at: startsAt,
  };
}

/** The weeks that open after a day's issue, within some days. */
function weeksComingUp(cohort: Cohort, on: string, siteUrl: string): Coming[] {
  const at = issueInstant(cohort, on);
  return cohort.weeks
    .filter(({ opensAt, opensOn }) => opensAt > at && opensOn <= addDays(on, COMING_DAYS.daily))
    .map(({ number, title, opensOn, opensHour, opensAt }) => ({
      title: `Week ${number}: ${title}`,
      url: `${siteUrl}/${cohort.slug}/weeks/`,
      on: opensOn,
      at: opensHour === null ? null : opensAt,
    }));
}
