import { integer } from 'drizzle-orm/sqlite-core';

/** A column that ends in `_at`: an instant, stored as milliseconds since 1970. Calendar days end in `_on`, as text. */
export const instant = (name: string) => integer(name, { mode: 'timestamp_ms' });

export const key = () => integer('id').primaryKey({ autoIncrement: true });
