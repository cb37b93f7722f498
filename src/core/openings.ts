import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { isDay } from './calendar.ts';

/** When something opens by itself: a calendar day of its cohort, from its beginning or from an hour on. */
export interface Opening {
  /** YYYY-MM-DD. */
  on: string;
  /** HH:MM; null for the beginning of the day. */
  time: string | null;
}

const OPENING = /^(?<on>\d{4}-\d{2}-\d{2})(?: (?<time>(?:[01]\d|2[0-3]):[0-5]\d))?$/;

const WHEN = 'it should be a date such as 2027-01-11, or a date and an hour such as 2027-01-11 09:00.';

/** As it stands in a file: `2027-01-11`, or `2027-01-11 09:00`. */
export const openingText = z.string(WHEN).refine((text) => readOpening(text) !== null, WHEN);

/** What a text means; null when it is no such time. */
export function readOpening(text: string): Opening | null {
  const { on, time } = OPENING.exec(text)?.groups ?? {};
  return on !== undefined && isDay(on) ? { on, time: time ?? null } : null;
}

export function writeOpening({ on, time }: Opening): string {
  return time === null ? on : `${on} ${time}`;
}

/** The instant that is meant in a time zone: where clocks leave that time out, as much later; where twice, the first. */
export function momentOf(opening: Opening, timezone: string): Date {
  return new Date(zoned(opening, timezone).epochMilliseconds);
}

/** The time that follows, HH:MM, where clocks in a time zone leave out the one that is meant; null otherwise. */
export function leftOut(opening: Opening, timezone: string): { next: string } | null {
  // Days that begin later than at midnight are meant from their beginning.
  if (opening.time === null) return null;
  const there = zoned(opening, timezone);
  if (there.toPlainTime().equals(Temporal.PlainTime.from(opening.time))) return null;
  const change = there.add({ nanoseconds: 1 }).getTimeZoneTransition('previous') ?? there;
  return { next: change.toPlainTime().toString({ smallestUnit: 'minute' }) };
}

function zoned({ on, time }: Opening, timezone: string): Temporal.ZonedDateTime {
  return Temporal.PlainDate.from(on)
    .toPlainDateTime(time ?? '00:00')
    .toZonedDateTime(timezone);
}
