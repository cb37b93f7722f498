import { z } from 'zod';
import { dayIn, isDay } from './calendar.ts';
import { type ContentProblem, readFrontMatter } from './front-matter.ts';
import { renderMarkdown } from './markdown.ts';

/** A topic with its provocations. It opens on a date; nothing ever closes. */
export interface Week {
  number: number;
  title: string;
  /** The calendar day, YYYY-MM-DD, in the cohort's time zone. */
  opensOn: string;
  provocations: Provocation[];
  readings: { title: string; by: string | null; url: string; note: string | null }[];
  /** A small thing to try; sanitized HTML. */
  attempt: string | null;
  /** Sanitized HTML. */
  introduction: string;
}

/** An open question from a facilitator. */
export interface Provocation {
  question: string;
  /** What an answer may be tagged with; unlike that of any other provocation of its cohort. */
  tag: string;
  /** Sanitized HTML. */
  more: string | null;
}

/** One word, as a category or a hashtag is. */
export const tagWord = z
  .string()
  .regex(/^[\p{L}\p{M}\p{N}_-]+$/u, 'it should be one word without #, such as potluck101.');

const weekFields = z.strictObject({
  title: z.string().min(1, 'it should not be empty.'),
  opens: z.string().refine(isDay, 'it should be a date such as 2027-01-11.'),
  provocations: z
    .array(
      z.strictObject({ question: z.string().min(1), more: z.string().optional(), tag: tagWord.optional() }),
    )
    .default([]),
  readings: z
    .array(
      z.strictObject({
        title: z.string().min(1),
        by: z.string().optional(),
        url: z.url({ protocol: /^https?$/, error: 'it should be an address that begins with https://.' }),
        note: z.string().optional(),
      }),
    )
    .default([]),
  try: z.string().optional(),
});

/** A week's first provocation goes by the week's number alone, as in potluck101w3; the next is potluck101w3b. */
function defaultTag(cohortTag: string, week: number, at: number): string {
  return `${cohortTag}w${week}${at === 0 ? '' : String.fromCharCode(97 + at)}`;
}

export type WeekFile = { kind: 'read'; week: Week } | { kind: 'wrong'; problems: ContentProblem[] };

/**
 * A week from the source of its file.
 *
 * @param cohortTag what the tags of provocations begin with that are given none.
 */
export function readWeek(file: string, number: number, source: string, cohortTag: string): WeekFile {
  const front = readFrontMatter(file, source, weekFields);
  if (front.kind === 'wrong') return front;
  const { data, body } = front;
  return {
    kind: 'read',
    week: {
      number,
      title: data.title,
      opensOn: data.opens,
      provocations: data.provocations.map(({ question, more, tag }, i) => ({
        question,
        tag: tag ?? defaultTag(cohortTag, number, i),
        more: more === undefined ? null : renderMarkdown(more),
      })),
      readings: data.readings.map(({ title, by, url, note }) => ({
        title,
        by: by ?? null,
        url,
        note: note ?? null,
      })),
      attempt: data.try === undefined ? null : renderMarkdown(data.try),
      introduction: renderMarkdown(body),
    },
  };
}

/** The weeks that are open on a calendar day, in their order. */
export function openWeeks(weeks: Week[], onDay: string): Week[] {
  return weeks.filter((week) => week.opensOn <= onDay);
}

/** The week that a post of an instant belongs to: the newest that was open; null before the first. */
export function weekAt(cohort: { weeks: Week[]; timezone: string }, at: Date): Week | null {
  const open = openWeeks(cohort.weeks, dayIn(cohort.timezone, at));
  return open.toSorted((a, b) => a.opensOn.localeCompare(b.opensOn)).at(-1) ?? null;
}
