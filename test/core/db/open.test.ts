import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { eq, sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { asDatabaseError, DatabaseError } from '#core/db/file.ts';
import { integrityProblems } from '#core/db/integrity.ts';
import { closeDatabase, connectionOf, openDatabase, prepared, transaction } from '#core/db/open.ts';
import { secrets } from '#core/db/schema/door.ts';
import { temporaryDatabase, temporaryFolder } from '../../support/database.ts';
import { printUnprivileged } from '../../support/unprivileged.ts';

describe('opening a database', () => {
  test('makes its folder and its file', () => {
    const path = join(temporaryFolder(), 'new', 'folder', 'potluck.db');
    closeDatabase(openDatabase(`file:${path}`));
    expect(existsSync(path)).toBe(true);
  });

  test('lets nobody else read what it makes', () => {
    const folder = join(temporaryFolder(), 'data');
    const db = openDatabase(`file:${join(folder, 'potluck.db')}`);
    connectionOf(db).sqlite.exec('CREATE TABLE one (a)');
    const made = ['', ...readdirSync(folder)];
    expect(made).toEqual(['', 'potluck.db', 'potluck.db-shm', 'potluck.db-wal']);
    for (const file of made) expect([file, statSync(join(folder, file)).mode & 0o077]).toEqual([file, 0]);
    closeDatabase(db);
  });

  test('makes writes survive a power cut, and references hold', () => {
    const { sqlite } = connectionOf(temporaryDatabase());
    expect(sqlite.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(sqlite.pragma('synchronous', { simple: true })).toBe(2);
    expect(sqlite.pragma('foreign_keys', { simple: true })).toBe(1);
  });

  test.each([
    [
      'the file is something else',
      (path: string) => writeFileSync(path, 'A letter to my aunt. '.repeat(500)),
    ],
    ['there is a folder of its name', (path: string) => mkdirSync(path)],
  ])('says what to do when %s, and leaves it', (_, obstruct) => {
    const path = join(temporaryFolder(), 'potluck.db');
    obstruct(path);
    expect(() => openDatabase(`file:${path}`)).toThrow(DatabaseError);
    expect(() => openDatabase(`file:${path}`)).toThrow(`${path} can't be made or opened`);
    expect(() => openDatabase(`file:${path}`)).toThrow('Set DATABASE_URL to a file in a folder');
  });

  test.each([
    ['the file', (folder: string) => chmodSync(folder, 0o777), 'potluck.db'],
    ['its folder', (folder: string) => chmodSync(folder, 0o555), ''],
  ])('says whose it is when %s may only be read', (_, allow, what) => {
    const folder = temporaryFolder();
    const path = join(folder, 'potluck.db');
    closeDatabase(openDatabase(`file:${path}`));
    chmodSync(path, 0o444);
    allow(folder);
    const file = new URL('../../../src/core/db/file.ts', import.meta.url);
    const said = printUnprivileged(
      `import { openFile } from '${file}';`,
      `try { openFile('${path}', 0, () => {}); } catch (error) { console.log(error.constructor.name, error.message); }`,
    );
    expect(said).toContain(`DatabaseError ${path} can't be made or opened (EACCES`);
    expect(said).toMatch(/ belongs to (root|user \d+), and this runs as user \d+: let it write there/);
    expect(said).toContain(`${join(folder, what)} belongs to `);
  });

  test('says what to do when a file stands where its folder should be', () => {
    const file = join(temporaryFolder(), 'data');
    writeFileSync(file, 'A letter to my aunt.');
    expect(() => openDatabase(`file:${join(file, 'potluck.db')}`)).toThrow(DatabaseError);
    expect(readFileSync(file, 'utf8')).toBe('A letter to my aunt.');
  });
});

test('a prepared query is built once for each database, and works in a transaction', async () => {
  let built = 0;
  const byName = prepared((db) => {
    built += 1;
    return db
      .select()
      .from(secrets)
      .where(eq(secrets.name, sql.placeholder('name')))
      .prepare();
  });
  const [one, other] = [temporaryDatabase(), temporaryDatabase()];
  await one.insert(secrets).values({ name: 'a', value: '1' });
  for (let n = 0; n < 3; n += 1) {
    expect(await byName(one).all({ name: 'a' })).toEqual([{ name: 'a', value: '1' }]);
    expect(await byName(other).all({ name: 'a' })).toEqual([]);
  }
  expect(built).toBe(2);
  await transaction(one, async (tx) => {
    await tx.update(secrets).set({ value: '2' });
    expect(await byName(tx).all({ name: 'a' })).toEqual([{ name: 'a', value: '2' }]);
  });
});

test('what is wrong with a database is said in sentences', () => {
  const db = temporaryDatabase();
  expect(integrityProblems(db)).toEqual([]);
  const { sqlite } = connectionOf(db);
  sqlite.pragma('foreign_keys = OFF');
  sqlite.exec("INSERT INTO sessions VALUES ('x', 99, 0)");
  expect(integrityProblems(db)).toEqual(['A row of sessions refers to a row of people that is not there.']);
});

test.each([
  ['query_only = ON', 'The database may only be read.'],
  ['max_page_count = 1', 'The disk is full.'],
])('what keeps a database from being written is said in a sentence: %s', async (pragma, sentence) => {
  const db = temporaryDatabase();
  connectionOf(db).sqlite.pragma(pragma);
  const error = await db
    .insert(secrets)
    .values({ name: 'a', value: '1'.repeat(1_000_000) })
    .catch((error: unknown) => error);
  expect(error).not.toBeInstanceOf(DatabaseError);
  expect(asDatabaseError(error)?.message).toContain(sentence);
});

test('an error that is ours stays one', async () => {
  const db = temporaryDatabase();
  await db.insert(secrets).values({ name: 'a', value: '1' });
  const error = await db
    .insert(secrets)
    .values({ name: 'a', value: '2' })
    .catch((error: unknown) => error);
  expect(error).toBeInstanceOf(Error);
  expect(asDatabaseError(error)).toBeNull();
});

/** Another process that makes the file, and keeps it for itself for a while. */
const KEEPER = `
  const file = new (require('better-sqlite3'))(process.argv[1]);
  file.exec('CREATE TABLE one (a); BEGIN EXCLUSIVE; INSERT INTO one VALUES (1)');
  process.stdout.write('kept');
  setTimeout(() => { file.exec('COMMIT'); file.close(); }, 400);
`;

test('a file that another process is making is waited for, and from then on waits are short', async () => {
  const path = join(temporaryFolder(), 'potluck.db');
  const keeper = spawn(process.execPath, ['-e', KEEPER, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(keeper.stdout, 'data');
  const ended = once(keeper, 'exit');
  const db = openDatabase(`file:${path}`);
  const { sqlite } = connectionOf(db);
  expect(sqlite.pragma('journal_mode', { simple: true })).toBe('wal');
  expect(sqlite.pragma('busy_timeout', { simple: true })).toBeLessThan(100);
  expect(sqlite.prepare('SELECT a FROM one').pluck().all()).toEqual([1]);
  closeDatabase(db);
  expect(await ended).toEqual([0, null]);
});
