import { setTimeout as pause } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';

type Method = 'run' | 'all' | 'values' | 'get';
export type Execute = (sql: string, params: unknown[], method: Method) => Promise<{ rows: unknown[] }>;

/** How long a statement waits for another process to finish writing. */
const PATIENCE_MS = 10_000;
const RETRY_MS = 15;
/** Enough for every statement of the program; built-up `IN (…)` lists of odd lengths push the oldest out. */
const KEPT_STATEMENTS = 300;

/**
 * One SQLite connection behind an asynchronous face. While a transaction is open, other statements wait for its
 * end, as they would on a server; waiting for another process happens between statements, never inside SQLite,
 * where it would freeze the event loop.
 */
export class Connection {
  readonly sqlite: Sqlite.Database;
  readonly #statements = new Map<string, Sqlite.Statement<unknown[]>>();
  #queue: Promise<unknown> = Promise.resolve();
  #openTransactions = 0;

  constructor(sqlite: Sqlite.Database) {
    this.sqlite = sqlite;
    sqlite.pragma('journal_mode = WAL');
    // FULL: what was acknowledged survives a power cut, not only a crash.
    sqlite.pragma('synchronous = FULL');
    sqlite.pragma('foreign_keys = ON');
  }

  async execute(sql: string, params: unknown[], method: Method): Promise<{ rows: unknown[] }> {
    return this.#patiently(async () => {
      // Anew at each attempt: a transaction may have begun while this statement waited for another process.
      while (this.#openTransactions > 0) await this.#queue;
      return this.#now(sql, params, method);
    });
  }

  /** Transactions take turns; `work` gets an `execute` that belongs to its own. */
  async transaction<T>(work: (execute: Execute) => Promise<T>): Promise<T> {
    const before = this.#queue;
    this.#openTransactions += 1;
    const turn = before.then(() => this.#transact(work));
    this.#queue = turn.then(
      () => this.#end(),
      () => this.#end(),
    );
    return turn;
  }

  close(): void {
    this.sqlite.close();
  }

  #end(): void {
    this.#openTransactions -= 1;
  }

  async #transact<T>(work: (execute: Execute) => Promise<T>): Promise<T> {
    // IMMEDIATE: a read that turns into a write later on would fail at once if another process wrote in between.
    await this.#patiently(() => this.#now('BEGIN IMMEDIATE', [], 'run'));
    try {
      const result = await work(async (sql, params, method) => this.#now(sql, params, method));
      await this.#patiently(() => this.#now('COMMIT', [], 'run'));
      return result;
    } catch (error) {
      if (this.sqlite.inTransaction) this.#now('ROLLBACK', [], 'run');
      throw error;
    }
  }

  async #patiently<T>(attempt: () => T | Promise<T>): Promise<T> {
    for (let waited = 0; ; waited += RETRY_MS) {
      try {
        return await attempt();
      } catch (error) {
        const busy = error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY');
        if (!busy || waited >= PATIENCE_MS) throw error;
        await pause(RETRY_MS);
      }
    }
  }

  #now(sql: string, params: unknown[], method: Method): { rows: unknown[] } {
    const statement = this.#prepare(sql);
    if (!statement.reader) {
      statement.run(...params);
      return { rows: [] };
    }
    if (method === 'get') {
      // Drizzle's proxy takes the one row itself as `rows`, and its absence as "nothing found".
      const row = statement.get(...params);
      return { rows: row as unknown[] };
    }
    return { rows: statement.all(...params) };
  }

  #prepare(sql: string): Sqlite.Statement<unknown[]> {
    const kept = this.#statements.get(sql);
    if (kept) return kept;
    const statement = this.sqlite.prepare<unknown[]>(sql);
    if (statement.reader) statement.raw(true);
    if (this.#statements.size >= KEPT_STATEMENTS) {
      const [oldest] = this.#statements.keys();
      if (oldest !== undefined) this.#statements.delete(oldest);
    }
    this.#statements.set(sql, statement);
    return statement;
  }
}
