import { z } from 'zod';
import { dayIn, instantsAt, isDay, isTime, isTimezone, timeAfterLeap, timeIn } from '#core/calendar.ts';
import { webUrl } from '#core/escape.ts';
import { type LiveQuestion, LONGEST_QUESTION, MOST_QUESTIONS } from '#core/live/questions.ts';
import type { LiveSession, Plan } from '#core/live/sessions.ts';

const oneLine = z.string().transform((text) => text.replace(/\s+/g, ' ').trim());

/** What a live session is, as a form says it. */
export const liveFields = z.object({
  title: oneLine.pipe(
    z
      .string()
      .min(1, 'Give it a title, so that people know what the hour is about.')
      .max(120, 'That is long for a title; 120 letters are enough.'),
  ),
  introduction: z
    .string()
    .trim()
    .max(5_000, 'That is long for an introduction; five thousand letters are enough.'),
  on: z.string().refine(isDay, 'That is not a day; it looks like 2027-01-11.'),
  at: z.string().refine(isTime, 'That is not a time of day; it looks like 19:00.'),
  which: z.enum(['', 'first', 'second']).default(''),
  timezone: z.string().refine(isTimezone, 'Choose one from the list, such as Europe/Berlin.'),
  minutes: z.coerce
    .number('That is not a number of minutes; an hour is 60.')
    .int('That is not a number of minutes; an hour is 60.')
    .min(10, 'Ten minutes are the shortest.')
    .max(480, 'That is longer than a day’s work; 480 minutes are the most.'),
  room: z
    .string()
    .trim()
    .refine((room) => room === '' || webUrl(room) !== null, 'That is no address; it begins with https://.')
    .transform((room) => (room === '' ? null : webUrl(room))),
  questions: z
    .string()
    .transform((text) =>
      text
        .split('\n')
        .map((line) => line.replace(/\s+/g, ' ').trim())
        .filter((line) => line !== ''),
    )
    .pipe(
      z
        .array(
          z
            .string()
            .max(
              LONGEST_QUESTION,
              `One of them has more than ${LONGEST_QUESTION} letters; nobody reads that in a hurry.`,
            ),
        )
        .max(MOST_QUESTIONS, `An hour has room for four or five questions; ${MOST_QUESTIONS} are the most.`),
    ),
});

export type LiveFields = z.infer<typeof liveFields>;

/** A plan with the instant that its day and time mean, or why they mean none. */
export type Planned =
  | { kind: 'fine'; plan: Plan }
  /** Clocks go through that time twice; somebody has to say which one is meant. */
  | { kind: 'twice'; problem: string }
  | { kind: 'never'; problem: string };

export function asPlan({ title, introduction, on, at, which, timezone, minutes, room }: LiveFields): Planned {
  const instants = instantsAt(on, at, timezone);
  const [first, second] = instants;
  const place = timezone.replaceAll('_', ' ');
  if (first === undefined) {
    const there = timeAfterLeap(on, at, timezone);
    return there === at
      ? { kind: 'never', problem: `There is no such day in ${place}. Choose another one.` }
      : {
          kind: 'never',
          problem: `Clocks in ${place} leap over ${at} on that day, so it never comes. Choose another time; ${there} is there.`,
        };
  }
  if (second !== undefined && which === '') {
    return {
      kind: 'twice',
      problem: `Clocks in ${place} are set back on that day and show ${at} twice. Say below which one you mean.`,
    };
  }
  const startsAt = which === 'second' && second !== undefined ? second : first;
  return { kind: 'fine', plan: { title, introduction, startsAt, minutes, timezone, roomUrl: room } };
}

/** What stands in the form of a session that is planned already. */
export function fieldsOf(session: LiveSession, questions: LiveQuestion[]): Record<string, string> {
  const { title, introduction, startsAt, timezone, minutes, roomUrl } = session;
  const [on, at] = [dayIn(timezone, startsAt), timeIn(timezone, startsAt)];
  const [first, second] = instantsAt(on, at, timezone);
  const isSecond = first !== undefined && first < startsAt;
  return {
    title,
    introduction,
    on,
    at,
    which: second === undefined ? '' : isSecond ? 'second' : 'first',
    timezone,
    minutes: String(minutes),
    room: roomUrl ?? '',
    questions: questions
      .filter(({ isSettled }) => !isSettled)
      .map(({ text }) => text)
      .join('\n'),
  };
}
