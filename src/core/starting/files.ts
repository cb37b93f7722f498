import { addDays } from '../calendar.ts';
import { writeCohortWords } from '../content/cohort-words.ts';
import { fileName } from '../content/shelf.ts';
import { writeWeek } from '../content/week-words.ts';
import { type Answers, QUESTIONS } from './answers.ts';
import type { CohortDraft } from './draft.ts';

/** The files of a new cohort: its words, its weeks as drafts that carry their dates, and notes for its hosts. */
export function filesOf(
  draft: CohortDraft,
  { timezone, language }: { timezone: string; language: string },
  answers: Answers,
): Record<string, string> {
  const { title, summary, tag, firstOn, digestHour, openness } = draft;
  const files: Record<string, string> = {
    'cohort.md': writeCohortWords(null, {
      title,
      summary,
      tag,
      starts: firstOn,
      timezone,
      digestHour,
      language,
      openness,
      robots: 'yes',
      about: aboutText(draft, answers),
    }),
    'notes.md': notesText(draft, answers),
  };
  draft.weeks.forEach(({ title, question }, i) => {
    files[fileName(i + 1, title)] = writeWeek(null, {
      title,
      opens: addDays(firstOn, i * draft.everyDays),
      isDraft: true,
      introduction: '',
      attempt: '',
      provocations: question === '' ? [] : [{ number: null, question, more: '', tag: '', opens: '' }],
      readings: [],
    });
  });
  return files;
}

function aboutText({ tag, everyDays }: CohortDraft, { better }: Answers): string {
  return [
    better.words,
    `Every ${everyDays === 7 ? 'week' : 'second week'} a topic opens, with a question or two. You write about it on your own blog, or read along. Nothing closes, and nobody is graded.`,
    `Tag your posts **${tag}**, and [join](join) with your blog's address.`,
  ]
    .filter((paragraph) => paragraph.trim() !== '')
    .join('\n\n');
}

/** Shown at the desk only; whoever keeps the course finds in it what it was begun with. */
function notesText({ watchFor }: CohortDraft, answers: Answers): string {
  const told = QUESTIONS.flatMap(({ name, question, choices }) => {
    const { words, choice } = answers[name];
    const chosen = choices.find(({ value }) => value === choice)?.label ?? '';
    const said = [chosen, words].filter((each) => each !== '');
    return said.length > 0 ? [`### ${question}`, ...said] : [];
  });
  const watching = ['## What to watch for', watchFor.map((sentence) => `- ${sentence}`).join('\n')];
  return `${[...watching, ...(told.length > 0 ? ['## What we began with', ...told] : [])].join('\n\n')}\n`;
}
