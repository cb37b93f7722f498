import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { migrate, requireCurrentSchema, SchemaError, schemaState } from '#core/db/migrate.ts';
import { closeDatabase, connectionOf, type Db, openDatabase } from '#core/db/open.ts';
import { temporaryFolder } from '../../support/database.ts';

const NOW = new Date('2027-01-01T00:00:00Z');
const shipped = new URL('../../../src/core/db/migrations/', import.meta.url);
const shippedNames = readdirSync(shipped)
  .filter((file) => file.endsWith('.sql'))
  .sort()
  .map((file) => file.replace('.sql', ''));

function emptyDatabase(): Db {
  const db = openDatabase(`file:${join(temporaryFolder(), 'potluck.db')}`);
  onTestFinished(() => closeDatabase(db));
  return db;
}

/** A folder of the migrations that were shipped up to one of them, and some that weren't. */
function migrationsUpTo(last: string | undefined, more: Record<string, string> = {}): URL {
  const folder = temporaryFolder();
  for (const name of shippedNames.slice(0, last === undefined ? undefined : shippedNames.indexOf(last) + 1)) {
    cpSync(new URL(`${name}.sql`, shipped), join(folder, `${name}.sql`));
  }
  for (const [name, sql] of Object.entries(more)) writeFileSync(join(folder, `${name}.sql`), sql);
  return pathToFileURL(`${folder}/`);
}

interface Column {
  name: string;
  type: string;
}

/** Three rows in every table. A value follows from its row and its type alone, so references find what they refer to. */
function fill(db: Db): void {
  const { sqlite } = connectionOf(db);
  sqlite.pragma('foreign_keys = OFF');
  for (const table of tablesOf(db)) {
    const columns = sqlite.prepare<[], Column>(`SELECT name, type FROM pragma_table_info('${table}')`).all();
    const insert = sqlite.prepare(`INSERT INTO ${table} VALUES (${columns.map(() => '?').join()})`);
    for (const row of [1, 2, 3])
      insert.run(columns.map(({ type }) => (/^int/i.test(type) ? row : String(row))));
  }
  sqlite.pragma('foreign_keys = ON');
  expect(sqlite.pragma('foreign_key_check')).toEqual([]);
}

function tablesOf(db: Db): string[] {
  return connectionOf(db)
    .sqlite.prepare<[], string>(
      `SELECT name FROM pragma_table_list
       WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT IN ('migrations', 'changes')`,
    )
    .pluck()
    .all();
}

function countRows(db: Db): Record<string, unknown> {
  const { sqlite } = connectionOf(db);
  return Object.fromEntries(
    tablesOf(db).map((table) => [table, sqlite.prepare(`SELECT count(*) FROM ${table}`).pluck().get()]),
  );
}

function schemaOf(db: Db): unknown[] {
  return connectionOf(db).sqlite.prepare('SELECT name, sql FROM sqlite_master ORDER BY name').all();
}

/** What drizzle-kit writes when the default of a column has changed. */
const rebuildPeople = `PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE \`__new_people\` (
	\`id\` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	\`email\` text NOT NULL,
	\`name\` text DEFAULT 'someone' NOT NULL,
	\`created_at\` integer NOT NULL
);
--> statement-breakpoint
INSERT INTO \`__new_people\`("id", "email", "name", "created_at") SELECT "id", "email", "name", "created_at" FROM \`people\`;--> statement-breakpoint
DROP TABLE \`people\`;--> statement-breakpoint
ALTER TABLE \`__new_people\` RENAME TO \`people\`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE UNIQUE INDEX \`people_email_unique\` ON \`people\` (\`email\`);`;

