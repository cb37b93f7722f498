import { and, eq, sql } from 'drizzle-orm';
import { type Db, prepared } from './db/open.ts';
import { follows } from './db/schema/people.ts';

const followed = prepared((db) =>
  db
    .select({ id: follows.followedId })
    .from(follows)
    .where(eq(follows.membershipId, sql.placeholder('membershipId')))
    .prepare(),
);

/** Whose posts a member doesn't want to miss. Nobody else ever learns it, nor how many follow whom. */
export async function listFollowed(db: Db, membershipId: number): Promise<Set<number>> {
  return new Set((await followed(db).all({ membershipId })).map(({ id }) => id));
}

/** Follows somebody of the same cohort, or no longer does. */
export async function follow(
  db: Db,
  membershipId: number,
  followedId: number,
  isFollowing: boolean,
): Promise<void> {
  if (isFollowing) await db.insert(follows).values({ membershipId, followedId }).onConflictDoNothing();
  else {
    await db
      .delete(follows)
      .where(and(eq(follows.membershipId, membershipId), eq(follows.followedId, followedId)));
  }
}
