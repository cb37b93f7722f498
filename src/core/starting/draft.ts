import { addDays, weekdayOf } from '../calendar.ts';
import { handleFor } from '../memberships.ts';
import type { Answers } from './answers.ts';
import { watchFor } from './watch-for.ts';

/** A proposal for a cohort, for its host to change. */
export interface CohortDraft {
  title: string;
  summary: string;
  slug: string;
  tag: string;
  /** The Monday on which its first week is to open. */
  firstOn: string;
  openness: 'open' | 'closed';
  /** From one topic to the next. */
  everyDays: 7 | 14;
  digestHour: number;
  weeks: { title: string; question: string }[];
  watchFor: string[];
}

const LEAD_DAYS = 21;
const LONGEST_TITLE = 60;

/**
 * A draft from a host's answers, by plain rules. The same answers give the same draft.
 *
 * @param today in the zone of the host.
 */
export function draftCohort(answers: Answers, today: string): CohortDraft {
  const matter =
    answers.better.words
      .split(/\n|(?<=[.!?])\s/)[0]
      ?.trim()
      .replace(/[.]$/, '') ?? '';
  const subject = clip(matter, LONGEST_TITLE);
  const title = subject === '' ? 'Learning from each other' : capital(subject);
  const slug = slugFor(title);
  // Whoever has to write on a telephone, or begins without a voice that others follow, needs more time for a topic.
  const isSlow = answers.devices.choice !== 'own' && answers.devices.choice !== '';
  const isAlone = answers.voices.choice === 'none';
  return {
    title,
    summary: `Six good questions${subject === '' ? '' : ` about “${subject}”`}. Everybody writes where they like, and one mail a day brings it to one table.`,
    slug,
    tag: `${slug.replaceAll('-', '').slice(0, 16)}${today.slice(2, 4)}`,
    firstOn: mondayFrom(addDays(today, isAlone ? LEAD_DAYS + 7 : LEAD_DAYS)),
    openness: answers.tools.choice === 'bound' || answers.share.choice === 'hardly' ? 'closed' : 'open',
    everyDays: isSlow || isAlone ? 14 : 7,
    // A telephone is looked at on the way to work, a shared computer when a shift has begun.
    digestHour: answers.devices.choice === 'shared' ? 9 : 7,
    weeks: skeleton(answers, subject),
    watchFor: watchFor(answers),
  };
}

function skeleton({ share }: Answers, subject: string): CohortDraft['weeks'] {
  const it = subject === '' ? 'your work' : `“${subject}”`;
  const today = {
    hardly: 'What did you find out alone that the person next to you had known all along?',
    talking: 'What did somebody tell you in passing that you still use?',
    chat: 'Which message do you search for again and again, because it is written down nowhere else?',
    writing: 'What do you look up most often, and who wrote it?',
  }[share.choice];
  return [
    { title: 'Where we are', question: `What happened the last time that ${it} gave you trouble?` },
    {
      title: 'What we know already',
      question: today ?? 'What do you know that nobody has ever asked you about?',
    },
    {
      title: 'How others do it',
      question: `Who is better at this than you are, and what do they do otherwise?`,
    },
    { title: 'Trying it out', question: 'What is the smallest thing that you could try until Friday?' },
    { title: 'What went wrong', question: 'What did you try that didn’t work, and what did it tell you?' },
    { title: 'What we keep', question: 'What will you go on doing, and whom will you tell?' },
  ];
}

function mondayFrom(day: string): string {
  return addDays(day, (8 - weekdayOf(day)) % 7);
}

/** An address from a title; what isn't a letter of the Latin alphabet can't stand in it. */
export function slugFor(title: string): string {
  const words = handleFor(title)
    .replaceAll(/[^a-z0-9-]+/g, '')
    .replaceAll(/-+/g, '-');
  return words.replaceAll(/^-|-$/g, '') || 'new-course';
}

function clip(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most).replace(/\s+\S*$/, '')}…`;
}

function capital(text: string): string {
  const [first = '', ...rest] = text;
  return first.toUpperCase() + rest.join('');
}
