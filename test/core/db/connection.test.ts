import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import { asc, eq, inArray } from 'drizzle-orm';
import { describe, expect, onTestFinished, test } from 'vitest';
import { closeDatabase, connectionOf, type Db, openDatabase, transaction } from '#core/db/open.ts';
import { secrets } from '#core/db/schema/door.ts';
import { temporaryDatabase } from '../../support/database.ts';

/** Longer than any test takes. */
const LONG_MS = 60 * 60 * 1000;

async function store(db: Db, name: string): Promise<void> {
  await db.insert(secrets).values({ name, value: name });
}

async function stored(db: Db): Promise<string[]> {
  return (await db.select().from(secrets).orderBy(asc(secrets.name))).map(({ name }) => name);
}

/** What another process sees of the same file. */
function openBeside(db: Db): Db {
  const other = openDatabase(`file:${connectionOf(db).sqlite.name}`);
  onTestFinished(() => closeDatabase(other));
  return other;
}

/** A promise, and whether it has come to its end. */
function watched<T>(promise: Promise<T>): { promise: Promise<T>; settled: () => boolean } {
  let settled = false;
  const end = () => {
    settled = true;
  };
  promise.then(end, end);
  return { promise, settled: () => settled };
}

/** Lets whatever can go on go on. */
async function turns(): Promise<void> {
  for (let n = 0; n < 10; n += 1) await turn();
}

