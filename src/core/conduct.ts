import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isSlug, isSystemError } from './cohort-files.ts';
import { removeSigned, signatureOf, writeSigned } from './content/signed-files.ts';

/** A code of conduct as it is typed. */
export const conductText = z
  .string()
  .transform((text) => text.replaceAll('\r\n', '\n').trim())
  .pipe(z.string().max(20_000, 'That is longer than anybody reads; twenty thousand characters are enough.'));

/** A cohort's `conduct.md` as it is now. */
export interface Conduct {
  /** Markdown; empty when there is no such file. */
  source: string;
  /** Another text whenever the file is another; empty when there is none. */
  signature: string;
}

export type SavedConduct =
  | { kind: 'saved' }
  /** Somebody else has changed it since; nothing was written. */
  | { kind: 'changed'; now: Conduct }
  /** In a sentence for whoever wrote it. */
  | { kind: 'unwritable'; sentence: string };

const FILE = 'conduct.md';

export async function readConduct(contentDir: string, slug: string): Promise<Conduct> {
  try {
    const bytes = await readFile(join(folderOf(contentDir, slug), FILE));
    return { source: bytes.toString('utf8'), signature: signatureOf(bytes) };
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return { source: '', signature: '' };
    throw error;
  }
}

/**
 * Writes a cohort's code of conduct, or removes it when the text is empty.
 *
 * @param signature of the version that was changed: what somebody wrote meanwhile is never overwritten.
 */
export async function saveConduct(
  contentDir: string,
  slug: string,
  text: string,
  signature: string,
): Promise<SavedConduct> {
  const folder = folderOf(contentDir, slug);
  const written =
    text === ''
      ? await removeSigned(folder, FILE, signature || null)
      : await writeSigned(folder, FILE, `${text}\n`, signature || null);
  if (written.kind === 'written') return { kind: 'saved' };
  if (written.kind === 'refused') return { kind: 'unwritable', sentence: written.sentence };
  return { kind: 'changed', now: await readConduct(contentDir, slug) };
}

function folderOf(contentDir: string, slug: string): string {
  if (!isSlug(slug)) throw new Error(`“${slug}” is no cohort’s folder.`);
  return join(contentDir, slug);
}
