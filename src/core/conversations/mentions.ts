import { and, eq, inArray } from 'drizzle-orm';
import { addressKey } from '../address.ts';
import type { Db } from '../db/open.ts';
import { mentions } from '../db/schema/conversations.ts';
import { blogs, feeds } from '../db/schema/feeds.ts';
import { memberships } from '../db/schema/people.ts';
import { knownRedirects } from './redirects.ts';

/** The people of a cohort by the addresses that mean them: the front page of a blog, and their page here. */
export type PeopleByAddress = Map<string, number>;

/** @param pageOf gives the address of a person's page by their handle. */
export async function listPeopleByAddress(
  db: Db,
  cohort: string,
  pageOf: (handle: string) => string,
): Promise<PeopleByAddress> {
  const rows = await db
    .select({ id: memberships.id, handle: memberships.handle, siteUrl: feeds.siteUrl })
    .from(memberships)
    .leftJoin(blogs, eq(blogs.membershipId, memberships.id))
    .leftJoin(feeds, eq(feeds.id, blogs.feedId))
    .where(eq(memberships.cohort, cohort));
  const people: PeopleByAddress = new Map();
  for (const { id, handle, siteUrl } of rows) {
    for (const address of [siteUrl ?? '', pageOf(handle)]) {
      const key = addressKey(address);
      if (key !== null) people.set(key, id);
    }
  }
  for (const [from, to] of await knownRedirects(db, [...people.keys()])) {
    const id = people.get(from);
    if (id !== undefined && !people.has(to)) people.set(to, id);
  }
  return people;
}

/** Writes down which people of a cohort a post mentions by address, its author aside. */
export async function storeMentions(
  db: Db,
  { cohort, postId, author }: { cohort: string; postId: number; author: number },
  links: { key: string }[],
  people: PeopleByAddress,
): Promise<void> {
  const ofCohort = db.select({ id: memberships.id }).from(memberships).where(eq(memberships.cohort, cohort));
  await db.delete(mentions).where(and(eq(mentions.postId, postId), inArray(mentions.membershipId, ofCohort)));
  const named = new Set(links.flatMap(({ key }) => people.get(key) ?? []));
  named.delete(author);
  if (named.size > 0) {
    await db.insert(mentions).values([...named].map((membershipId) => ({ postId, membershipId })));
  }
}