describe('a new database', () => {
  test('gets every migration, and no backup of nothing', () => {
    const db = emptyDatabase();
    expect(schemaState(db)).toEqual({ kind: 'older', missing: shippedNames });
    expect(migrate(db, NOW)).toEqual({ applied: shippedNames, backup: null });
    expect(schemaState(db)).toEqual({ kind: 'current' });
    expect(() => requireCurrentSchema(db)).not.toThrow();
    expect(tablesOf(db)).toContain('people');
  });

  test('is left as it is when it is migrated again', () => {
    const db = emptyDatabase();
    migrate(db, NOW);
    fill(db);
    const before = [schemaOf(db), countRows(db)];
    expect(migrate(db, NOW)).toEqual({ applied: [], backup: null });
    expect([schemaOf(db), countRows(db)]).toEqual(before);
    expect(readdirSync(join(connectionOf(db).sqlite.name, '..')).join()).not.toContain('backup');
  });
});

describe('a database', () => {
  test('from an older version is refused with what to do', () => {
    const db = emptyDatabase();
    migrate(db, NOW);
    const folder = migrationsUpTo(undefined, { '9999_later': 'SELECT 1;' });
    expect(schemaState(db, folder)).toEqual({ kind: 'older', missing: ['9999_later'] });
    expect(() => requireCurrentSchema(db, folder)).toThrow(SchemaError);
    expect(() => requireCurrentSchema(db, folder)).toThrow(
      'from an older version. Run `npx potluck migrate`',
    );
  });

  test('without anything in it is refused with what to do', () => {
    expect(() => requireCurrentSchema(emptyDatabase())).toThrow(SchemaError);
    expect(() => requireCurrentSchema(emptyDatabase())).toThrow('no database yet. `npx potluck migrate`');
  });

  test('from a newer version is refused with what to do, and not touched', () => {
    const db = emptyDatabase();
    migrate(db, NOW, migrationsUpTo(undefined, { '9999_later': 'CREATE TABLE later (id);' }));
    const before = schemaOf(db);
    expect(schemaState(db)).toEqual({ kind: 'newer', unknown: ['9999_later'] });
    for (const refuse of [() => requireCurrentSchema(db), () => migrate(db, NOW)]) {
      expect(refuse).toThrow(SchemaError);
      expect(refuse).toThrow('Update the program, or restore a backup');
    }
    expect(schemaOf(db)).toEqual(before);
  });

  test('that holds something is backed up beside its file before it is changed', () => {
    const db = emptyDatabase();
    migrate(db, NOW);
    fill(db);
    const before = [schemaOf(db), countRows(db)];
    const folder = migrationsUpTo(undefined, { '9999_later': 'DELETE FROM reflections;' });
    const { applied, backup } = migrate(db, NOW, folder);
    expect(applied).toEqual(['9999_later']);
    expect(countRows(db)).toMatchObject({ reflections: 0 });
    expect(backup).toBe(`${connectionOf(db).sqlite.name}.2027-01-01T00-00-00-000Z.backup`);
    expect(statSync(backup ?? '').mode & 0o077).toBe(0);
    const restored = openDatabase(`file:${backup}`);
    onTestFinished(() => closeDatabase(restored));
    expect([schemaOf(restored), countRows(restored)]).toEqual(before);
  });

  test('is left alone when its backup cannot be made', () => {
    const db = emptyDatabase();
    migrate(db, NOW);
    fill(db);
    const before = countRows(db);
    const folder = migrationsUpTo(undefined, { '9999_later': 'DELETE FROM reflections;' });
    writeFileSync(`${connectionOf(db).sqlite.name}.2027-01-01T00-00-00-000Z.backup`, 'in the way');
    expect(() => migrate(db, NOW, folder)).toThrow();
    expect(countRows(db)).toEqual(before);
    expect(schemaState(db, folder).kind).toBe('older');
  });
});

