import { type Column, type SQL, sql } from 'drizzle-orm';

/**
 * A column's value that is given each time a prepared statement runs, under `name`. Drizzle's own placeholder can't be
 * given null for a column that isn't plain text or a number.
 */
export function given(name: string, column: Column): SQL {
  const encoder = { mapToDriverValue: (value: unknown) => asStored(column, value) };
  return sql`${sql.param(sql.placeholder(name), encoder)}`;
}

/** The same for words that may be given as bytes in UTF-8: see `words.ts`. */
export function words(value: SQL): SQL {
  return sql`cast(${value} as text)`;
}

/** A value as its column stores it, with null for one that isn't given. */
export function asStored(column: Column, value: unknown): unknown {
  return value === null || value === undefined ? null : column.mapToDriverValue(value);
}

/** Whether a column's value is one of those that are given, as an array, each time a prepared statement runs. */
export function amongGiven(name: string, column: Column): SQL {
  const list = sql.param(sql.placeholder(name), { mapToDriverValue: JSON.stringify });
  return sql`${column} in (select value from json_each(${list}))`;
}
