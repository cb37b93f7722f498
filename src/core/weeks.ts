import { z } from 'zod';
import { addDays } from './calendar.ts';
import { type ContentProblem, filledText, plainText, readFrontMatter } from './front-matter.ts';
import { renderMarkdown } from './markdown.ts';
import { momentOf, type Opening, openingText, readOpening } from './openings.ts';

/** What a week is about. */
export interface Topic {
  number: number;
  title: string;
  provocations: Provocation[];
  readings: { title: string; by: string | null; url: string; note: string | null }[];
  /** A small thing to try; sanitized HTML. */
  attempt: string | null;
  /** Sanitized HTML. */
  introduction: string;
}

/** A topic with its provocations. It opens on a date; nothing ever closes. */
export interface Week extends Topic {
  /** The calendar day, YYYY-MM-DD, in the cohort's time zone. */
  opensOn: string;
  /** HH:MM; null for the beginning of the day. */
  opensHour: string | null;
  /** The instant of both. */
  opensAt: Date;
}

/** A week that nobody but the cohort's facilitators sees, and only at their desk. */
export interface Draft extends Topic {
  /** When it is meant to open; it doesn't by itself. */
  opening: Opening | null;
}

/** An open question from a facilitator. */
export interface Provocation {
  /** From 1, and part of its address: it stays when others are moved or taken away. */
  number: number;
  question: string;
  /** What an answer may be tagged with; unlike that of any other provocation of its cohort. */
  tag: string;
  /** Sanitized HTML. */
  more: string | null;
  /** When it comes in between; null for one that opens with its week. */
  opensAt: Date | null;
}

/** One word, as a category or a hashtag is. */
export const tagWord = plainText.regex(
  /^[\p{L}\p{M}\p{N}_-]+$/u,
  'it should be one word without #, such as potluck101.',
);

/** As many as the alphabet has letters for their tags. */
export const MOST_PROVOCATIONS = 26;

const NUMBER = `it should be a number from 1 to ${MOST_PROVOCATIONS}.`;
const provocationNumber = z.int(NUMBER).min(1, NUMBER).max(MOST_PROVOCATIONS, NUMBER);

export const weekFields = z
  .strictObject({
    title: filledText,
    opens: openingText.optional(),
    draft: z.boolean('it should be true or false.').default(false),
    provocations: z
      .array(
        z.strictObject(
          {
            question: filledText,
            more: plainText.optional(),
            tag: tagWord.optional(),
            opens: openingText.optional(),
            number: provocationNumber.optional(),
          },
          'it should begin with “question:”.',
        ),
        'it should be a list, each on a line that begins with “- question:”.',
      )
      .max(MOST_PROVOCATIONS, `there should be no more than ${MOST_PROVOCATIONS}.`)
      .refine(haveOwnNumbers, 'each should have a number of its own.')
      .default([]),
    readings: z
      .array(
        z.strictObject(
          {
            title: filledText,
            by: plainText.optional(),
            url: z.url({ protocol: /^https?$/, error: 'it should be an address that begins with https://.' }),
            note: plainText.optional(),
          },
          'it should begin with “title:”.',
        ),
        'it should be a list, each on a line that begins with “- title:”.',
      )
      .default([]),
    try: plainText.optional(),
  })
  .refine(({ opens, draft }) => opens !== undefined || draft === true, {
    path: ['opens'],
    when: ({ value }) => typeof value === 'object' && value !== null,
  });

function haveOwnNumbers(provocations: { number?: number | undefined }[]): boolean {
  const given = provocations.flatMap(({ number }) => number ?? []);
  return new Set(given).size === given.length;
}

/** The numbers of a week's provocations: those that are given, and for the others the smallest that are free, in order. */
export function numbersOf(provocations: { number?: number | undefined }[]): number[] {
  const taken = new Set(provocations.map(({ number }) => number));
  let free = 0;
  return provocations.map(({ number }) => {
    if (number !== undefined) return number;
    do free += 1;
    while (taken.has(free));
    return free;
  });
}

