import { createHash } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isSlug, isSystemError } from './cohort-files.ts';
import { newToken } from './tokens.ts';

/** A code of conduct as it is typed. */
export const conductText = z
  .string()
  .transform((text) => text.replaceAll('\r\n', '\n').trim())
  .pipe(z.string().max(20_000, 'That is longer than anybody reads; twenty thousand characters are enough.'));

/** A cohort's `conduct.md` as it is now. */
export interface Conduct {
  /** Markdown; empty when there is no such file. */
  source: string;
  /** Another text whenever the source is another. */
  signature: string;
}

export type SavedConduct =
  | { kind: 'saved' }
  /** Somebody else has changed it since; nothing was written. */
  | { kind: 'changed'; now: Conduct }
  /** The folder can't be written. */
  | { kind: 'unwritable'; code: string };

export async function readConduct(contentDir: string, slug: string): Promise<Conduct> {
  const source = await readSource(pathOf(contentDir, slug));
  return { source, signature: createHash('sha256').update(source).digest('hex') };
}

/**
 * Writes a cohort's code of conduct, or removes it when the text is empty.
 *
 * @param signature of the source that was changed: what somebody wrote meanwhile is never overwritten.
 */
export async function saveConduct(
  contentDir: string,
  slug: string,
  text: string,
  signature: string,
): Promise<SavedConduct> {
  const now = await readConduct(contentDir, slug);
  if (now.signature !== signature) return { kind: 'changed', now };
  const path = pathOf(contentDir, slug);
  const draft = join(contentDir, slug, `.conduct-${newToken()}`);
  try {
    if (text === '') await rm(path, { force: true });
    else {
      await writeFile(draft, `${text}\n`);
      await rename(draft, path);
    }
    return { kind: 'saved' };
  } catch (error) {
    if (!isSystemError(error)) throw error;
    await rm(draft, { force: true });
    return { kind: 'unwritable', code: error.code ?? error.message };
  }
}

async function readSource(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return '';
    throw error;
  }
}

function pathOf(contentDir: string, slug: string): string {
  if (!isSlug(slug)) throw new Error(`“${slug}” is no cohort’s folder.`);
  return join(contentDir, slug, 'conduct.md');
}
