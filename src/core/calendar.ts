import { Temporal } from 'temporal-polyfill';

/** The calendar day, YYYY-MM-DD, that it is in a time zone at an instant. */
export function dayIn(timezone: string, at: Date): string {
  return zoned(timezone, at).toPlainDate().toString();
}

/** The instant at which a day's hour begins in a time zone; on a DST gap the hour after it, on a fold the first. */
export function instantOf(day: string, hour: number, timezone: string): Date {
  const time = Temporal.PlainDate.from(day).toZonedDateTime({
    timeZone: timezone,
    plainTime: { hour },
  });
  return new Date(time.epochMilliseconds);
}

/**
 * The first instant, from another one on, at which a clock in a time zone shows an hour: within a day, and on a day
 * whose clocks leave that hour out, the hour after it.
 */
export function nextHour(from: Date, hour: number, timezone: string): Date {
  const today = dayIn(timezone, from);
  const candidates = [today, addDays(today, 1)].map((day) => instantOf(day, hour, timezone));
  return candidates.find((at) => at >= from) ?? from;
}

/** A time of day as browsers send it. */
export function isTime(value: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(value);
}

/** What a clock in a time zone shows at an instant: `19:00`. */
export function timeIn(timezone: string, at: Date): string {
  return zoned(timezone, at).toPlainTime().toString({ smallestUnit: 'minute' });
}

/**
 * The instants at which clocks in a time zone show a time of a day: one; none on a day whose clocks leap over it; two,
 * the first first, on a day whose clocks go through it twice.
 *
 * @param time such as `19:00`.
 */
export function instantsAt(day: string, time: string, timezone: string): Date[] {
  const wanted = Temporal.PlainDate.from(day).toPlainDateTime(Temporal.PlainTime.from(time));
  const [first, last] = (['earlier', 'later'] as const).map((disambiguation) =>
    wanted.toZonedDateTime(timezone, { disambiguation }),
  );
  if (!first || !last || !first.toPlainDateTime().equals(wanted)) return [];
  const instants = first.equals(last) ? [first] : [first, last];
  return instants.map(({ epochMilliseconds }) => new Date(epochMilliseconds));
}

/** Where clocks leap over a time of a day: what they show that much later, `03:30` for `02:30`. */
export function timeAfterLeap(day: string, time: string, timezone: string): string {
  const wanted = Temporal.PlainDate.from(day).toPlainDateTime(Temporal.PlainTime.from(time));
  const after = wanted.toZonedDateTime(timezone, { disambiguation: 'later' });
  return after.toPlainTime().toString({ smallestUnit: 'minute' });
}

/** The day of the week, from 1 for Monday to 7 for Sunday. */
export function weekdayOf(day: string): number {
  return Temporal.PlainDate.from(day).dayOfWeek;
}

/** The day a number of days later, or earlier when negative. */
export function addDays(day: string, days: number): string {
  return Temporal.PlainDate.from(day).add({ days }).toString();
}

export function isDay(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  try {
    Temporal.PlainDate.from(value);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

export function isTimezone(value: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function zoned(timezone: string, at: Date): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timezone);
}
