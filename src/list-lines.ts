import { dayIn } from '#core/calendar.ts';
import type { Cohort } from '#core/cohorts.ts';
import { shortDate } from '#core/dates.ts';
import { type Done, describeLine, type Foreseen, summarize } from '#core/guests.ts';

/** A line of a list as the page shows it. */
export interface ShownLine {
  line: number;
  /** The person's name, or the line itself where it can't be read. */
  who: string;
  email: string | null;
  says: string;
  isWrong: boolean;
}

/** What was done, or would be, about each line of a list, in words. */
export function howLines(
  lines: (Foreseen | Done)[],
  cohort: Cohort,
): { summary: string; lines: ShownLine[] } {
  const formatDay = (at: Date) => shortDate(dayIn(cohort.timezone, at), cohort.language);
  return {
    summary: summarize(lines),
    lines: lines.map((each) => ({
      line: each.line,
      who: 'text' in each ? each.text : each.name,
      email: 'email' in each ? each.email : null,
      says: describeLine(each, formatDay),
      isWrong: each.kind === 'wrong',
    })),
  };
}
