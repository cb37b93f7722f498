import { drizzle, type SqliteRemoteDatabase } from 'drizzle-orm/sqlite-proxy';
import { Connection } from './connection.ts';
import { databasePath, openFile } from './file.ts';

/** What every noun asks for its data. Inside a transaction it is that transaction. */
export type Db = SqliteRemoteDatabase;

interface Opened {
  connection: Connection;
  /** For whatever transaction is open: its prepared queries last longer than the one that built them. */
  tx: Db;
}

const opened = new WeakMap<Db, Opened>();

/** Short: where SQLite waits, the event loop stands still. The patience is in `Connection`. */
const SQLITE_WAITS_MS = 20;

/**
 * Opens the database, creating its folder and file when they are missing; the schema is `migrate.ts`'s.
 * Close it with `closeDatabase`.
 *
 * @throws DatabaseError when the file can't be made, read or written.
 */
export function openDatabase(url: string): Db {
  const connection = openFile(databasePath(url), SQLITE_WAITS_MS, (file) => new Connection(file));
  const db = drizzle((sql, params, method) => connection.execute(sql, params, method));
  const tx = drizzle(async (sql, params, method) => connection.executeInTransaction(sql, params, method));
  opened.set(db, { connection, tx });
  return db;
}

export function closeDatabase(db: Db): void {
  connectionOf(db).close();
}

/**
 * Runs `work` in one transaction: all of it is kept, or none of it when it throws.
 * Everything else waits meanwhile, so `work` does nothing slow. Inside a transaction it joins that one.
 *
 * @param patienceMs for how long it may be put off, so that several share the cost of making them durable.
 */
export async function transaction<T>(db: Db, work: (tx: Db) => Promise<T>, patienceMs = 0): Promise<T> {
  const database = opened.get(db);
  return database ? database.connection.transaction(() => work(database.tx), patienceMs) : work(db);
}

/** The bare connection, for the migrations and the checks that only SQLite knows. */
export function connectionOf(db: Db): Connection {
  const database = opened.get(db);
  if (!database) throw new Error('This is a transaction, not a database.');
  return database.connection;
}

/**
 * Keeps a hot query prepared: built once a database instead of once a call, which is most of its cost.
 *
 * @example const byEmail = prepared((db) => db.select()….where(eq(people.email, sql.placeholder('email'))).prepare());
 */
export function prepared<Query>(build: (db: Db) => Query): (db: Db) => Query {
  const built = new WeakMap<Db, Query>();
  return (db) => {
    let query = built.get(db);
    if (query === undefined) {
      query = build(db);
      built.set(db, query);
    }
    return query;
  };
}
