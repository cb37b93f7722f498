import { type AnyColumn, and, eq, exists, isNull, or, type SQL, sql } from 'drizzle-orm';
import type { Db } from '../db/open.ts';
import { mutes } from '../db/schema/desk.ts';
import { blogs } from '../db/schema/feeds.ts';

/** Whether a blog, or all that its author writes, is muted; for a query that has the blog in it. */
export function isMuted(db: Db): SQL {
  return hasMute(db, blogs.membershipId, or(isNull(mutes.blogId), eq(mutes.blogId, blogs.id)));
}

/** Whether all that a membership writes is muted; for a query that has it in a column. */
export function isSilenced(db: Db, membershipId: AnyColumn): SQL {
  return hasMute(db, membershipId, isNull(mutes.blogId));
}

function hasMute(db: Db, membershipId: AnyColumn, which: SQL | undefined): SQL {
  const muting = db
    .select({ one: sql`1` })
    .from(mutes)
    .where(and(eq(mutes.membershipId, membershipId), which));
  return exists(muting);
}
