import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The name of a cohort's folder may stand in an address. */
const SLUG = /^[a-z0-9][a-z0-9-]*$/;

/** A cohort's folder as it is now. */
export interface FolderState {
  /** The files that matter; editors leave others beside them. */
  files: string[];
  /** Another text whenever one of them was changed, added or removed. */
  signature: string;
}

export function isSlug(name: string): boolean {
  return SLUG.test(name);
}

/** The names of the folders that may be cohorts', in their order; also of links, which may lead to one. */
export function listCohortFolders(contentDir: string): string[] {
  return readdirSync(contentDir, { withFileTypes: true })
    .filter((entry) => (entry.isDirectory() || entry.isSymbolicLink()) && isSlug(entry.name))
    .map((entry) => entry.name)
    .sort();
}

/**
 * Synchronous, since asking the system for the times of a few files takes less than handing the question to another
 * thread.
 *
 * @returns null when there is no such folder.
 */
export function readFolderState(path: string): FolderState | null {
  const files = listFiles(path);
  if (files === null) return null;
  const signature = files.map((file) => {
    // A file that another took the place of has another number, even within one tick of the clock.
    const { mtimeMs, size, ino } = statSync(join(path, file));
    return `${file} ${mtimeMs} ${size} ${ino}`;
  });
  return { files, signature: signature.join('\n') };
}

/** Another text whenever a cohort's words were changed. */
export function contentSignature(contentDir: string): string {
  return listCohortFolders(contentDir)
    .map((slug) => `${slug}\n${readFolderState(join(contentDir, slug))?.signature}`)
    .join('\n\n');
}

/** Whether a file is that of a week: its name begins with a number. */
export function isWeekFile(name: string): boolean {
  return /^\d+-.*\.md$/.test(name);
}

/** The names of the files that matter in a cohort's folder, in their order; none when there is no such folder. */
export function listFilesOf(path: string): string[] {
  return listFiles(path) ?? [];
}

export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && 'syscall' in error;
}

/** Nothing, a file, or a link that leads to itself. */
const NO_FOLDER = new Set<string | undefined>(['ENOENT', 'ENOTDIR', 'ELOOP']);

function listFiles(path: string): string[] | null {
  try {
    return readdirSync(path)
      .filter((file) => /^(cohort|conduct|\d+-.*)\.md$/.test(file))
      .sort();
  } catch (error) {
    if (isSystemError(error) && NO_FOLDER.has(error.code)) return null;
    throw error;
  }
}
