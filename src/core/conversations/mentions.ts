import querystring from 'node:querystring';
import { and, eq, exists, sql } from 'drizzle-orm';
import { addressKey } from '../address.ts';
import { type Db, prepared } from '../db/open.ts';
import { mentions } from '../db/schema/conversations.ts';
import { blogs, feeds } from '../db/schema/feeds.ts';
import { memberships } from '../db/schema/people.ts';
import { listLeadingTo } from './redirects.ts';

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
      : await findBloggers(db, cohort, key);
    if (found) people.set(key, found.id);
  }
  return people;
}

/** Those whose front page an address is, or was before that moved there. */
async function findBloggers(db: Db, cohort: string, key: string): Promise<{ id: number }[]> {
  const found = await bloggers(db).all({ cohort, key });
  if (found.length > 0) return found;
  for (const before of await listLeadingTo(db, key)) {
    found.push(...(await bloggers(db).all({ cohort, key: before })));
  }
  return found;
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
