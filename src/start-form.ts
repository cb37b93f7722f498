import { z } from 'zod';
import { emailAddress } from '#core/people.ts';
import { type Answers, QUESTIONS, type QuestionName } from '#core/starting/answers.ts';
import type { CohortDraft } from '#core/starting/draft.ts';
import {
  cohortTitle,
  courseAddress,
  courseDay,
  courseHour,
  courseTag,
  courseZone,
  shortText,
} from './cohort-form.ts';

/** The pages of the conversation: a question each, then the draft, then when, where and with whom. */
export const STEPS = QUESTIONS.length + 2;
export const DRAFT_STEP = QUESTIONS.length + 1;

const WEEKS = 6;
const LONGEST_ANSWER = 2_000;
const MOST_HOSTS = 10;

/** Hidden or not, all that was typed on any page goes along with every one. */
export type Typed = Record<string, string>;

/** The answers that were typed so far. */
export function answersOf(typed: Typed): Answers {
  const answerTo = (name: QuestionName) => ({
    words: (typed[`words-${name}`] ?? '').trim().slice(0, LONGEST_ANSWER),
    choice: typed[`choice-${name}`] ?? '',
  });
  return {
    better: answerTo('better'),
    share: answerTo('share'),
    voices: answerTo('voices'),
    tools: answerTo('tools'),
    devices: answerTo('devices'),
  };
}

/** A draft as fields; what a host has typed of it already stays. */
export function fieldsOf(draft: CohortDraft, typed: Typed): Typed {
  const proposed: Typed = {
    title: draft.title,
    summary: draft.summary,
    slug: draft.slug,
    tag: draft.tag,
    firstOn: draft.firstOn,
    openness: draft.openness,
    every: String(draft.everyDays),
    hour: String(draft.digestHour),
  };
  draft.weeks.forEach(({ title, question }, at) => {
    proposed[`week-${at}`] = title;
    proposed[`question-${at}`] = question;
  });
  return { ...proposed, ...typed };
}

const week = Object.fromEntries(
  Array.from({ length: WEEKS }, (_, at) => [
    [`week-${at}`, shortText(200)],
    [`question-${at}`, shortText(400)],
  ]).flat(),
);

/** What the draft's page holds. */
export const DRAFTED = ['title', 'summary', 'slug', 'tag', 'every', ...Object.keys(week)];

const hosts = z
  .string()
  .default('')
  .transform((text) => text.split(/[\s,;]+/).filter((each) => each !== ''))
  .pipe(z.array(emailAddress).max(MOST_HOSTS, `No more than ${MOST_HOSTS} at once, please.`));

export const wholeDraft = z.object({
  title: cohortTitle,
  summary: shortText(600),
  slug: courseAddress,
  tag: courseTag,
  every: z.enum(['7', '14']),
  firstOn: courseDay,
  timezone: courseZone,
  hour: courseHour,
  openness: z.enum(['open', 'closed']),
  hosts,
});

/** The titles and questions of the draft's weeks. */
export const weekLines = z.object(week).superRefine((typed, context) => {
  for (let at = 0; at < WEEKS; at++) {
    if (typed[`week-${at}`] || !typed[`question-${at}`]) continue;
    const message = 'Its question has no topic yet: give it one, or empty the question too.';
    context.addIssue({ code: 'custom', path: [`week-${at}`], message });
  }
});

/** The weeks that were typed; one without a title isn't made. */
export function weeksOf(typed: Typed): CohortDraft['weeks'] {
  return Array.from({ length: WEEKS }, (_, at) => ({
    title: (typed[`week-${at}`] ?? '').trim(),
    question: (typed[`question-${at}`] ?? '').trim(),
  })).filter(({ title }) => title !== '');
}
