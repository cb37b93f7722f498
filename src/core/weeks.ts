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
  /** Sanitized HTML. */
  more: string | null;
}

const weekFields = z.strictObject({
  title: z.string().min(1, 'it should not be empty.'),
  opens: z.string().refine(isDay, 'it should be a date such as 2027-01-11.'),
  provocations: z
    .array(z.strictObject({ question: z.string().min(1), more: z.string().optional() }))
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

export type WeekFile = { kind: 'read'; week: Week } | { kind: 'wrong'; problems: ContentProblem[] };

/** A week from the source of its file. */
export function readWeek(file: string, number: number, source: string): WeekFile {
  const front = readFrontMatter(file, source, weekFields);
  if (front.kind === 'wrong') return front;
  const { data, body } = front;
  return {
    kind: 'read',
    week: {
      number,
      title: data.title,
      opensOn: data.opens,
      provocations: data.provocations.map(({ question, more }) => ({
        question,
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
