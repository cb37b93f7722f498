import { accessSync, appendFileSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describeOwner } from './owner.ts';

/** The database can't be used as it is; the message says why and what to do. */
export class DatabaseError extends Error {}

/** The path of the database file named by a `DATABASE_URL` such as `file:data/potluck.db`. */
export function databasePath(url: string): string {
  return url.replace(/^file:/, '');
}

/**
 * Opens an SQLite file and lets `use` begin with it, creating its folder and the file when they are missing.
 *
 * @param timeout milliseconds for which SQLite itself waits for another process.
 * @throws DatabaseError when the file or its folder can't be made, read or written.
 */
export function openFile<T>(path: string, timeout: number, use: (file: Sqlite.Database) => T): T {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    if (!existsSync(path)) makePrivate(path);
    // SQLite opens what may only be read, and fails at the first write.
    for (const needed of [dirname(path), path]) accessSync(needed, constants.R_OK | constants.W_OK);
    return use(new Sqlite(path, { timeout }));
  } catch (error) {
    if (!isAboutTheFile(error)) throw error;
    throw new DatabaseError(`${path} can't be made or opened (${error.message}). ${adviceFor(error)}`);
  }
}

/** An empty file for SQLite to begin with. One that it makes itself, everybody may read. */
export function makePrivate(path: string): void {
  appendFileSync(path, '', { mode: 0o600 });
}

function adviceFor(error: Error): string {
  if ('path' in error && 'code' in error && FORBIDDEN.has(String(error.code)))
    return `${describeOwner(String(error.path))}: let it write there, with chown or chmod.`;
  return 'Set DATABASE_URL to a file in a folder that this program may write to.';
}

const FORBIDDEN = new Set(['EACCES', 'EPERM']);

const FILE_SYSTEM = new Set(['EEXIST', 'ENOTDIR', 'EROFS', ...FORBIDDEN]);
const SQLITE = /^SQLITE_(CANTOPEN|READONLY|NOTADB|PERM)/;

function isAboutTheFile(error: unknown): error is Error {
  if (error instanceof Sqlite.SqliteError) return SQLITE.test(error.code);
  return error instanceof Error && 'code' in error && FILE_SYSTEM.has(String(error.code));
}

const TROUBLES: [code: RegExp, words: string][] = [
  [
    /^SQLITE_BUSY$/,
    'Another program keeps the database to itself. Try again in a moment, or end that program.',
  ],
  [
    /^SQLITE_READONLY(?!_DBMOVED)/,
    'The database may only be read. It should belong, with its folder, to the user that this runs as.',
  ],
  [/^SQLITE_FULL/, 'The disk is full. Make room and try again.'],
];

/** What keeps an open database from being written, whatever query met it; null for any other error. */
export function asDatabaseError(error: unknown): DatabaseError | null {
  if (!(error instanceof Error)) return null;
  if (!(error instanceof Sqlite.SqliteError)) return asDatabaseError(error.cause);
  const words = TROUBLES.find(([code]) => code.test(error.code))?.[1];
  return words === undefined ? null : new DatabaseError(words, { cause: error });
}
