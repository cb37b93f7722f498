import { and, asc, desc, eq, gt, inArray, lt, max, or, type SQL, sql } from 'drizzle-orm';
import { given } from '../db/given.ts';
import { type Db, prepared } from '../db/open.ts';
import { links, pages, sharedPages } from '../db/schema/conversations.ts';
import { blogs, posts } from '../db/schema/feeds.ts';
import { filings } from '../db/schema/issues.ts';
import { memberships, people } from '../db/schema/people.ts';
import { unwrap } from '../wrapping.ts';
import { keepQuotes, type Link, shownQuote } from './links.ts';
import { wantLook } from './pages.ts';

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
    await wantLook(db, { key, url: unwrap(new URL(link.url)).href }, now);
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

async function listSharing(db: Db, cohort: string, key: string) {
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

/** A page that people of a cohort share, and who said what of it, the first first. */
export interface SharedPage extends Place {
  url: string;
  /** Null while it isn't known, and where there is none. */
  title: string | null;
  said: {
    postId: number;
    name: string;
    handle: string;
    title: string | null;
    /** The first of the post's words, enough to name it by. */
    opening: string;
    /** The sentence in which it links to the page; empty when there is none. */
    quote: string;
    language: string | null;
    datedAt: Date;
  }[];
}

/** Where a page stands in the list. */
export interface Place {
  key: string;
  movedAt: Date;
}

/** What a cohort is reading, the newest first, or what comes after a place in that list. */
export async function listShared(db: Db, cohort: string, most: number, after?: Place): Promise<SharedPage[]> {
  const isAfter =
    after &&
    or(
      lt(sharedPages.movedAt, after.movedAt),
      and(eq(sharedPages.movedAt, after.movedAt), gt(sharedPages.key, after.key)),
    );
  const shared = await db
    .select({ key: pages.key, url: pages.url, title: pages.title, movedAt: sharedPages.movedAt })
    .from(sharedPages)
    .innerJoin(pages, eq(pages.key, sharedPages.key))
    .where(and(eq(sharedPages.cohort, cohort), isAfter))
    .orderBy(desc(sharedPages.movedAt), asc(sharedPages.key))
    .limit(most);
  const found: SharedPage[] = [];
  for (const page of shared) {
    found.push({ ...page, title: page.title || null, said: await listSaidOf(db, cohort, page.key) });
  }
  return found;
}

/** Enough to see who is talking about it. */
const SHOWN_SAID = 12;
/** Enough for a headline. */
const OPENING = 300;

async function listSaidOf(db: Db, cohort: string, key: string): Promise<SharedPage['said']> {
  const sharing = await listSharing(db, cohort, key);
  const rows = await db
    .select({
      postId: posts.id,
      name: people.name,
      handle: memberships.handle,
      title: posts.title,
      opening: sql<string>`case ${blogs.consent} when 'title' then '' else substr(${posts.text}, 1, ${sql.raw(String(OPENING))}) end`,
      quote: shownQuote,
      language: posts.language,
      datedAt: filings.datedAt,
    })
    .from(links)
    .innerJoin(filings, and(eq(filings.postId, links.postId), eq(filings.cohort, cohort)))
    .innerJoin(posts, eq(posts.id, links.postId))
    .innerJoin(blogs, eq(blogs.id, filings.blogId))
    .innerJoin(memberships, eq(memberships.id, blogs.membershipId))
    .innerJoin(people, eq(people.id, memberships.personId))
    .where(
      and(
        eq(links.key, key),
        inArray(
          memberships.id,
          sharing.map(({ author }) => author),
        ),
      ),
    )
    .orderBy(desc(filings.datedAt), desc(posts.id))
    .limit(SHOWN_SAID);
  return rows.toReversed();
}
