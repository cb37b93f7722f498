import { shortDate } from '../dates.ts';
import { clip } from '../excerpt.ts';
import { headline } from './headline.ts';
import type { Issue } from './issue.ts';
import { countPosts, isNews, listSections, type Section } from './sections.ts';

const words = {
  week: (date: string) => `The week to ${date}`,
  away: 'Since you were away',
  quiet: 'a quiet day',
  quote: (title: string) => `“${title}”`,
  andMore: (count: number) => `, and ${count} more`,
};

/** RFC 5322 recommends lines of 78 characters, and few mail programs show more of a subject. */
const longest = 78;
/** LRM, RLM and ALM, which texts may keep but a header may not. */
const marks = /\p{Bidi_Control}/gu;

/** The day and what leads it; the cohort stands beside it as the sender's name. */
export function digestSubject(issue: Issue): string {
  const opening = `${whatItIs(issue)}: `;
  return (opening + issueHeadline(issue, longest - opening.length)).replace(marks, '');
}

function whatItIs({ kind, on, cohort }: Issue): string {
  const date = shortDate(on, cohort.language);
  if (kind === 'return') return words.away;
  return kind === 'weekly' ? words.week(date) : date;
}

/** “The first author's title”, and 6 more; on a quiet day the question. */
export function issueHeadline(issue: Issue, maxCharacters: number): string {
  const sections = listSections(issue).filter(isNews);
  const items = sections.flatMap((section) => section.items);
  const first = items[0];
  if (first === undefined) {
    const question = issue.week?.provocations[0]?.question;
    return question === undefined
      ? words.quiet
      : words.quote(clip(question, maxCharacters - words.quote('').length));
  }
  const others = countPosts(items) - countRepeats(sections) - 1;
  const tail = others > 0 ? words.andMore(others) : '';
  const room = maxCharacters - tail.length - words.quote('').length;
  return words.quote(clip(headline(first.entry), room)) + tail;
}

/** What is to the reader stands among everything else as well. */
function countRepeats(sections: Section[]): number {
  const addresses = (wanted: boolean) =>
    sections
      .filter(({ name }) => (name === 'toYou') === wanted)
      .flatMap(({ items }) => items.map(({ entry }) => entry.url));
  const elsewhere = new Set(addresses(false));
  return addresses(true).filter((url) => elsewhere.has(url)).length;
}
