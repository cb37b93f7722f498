import { escapeMarkup } from '../markup.ts';

/** The mail's own date, as a `time` element where it is a date. */
export function mailDate(date: string | undefined): string {
  if (date === undefined) return 'undated';
  const instant = new Date(date);
  if (Number.isNaN(instant.getTime())) return escapeMarkup(date);
  const words = instant.toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });
  return `<time datetime="${instant.toISOString()}">${words} UTC</time>`;
}
