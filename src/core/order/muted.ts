import { and, eq, exists, isNull, or, sql } from 'drizzle-orm';
import type { Db } from '../db/open.ts';
import { mutes } from '../db/schema/desk.ts';
import { blogs } from '../db/schema/feeds.ts';
import { memberships } from '../db/schema/people.ts';

/** Whether a blog, or all that its author writes, is muted; for a query that has the blog in it. */
export function isMuted(db: Db) {
  const ofBlog = or(isNull(mutes.blogId), eq(mutes.blogId, blogs.id));
  const muting = db
    .select({ one: sql`1` })
    .from(mutes)
    .where(and(eq(mutes.membershipId, blogs.membershipId), ofBlog));
  return exists(muting);
}

/** Whether all that somebody writes is muted; for a query that has the membership in it. */
export function isSilenced(db: Db) {
  const muting = db
    .select({ one: sql`1` })
    .from(mutes)
    .where(and(eq(mutes.membershipId, memberships.id), isNull(mutes.blogId)));
  return exists(muting);
}
