import { z } from 'zod';
import { isDay } from '#core/calendar.ts';

/** How often and how much, as a form says it. */
export const wishesFields = z.object({
  rhythm: z.enum(['daily', 'weekly', 'feed', 'none']),
  budget: z.enum(['all', 'five', 'titles']),
  hour: z.string().regex(/^(|\d|1\d|2[0-3])$/, 'Choose an hour from the list.'),
});

/** The day on which somebody is back. */
export const awayFields = z.object({
  until: z.string().refine(isDay, 'Say on which day you are back, such as 2027-01-11.'),
});

export function asWishes({ rhythm, budget, hour }: z.infer<typeof wishesFields>) {
  return { rhythm, budget, mailHour: hour === '' ? null : Number(hour) };
}
