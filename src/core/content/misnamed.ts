import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isSlug, listFilesOf } from '../cohort-files.ts';
import type { ContentProblem } from '../front-matter.ts';
import type { Shelf } from './shelf.ts';

/** Folders that hold a course which nobody sees, since their names can't be part of an address. */
export function listMisnamedFolders(contentDir: string): ContentProblem[] {
  return readdirSync(contentDir)
    .filter((name) => !isSlug(name) && existsSync(join(contentDir, name, 'cohort.md')))
    .sort()
    .map((name) => ({
      file: `${name}/`,
      line: 1,
      message:
        'This course is not shown: the name of its folder should be of small letters, digits and hyphens, such as learning-together.',
    }));
}

/** Names that were meant for a week or a code of conduct; not what editors leave beside them, such as `01-roots.md~`. */
const MEANT = /^(?:\d.*|week[ _-]?\d.*|conduct)\.(?:md|markdown|txt)$/i;

/** Files in a cohort's folder that aren't shown because of how they are called. */
export function listMisnamedFiles({ contentDir, slug }: Shelf): ContentProblem[] {
  const folder = join(contentDir, slug);
  const shown = listFilesOf(folder);
  return readdirSync(folder)
    .filter((name) => MEANT.test(name) && !shown.includes(name))
    .sort()
    .map((name) => ({
      file: `${slug}/${name}`,
      line: 1,
      message:
        'This file is not shown: that of a week is called by its number and a hyphen, such as 01-roots.md, the code of conduct conduct.md.',
    }));
}
