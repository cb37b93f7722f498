import type { Entry, Issue } from './issue.ts';

export type SectionName = 'newVoices' | 'conversations' | 'answers' | 'others';

/** An entry where it stands in an issue; answers to a thread follow its start. */
export interface Item {
  entry: Entry;
  kind: 'post' | 'answer';
  /** The sentence in which an answer links to what it answers. */
  quote: string | null;
}

export interface Section {
  name: SectionName;
  items: Item[];
}

/** The parts of an issue in reading order, without those that are empty. */
export function listSections(issue: Issue): Section[] {
  const threads = issue.conversations.flatMap(({ start, answers }) => [
    asPost(start),
    ...answers.map(({ entry, quote }): Item => ({ entry, kind: 'answer', quote })),
  ]);
  const sections: Section[] = [
    { name: 'newVoices', items: issue.newVoices.map(asPost) },
    { name: 'conversations', items: threads },
    { name: 'answers', items: issue.answers.map(asPost) },
    { name: 'others', items: issue.others.map(asPost) },
  ];
  return sections.filter(({ items }) => items.length > 0);
}

/** Posts, with those folded under others. */
export function countPosts(items: Item[]): number {
  return items.reduce((sum, { entry }) => sum + 1 + entry.more.length, 0);
}

/** From this many entries on, an issue opens with a list of links. */
const longDay = 12;

export function isLong(sections: Section[]): boolean {
  return sections.reduce((sum, { items }) => sum + items.length, 0) > longDay;
}

function asPost(entry: Entry): Item {
  return { entry, kind: 'post', quote: null };
}
