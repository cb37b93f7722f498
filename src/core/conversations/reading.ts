import { and, asc, desc, eq, gt, inArray, lt, or, sql } from 'drizzle-orm';
import type { Db } from '../db/open.ts';
import { links, pages, sharedPages } from '../db/schema/conversations.ts';
import { blogs, posts } from '../db/schema/feeds.ts';
import { filings } from '../db/schema/issues.ts';
import { memberships, people } from '../db/schema/people.ts';
import { shownQuote } from './links.ts';
import { listSharing, recommends } from './sharing.ts';

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
        recommends(db),
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
