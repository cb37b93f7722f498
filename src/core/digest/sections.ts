import type { Arrival, Entry, Issue, Line, Reply } from './issue.ts';

export type SectionName =
  | 'toYou'
  | 'newVoices'
  | 'lines'
  | 'conversations'
  | 'answers'
  | 'others'
  | 'waiting'
  | 'arrived';

/** An entry where it stands in an issue; answers to a thread follow its start. */
export interface Item {
  entry: Entry;
  kind: 'post' | 'waiting' | 'arrival' | 'line' | Reply['kind'];
  /** The sentence in which an answer links to what it answers; what was said in a live session. */
  quote: string | null;
  /** The page of the conversation that ends with this item. */
  threadUrl: string | null;
}

export interface Section {
  name: SectionName;
  /** The question, topic or live session that it is about, where it has one of its own. */
  about: string | null;
  items: Item[];
}

/** The parts of an issue in reading order, without those that are empty. */
export function listSections(issue: Issue): Section[] {
  const threads = issue.conversations.flatMap(({ start, replies, url }) =>
    [asPost(start), ...replies.map(asReply)].map((item, at) =>
      at === replies.length ? { ...item, threadUrl: url } : item,
    ),
  );
  const sections: Section[] = [
    { name: 'toYou', about: null, items: issue.toYou.map(asReply) },
    { name: 'newVoices', about: null, items: issue.newVoices.map(asPost) },
    ...issue.lines.map(
      ({ title, lines }): Section => ({ name: 'lines', about: title, items: lines.map(asLine) }),
    ),
    { name: 'conversations', about: null, items: threads },
    ...issue.answers.map(
      ({ about, entries }): Section => ({ name: 'answers', about, items: entries.map(asPost) }),
    ),
    ...issue.others.map(
      ({ about, entries }): Section => ({ name: 'others', about, items: entries.map(asPost) }),
    ),
    {
      name: 'waiting',
      about: null,
      items: issue.waiting.map((entry) => ({ ...asPost(entry), kind: 'waiting' })),
    },
    { name: 'arrived', about: null, items: issue.arrived.map(asArrival) },
  ];
  return sections.filter(({ items }) => items.length > 0);
}

/** What is in it that an issue is made for; who waits and who has come is beside that. */
export function isNews({ name }: Section): boolean {
  return name !== 'waiting' && name !== 'arrived';
}

/** Posts, with those folded under others. */
export function countPosts(items: Item[]): number {
  return items.reduce((sum, { entry }) => sum + 1 + entry.more.length, 0);
}

/** From this many entries on, an issue opens with a list of links. */
const longDay = 12;

/** Not where it would say no less than the issue itself, which gives titles alone to those who asked for that. */
export function isLong(sections: Section[]): boolean {
  const items = sections.filter(isNews).flatMap((section) => section.items);
  return items.length > longDay && items.some(hasWords);
}

function hasWords({ kind, entry, quote }: Item): boolean {
  return kind !== 'line' && (entry.excerpt !== '' || quote !== null);
}

function asPost(entry: Entry): Item {
  return { entry, kind: 'post', quote: null, threadUrl: null };
}

function asReply({ entry, kind, quote }: Reply): Item {
  return { entry, kind, quote, threadUrl: null };
}

function asArrival({ name, url, about }: Arrival): Item {
  const entry = { ...notAPost, author: { ...nobody, name, url }, url, excerpt: about };
  return { kind: 'arrival', quote: null, threadUrl: null, entry };
}

function asLine({ name, personUrl, question, url, text }: Line): Item {
  const author = { ...nobody, name, url: personUrl, about: question };
  return { kind: 'line', quote: text, threadUrl: null, entry: { ...notAPost, author, url, excerpt: text } };
}

const nobody = { membershipId: 0, blogTitle: '', about: null };
const notAPost = { postId: 0, title: null, language: null, publishedAt: new Date(0), more: [] };
