import { type Column, getTableColumns, type InferSelectModel, type SQL, sql, type Table } from 'drizzle-orm';
import { asStored } from './given.ts';
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
        const { query, columns } = prepare(db);
        batches.push({ query, values: valuesOf(columns, rows.slice(at, at + count)) });
      }
    }
    return batches;
  };
}

function statementFor<Query>(count: number, build: (db: Db, rows: GivenInRow[]) => Query) {
  const prepare = prepared((db) => {
    const columns = new Map<string, Column>();
    const rows = Array.from({ length: count }, (_, row) => (column: Column, name: string) => {
      columns.set(name, column);
      const number = [...columns.keys()].indexOf(name) * count + row;
      return sql`${sql.placeholder(String(number))}`;
    });
    return { query: build(db, rows), columns: [...columns] };
  });
  return { count, prepare };
}

/**
 * Values as they are stored, under numbers, which are found faster than under names made up for each row. Drizzle would
 * make them such one by one, and look at each twice to see what it is.
 */
function valuesOf(columns: [string, Column][], rows: Row[]): Row {
  const values: Row = {};
  let number = 0;
  for (const [name, column] of columns) {
    for (const row of rows) values[number++] = asStored(column, row[name]);
  }
  return values;
}

/**
 * Whole rows of a table, from what `values` gives of a prepared query that selects or returns all its columns. Drizzle
 * would look at each value of each row to see what column it is of.
 */
export function rowsOf<T extends Table>(table: T, values: unknown[][]): InferSelectModel<T>[] {
  const columns = Object.entries(getTableColumns(table));
  return values.map((stored) => {
    const row: Row = {};
    let at = 0;
    for (const [name, column] of columns) {
      const value = stored[at++];
      row[name] = value === null ? null : column.mapFromDriverValue(value);
    }
    return row as InferSelectModel<T>;
  });
}
