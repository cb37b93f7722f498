import querystring from 'node:querystring';
import { and, eq, exists, sql } from 'drizzle-orm';
import { addressKey } from '../address.ts';
import { type Db, prepared } from '../db/open.ts';
import { mentions } from '../db/schema/conversations.ts';
import { blogs, feeds } from '../db/schema/feeds.ts';
import { memberships } from '../db/schema/people.ts';

/** People of a cohort by addresses that mean them: the front page of a blog, or their page here. */
export type PeopleByAddress = Map<string, number>;

const bloggers = prepared((db) =>
  db
    .select({ id: memberships.id })
    .from(feeds)
    // In this order, see `links.ts`.
    .crossJoin(blogs)
    .crossJoin(memberships)
    .where(
      and(
        eq(feeds.siteKey, sql.placeholder('key')),
        eq(blogs.feedId, feeds.id),
        eq(memberships.id, blogs.membershipId),
        eq(memberships.cohort, sql.placeholder('cohort')),
      ),
    )
    .prepare(),
);

const members = prepared((db) =>
  db
    .select({ id: memberships.id })
    .from(memberships)
    .where(
      and(
        eq(memberships.cohort, sql.placeholder('cohort')),
        eq(memberships.handle, sql.placeholder('handle')),
      ),
    )
    .prepare(),
);

/**
 * Finds whom some addresses mean.
 *
 * @param pages the address of the people's pages here, without a slash at the end.
 */
export async function findPeople(
  db: Db,
  cohort: string,
  keys: string[],
  pages: string,
): Promise<PeopleByAddress> {
  const below = `${addressKey(pages)}/`;
  const people: PeopleByAddress = new Map();
  for (const key of keys) {
    const [found] = key.startsWith(below)
      ? await members(db).all({ cohort, handle: querystring.unescape(key.slice(below.length)) })
      : await bloggers(db).all({ cohort, key });
    if (found) people.set(key, found.id);
  }
  return people;
}

const clearing = prepared((db) =>
  db
    .delete(mentions)
    .where(
      and(
        eq(mentions.postId, sql.placeholder('postId')),
        exists(
          db
            .select({ one: sql`1` })
            .from(memberships)
            .where(
              and(
                eq(memberships.id, mentions.membershipId),
                eq(memberships.cohort, sql.placeholder('cohort')),
              ),
            ),
        ),
      ),
    )
    .prepare(),
);

/** Writes down which people of a cohort a post mentions by address, its author aside. */
export async function storeMentions(
  db: Db,
  { cohort, postId, author }: { cohort: string; postId: number; author: number },
  people: PeopleByAddress,
): Promise<void> {
  await clearing(db).run({ cohort, postId });
  const named = new Set(people.values());
  named.delete(author);
  if (named.size > 0) {
    await db.insert(mentions).values([...named].map((membershipId) => ({ postId, membershipId })));
  }
}

/** Forgets whom posts mention that have left a cohort. */
export async function forgetMentions(db: Db, cohort: string, postIds: number[]): Promise<void> {
  for (const postId of postIds) await clearing(db).run({ cohort, postId });
}
