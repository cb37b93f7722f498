import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite from 'better-sqlite3';
import { databasePath } from './open.ts';

/**
 * Takes this data for this process, as long as it lives. The lock is SQLite's own on a small file beside the
 * database, so the operating system frees it however the process ends.
 *
 * @returns what gives it back; null when another process has it.
 */
export function lockData(databaseUrl: string): (() => void) | null {
  const path = `${databasePath(databaseUrl)}.lock`;
  mkdirSync(dirname(path), { recursive: true });
  const lock = new Sqlite(path, { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null;
    throw error;
  }
  return () => lock.close();
}
