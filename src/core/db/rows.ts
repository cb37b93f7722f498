import type { Column, SQL } from 'drizzle-orm';
import { given } from './given.ts';
import { type Db, prepared } from './open.ts';

/** Stands for the value of a column in one of the rows; its name in the row is the column's in the table. */
export type GivenInRow = (column: Column, name: string) => SQL;

/** Rows that are written by one statement. */
interface Batch<Query> {
  query: Query;
  /** What the query is to be run with. */
  values: Record<string, unknown>;
}

/** A statement is kept for each of these counts: any number of rows is a few of them. */
const COUNTS = [16, 8, 4, 2, 1];

/**
 * Keeps a query that writes rows prepared, for several rows at a time: what a statement costs beside its rows is most
 * of what it costs.
 *
 * @param build makes the query for as many rows as it is given.
 * @returns cuts rows into batches; run them in their order.
 */
export function preparedForRows<Query>(
  build: (db: Db, rows: GivenInRow[]) => Query,
): (db: Db, rows: object[]) => Batch<Query>[] {
  const queries = COUNTS.map((count) => ({ count, query: prepared((db) => build(db, givenRows(count))) }));
  return (db, rows) => {
    const batches: Batch<Query>[] = [];
    let at = 0;
    for (const { count, query } of queries) {
      for (; rows.length - at >= count; at += count) {
        batches.push({ query: query(db), values: named(rows.slice(at, at + count)) });
      }
    }
    return batches;
  };
}

function givenRows(count: number): GivenInRow[] {
  return Array.from({ length: count }, (_, row) => (column, name) => given(`${name}:${row}`, column));
}

function named(rows: object[]): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [index, row] of rows.entries()) {
    for (const [name, value] of Object.entries(row)) values[`${name}:${index}`] = value;
  }
  return values;
}