describe('a migration', () => {
  test.each(shippedNames)('keeps every row that there was after %s', (name) => {
    const db = emptyDatabase();
    migrate(db, NOW, migrationsUpTo(name));
    fill(db);
    const before = countRows(db);
    expect(Object.values(before)).toContain(3);
    migrate(db, NOW);
    expect(countRows(db)).toMatchObject(before);
    expect(connectionOf(db).sqlite.pragma('foreign_key_check')).toEqual([]);
  });

  test('that makes the search index anew keeps what is in it', () => {
    const db = emptyDatabase();
    migrate(db, NOW, migrationsUpTo('0010_quiet_hosts'));
    fill(db);
    const { sqlite } = connectionOf(db);
    sqlite.exec('UPDATE filings SET is_woven = post_id < 3');
    const found = () =>
      sqlite.prepare("SELECT rowid FROM posts_search WHERE posts_search MATCH '1 OR 2 OR 3'").pluck().all();
    expect(found()).toEqual([1, 2]);
    migrate(db, NOW);
    expect(found()).toEqual([1, 2]);
  });

  test('that rebuilds a table keeps the rows that refer to it', () => {
    const db = emptyDatabase();
    migrate(db, NOW);
    fill(db);
    const before = countRows(db);
    migrate(db, NOW, migrationsUpTo(undefined, { '9999_rebuild': rebuildPeople }));
    expect(countRows(db)).toEqual(before);
    expect(before).toMatchObject({ memberships: 3, sessions: 3, blogs: 3 });
    expect(JSON.stringify(schemaOf(db))).toContain("DEFAULT 'someone'");
  });

  test('leaves references guarded, whether it succeeds or fails', () => {
    const db = emptyDatabase();
    const orphan = () => connectionOf(db).sqlite.exec("INSERT INTO sessions VALUES ('x', 99, 0)");
    migrate(db, NOW);
    expect(orphan).toThrow('FOREIGN KEY');
    const folder = migrationsUpTo(undefined, { '9999_broken': 'NONSENSE;' });
    expect(() => migrate(db, NOW, folder)).toThrow('syntax error');
    expect(orphan).toThrow('FOREIGN KEY');
  });

  test('that breaks references is refused, and nothing has changed', () => {
    const db = emptyDatabase();
    migrate(db, NOW);
    fill(db);
    const before = [schemaOf(db), countRows(db)];
    const folder = migrationsUpTo(undefined, {
      '9999_broken':
        'ALTER TABLE people ADD nickname text;--> statement-breakpoint\nDELETE FROM people WHERE id = 2;',
    });
    const attempt = () => migrate(db, NOW, folder);
    expect(attempt).toThrow(SchemaError);
    expect(() => migrate(db, new Date(1), folder)).toThrow(
      /The migration 9999_broken would break \d+ references; nothing was changed\./,
    );
    expect([schemaOf(db), countRows(db)]).toEqual(before);
    expect(schemaState(db, folder)).toEqual({ kind: 'older', missing: ['9999_broken'] });
  });

  test('that fails half-way leaves the ones before it done and itself undone', () => {
    const db = emptyDatabase();
    const folder = migrationsUpTo(undefined, {
      '9998_good': 'CREATE TABLE good (id);',
      '9999_bad': 'CREATE TABLE bad (id);--> statement-breakpoint\nINSERT INTO nowhere VALUES (1);',
    });
    expect(() => migrate(db, NOW, folder)).toThrow('no such table: nowhere');
    expect(tablesOf(db)).toContain('good');
    expect(tablesOf(db)).not.toContain('bad');
    expect(schemaState(db, folder)).toEqual({ kind: 'older', missing: ['9999_bad'] });
  });

  test('waits until another process has written', async () => {
    const db = emptyDatabase();
    migrate(db, NOW);
    const script = `
      import Sqlite from 'better-sqlite3';
      const sqlite = new Sqlite(${JSON.stringify(connectionOf(db).sqlite.name)});
      sqlite.exec("BEGIN IMMEDIATE; INSERT INTO secrets VALUES ('theirs', '')");
      console.log('writing');
      setTimeout(() => sqlite.exec('COMMIT'), 300);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill());
    await once(child.stdout, 'data');
    const folder = migrationsUpTo(undefined, { '9999_copy': 'CREATE TABLE copy AS SELECT * FROM secrets;' });
    expect(migrate(db, NOW, folder).applied).toEqual(['9999_copy']);
    expect(countRows(db)).toMatchObject({ copy: 1 });
  });
});
