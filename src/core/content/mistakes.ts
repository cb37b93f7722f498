import type { z } from 'zod';
import { isWeekFile } from '../cohort-files.ts';
import { cohortFields } from '../cohorts.ts';
import { type ContentProblem, readFrontMatter } from '../front-matter.ts';
import { weekFields } from '../weeks.ts';
import { findWeekFile, listFiles, type Shelf } from './shelf.ts';
import { asShown, type FoundFile } from './signed-files.ts';

/** What is wrong in the text of a content file; nothing can be in one that is words alone. */
export function mistakesInText(slug: string, file: string, source: string): ContentProblem[] {
  const schema = schemaOf(file);
  const front = schema && readFrontMatter(`${slug}/${file}`, source, schema);
  return front?.kind === 'wrong' ? front.problems : [];
}

function schemaOf(file: string): z.ZodType | null {
  if (file === 'cohort.md') return cohortFields;
  return isWeekFile(file) ? weekFields : null;
}

/** All that is wrong with a content file: its letters, its number, its text. */
export function mistakesOf(shelf: Shelf, found: FoundFile): ContentProblem[] {
  return [
    ...misreadIn(shelf, found),
    ...doubledIn(shelf, found),
    ...mistakesInText(shelf.slug, found.file, asShown(found).source),
  ];
}

/** Where a cohort's files aren't UTF-8. Their weeks are shown all the same, but some letters can't be read. */
export function listMisread(shelf: Shelf): ContentProblem[] {
  return listFiles(shelf).flatMap((found) => misreadIn(shelf, found));
}

function misreadIn({ slug }: Shelf, found: FoundFile): ContentProblem[] {
  if (found.kind === 'text') return [];
  const message = 'This is not UTF-8, so some letters can’t be read. Save the file as UTF-8.';
  return [{ file: `${slug}/${found.file}`, line: found.line, message }];
}

/** Whether another file has the number of this one, and comes first. */
export function isDoubled(shelf: Shelf, file: string): boolean {
  if (!isWeekFile(file)) return false;
  const first = findWeekFile(shelf, numberOf(file));
  return first !== null && first.file !== file;
}

function doubledIn(shelf: Shelf, { file }: FoundFile): ContentProblem[] {
  if (!isDoubled(shelf, file)) return [];
  const message = `There is another file for week ${numberOf(file)}. Give one of them another number.`;
  return [{ file: `${shelf.slug}/${file}`, line: 1, message }];
}

function numberOf(file: string): number {
  return Number.parseInt(file, 10);
}
