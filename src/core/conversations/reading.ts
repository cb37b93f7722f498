import { and, asc, desc, eq, inArray, lt, max, type SQL, sql } from 'drizzle-orm';
import { given } from '../db/given.ts';
import { type Db, prepared } from '../db/open.ts';
import { links, pages, sharedPages } from '../db/schema/conversations.ts';
import { blogs, posts } from '../db/schema/feeds.ts';
import { filings } from '../db/schema/issues.ts';
import { memberships, people } from '../db/schema/people.ts';
import { unwrap } from '../wrapping.ts';
import { keepQuotes, type Link } from './links.ts';

/** A post that links to more pages than this recommends none of them. */
const LONGEST_RECOMMENDATION = 25;
/** A link that somebody repeats in more posts than this is a part of their blog, not something that they share. */
const MOST_TIMES = 2;
/** A page that everybody links to all the time is looked up in this many posts of them, the newest of all cohorts. */
const ENOUGH_POSTS = 100;

const newest = (columns: SQL) =>
  sql`(select ${columns} from ${links} where ${links.key} = ${sql.placeholder('key')}
    order by ${links.postId} desc limit ${sql.raw(String(ENOUGH_POSTS))}) as linking`;

const ofCohort = and(sql`${filings.postId} = linking.post_id`, eq(filings.cohort, sql.placeholder('cohort')));

const sharers = prepared((db) =>
  db
    .select({ author: blogs.membershipId, posts: sql<number>`count(*)`, newest: max(filings.datedAt) })
    // No more than what the index holds.
    .from(newest(sql`${links.postId} as post_id`))
    .innerJoin(filings, ofCohort)
    .innerJoin(blogs, eq(blogs.id, filings.blogId))
    .groupBy(blogs.membershipId)
    .prepare(),
);

const sharing = prepared((db) =>
  db
    .select({ postId: filings.postId, position: sql<number>`linking.position` })
    .from(newest(sql`${links.postId} as post_id, ${links.position} as position`))
    .innerJoin(filings, ofCohort)
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

const looking = prepared((db) =>
  db
    .insert(pages)
    .values({
      key: given('key', pages.key),
      url: given('url', pages.url),
      host: given('host', pages.host),
      nextLookAt: given('now', pages.nextLookAt),
    })
    .onConflictDoNothing()
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
 * @param outside links of one post that lead to nothing of the cohort's own.
 */
export async function noteShared(
  db: Db,
  cohort: string,
  outside: Omit<Link, 'quote'>[],
  now: Date,
): Promise<void> {
  if (outside.length > LONGEST_RECOMMENDATION) return;
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
    const { href, host } = unwrap(new URL(link.url));
    await looking(db).run({ key, url: href, host, now });
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
  const people = (await sharers(db).all({ cohort, key })).filter(({ posts }) => posts <= MOST_TIMES);
  if (people.length < 2) return null;
  return new Date(Math.max(...people.map((each) => each.newest?.getTime() ?? 0)));
}

/** The same for the pages that posts shared which have left the cohort. */
export async function recheckShared(db: Db, cohort: string, left: number[]): Promise<void> {
  const shared = await db
    .selectDistinct({ key: sharedPages.key })
    .from(links)
    // In this order, see `links.ts`.
    .crossJoin(sharedPages)
    .where(and(inArray(links.postId, left), eq(sharedPages.key, links.key), eq(sharedPages.cohort, cohort)));
  for (const { key } of shared) {
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

/** A page that people of a cohort share, and who said what of it, the first first. */
export interface SharedPage {
  url: string;
  title: string | null;
  movedAt: Date;
  said: {
    postId: number;
    name: string;
    handle: string;
    title: string | null;
    quote: string;
    language: string | null;
    datedAt: Date;
  }[];
}

/** What a cohort is reading, the newest first. */
export async function listShared(
  db: Db,
  cohort: string,
  most: number,
  before: Date = new Date(8.64e15),
): Promise<SharedPage[]> {
  const shared = await db
    .select({ key: pages.key, url: pages.url, title: pages.title, movedAt: sharedPages.movedAt })
    .from(sharedPages)
    .innerJoin(pages, eq(pages.key, sharedPages.key))
    .where(and(eq(sharedPages.cohort, cohort), lt(sharedPages.movedAt, before)))
    .orderBy(desc(sharedPages.movedAt), asc(pages.key))
    .limit(most);
  const found: SharedPage[] = [];
  for (const { key, ...page } of shared) found.push({ ...page, said: await listSaidOf(db, cohort, key) });
  return found;
}

/** Enough to see who is talking about it. */
const SHOWN_SAID = 12;

async function listSaidOf(db: Db, cohort: string, key: string): Promise<SharedPage['said']> {
  const rows = await db
    .select({
      postId: posts.id,
      name: people.name,
      handle: memberships.handle,
      title: posts.title,
      quote: links.quote,
      language: posts.language,
      datedAt: filings.datedAt,
    })
    .from(links)
    .innerJoin(filings, and(eq(filings.postId, links.postId), eq(filings.cohort, cohort)))
    .innerJoin(posts, eq(posts.id, links.postId))
    .innerJoin(blogs, eq(blogs.id, filings.blogId))
    .innerJoin(memberships, eq(memberships.id, blogs.membershipId))
    .innerJoin(people, eq(people.id, memberships.personId))
    .where(eq(links.key, key))
    .orderBy(desc(filings.datedAt), desc(posts.id))
    .limit(SHOWN_SAID);
  return rows.toReversed().map((row) => ({ ...row, quote: row.quote ?? '' }));
}
