import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { dayIn, instantOf, isDay, isTimezone } from './calendar.ts';
import {
  type FolderState,
  isSlug,
  isSystemError,
  listCohortFolders,
  readFolderState,
} from './cohort-files.ts';
import { type ContentProblem, filledText, plainText, readFrontMatter } from './front-matter.ts';
import { renderMarkdown } from './markdown.ts';
import { byOpening, type Draft, hasPassed, readWeek, tagWord, type Week } from './weeks.ts';

/** A group of people going through the weeks together, as its folder under `content/` describes it. */
export interface Cohort {
  /** The name of its folder, and the first part of its addresses. */
  slug: string;
  title: string;
  summary: string;
  /** What participants tag their posts with. */
  tag: string;
  /** The calendar day of the first week, YYYY-MM-DD. */
  startsOn: string;
  /** The instant at which that day begins in `timezone`. */
  startsAt: Date;
  timezone: string;
  /** The hour of the day at which the issue is made, in `timezone`. */
  digestHour: number;
  language: string;
  /** Who may read. */
  openness: 'open' | 'closed';
  /** How people come in: by themselves, when a facilitator lets them in, or when one invites them. */
  joining: 'open' | 'request' | 'invitation';
  /** Whether search engines may list it: as it wishes, and never when it is closed. */
  mayBeIndexed: boolean;
  /** Whether the first post of each participant waits until a facilitator has looked at it. */
  holdsFirst: boolean;
  /** Sanitized HTML. */
  about: string;
  /** Its code of conduct, sanitized HTML; null when it has none. */
  conduct: string | null;
  weeks: Week[];
  /** Weeks that are still being written: they are shown at the desk, and nowhere else. */
  drafts: Draft[];
  /** What is wrong in week files; those weeks are missing above. */
  problems: ContentProblem[];
}

/** A cohort that stands still: its `cohort.md` can't be read. */
export interface BrokenCohort {
  kind: 'broken';
  slug: string;
  problems: ContentProblem[];
}

export type CohortFolder = { kind: 'cohort'; cohort: Cohort } | BrokenCohort;

/** It never closes: after the last week people keep in touch. */
export type Stage = 'gathering' | 'running' | 'alumni';

const DAY = 'it should be a date such as 2027-01-11.';
const ZONE = 'it should be a time zone such as Europe/Berlin.';
const HOUR = 'it should be an hour from 0 to 23, such as 7, without minutes.';
const LANGUAGE = 'it should be a language tag such as en.';

export const cohortFields = z.strictObject({
  title: filledText,
  summary: plainText.default(''),
  tag: tagWord,
  starts: z.string(DAY).refine(isDay, DAY),
  timezone: z.string(ZONE).refine(isTimezone, ZONE),
  digest_hour: z.int(HOUR).min(0, HOUR).max(23, HOUR).default(7),
  language: z
    .string(LANGUAGE)
    .regex(/^[a-zA-Z]{2,3}(-[a-zA-Z0-9]+)*$/, LANGUAGE)
    .default('en'),
  openness: z.enum(['open', 'closed'], 'it should be open or closed.').default('open'),
  joining: z.enum(['open', 'request', 'invitation'], 'it should be open, request or invitation.').optional(),
  robots: z.enum(['yes', 'no'], 'it should be yes or no.').default('yes'),
  hold_first: z.enum(['yes', 'no'], 'it should be yes or no.').default('no'),
});

/** The name of a cohort's folder must not shadow the site's own pages. */
export const RESERVED = new Set([
  'mail',
  'me',
  'sign-in',
  'sign-out',
  'start',
  'unsubscribe',
  'healthz',
  '404',
  '500',
  '503',
]);

/** Every cohort's folder under the content folder, in order of their names. */
export async function listCohorts(contentDir: string): Promise<CohortFolder[]> {
  const folders = await Promise.all(
    listCohortFolders(contentDir).map((slug) => findCohort(contentDir, slug)),
  );
  return folders.filter((folder) => folder !== null);
}

/** The cohorts whose `cohort.md` can be read. */
export async function listReadableCohorts(contentDir: string): Promise<Cohort[]> {
  const folders = await listCohorts(contentDir);
  return folders.flatMap((folder) => (folder.kind === 'cohort' ? [folder.cohort] : []));
}

export async function listBrokenCohorts(contentDir: string): Promise<BrokenCohort[]> {
  return (await listCohorts(contentDir)).filter((folder) => folder.kind === 'broken');
}

export function slugOf(folder: CohortFolder): string {
  return folder.kind === 'cohort' ? folder.cohort.slug : folder.slug;
}

