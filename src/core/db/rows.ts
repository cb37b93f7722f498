import type { Column, SQL } from 'drizzle-orm';
import { given } from './given.ts';
import { type Db, prepared } from './open.ts';

type Row = Record<string, unknown>;

/** Stands for the value of a column in one of the rows, which has it under a name. */
type GivenInRow = (column: Column, name: string) => SQL;

/** Rows that are written by one statement. */
interface Batch<Query> {
  query: Query;
  /** What the query is to be run with. */
  values: Row;
}

/** A statement is kept for each of these counts: any number of rows is a few of them. Most feeds bring ten, or twenty. */
const COUNTS = [20, 10, 5, 2, 1];

/**
 * Keeps a query that writes rows prepared, for several rows at a time: what a statement costs beside its rows is most
 * of what it costs.
 *
 * @param build makes the query for as many rows as it is given.
 * @returns cuts rows into batches; run them in their order.
 */
export function preparedForRows<Query>(
  build: (db: Db, rows: GivenInRow[]) => Query,
): (db: Db, rows: Row[]) => Batch<Query>[] {
  const statements = COUNTS.map((count) => statementFor(count, build));
  return (db, rows) => {
    const batches: Batch<Query>[] = [];
    let at = 0;
    for (const { count, prepare } of statements) {
      for (; rows.length - at >= count; at += count) {
        const { query, names } = prepare(db);
        batches.push({ query, values: numbered(names, rows.slice(at, at + count)) });
      }
    }
    return batches;
  };
}

function statementFor<Query>(count: number, build: (db: Db, rows: GivenInRow[]) => Query) {
  const prepare = prepared((db) => {
    const names: string[] = [];
    const rows = Array.from({ length: count }, (_, row) => (column: Column, name: string) => {
      if (!names.includes(name)) names.push(name);
      return given(String(names.indexOf(name) * count + row), column);
    });
    return { query: build(db, rows), names };
  });
  return { count, prepare };
}

/** Values under numbers, which are found faster than under names made up for each row. */
function numbered(names: string[], rows: Row[]): Row {
  const values: Row = {};
  let number = 0;
  for (const name of names) {
    for (const row of rows) values[number++] = row[name];
  }
  return values;
}
