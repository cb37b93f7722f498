import { clip } from '../excerpt.ts';
import type { IssueWeek } from './issue.ts';
import type { Item, Section, SectionName } from './sections.ts';

/** What a mail says in both of its parts, and a page too. */
export const words = {
  quietDay: 'A quiet day. Reading and thinking are part of it too.',
  quietDayWithQuestion: 'A quiet day. Reading and thinking are part of it too, and the question stays open.',
  question: { one: 'This week’s question', several: 'This week’s questions' },
  openQuestion: { one: 'The question still on the table', several: 'The questions still on the table' },
  week: (number: number, title: string) => `Week ${number}: ${title}`,
  host: 'From your host',
  headings: {
    toYou: 'To you',
    newVoices: 'New voices',
    lines: 'From a live session',
    conversations: 'Talking to each other',
    answers: 'On this week’s question',
    others: 'Also at the table',
    waiting: 'Still waiting for a first answer',
    arrived: 'Just arrived',
  } satisfies Record<SectionName, string>,
  notes: {
    newVoices: 'Their first post here. A reply is the best welcome.',
    waiting: 'A line from you would do.',
    arrived: 'Say hello.',
  } as Partial<Record<SectionName, string>>,
  doing: { answer: 'answers', comment: 'comments', mention: 'mentions you' } as Partial<
    Record<Item['kind'], string>
  >,
  wholeConversation: 'The whole conversation',
  comingUp: 'Coming up',
  alsoBy: (name: string) => `Also by ${name}:`,
  andMore: (count: number) => `and ${count} more`,
};

/** What stands over the questions of a week. */
export function kickerOf({ provocations, hasPassed }: IssueWeek): string {
  const { one, several } = hasPassed ? words.openQuestion : words.question;
  return provocations.length === 1 ? one : several;
}

/** A question may be long. */
const longestHeading = 110;

/** What stands over the posts of a section. */
export function headingOf({ name, about }: Pick<Section, 'name' | 'about'>): string {
  if (about === null) return words.headings[name];
  const shown = clip(about, longestHeading);
  if (name === 'lines') return `Said at “${shown}”`;
  return name === 'answers' ? `On “${shown}”` : `On ${shown}`;
}
