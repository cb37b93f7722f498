import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { isWeekFile, listFilesOf } from '../cohort-files.ts';
import type { Cohort } from '../cohorts.ts';
import { foldedName } from '../people.ts';
import type { Draft, Week } from '../weeks.ts';
import {
  guarded,
  readSigned,
  removeSigned,
  type SignedFile,
  type Written,
  writeSigned,
} from './signed-files.ts';
import { type WeekWords, wordsOfWeek, writeWeek } from './week-words.ts';

/** Where the words of one cohort lie. */
export interface Shelf {
  contentDir: string;
  slug: string;
}

const FULL = 200;

function folderOf({ contentDir, slug }: Shelf): string {
  return join(contentDir, slug);
}

/** The `cohort.md` of a cohort. */
export function findCohortFile(shelf: Shelf): SignedFile | null {
  return readSigned(folderOf(shelf), 'cohort.md');
}

/** The file of a week, whether it is a draft or open; null when there is none. */
export function findWeekFile(shelf: Shelf, number: number): SignedFile | null {
  const file = nameOfWeek(shelf, number);
  return file === null ? null : readSigned(folderOf(shelf), file);
}

/** Writes one of a cohort's files, when it still is what the change was made from. */
export function writeFile(shelf: Shelf, file: string, source: string, base: string | null): Promise<Written> {
  return writeSigned(folderOf(shelf), file, source, base);
}

/** Adds a week after the last one, as a draft. */
export async function addWeek(shelf: Shelf, title: string): Promise<Written & { number: number }> {
  const number = Math.max(0, ...numbersOnShelf(shelf)) + 1;
  if (number > FULL) {
    return {
      kind: 'refused',
      number,
      sentence: `There are ${FULL} weeks already; that is as many as there may be.`,
    };
  }
  const source = writeWeek(null, { ...EMPTY, title });
  return { ...(await writeSigned(folderOf(shelf), fileName(number, title), source, null)), number };
}

const EMPTY: WeekWords = {
  title: '',
  opens: '',
  isDraft: true,
  introduction: '',
  attempt: '',
  provocations: [],
  readings: [],
};

/** Makes a week that hasn't opened yet a draft again; its date stays in it, as a proposal. */
export async function takeBackWeek(shelf: Shelf, number: number): Promise<Written> {
  const found = findWeekFile(shelf, number);
  const words = found && wordsOfWeek(found.source);
  if (!found || !words) return GONE;
  return writeFile(shelf, found.file, writeWeek(found.source, { ...words, isDraft: true }), found.signature);
}

/** Takes a draft away for good. */
export async function removeDraft(shelf: Shelf, number: number): Promise<Written> {
  const found = findWeekFile(shelf, number);
  if (!found) return GONE;
  return removeSigned(folderOf(shelf), found.file, found.signature);
}

const GONE: Written = {
  kind: 'refused',
  sentence: 'The file of this week is gone, or has a mistake in it, so nothing was done.',
};

/** Lets two weeks that haven't opened yet change places: each gets the other's number and date. */
export async function swapWeeks(shelf: Shelf, a: number, b: number): Promise<Written> {
  const [first, second] = [findWeekFile(shelf, a), findWeekFile(shelf, b)];
  const [here, there] = [wordsOfWeek(first?.source ?? ''), wordsOfWeek(second?.source ?? '')];
  if (!first || !second || !here || !there) return GONE;
  const moves = [
    { from: first, words: { ...here, opens: there.opens, isDraft: isDraftAt(here, there) }, to: b },
    { from: second, words: { ...there, opens: here.opens, isDraft: isDraftAt(there, here) }, to: a },
  ];
  const folder = folderOf(shelf);
  const placed = moves.map(({ from, words, to }) => ({
    from,
    source: writeWeek(from.source, words),
    file: fileName(to, words.title),
    waiting: `.${to}.${from.signature}`,
  }));
  for (const { from, source } of placed) {
    const written = await writeSigned(folder, from.file, source, from.signature);
    if (written.kind !== 'written') return written;
  }
  return guarded(async () => {
    // One may have to wait for the other's name. Nothing else of this program sees the folder meanwhile.
    for (const { from, waiting } of placed) renameSync(join(folder, from.file), join(folder, waiting));
    for (const { file, waiting } of placed) renameSync(join(folder, waiting), join(folder, file));
    return { kind: 'written' };
  });
}

/** A week without a date can't take the place of one that is to open by itself. */
function isDraftAt(words: WeekWords, other: WeekWords): boolean {
  return words.isDraft || other.opens === '';
}

/** What a cohort says of a week, whether it is a draft or not. */
export function topicOf(cohort: Pick<Cohort, 'weeks' | 'drafts'>, number: number): Week | Draft | null {
  return [...cohort.weeks, ...cohort.drafts].find((week) => week.number === number) ?? null;
}

/** The name of a new week's file: `07-what-holds-us.md`. */
export function fileName(number: number, title: string): string {
  const words = [...foldedName(title).replaceAll(' ', '-')].slice(0, 40).join('').replace(/-$/, '');
  return `${String(number).padStart(2, '0')}-${words || 'week'}.md`;
}

function nameOfWeek(shelf: Shelf, number: number): string | null {
  return namesOnShelf(shelf).find((file) => Number(/^\d+/.exec(file)?.[0]) === number) ?? null;
}

function numbersOnShelf(shelf: Shelf): number[] {
  return namesOnShelf(shelf).map((file) => Number(/^\d+/.exec(file)?.[0]));
}

function namesOnShelf(shelf: Shelf): string[] {
  return listFilesOf(folderOf(shelf)).filter(isWeekFile);
}
