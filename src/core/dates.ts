import { Temporal } from 'temporal-polyfill';

/** "Monday, 23 November 2026", in the cohort's language. `on` is YYYY-MM-DD. */
export function longDate(on: string, language: string): string {
  return format(on, language, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
}

/** "23 November", in the cohort's language. */
export function shortDate(on: string, language: string): string {
  return format(on, language, { day: 'numeric', month: 'long' });
}

/** "Monday, 23 November, 19:00 CET", in a time zone and a language. */
export function dayAndHour(at: Date, timezone: string, language: string): string {
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
    calendar: 'gregory',
    timeZone: timezone,
  }).format(at);
}

/** "Monday, 23 November 2026, 19:00–20:00 CET", in a time zone and a language. */
export function dayAndHours(from: Date, to: Date, timezone: string, language: string): string {
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
    calendar: 'gregory',
    timeZone: timezone,
  }).formatRange(from, to);
}

/** "November 2026", in the cohort's language. `month` is YYYY-MM. */
export function monthName(month: string, language: string): string {
  return format(`${month}-01`, language, { month: 'long', year: 'numeric' });
}

/** The first instant of a calendar day in a time zone; not always midnight where clocks change. */
export function startOfDay(on: string, timezone: string): Date {
  return new Date(Temporal.PlainDate.from(on).toZonedDateTime(timezone).epochMilliseconds);
}

/** Making one costs as much as a hundred uses of it; there are as many as cohorts have languages. */
const formats = new Map<string, Intl.DateTimeFormat>();

function format(on: string, language: string, options: Intl.DateTimeFormatOptions): string {
  // Plain "en" is read all over the world, where the day comes first; en-US stays as it is.
  const locale = language === 'en' ? 'en-GB' : language;
  const key = `${locale} ${Object.keys(options)}`;
  const kept =
    formats.get(key) ?? new Intl.DateTimeFormat(locale, { ...options, calendar: 'gregory', timeZone: 'UTC' });
  formats.set(key, kept);
  return kept.format(new Date(`${on}T00:00:00Z`));
}
