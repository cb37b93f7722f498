import { isDay } from '#core/calendar.ts';
import type { Cohort } from '#core/cohorts.ts';
import type { Db } from '#core/db/open.ts';
import { dueDay, findIssue, findWeekly, isWeekly } from '#core/issues.ts';
import { makeIssue, makeWeekly } from '#core/publishing.ts';

/** What became of a cohort's issue. */
export type Published =
  | { kind: 'made'; cohort: string; day: string; number: number; posts: number }
  | { kind: 'weekly'; cohort: string; day: string; number: number }
  | { kind: 'empty'; cohort: string; day: string }
  | { kind: 'made-before'; cohort: string; day: string };

/** Makes the issue of a day, once, whoever asks and however often. */
export async function publish(db: Db, cohort: Cohort, day: string, now: Date): Promise<Published> {
  if (!isDay(day)) throw new RangeError(`${day} is not a calendar day.`);
  const made = await makeIssue(db, cohort, day, now);
  const its = { cohort: cohort.slug, day };
  if (made === null) return { kind: 'made-before', ...its };
  if (made.issue.number === null) return { kind: 'empty', ...its };
  return { kind: 'made', ...its, number: made.issue.number, posts: made.posts };
}

/** Makes today's issues of the cohorts whose hour has come. */
export async function publishDue(db: Db, cohorts: Cohort[], now: Date): Promise<Published[]> {
  const published: Published[] = [];
  for (const cohort of cohorts) {
    const day = dueDay(cohort, now);
    if (day === null) continue;
    if (!(await findIssue(db, cohort.slug, day))) published.push(await publish(db, cohort, day, now));
    // After the daily of its last day, which it tells of too.
    if (isWeekly(cohort, day) && !(await findWeekly(db, cohort.slug, day))) {
      const made = await makeWeekly(db, cohort, day, now);
      if (made) published.push({ kind: 'weekly', cohort: cohort.slug, day, number: made.number ?? 0 });
    }
  }
  return published;
}

export function describePublished(published: Published): string {
  const of = `${published.cohort}, ${published.day}`;
  switch (published.kind) {
    case 'made':
      return `${of}: issue ${published.number} with ${published.posts} ${published.posts === 1 ? 'post' : 'posts'}`;
    case 'weekly':
      return `${of}: weekly ${published.number}`;
    case 'empty':
      return `${of}: nothing new, so no mail`;
    case 'made-before':
      return `${of}: was made before`;
  }
}
