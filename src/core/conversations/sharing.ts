import { and, eq, max, notExists, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { given } from '../db/given.ts';
import { type Db, prepared } from '../db/open.ts';
import { notToFindBy } from '../db/plan.ts';
import { links, sharedPages } from '../db/schema/conversations.ts';
import { blogs } from '../db/schema/feeds.ts';
import { filings } from '../db/schema/issues.ts';
import { keepQuotes, type Link } from './links.ts';
import { wantLook } from './pages.ts';

/** A post with more links than this recommends none of what it links to. */
export const LONGEST_RECOMMENDATION = 25;
/** A link that somebody repeats in more posts than this is a part of their blog, not something that they share. */
const MOST_TIMES = 2;
/** A page that everybody links to all the time is looked up in this many posts of them, the newest of all cohorts. */
const ENOUGH_POSTS = 100;

const newest = (columns: SQL) =>
  sql`(select ${columns} from ${links} where ${links.key} = ${sql.placeholder('key')}
    order by ${links.postId} desc limit ${sql.raw(String(ENOUGH_POSTS))}) as linking`;

const further = alias(links, 'further');

/** Whether a post recommends what it links to; for a query that has its filing. */
export function recommends(db: Db): SQL {
  return notExists(
    db
      .select({ one: sql`1` })
      .from(further)
      .where(and(eq(further.postId, filings.postId), eq(further.position, LONGEST_RECOMMENDATION))),
  );
}

/** Joins what links there with what of it is in a cohort and recommends it. */
const recommending = (db: Db) =>
  and(
    sql`${filings.postId} = linking.post_id`,
    eq(notToFindBy(filings.cohort), sql.placeholder('cohort')),
    recommends(db),
  );

const sharers = prepared((db) =>
  db
    .select({ author: blogs.membershipId, posts: sql<number>`count(*)`, newest: max(filings.datedAt) })
    // No more than what the index holds.
    .from(newest(sql`${links.postId} as post_id`))
    .innerJoin(filings, recommending(db))
    .innerJoin(blogs, eq(blogs.id, filings.blogId))
    .groupBy(blogs.membershipId)
    .prepare(),
);

const sharing = prepared((db) =>
  db
    .select({ postId: filings.postId, position: sql<number>`linking.position` })
    .from(newest(sql`${links.postId} as post_id, ${links.position} as position`))
    .innerJoin(filings, recommending(db))
    .prepare(),
);

const known = prepared((db) =>
  db
    .select({ key: sharedPages.key })
    .from(sharedPages)
    .where(
      and(eq(sharedPages.cohort, sql.placeholder('cohort')), eq(sharedPages.key, sql.placeholder('key'))),
    )
    .prepare(),
);

const noting = prepared((db) =>
  db
    .insert(sharedPages)
    .values({
      cohort: given('cohort', sharedPages.cohort),
      key: given('key', sharedPages.key),
      movedAt: given('movedAt', sharedPages.movedAt),
    })
    .onConflictDoUpdate({
      target: [sharedPages.cohort, sharedPages.key],
      set: { movedAt: given('movedAt', sharedPages.movedAt) },
    })
    .prepare(),
);

/**
 * Notes which pages outside are shared by several people of a cohort, and which no longer are.
 *
 * @param outside what one post recommends: links that lead to nothing of the cohort's own.
 */
export async function noteShared(
  db: Db,
  cohort: string,
  outside: Omit<Link, 'quote'>[],
  now: Date,
): Promise<void> {
  const said: Pick<Link, 'postId' | 'position'>[] = [];
  for (const link of outside) {
    const { key } = link;
    const movedAt = await lastSharedAt(db, cohort, key);
    if (movedAt === null) {
      await forgetShared(db, cohort, [key]);
      continue;
    }
    const isNew = (await known(db).all({ cohort, key })).length === 0;
    // What those say who shared it before is kept already.
    said.push(...(isNew ? await sharing(db).all({ cohort, key }) : [link]));
    await wantLook(db, link, now);
    await noting(db).run({ cohort, key, movedAt });
  }
  for (const [postId, its] of Map.groupBy(said, (each) => each.postId)) {
    await keepQuotes(
      db,
      postId,
      its.map(({ position }) => position),
    );
  }
}

/** When the newest post was written that shares a page; null when fewer than two people do. */
async function lastSharedAt(db: Db, cohort: string, key: string): Promise<Date | null> {
  const people = await listSharing(db, cohort, key);
  if (people.length < 2) return null;
  return new Date(Math.max(...people.map((each) => each.newest?.getTime() ?? 0)));
}

/** The memberships that share a page: how many of their posts link to it, and when the newest of these was written. */
export async function listSharing(db: Db, cohort: string, key: string) {
  return (await sharers(db).all({ cohort, key })).filter(({ posts }) => posts <= MOST_TIMES);
}

const sharedBy = prepared((db) =>
  db
    .selectDistinct({ key: sharedPages.key })
    .from(links)
    // In this order, see `links.ts`.
    .crossJoin(sharedPages)
    .where(
      and(
        eq(links.postId, sql.placeholder('postId')),
        eq(sharedPages.key, links.key),
        eq(sharedPages.cohort, sql.placeholder('cohort')),
      ),
    )
    .prepare(),
);

/** The pages shared in a cohort that a post links to, by key. */
export async function listSharedBy(db: Db, cohort: string, postId: number): Promise<string[]> {
  return (await sharedBy(db).all({ cohort, postId })).map(({ key }) => key);
}

/** Looks again who shares some pages, after posts that did have left the cohort or link to them no longer. */
export async function recheckShared(db: Db, cohort: string, keys: string[]): Promise<void> {
  for (const key of keys) {
    const movedAt = await lastSharedAt(db, cohort, key);
    if (movedAt === null) await forgetShared(db, cohort, [key]);
    else {
      await db
        .update(sharedPages)
        .set({ movedAt })
        .where(and(eq(sharedPages.cohort, cohort), eq(sharedPages.key, key)));
    }
  }
}

const unsharing = prepared((db) =>
  db
    .delete(sharedPages)
    .where(
      and(eq(sharedPages.cohort, sql.placeholder('cohort')), eq(sharedPages.key, sql.placeholder('key'))),
    )
    .prepare(),
);

/** These addresses turned out to be the cohort's own, or nobody shares them any more. */
export async function forgetShared(db: Db, cohort: string, keys: string[]): Promise<void> {
  for (const key of keys) await unsharing(db).run({ cohort, key });
}
