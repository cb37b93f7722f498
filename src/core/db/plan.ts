import { type Column, type SQL, sql } from 'drizzle-orm';

/**
 * A column to compare with, and not to find rows by. SQLite keeps no statistics of ours: where it could find rows by
 * their ids or by their cohort, it may read all that a cohort ever wrote. The unary plus tells it not to
 * (sqlite.org/optoverview, "Disqualifying WHERE clause terms using unary +").
 */
export function notToFindBy(column: Column): SQL {
  return sql`+${column}`;
}

/**
 * A placeholder in the condition of a hot query that joins tables. A bare one may decide how SQLite goes about it, so
 * that it would make its plan anew each time the query runs.
 */
export function planless(name: string): SQL {
  return sql`+${sql.placeholder(name)}`;
}
