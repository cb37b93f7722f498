import { dayIn } from '#core/calendar.ts';
import type { Cohort } from '#core/cohorts.ts';
import { shortDate } from '#core/dates.ts';

/** How the desk of a cohort names days and people's pages. */
export interface DeskWords {
  dayOf: (at: Date) => string;
  personUrl: (handle: string) => string;
}

export function deskWords({ slug, timezone, language }: Cohort): DeskWords {
  return {
    dayOf: (at) => shortDate(dayIn(timezone, at), language),
    personUrl: (handle) => `/${slug}/people/${encodeURIComponent(handle)}`,
  };
}
