import { textContent } from 'domutils';
import { parseDocument } from 'htmlparser2';
import type { Db } from './db/open.ts';
import { findPostsWith, type Order } from './db/search.ts';
import { WORD } from './languages.ts';
import { listPostsById, type PostInCohort } from './posts-in-cohort.ts';
import type { Week } from './weeks.ts';

/** More would find no less, and each costs a look into the index. */
const MOST_WORDS = 8;
const LONGEST_WORD = 40;

/** The words of what somebody typed; whatever else stands there means nothing. */
export function searchWords(typed: string): string[] {
  const words = typed.normalize('NFC').match(WORD) ?? [];
  return [...new Set(words)].slice(0, MOST_WORDS).map((word) => [...word].slice(0, LONGEST_WORD).join(''));
}

/** The posts of a cohort that have all the words. Whoever asks must be allowed to read it. */
export async function searchPosts(
  db: Db,
  cohort: string,
  words: string[],
  order: Order,
  most: number,
): Promise<PostInCohort[]> {
  const found = await findPostsWith(db, cohort, words, order, most);
  const posts = await listPostsById(db, cohort, found);
  const byId = new Map(posts.map((post) => [post.id, post]));
  return found.flatMap((id) => byId.get(id) ?? []);
}

/** The weeks whose words, readings included, have all of these. */
export function searchWeeks(weeks: Week[], words: string[]): { week: Week; text: string }[] {
  if (words.length === 0) return [];
  return weeks
    .map((week) => ({ week, text: wordsOf(week) }))
    .filter(({ week, text }) => {
      const marked = markWords(`${week.title} ${text}`, words).filter(({ isFound }) => isFound);
      return words.every((word) => marked.some(({ text }) => folded(text).startsWith(folded(word))));
    });
}

function wordsOf({ provocations, introduction, attempt, readings }: Week): string {
  const asked = provocations.flatMap(({ question, more }) => [question, more ?? '']);
  const read = readings.flatMap(({ title, by, note }) => [title, by ?? '', note ?? '']);
  return [...asked, introduction, attempt ?? '', ...read]
    .map((html) => textContent(parseDocument(html)).trim())
    .filter((text) => text !== '')
    .join(' · ');
}

/** A text with the places where it has what was looked for. */
export type Marked = { text: string; isFound: boolean }[];

/** Splits a text at the words that begin with one of those looked for, as the index compares them: without case and accents. */
export function markWords(text: string, words: string[]): Marked {
  const wanted = words.map(folded);
  const pieces: Marked = [];
  let from = 0;
  for (const { 0: word, index } of text.matchAll(WORD)) {
    const plain = folded(word);
    if (!wanted.some((each) => plain.startsWith(each))) continue;
    if (index > from) pieces.push({ text: text.slice(from, index), isFound: false });
    pieces.push({ text: word, isFound: true });
    from = index + word.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), isFound: false });
  return pieces;
}

/** How much stands before and after the first place. */
const BEFORE = 80;
const LONGEST_SNIPPET = 320;

/** The part of a text around the first of the words, cut between words; its beginning where it has none of them. */
export function snippetAround(text: string, words: string[]): string {
  const line = text.replace(/\s+/g, ' ').trim();
  let first = 0;
  for (const { text: piece, isFound } of markWords(line, words)) {
    if (isFound) break;
    first += piece.length;
  }
  const start = first <= BEFORE || first >= line.length ? 0 : line.lastIndexOf(' ', first - BEFORE) + 1;
  const end = line.length - start <= LONGEST_SNIPPET ? line.length : cutBefore(line, start + LONGEST_SNIPPET);
  return `${start > 0 ? '… ' : ''}${line.slice(start, end).toWellFormed()}${end < line.length ? ' …' : ''}`;
}

function cutBefore(line: string, most: number): number {
  const space = line.lastIndexOf(' ', most);
  return space > most - LONGEST_SNIPPET / 2 ? space : most;
}

function folded(word: string): string {
  return word
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();
}
