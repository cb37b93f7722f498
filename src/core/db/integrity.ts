import { connectionOf, type Db } from './open.ts';

/** What SQLite's own checks find wrong with the file and its references; empty when all is well. */
export function integrityProblems(db: Db): string[] {
  const { sqlite } = connectionOf(db);
  const file = sqlite
    .prepare<[], { integrity_check: string }>('PRAGMA integrity_check')
    .all()
    .map((row) => row.integrity_check)
    .filter((line) => line !== 'ok');
  const references = sqlite
    .prepare<[], { table: string; parent: string }>('PRAGMA foreign_key_check')
    .all()
    .map(({ table, parent }) => `A row of ${table} refers to a row of ${parent} that is not there.`);
  return [...file, ...references];
}
