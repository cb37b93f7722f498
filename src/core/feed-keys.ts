import { eq, sql } from 'drizzle-orm';
import { type Db, prepared } from './db/open.ts';
import { memberships } from './db/schema/people.ts';
import type { Membership } from './memberships.ts';
import { isSameSecret, sign } from './tokens.ts';

/**
 * The key in a member's own feed addresses: whoever has it reads the feeds of that cohort as they do. It isn't stored:
 * it can be shown again and again, and ends with the membership, or when another serial makes another key.
 */
export async function feedKey(db: Db, { id, feedSerial }: Membership): Promise<string> {
  return `${id}-${await sign(db, `feeds ${id} ${feedSerial}`)}`;
}

const byId = prepared((db) =>
  db
    .select()
    .from(memberships)
    .where(eq(memberships.id, sql.placeholder('id')))
    .prepare(),
);

/** The membership that a key was given to; null when there is none, or it has other addresses by now. */
export async function findMembershipByFeedKey(db: Db, key: string): Promise<Membership | null> {
  const id = /^(\d{1,15})-[\w-]{43}$/.exec(key)?.[1];
  if (id === undefined) return null;
  const [membership] = await byId(db).all({ id: Number(id) });
  if (!membership) return null;
  return isSameSecret(key, await feedKey(db, membership)) ? membership : null;
}

/** Gives a member new feed addresses; the ones before lead nowhere from now on. */
export async function renewFeedKey(db: Db, membershipId: number): Promise<void> {
  await db
    .update(memberships)
    .set({ feedSerial: sql`${memberships.feedSerial} + 1` })
    .where(eq(memberships.id, membershipId));
}
