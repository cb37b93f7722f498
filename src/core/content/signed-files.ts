import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, renameSync, rmSync } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError } from '../cohort-files.ts';
import { decodeText, decodeUtf8, misreadLine } from '../encoding.ts';

/** A content file as it is at a moment. */
export interface SignedFile {
  /** Its name, without a folder. */
  file: string;
  source: string;
  /** Another text whenever one byte of it is another. */
  signature: string;
}

export type FoundFile =
  | ({ kind: 'text' } & SignedFile)
  /** It isn't UTF-8, first in that line. The guess is what it would say as another program's text. */
  | { kind: 'misread'; file: string; signature: string; line: number; guess: string };

/** The only names that are ever written: nothing in them leads out of the cohort's folder. */
const FILE = /^(cohort|conduct|notes|\d+-[^/\\:\p{Cc}]*)\.md$/u;
const LARGEST_BYTES = 256 * 1024;

/** Whether a file of that name may be a cohort's. */
export function isContentFile(name: string): boolean {
  return FILE.test(name);
}

/** Reads a file of a cohort's folder; null when there is none. */
export function readSigned(folder: string, file: string): FoundFile | null {
  const bytes = readBytes(folder, file);
  if (bytes === null) return null;
  const signature = signatureOf(bytes);
  const source = decodeUtf8(bytes);
  if (source !== null) return { kind: 'text', file, source, signature };
  return { kind: 'misread', file, signature, line: misreadLine(bytes) ?? 1, guess: decodeText(bytes) };
}

/** A file as it can be shown to somebody; one that isn't UTF-8 by the guess. */
export function asShown(found: FoundFile): SignedFile {
  const { file, signature } = found;
  return { file, signature, source: found.kind === 'text' ? found.source : found.guess };
}

function readBytes(folder: string, file: string): Buffer | null {
  try {
    return readFileSync(join(folder, file));
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return null;
    throw error;
  }
}

function readTheirs(folder: string, file: string): SignedFile | null {
  const found = readSigned(folder, file);
  return found && asShown(found);
}

function currentSignature(folder: string, file: string): string | null {
  const bytes = readBytes(folder, file);
  return bytes && signatureOf(bytes);
}

export function signatureOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export type Written =
  | { kind: 'written' }
  /** It isn't any more what the change was made from; null when it is gone. */
  | { kind: 'changed'; theirs: SignedFile | null }
  | Refused;

/** In a sentence for whoever wrote it. */
export interface Refused {
  kind: 'refused';
  sentence: string;
}

/**
 * Puts a new version in the place of a file, wholly or not at all.
 *
 * @param base the signature of the version that the change was made from; null for a file that isn't there yet.
 */
export async function writeSigned(
  folder: string,
  file: string,
  source: string,
  base: string | null,
): Promise<Written> {
  if (!isContentFile(file)) throw new Error(`“${file}” is not the name of a content file.`);
  const path = join(folder, file);
  const temporary = join(folder, `.${file}.${randomBytes(6).toString('hex')}`);
  const bytes = Buffer.from(source);
  if (bytes.length > LARGEST_BYTES) {
    return { kind: 'refused', sentence: 'That is more than a quarter of a megabyte. Shorten it, please.' };
  }
  try {
    return await guarded(async () => {
      await writeDurably(temporary, source, await modeOf(path));
      // From here on nothing else of this program gets its turn until the file is in place.
      const signature = currentSignature(folder, file);
      if (signature === signatureOf(bytes)) return { kind: 'written' };
      if (signature !== base) return { kind: 'changed', theirs: readTheirs(folder, file) };
      renameSync(temporary, path);
      return { kind: 'written' };
    });
  } finally {
    await rm(temporary, { force: true }).catch(ignoreRefusal);
  }
}

/** Takes a file away, unless it was changed meanwhile; one that isn't there, and wasn't, stays away. */
export function removeSigned(folder: string, file: string, base: string | null): Promise<Written> {
  return guarded(async () => {
    const signature = currentSignature(folder, file);
    if (signature !== base) return { kind: 'changed', theirs: readTheirs(folder, file) };
    if (signature !== null) rmSync(join(folder, file));
    return { kind: 'written' };
  });
}

/** Does something in a folder; what the system refuses becomes a sentence. */
export async function guarded<Result>(work: () => Promise<Result>): Promise<Result | Refused> {
  try {
    return await work();
  } catch (error) {
    const sentence = refusal(error);
    if (sentence === null) throw error;
    return { kind: 'refused', sentence };
  }
}

const NOT_ALLOWED =
  'The program may not write into the content folder, so nothing was saved. Ask your operator to let it, or make the change there with an editor or git.';
const FULL = 'There is no room left on the server, so nothing was saved. Ask your operator to make some.';
const REFUSALS: Record<string, string> = {
  EACCES: NOT_ALLOWED,
  EPERM: NOT_ALLOWED,
  EROFS: NOT_ALLOWED,
  ENOSPC: FULL,
  EDQUOT: FULL,
  ENOENT: 'The folder of this course is gone, so nothing was saved. Ask your operator where it is.',
  ENAMETOOLONG: 'That name is too long for a file. Shorten the title, please.',
};

/** What the system says of a folder, in a sentence; null for what is nobody's but ours. */
function refusal(error: unknown): string | null {
  return (isSystemError(error) && REFUSALS[error.code ?? '']) || null;
}

function ignoreRefusal(error: unknown): void {
  if (refusal(error) === null) throw error;
}

/** A file that takes another's place keeps its permissions. */
async function modeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).mode & 0o777;
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return 0o644;
    throw error;
  }
}

export async function writeDurably(path: string, source: string, mode = 0o644): Promise<void> {
  const file = await open(path, 'wx', mode);
  try {
    await file.writeFile(source, 'utf8');
    await file.sync();
  } finally {
    await file.close();
  }
}
