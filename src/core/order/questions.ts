import { and, asc, eq, isNotNull, not } from 'drizzle-orm';
import { type Db, transaction } from '../db/open.ts';
import { withheld } from '../db/schema/desk.ts';
import { blogs, feeds } from '../db/schema/feeds.ts';
import { memberships, people } from '../db/schema/people.ts';
import { logDeed } from '../desk/log.ts';
import { letThrough } from './decide.ts';
import { isMuted } from './muted.ts';

/** A blog that may have changed hands, and why. */
export interface Questioned {
  blogId: number;
  /** Why, in a sentence for its author and the facilitators. */
  question: string;
  title: string;
  url: string;
  author: { membershipId: number; name: string; handle: string };
}

/** What is asked of a feed that is at another address now; null while that is the same site, with `www.` or without. */
export function questionOfMove(from: string, to: string): string | null {
  const [before, after] = [new URL(from).host, new URL(to).host];
  const isSameSite = before === after || before.endsWith(`.${after}`) || after.endsWith(`.${before}`);
  return isSameSite ? null : `Its feed has moved to another server: ${after} instead of ${before}.`;
}

/** Has everything new of the blogs of a feed held from now on, in all cohorts, because it may have changed hands. */
export async function questionBlogs(db: Db, feedId: number, question: string): Promise<void> {
  await db.update(blogs).set({ question }).where(eq(blogs.feedId, feedId));
}

const joined = (db: Db) =>
  db
    .select({
      blogId: blogs.id,
      question: blogs.question,
      feedTitle: feeds.title,
      feedUrl: feeds.url,
      siteUrl: feeds.siteUrl,
      membershipId: memberships.id,
      name: people.name,
      handle: memberships.handle,
    })
    .from(blogs)
    .innerJoin(feeds, eq(feeds.id, blogs.feedId))
    .innerJoin(memberships, eq(memberships.id, blogs.membershipId))
    .innerJoin(people, eq(people.id, memberships.personId));

/** The blogs of a cohort that may have changed hands, by their authors' names; those that are muted aren't asked about. */
export async function listQuestioned(db: Db, cohort: string): Promise<Questioned[]> {
  const rows = await joined(db)
    .where(and(eq(memberships.cohort, cohort), isNotNull(blogs.question), not(isMuted(db))))
    .orderBy(asc(people.name), asc(blogs.id));
  return rows.map(({ blogId, question, feedTitle, feedUrl, siteUrl, ...author }) => ({
    blogId,
    question: question ?? '',
    title: feedTitle ?? feedUrl,
    url: siteUrl ?? feedUrl,
    author,
  }));
}

/**
 * A facilitator's word that a blog is still its author's: what was held for that is let through.
 *
 * @returns how many posts; null when nothing is asked of a blog of that number in the cohort, or not any more.
 */
export async function confirmOwner(
  db: Db,
  which: { cohort: string; blogId: number },
  hostId: number,
  now: Date,
): Promise<number | null> {
  const { cohort, blogId } = which;
  return transaction(db, async (tx) => {
    const [blog] = await joined(tx).where(
      and(eq(blogs.id, blogId), eq(memberships.cohort, cohort), isNotNull(blogs.question)),
    );
    if (!blog) return null;
    await tx.update(blogs).set({ question: null }).where(eq(blogs.id, blogId));
    const subject = blog.feedTitle ?? blog.feedUrl;
    const deed = {
      cohort,
      membershipId: hostId,
      deed: 'confirmed',
      subject,
      aboutId: blog.membershipId,
    } as const;
    await logDeed(tx, deed, now);
    const held = await tx
      .select({ postId: withheld.postId })
      .from(withheld)
      .where(and(eq(withheld.blogId, blogId), eq(withheld.state, 'held'), eq(withheld.why, 'owner')));
    for (const { postId } of held) await letThrough(tx, { cohort, postId }, hostId, now);
    return held.length;
  });
}
