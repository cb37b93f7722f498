import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { isSlug, isWeekFile, listFilesOf } from '../cohort-files.ts';
import type { Cohort } from '../cohorts.ts';
import { foldedName } from '../people.ts';
import type { Draft, Week } from '../weeks.ts';
import {
  type FoundFile,
  guarded,
  isContentFile,
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
  if (!isSlug(slug)) throw new Error(`“${slug}” is no cohort’s folder.`);
  return join(contentDir, slug);
}

/** One of a cohort's files; null when there is none of that name, or it is no content file. */
export function findFile(shelf: Shelf, file: string): FoundFile | null {
  return isContentFile(file) ? readSigned(folderOf(shelf), file) : null;
}

/** The files that a cohort is shown from, in the order of their names. */
export function listFiles(shelf: Shelf): FoundFile[] {
  const folder = folderOf(shelf);
  return listFilesOf(folder).flatMap((file) => readSigned(folder, file) ?? []);
}

/** The file of a week, whether it is a draft or open; null when there is none. */
export function findWeekFile(shelf: Shelf, number: number): FoundFile | null {
  const file = nameOfWeek(shelf, number);
  return file === null ? null : readSigned(folderOf(shelf), file);
}

/** Writes one of a cohort's files, when it still is what the change was made from. */
export function writeFile(shelf: Shelf, file: string, source: string, base: string | null): Promise<Written> {
  return writeSigned(folderOf(shelf), file, source, base);
}

/** Writes a file that is words alone, such as `conduct.md`, or takes it away when there are none. */
export function writeText(shelf: Shelf, file: string, text: string, base: string | null): Promise<Written> {
  if (text === '') return removeSigned(folderOf(shelf), file, base);
  return writeFile(shelf, file, `${text}\n`, base);
}

let adding: Promise<unknown> = Promise.resolve();

/**
 * Adds a week after the last one, as a draft. Those that are added at the same moment get numbers of their own; one of
 * the same title as the last, into which nobody has written yet, is that one: the button was pressed twice.
 */
export function addWeek(shelf: Shelf, title: string): Promise<Written & { number: number }> {
  const added = adding.then(() => addNext(shelf, title));
  // Whoever added it hears of its trouble; the next one only waits.
  adding = added.catch(() => {});
  return added;
}

async function addNext(shelf: Shelf, title: string): Promise<Written & { number: number }> {
  const number = nextNumber(shelf);
  if (number > FULL) {
    return {
      kind: 'refused',
      number,
      sentence: `There are ${FULL} weeks already; that is as many as there may be.`,
    };
  }
  const source = writeWeek(null, { ...EMPTY, title });
  const last = findWeekFile(shelf, number - 1);
  if (last?.kind === 'text' && last.source === source) return { kind: 'written', number: number - 1 };
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
  const found = findSoundWeek(shelf, number);
  if (!found) return GONE;
  const { words } = found;
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
  const [first, second] = [findSoundWeek(shelf, a), findSoundWeek(shelf, b)];
  if (!first || !second) return GONE;
  const [here, there] = [first.words, second.words];
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

/** The file of a week with its words; null when there is none, or it has a mistake in it. */
function findSoundWeek(shelf: Shelf, number: number): (SignedFile & { words: WeekWords }) | null {
  const found = findWeekFile(shelf, number);
  const words = found?.kind === 'text' ? wordsOfWeek(found.source) : null;
  return found?.kind === 'text' && words ? { ...found, words } : null;
}

/** A week without a date can't take the place of one that is to open by itself. */
function isDraftAt(words: WeekWords, other: WeekWords): boolean {
  return words.isDraft || other.opens === '';
}

/** Gives a week's file the number after the last one, where another file has its own. */
export async function renumberWeek(shelf: Shelf, file: string): Promise<Written & { number: number }> {
  const number = nextNumber(shelf);
  const folder = folderOf(shelf);
  if (!namesOnShelf(shelf).includes(file)) return { ...GONE, number };
  const name = file.replace(/^\d+/, String(number).padStart(2, '0'));
  const done = await guarded(async (): Promise<Written> => {
    renameSync(join(folder, file), join(folder, name));
    return { kind: 'written' };
  });
  return { ...done, number };
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

/** The number after that of the last week. */
function nextNumber(shelf: Shelf): number {
  return Math.max(0, ...namesOnShelf(shelf).map((file) => Number(/^\d+/.exec(file)?.[0]))) + 1;
}

function namesOnShelf(shelf: Shelf): string[] {
  return listFilesOf(folderOf(shelf)).filter(isWeekFile);
}
