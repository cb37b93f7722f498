import { z } from 'zod';
import { isDay } from '#core/calendar.ts';

/** How often and how much, as a form says it. */
export const wishesFields = z.object({
  rhythm: z.enum(['daily', 'weekly', 'feed', 'none']),
  budget: z.enum(['all', 'five', 'titles']),
  hour: z.string().regex(/^(|\d|1\d|2[0-3])$/, 'Choose an hour from the list.'),
});

/** Where somebody hears of answers to their posts, as a form says it. */
export const hearingFields = z.object({ answers: z.enum(['digest', 'mail', 'none']) });

/** What they choose from, in words. */
export const HEARING = [
  { value: 'digest', label: 'Tell me on top of the daily' },
  { value: 'mail', label: 'Tell me at once, by mail' },
  { value: 'none', label: 'Don’t tell me; I come across it' },
];

/** The day on which somebody is back. */
export const awayFields = z.object({
  until: z.string().refine(isDay, 'Say on which day you are back, such as 2027-01-11.'),
});

export function asWishes({ rhythm, budget, hour }: z.infer<typeof wishesFields>) {
  return { rhythm, budget, mailHour: hour === '' ? null : Number(hour) };
}
