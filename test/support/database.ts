import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { migrate } from '#core/db/migrate.ts';
import { closeDatabase, type Db, openDatabase } from '#core/db/open.ts';

/** A folder that is gone when the test is. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'potluck-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A database of the test's own, in a file, with the real migrations. */
export function temporaryDatabase(): Db {
  const db = openDatabase(`file:${join(temporaryFolder(), 'potluck.db')}`);
  onTestFinished(() => closeDatabase(db));
  migrate(db, new Date('2027-01-01T00:00:00Z'));
  return db;
}
