import { readdirSync, readFileSync } from 'node:fs';
import { DatabaseError, makePrivate } from './file.ts';
import { connectionOf, type Db } from './open.ts';

/** The migrations of this version of the program. */
const SHIPPED = new URL('./migrations/', import.meta.url);

interface Migration {
  name: string;
  sql: string;
}

export type SchemaState =
  | { kind: 'current' }
  | { kind: 'older'; missing: string[] }
  | { kind: 'newer'; unknown: string[] };

/** The database doesn't fit this version of the program; the message says what to do. */
export class SchemaError extends DatabaseError {}

/** How long a migration waits for another process to finish writing. */
const PATIENCE_MS = 10_000;

/** How the schema of the database compares with what this version of the program needs. */
export function schemaState(db: Db, folder = SHIPPED): SchemaState {
  const applied = new Set(appliedMigrations(db).map((each) => each.name));
  const known = migrations(folder);
  const unknown = [...applied].filter((name) => !known.some((each) => each.name === name));
  if (unknown.length > 0) return { kind: 'newer', unknown };
  const missing = known.filter((each) => !applied.has(each.name)).map((each) => each.name);
  return missing.length > 0 ? { kind: 'older', missing } : { kind: 'current' };
}

/** @throws SchemaError when the schema is older or newer than the program. */
export function requireCurrentSchema(db: Db, folder = SHIPPED): void {
  const state = schemaState(db, folder);
  if (state.kind === 'older' && appliedMigrations(db).length === 0) {
    throw new SchemaError('There is no database yet. `npx potluck migrate` makes one; so does `npm start`.');
  }
  if (state.kind === 'older') {
    throw new SchemaError(
      'The database is from an older version. Run `npx potluck migrate`; it makes a backup first.',
    );
  }
  if (state.kind === 'newer') throw new SchemaError(NEWER);
}

const NEWER =
  'The database was made by a newer version of Potluck. Update the program, or restore a backup of before the update.';

/**
 * Brings the schema up to date, each migration in a transaction of its own. A database that holds something is
 * backed up beside its file first.
 *
 * Foreign keys are off meanwhile, outside the transaction: a migration that rebuilds a table would otherwise
 * silently delete the rows that refer to it. They are checked before the commit instead.
 *
 * @returns the names of the migrations that were applied, and the path of the backup if one was made.
 * @throws SchemaError when the database is newer than the program.
 */
export function migrate(db: Db, now: Date, folder = SHIPPED): { applied: string[]; backup: string | null } {
  const { sqlite } = connectionOf(db);
  const state = schemaState(db, folder);
  if (state.kind === 'newer') throw new SchemaError(NEWER);
  if (state.kind === 'current') return { applied: [], backup: null };

  const impatient = sqlite.pragma('busy_timeout', { simple: true });
  // Nothing else goes on in this process meanwhile, so it may wait inside SQLite for another one.
  sqlite.pragma(`busy_timeout = ${PATIENCE_MS}`);
  sqlite.pragma('foreign_keys = OFF');
  try {
    const backup = appliedMigrations(db).length > 0 ? backUp(db, now) : null;
    sqlite.exec('CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY)');
    for (const migration of migrations(folder)) {
      if (state.missing.includes(migration.name)) apply(db, migration);
    }
    return { applied: state.missing, backup };
  } finally {
    sqlite.pragma('foreign_keys = ON');
    sqlite.pragma(`busy_timeout = ${impatient}`);
  }
}

function backUp(db: Db, now: Date): string {
  const { sqlite } = connectionOf(db);
  const backup = `${sqlite.name}.${now.toISOString().replace(/[:.]/g, '-')}.backup`;
  makePrivate(backup);
  sqlite.prepare('VACUUM INTO ?').run(backup);
  return backup;
}

function apply(db: Db, migration: Migration): void {
  const { sqlite } = connectionOf(db);
  sqlite
    .transaction(() => {
      // Another process may have been first while this one waited for the lock.
      if (appliedMigrations(db).some((each) => each.name === migration.name)) return;
      for (const statement of migration.sql.split('--> statement-breakpoint')) sqlite.exec(statement);
      const broken = sqlite.pragma('foreign_key_check');
      if (Array.isArray(broken) && broken.length > 0) {
        throw new SchemaError(
          `The migration ${migration.name} would break ${broken.length} references; nothing was changed.`,
        );
      }
      sqlite.prepare('INSERT INTO migrations VALUES (?)').run(migration.name);
    })
    .immediate();
}

function migrations(folder: URL): Migration[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => ({
      name: file.replace(/\.sql$/, ''),
      sql: readFileSync(new URL(file, folder), 'utf8'),
    }));
}

function appliedMigrations(db: Db): { name: string }[] {
  const { sqlite } = connectionOf(db);
  const table = sqlite
    .prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migrations'")
    .get();
  return table ? sqlite.prepare<[], { name: string }>('SELECT name FROM migrations').all() : [];
}