/** A week's first provocation goes by the week's number alone, as in potluck101w3; the next is potluck101w3b. */
export function defaultTag(cohortTag: string, week: number, provocation: number): string {
  return `${cohortTag}w${week}${provocation === 1 ? '' : String.fromCharCode(96 + provocation)}`;
}

export type WeekFile =
  | { kind: 'read'; week: Week }
  | { kind: 'draft'; draft: Draft }
  | { kind: 'wrong'; problems: ContentProblem[] };

/**
 * A week from the source of its file.
 *
 * @param cohort whose tag the tags of provocations begin with that are given none, in whose zone it opens, and below
 * whose address its page is.
 */
export function readWeek(
  file: string,
  number: number,
  source: string,
  cohort: { slug: string; tag: string; timezone: string },
): WeekFile {
  const front = readFrontMatter(file, source, weekFields);
  if (front.kind === 'wrong') return front;
  const { data, body } = front;
  const numbers = numbersOf(data.provocations);
  const page = `/${cohort.slug}/weeks/${number}`;
  const topic: Topic = {
    number,
    title: data.title,
    provocations: data.provocations.map(({ question, more, tag, opens }, i) => ({
      number: numbers[i] ?? 0,
      question,
      tag: tag ?? defaultTag(cohort.tag, number, numbers[i] ?? 0),
      more: more === undefined ? null : renderMarkdown(more, page),
      opensAt: opens === undefined ? null : momentIn(opens, cohort.timezone),
    })),
    readings: data.readings.map(({ title, by, url, note }) => ({
      title,
      by: by ?? null,
      url,
      note: note ?? null,
    })),
    attempt: data.try === undefined ? null : renderMarkdown(data.try, page),
    introduction: renderMarkdown(body, page),
  };
  const opening = readOpening(data.opens ?? '');
  if (data.draft || opening === null) return { kind: 'draft', draft: { ...topic, opening } };
  const opensAt = momentOf(opening, cohort.timezone);
  return { kind: 'read', week: { ...topic, opensOn: opening.on, opensHour: opening.time, opensAt } };
}

function momentIn(opens: string, timezone: string): Date | null {
  const opening = readOpening(opens);
  return opening && momentOf(opening, timezone);
}

/** The weeks that are open at an instant, in their order, each with those of its provocations that are. */
export function openWeeks(weeks: Week[], at: Date): Week[] {
  return weeks
    .filter(({ opensAt }) => opensAt <= at)
    .map((week) => ({
      ...week,
      provocations: week.provocations.filter(({ opensAt }) => opensAt === null || opensAt <= at),
    }));
}

/** The week that a post of an instant belongs to: the newest that was open; null before the first. */
export function weekAt({ weeks }: { weeks: Week[] }, at: Date): Week | null {
  return openWeeks(weeks, at).sort(byOpening).at(-1) ?? null;
}

/** Whether as many days have gone by since a week opened as a week has; its questions stay open. */
export function hasPassed({ opensOn }: Week, day: string): boolean {
  return day >= addDays(opensOn, 7);
}

/** Whether a question came in between, after its week had opened, and after an instant. */
function cameInBetween({ opensAt }: Provocation, week: Week, since: Date): boolean {
  return opensAt !== null && opensAt > week.opensAt && opensAt > since;
}

/** Whether some of these weeks got a question in between, after an instant and up to another. */
export function haveInBetween(weeks: Week[], { since, until }: { since: Date; until: Date }): boolean {
  return openWeeks(weeks, until).some((week) =>
    week.provocations.some((each) => cameInBetween(each, week, since)),
  );
}

/** A week with what came in between since an instant before its other provocations, the newest first. */
export function withNewestFirst(week: Week, since: Date): Week {
  const { provocations } = week;
  const isNew = (each: Provocation) => cameInBetween(each, week, since);
  const newest = provocations.filter(isNew).sort((a, b) => Number(b.opensAt) - Number(a.opensAt));
  return { ...week, provocations: [...newest, ...provocations.filter((each) => !isNew(each))] };
}

/** By the instants at which they open; several at once by their numbers. */
export function byOpening(a: Week, b: Week): number {
  return a.opensAt.getTime() - b.opensAt.getTime() || a.number - b.number;
}
