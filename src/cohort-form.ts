import { z } from 'zod';
import { isDay, isTimezone } from '#core/calendar.ts';
import { newSlug } from '#core/content/new-cohort.ts';
import { tidy } from '#core/content/week-words.ts';
import { tagWord } from '#core/weeks.ts';

/** A text without white space around it, of some letters at most. */
export const shortText = (most: number) =>
  z
    .string()
    .transform(tidy)
    .pipe(z.string().max(most, `That is too long: ${most} letters are enough.`));

export const cohortTitle = shortText(120)
  .transform((title) => title.replaceAll('\n', ' '))
  .pipe(z.string().min(1, 'A course needs a title.'));

export const courseDay = z.string().refine(isDay, 'That is not a day; it looks like 2027-01-11.');
export const courseZone = z
  .string()
  .trim()
  .refine(isTimezone, 'That is not a time zone; it looks like Europe/Berlin.');
export const courseHour = z
  .string()
  .trim()
  .regex(/^(?:[01]?\d|2[0-3])$/, 'That is not an hour; it is a number from 0 to 23.')
  .transform(Number);
export const courseTag = z
  .string()
  .transform((tag) => tidy(tag).replace(/^#/, ''))
  .pipe(tagWord.max(40, 'That is long for a tag; forty letters are enough.'));
export const courseAddress = newSlug;