describe('a transaction', () => {
  test('keeps all of its writes when its work succeeds, and gives what the work gave', async () => {
    const db = temporaryDatabase();
    const given = await transaction(db, async (tx) => {
      await store(tx, 'a');
      await store(tx, 'b');
      return 7;
    });
    expect(given).toBe(7);
    expect(await stored(openBeside(db))).toEqual(['a', 'b']);
  });

  test('keeps none of them when its work fails, and the failure comes out as it is', async () => {
    const db = temporaryDatabase();
    const trouble = new Error('trouble');
    const work = transaction(db, async (tx) => {
      await store(tx, 'a');
      throw trouble;
    });
    await expect(work).rejects.toBe(trouble);
    expect(await stored(db)).toEqual([]);
    await transaction(db, (tx) => store(tx, 'b'));
    expect(await stored(db)).toEqual(['b']);
  });

  test('keeps none of them when a statement of it fails', async () => {
    const db = temporaryDatabase();
    await expect(
      transaction(db, async (tx) => {
        await store(tx, 'a');
        await store(tx, 'a');
      }),
    ).rejects.toThrow();
    expect(await stored(db)).toEqual([]);
  });

  test('sees its own writes before anybody else does', async () => {
    const db = temporaryDatabase();
    const other = openBeside(db);
    await transaction(db, async (tx) => {
      await store(tx, 'a');
      expect(await stored(tx)).toEqual(['a']);
      expect(await stored(other)).toEqual([]);
    });
    expect(await stored(other)).toEqual(['a']);
  });

  test('inside another joins it: both are kept or neither', async () => {
    const db = temporaryDatabase();
    const outer = (fails: boolean) =>
      transaction(db, async (tx) => {
        await store(tx, 'outer');
        await transaction(tx, (inner) => store(inner, 'inner'));
        if (fails) throw new Error('outer trouble');
      });
    await expect(outer(true)).rejects.toThrow('outer trouble');
    expect(await stored(db)).toEqual([]);
    await outer(false);
    expect(await stored(db)).toEqual(['inner', 'outer']);
  });

  test('waits for its turn, in the order of asking, also after one that failed', async () => {
    const db = temporaryDatabase();
    const order: string[] = [];
    const work = (name: string, fails = false) =>
      transaction(db, async (tx) => {
        order.push(`${name} begins`);
        await store(tx, name);
        await turns();
        order.push(`${name} ends`);
        if (fails) throw new Error(name);
      });
    const results = await Promise.allSettled([work('a'), work('b', true), work('c')]);
    expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await stored(db)).toEqual(['a', 'c']);
  });

  test('that shares its commit with others is undone alone when it fails', async () => {
    const db = temporaryDatabase();
    const { sqlite } = connectionOf(db);
    const other = openBeside(db);
    const seenBeside: string[][] = [];
    const work = (name: string, fails = false) =>
      transaction(db, async (tx) => {
        await store(tx, name);
        seenBeside.push(await stored(other));
        if (fails) throw new Error(name);
      });
    const results = await Promise.allSettled([work('a'), work('b', true), work('c')]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(seenBeside).toEqual([[], [], []]);
    expect(await stored(other)).toEqual(['a', 'c']);
    expect(sqlite.inTransaction).toBe(false);
  });

  test('that shares a commit which is lost is lost too, and so it is told', async () => {
    const db = temporaryDatabase();
    const { sqlite } = connectionOf(db);
    const results = await Promise.allSettled([
      transaction(db, (tx) => store(tx, 'a')),
      transaction(db, async (tx) => {
        await store(tx, 'b');
        // What a full disk does.
        sqlite.exec('ROLLBACK');
        throw new Error('disk full');
      }),
      transaction(db, (tx) => store(tx, 'c')),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(await stored(db)).toEqual([]);
    await transaction(db, (tx) => store(tx, 'd'));
    expect(await stored(db)).toEqual(['d']);
  });

  test('that is patient waits for another, shares its commit and is not waited for', async () => {
    const db = temporaryDatabase();
    const { sqlite } = connectionOf(db);
    const patient = watched(transaction(db, (tx) => store(tx, 'a'), LONG_MS));
    await turns();
    expect(await stored(db)).toEqual([]);
    expect(patient.settled()).toBe(false);
    await transaction(db, async (tx) => {
      await store(tx, 'b');
      expect(await stored(tx)).toEqual(['a', 'b']);
    });
    await patient.promise;
    expect(await stored(openBeside(db))).toEqual(['a', 'b']);
    expect(sqlite.inTransaction).toBe(false);
  });

  test('that is patient waits no longer than it said, and the next one as long again', async () => {
    const db = temporaryDatabase();
    for (const name of ['a', 'b']) await transaction(db, (tx) => store(tx, name), 20);
    expect(await stored(db)).toEqual(['a', 'b']);
  });

  test('that is patient and comes while others are kept waits for the next commit', async () => {
    const db = temporaryDatabase();
    let late: ReturnType<typeof watched<void>> | undefined;
    await transaction(db, async () => {
      late = watched(transaction(db, (tx) => store(tx, 'late'), LONG_MS));
    });
    await turns();
    expect(late?.settled()).toBe(false);
    await transaction(db, (tx) => store(tx, 'b'));
    expect(await stored(db)).toEqual(['b', 'late']);
  });

  test('that is patient waits no longer once many wait', async () => {
    const db = temporaryDatabase();
    const names = Array.from({ length: 250 }, (_, n) => String(n).padStart(3, '0'));
    const all = names.map((name) => watched(transaction(db, (tx) => store(tx, name), LONG_MS)));
    await Promise.all(all.slice(0, 200).map(({ promise }) => promise));
    await transaction(db, (tx) => store(tx, 'last'));
    expect(await stored(db)).toEqual([...names, 'last']);
  });

  test('takes nothing more once it has ended', async () => {
    const db = temporaryDatabase();
    const late = await transaction(db, async (tx) => () => store(tx, 'late'));
    await expect(late()).rejects.toThrow();
    expect(await stored(db)).toEqual([]);
  });

  test('that a hundred ask for at once loses no update', async () => {
    const db = temporaryDatabase();
    await db.insert(secrets).values({ name: 'count', value: '0' });
    const its = eq(secrets.name, 'count');
    const addOne = () =>
      transaction(db, async (tx) => {
        const [row] = await tx.select().from(secrets).where(its);
        await turn();
        await tx
          .update(secrets)
          .set({ value: String(Number(row?.value) + 1) })
          .where(its);
      });
    await Promise.all(Array.from({ length: 100 }, addOne));
    expect((await db.select().from(secrets))[0]?.value).toBe('100');
  });

  test('cannot be asked for its connection', async () => {
    const db = temporaryDatabase();
    await expect(transaction(db, async (tx) => connectionOf(tx))).rejects.toThrow('a transaction');
  });
});

describe('a statement beside a transaction', () => {
  test('waits for its end', async () => {
    const db = temporaryDatabase();
    let reading: ReturnType<typeof watched<string[]>> | undefined;
    await transaction(db, async (tx) => {
      await store(tx, 'a');
      reading = watched(stored(db));
      await turns();
      expect(reading.settled()).toBe(false);
      await store(tx, 'b');
    });
    expect(await reading?.promise).toEqual(['a', 'b']);
  });

  test('is not lost when the transaction is rolled back', async () => {
    const db = temporaryDatabase();
    let writing: Promise<void> | undefined;
    const failing = transaction(db, async (tx) => {
      await store(tx, 'inside');
      writing = store(db, 'beside');
      await turns();
      throw new Error('trouble');
    });
    await expect(failing).rejects.toThrow('trouble');
    await writing;
    expect(await stored(db)).toEqual(['beside']);
  });

  test('is not lost when it waited for another process before the transaction began', async () => {
    const db = temporaryDatabase();
    const other = connectionOf(openBeside(db)).sqlite;
    other.exec('BEGIN IMMEDIATE');
    const writing = store(db, 'beside');
    await turns();
    other.exec('COMMIT');
    const failing = transaction(db, async (tx) => {
      await store(tx, 'inside');
      // Longer than the pause between two attempts of a statement.
      await pause(100);
      throw new Error('trouble');
    });
    await expect(failing).rejects.toThrow('trouble');
    await writing;
    expect(await stored(db)).toEqual(['beside']);
  });
});

describe('while another process writes', () => {
  test.each([
    ['a statement', (db: Db) => store(db, 'a')],
    ['a transaction', (db: Db) => transaction(db, (tx) => store(tx, 'a'))],
  ])('%s waits and then succeeds', async (_, write) => {
    const db = temporaryDatabase();
    const other = connectionOf(openBeside(db)).sqlite;
    other.exec("BEGIN IMMEDIATE; INSERT INTO secrets VALUES ('theirs', '')");
    const writing = watched(write(db));
    await turns();
    expect(writing.settled()).toBe(false);
    other.exec('COMMIT');
    await writing.promise;
    expect(await stored(db)).toEqual(['a', 'theirs']);
  });

  test('reading goes on', async () => {
    const db = temporaryDatabase();
    await store(db, 'a');
    const other = connectionOf(openBeside(db)).sqlite;
    other.exec("BEGIN IMMEDIATE; INSERT INTO secrets VALUES ('theirs', '')");
    expect(await stored(db)).toEqual(['a']);
    other.exec('ROLLBACK');
  });

  test('transactions of both take turns and lose no update', async () => {
    const db = temporaryDatabase();
    const other = openBeside(db);
    await db.insert(secrets).values({ name: 'count', value: '0' });
    const addOne = (its: Db) =>
      transaction(its, async (tx) => {
        const [row] = await tx.select().from(secrets);
        await turn();
        await tx.update(secrets).set({ value: String(Number(row?.value) + 1) });
      });
    await Promise.all([db, other].flatMap((its) => Array.from({ length: 10 }, () => addOne(its))));
    expect((await db.select().from(secrets))[0]?.value).toBe('20');
  });
});

describe('the database', () => {
  test('gives undefined for the one row that isn’t there', async () => {
    const db = temporaryDatabase();
    const one = db.select().from(secrets).where(eq(secrets.name, 'a'));
    expect(await one.get()).toBeUndefined();
    await store(db, 'a');
    expect(await one.get()).toEqual({ name: 'a', value: 'a' });
  });

  test('refuses a reference to nothing', async () => {
    const { sqlite } = connectionOf(temporaryDatabase());
    expect(() => sqlite.exec("INSERT INTO sessions VALUES ('x', 99, 0)")).toThrow('FOREIGN KEY');
  });

  test('survives more statements than it keeps prepared', async () => {
    const db = temporaryDatabase();
    await store(db, 'a');
    for (let n = 1; n <= 400; n += 1) {
      const names = Array.from({ length: n }, () => 'a');
      expect(await db.select().from(secrets).where(inArray(secrets.name, names))).toHaveLength(1);
    }
    expect(await stored(db)).toEqual(['a']);
  });
});
