import { addDays } from '../calendar.ts';
import { isWeekFile, listFilesOf } from '../cohort-files.ts';
import { readOpening, writeOpening } from '../openings.ts';
import { wordsOfCohort, writeCohortWords } from './cohort-words.ts';
import { asShown, readSigned } from './signed-files.ts';
import { wordsOfWeek, writeWeek } from './week-words.ts';

/** What is another thing in a cohort that is made from one before. */
export interface NextCohort {
  title: string;
  tag: string;
  /** The day on which its first week opens. */
  firstOn: string;
}

/**
 * The files of the next cohort: those of one before with all dates moved by as many days, so that its first week opens
 * on a chosen one. Tags that begin with the old cohort's begin with the new one's. What has a mistake in it is copied
 * as it is.
 *
 * @returns null when its `cohort.md` can't be read.
 */
export function duplicateFiles(folder: string, next: NextCohort): Record<string, string> | null {
  const own = readSigned(folder, 'cohort.md');
  const words = own?.kind === 'text' ? wordsOfCohort(own.source) : null;
  if (own?.kind !== 'text' || !words) return null;
  const names = listFilesOf(folder).filter(isWeekFile);
  const weeks = names.flatMap((name) => readSigned(folder, name) ?? []).map(asShown);
  const days = weeks.flatMap(({ source }) => readOpening(wordsOfWeek(source)?.opens ?? '')?.on ?? []);
  const first = days.sort()[0] ?? words.starts;
  const move = (opens: string) => moved(opens, daysBetween(first, next.firstOn));
  const retag = (tag: string) => (tag.startsWith(words.tag) ? next.tag + tag.slice(words.tag.length) : tag);
  const files: Record<string, string> = {
    'cohort.md': writeCohortWords(own.source, {
      ...words,
      title: next.title,
      tag: next.tag,
      starts: move(words.starts),
    }),
  };
  for (const { file, source } of weeks) {
    const week = wordsOfWeek(source);
    const provocations = week?.provocations.map((each) => ({
      ...each,
      tag: retag(each.tag),
      opens: move(each.opens),
    }));
    files[file] = week
      ? writeWeek(source, { ...week, opens: move(week.opens), provocations: provocations ?? [] })
      : source;
  }
  return files;
}

function moved(opens: string, days: number): string {
  const opening = readOpening(opens);
  return opening ? writeOpening({ ...opening, on: addDays(opening.on, days) }) : opens;
}

const DAY_MS = 24 * 60 * 60 * 1000;

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}
