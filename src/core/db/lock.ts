import Sqlite from 'better-sqlite3';
import { databasePath, openFile } from './file.ts';

/**
 * Takes this data for this process, as long as it lives. The lock is SQLite's own on a small file beside the
 * database, so the operating system frees it however the process ends.
 *
 * @returns what gives it back; null when another process has it.
 * @throws DatabaseError when the file can't be made.
 */
export function lockData(databaseUrl: string): (() => void) | null {
  const lock = openFile(`${databasePath(databaseUrl)}.lock`, 0, (file) => file);
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null;
    throw error;
  }
  return () => lock.close();
}