/** What is wrong in a cohort's files. */
export function problemsIn(folder: CohortFolder): ContentProblem[] {
  return folder.kind === 'cohort' ? folder.cohort.problems : folder.problems;
}

/** A cohort's folder as it is now: an edited file shows at once. Null when there is no such folder. */
export async function findCohort(contentDir: string, slug: string): Promise<CohortFolder | null> {
  if (!isSlug(slug)) return null;
  const path = join(contentDir, slug);
  try {
    const state = readFolderState(path);
    return state === null ? null : await readFolder(path, slug, state);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return broken(slug, `A file in this folder could not be read (${error.code}). May the program read it?`);
  }
}

export function stageOf(cohort: Cohort, at: Date): Stage {
  const today = dayIn(cohort.timezone, at);
  if (today < cohort.startsOn) return 'gathering';
  const last = cohort.weeks.toSorted(byOpening).at(-1);
  // A week whose file can't be read, or that is still being written, may be the last one.
  if (cohort.problems.length + cohort.drafts.length > 0) return 'running';
  return last && hasPassed(last, today) ? 'alumni' : 'running';
}

interface Kept {
  signature: string;
  folder: CohortFolder;
}

/** Reading and rendering is done again only when a file's time or size has changed. */
const kept = new Map<string, Kept>();

async function readFolder(path: string, slug: string, state: FolderState): Promise<CohortFolder> {
  const { files, signature } = state;
  const before = kept.get(path);
  if (before?.signature === signature) return before.folder;

  const sources = await Promise.all(files.map((file) => readFile(join(path, file), 'utf8')));
  const folder = parseCohort(slug, Object.fromEntries(files.map((file, i) => [file, sources[i] ?? ''])));
  kept.set(path, { signature, folder });
  return folder;
}

function broken(slug: string, message: string): CohortFolder {
  return { kind: 'broken', slug, problems: [{ file: `${slug}/`, line: 1, message }] };
}

/**
 * A cohort from the sources of its files by name: `cohort.md`, perhaps `conduct.md`, and a file for each week that
 * begins with its number.
 */
export function parseCohort(slug: string, sources: Record<string, string>): CohortFolder {
  if (RESERVED.has(slug)) {
    return broken(slug, 'The site uses this name for a page of its own. Give the folder another name.');
  }
  const source = sources['cohort.md'];
  if (source === undefined) {
    const message = 'There is no cohort.md in this folder: it holds the title, the dates and the time zone.';
    return { kind: 'broken', slug, problems: [{ file: `${slug}/cohort.md`, line: 1, message }] };
  }
  const front = readFrontMatter(`${slug}/cohort.md`, source, cohortFields);
  if (front.kind === 'wrong') return { kind: 'broken', slug, problems: front.problems };

  const problems: ContentProblem[] = [];
  const weeks: Week[] = [];
  const drafts: Draft[] = [];
  for (const [file, text] of Object.entries(sources)) {
    const number = /^(\d+)-/.exec(file)?.[1];
    if (number === undefined) continue;
    const week = readWeek(`${slug}/${file}`, Number(number), text, { slug, ...front.data });
    if (week.kind === 'wrong') problems.push(...week.problems);
    else if ([...weeks, ...drafts].some((other) => other.number === Number(number))) {
      const message = `There is another file for week ${Number(number)}. Give one of them another number.`;
      problems.push({ file: `${slug}/${file}`, line: 1, message });
    } else if (week.kind === 'draft') drafts.push(week.draft);
    else weeks.push(week.week);
  }
  weeks.sort((a, b) => a.number - b.number);
  drafts.sort((a, b) => a.number - b.number);
  const { data } = front;
  return {
    kind: 'cohort',
    cohort: {
      slug,
      title: data.title,
      summary: data.summary,
      tag: data.tag,
      startsOn: data.starts,
      startsAt: instantOf(data.starts, 0, data.timezone),
      timezone: data.timezone,
      digestHour: data.digest_hour,
      language: data.language,
      openness: data.openness,
      joining: data.joining ?? (data.openness === 'open' ? 'open' : 'invitation'),
      mayBeIndexed: data.robots === 'yes' && data.openness === 'open',
      holdsFirst: data.hold_first === 'yes',
      about: renderMarkdown(front.body, `/${slug}/`),
      conduct: sources['conduct.md']?.trim()
        ? renderMarkdown(sources['conduct.md'], `/${slug}/conduct`)
        : null,
      weeks,
      drafts,
      problems,
    },
  };
}
