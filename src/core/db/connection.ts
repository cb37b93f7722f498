import { setTimeout as pause, setImmediate as turnOfTheLoop } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';

type Method = 'run' | 'all' | 'values' | 'get';

/** A transaction that waits for its turn. */
interface Waiting {
  /** @returns what tells that it is kept. */
  work(): Promise<() => void>;
  lose(error: unknown): void;
}

/** How long a statement waits for another process to finish writing. */
const PATIENCE_MS = 10_000;
const RETRY_MS = 15;
/** Enough for every statement of the program; built-up `IN (…)` lists of odd lengths push the oldest out. */
const KEPT_STATEMENTS = 300;
/** Among so many a commit costs each next to nothing, and more would keep others waiting. */
const CROWD = 100;

/**
 * One SQLite connection behind an asynchronous face. While a transaction is open, other statements wait for its
 * end, as they would on a server; waiting for another process happens between statements, never inside SQLite,
 * where it would freeze the event loop.
 */
export class Connection {
  readonly sqlite: Sqlite.Database;
  readonly #statements = new Map<string, Sqlite.Statement<unknown[]>>();
  #waiting: Waiting[] = [];
  /** Runs while all that wait are patient. */
  #patience: NodeJS.Timeout | null = null;
  /** Whether those that wait are to have their turn now. */
  #isTime = false;
  /** Until no transaction is open or waiting. */
  #transactions: Promise<void> | null = null;

  constructor(sqlite: Sqlite.Database) {
    this.sqlite = sqlite;
    const waits = sqlite.pragma('busy_timeout', { simple: true });
    // Another process may be making the file at this moment. Nothing else goes on here until it is open.
    sqlite.pragma(`busy_timeout = ${PATIENCE_MS}`);
    // Of a new file. Posts are long: pages of twice the usual size are half as many to write.
    sqlite.pragma('page_size = 8192');
    sqlite.pragma('journal_mode = WAL');
    // In pages, 32 MB of them: pages of an index that every batch of posts changes are copied into the file seldom.
    sqlite.pragma('wal_autocheckpoint = 4000');
    // FULL: what was acknowledged survives a power cut, not only a crash.
    sqlite.pragma('synchronous = FULL');
    sqlite.pragma('foreign_keys = ON');
    // What a statement may have to undo: in a file, each page that it changes would be two calls of the system.
    sqlite.pragma('temp_store = MEMORY');
    sqlite.pragma(`busy_timeout = ${waits}`);
  }

  async execute(sql: string, params: unknown[], method: Method): Promise<{ rows: unknown[] }> {
    return this.#patiently(async () => {
      // Anew at each attempt: a transaction may have begun while this statement waited for another process.
      while (this.#transactions) await this.#transactions;
      return this.#now(sql, params, method);
    });
  }

  /**
   * Transactions take turns. Those that wait at the same time share one commit, which is most of what a small one
   * costs; each is still undone by itself when its work fails.
   *
   * @param patienceMs for how long it may wait for others to share its commit with. One without patience takes all
   * that wait along.
   */
  transaction<T>(work: () => Promise<T>, patienceMs: number): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({
        work: async () => {
          const result = await work();
          return () => resolve(result);
        },
        lose: reject,
      });
      if (patienceMs === 0 || this.#waiting.length >= CROWD) this.#startTurns();
      else this.#patience ??= setTimeout(() => this.#startTurns(), patienceMs);
    });
  }

  /** For the work of a transaction. */
  executeInTransaction(sql: string, params: unknown[], method: Method): { rows: unknown[] } {
    if (!this.sqlite.inTransaction) throw new Error('This transaction has ended.');
    return this.#now(sql, params, method);
  }

  close(): void {
    this.sqlite.close();
  }

  #startTurns(): void {
    this.#isTime = true;
    this.#transactions ??= this.#takeTurns();
  }

  async #takeTurns(): Promise<void> {
    while (this.#isTime) {
      // Whatever else comes in within this turn is let in.
      await turnOfTheLoop();
      if (this.#patience) clearTimeout(this.#patience);
      this.#patience = null;
      this.#isTime = false;
      await this.#shareCommit(this.#waiting.splice(0));
    }
    this.#transactions = null;
  }

  async #shareCommit(sharing: Waiting[]): Promise<void> {
    try {
      // IMMEDIATE: a read that turns into a write later on would fail at once if another process wrote in between.
      await this.#patiently(() => this.#now('BEGIN IMMEDIATE', [], 'run'));
      const keeping: (() => void)[] = [];
      for (const each of sharing) {
        const keep = await this.#undoably(each);
        if (keep) keeping.push(keep);
      }
      await this.#patiently(() => this.#now('COMMIT', [], 'run'));
      for (const keep of keeping) keep();
    } catch (error) {
      if (this.sqlite.inTransaction) this.#now('ROLLBACK', [], 'run');
      for (const { lose } of sharing) lose(error);
    }
  }

  /** @returns null when its work failed. */
  async #undoably({ work, lose }: Waiting): Promise<(() => void) | null> {
    this.#now('SAVEPOINT one', [], 'run');
    try {
      const keep = await work();
      this.#now('RELEASE one', [], 'run');
      return keep;
    } catch (error) {
      // Some errors, such as a full disk, end everything that is open.
      if (!this.sqlite.inTransaction) throw error;
      this.#now('ROLLBACK TO one', [], 'run');
      this.#now('RELEASE one', [], 'run');
      lose(error);
      return null;
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
