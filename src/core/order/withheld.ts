import { and, asc, desc, eq, gte, inArray, not, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Db } from '../db/open.ts';
import { withheld } from '../db/schema/desk.ts';
import { blogs, feeds, posts } from '../db/schema/feeds.ts';
import { memberships, people } from '../db/schema/people.ts';
import { clip } from '../excerpt.ts';
import { isMuted } from './muted.ts';

type Row = typeof withheld.$inferSelect;

/** Why a post was held, or hidden. */
export type Why = Row['why'];
/** Held until a facilitator has looked; kept out, or hidden; let through, and never held again. */
export type State = Row['state'];

/** A post that is not at the table, or was let through, with whose it is and who decided. */
export interface Withheld {
  postId: number;
  blogId: number;
  why: Why;
  state: State;
  /** A facilitator's words, which its author sees. */
  reason: string | null;
  since: Date;
  /** Who decided; null while nobody has, or when they have left. */
  by: string | null;
  decidedAt: Date | null;
  /** Whether an issue carried it before it was hidden. */
  wasCarried: boolean;
  title: string | null;
  url: string;
  language: string | null;
  datedAt: Date;
  /** The first of its words; none where its author lets us show no more than the title. */
  opening: string;
  blogTitle: string;
  author: { membershipId: number; name: string; handle: string };
}

/** What a post is called in a line: its title, how it begins, or where it is. */
export function nameOf({ title, opening, url }: Pick<Withheld, 'title' | 'opening' | 'url'>): string {
  return clip(title ?? '', 140) || clip(opening, 72) || url;
}

/** Enough to see what it is. */
const OPENING = 600;

const deciding = alias(memberships, 'deciding');
const decider = alias(people, 'decider');

const joined = (db: Db) =>
  db
    .select({
      postId: withheld.postId,
      blogId: withheld.blogId,
      why: withheld.why,
      state: withheld.state,
      reason: withheld.reason,
      since: withheld.since,
      by: decider.name,
      decidedAt: withheld.decidedAt,
      issueId: withheld.issueId,
      title: posts.title,
      url: posts.url,
      language: posts.language,
      datedAt: posts.datedAt,
      opening: sql<string>`substr(${posts.text}, 1, ${sql.raw(String(OPENING))})`,
      consent: blogs.consent,
      feedTitle: feeds.title,
      membershipId: memberships.id,
      name: people.name,
      handle: memberships.handle,
    })
    .from(withheld)
    .innerJoin(posts, eq(posts.id, withheld.postId))
    .innerJoin(blogs, eq(blogs.id, withheld.blogId))
    .innerJoin(feeds, eq(feeds.id, blogs.feedId))
    .innerJoin(memberships, eq(memberships.id, blogs.membershipId))
    .innerJoin(people, eq(people.id, memberships.personId))
    .leftJoin(deciding, eq(deciding.id, withheld.decidedBy))
    .leftJoin(decider, eq(decider.id, deciding.personId));

async function list(db: Db, which: SQL | undefined, order: SQL[], most = -1): Promise<Withheld[]> {
  const rows = await joined(db)
    .where(which)
    .orderBy(...order, asc(withheld.postId))
    .limit(most);
  return rows.map(({ issueId, consent, feedTitle, membershipId, name, handle, opening, ...row }) => ({
    ...row,
    wasCarried: issueId !== null,
    opening: consent === 'title' ? '' : opening,
    blogTitle: feedTitle ?? new URL(row.url).host,
    author: { membershipId, name, handle },
  }));
}

/** The posts of a cohort that wait for a look, the oldest first; those of people who are muted don't. */
export async function listHeld(db: Db, cohort: string): Promise<Withheld[]> {
  const which = and(eq(withheld.cohort, cohort), eq(withheld.state, 'held'), not(isMuted(db)));
  return list(db, which, [asc(posts.datedAt)]);
}

/** The posts of a cohort that are kept out or hidden; the last that was decided on first. */
export async function listKeptOut(db: Db, cohort: string, most: number): Promise<Withheld[]> {
  const which = and(eq(withheld.cohort, cohort), eq(withheld.state, 'out'));
  return list(db, which, [desc(withheld.decidedAt)], most);
}

/** The posts of a cohort that were let through since an instant, the last first. */
export async function listLetThrough(db: Db, cohort: string, since: Date): Promise<Withheld[]> {
  const which = and(
    eq(withheld.cohort, cohort),
    eq(withheld.state, 'through'),
    gte(withheld.decidedAt, since),
  );
  return list(db, which, [desc(withheld.decidedAt)]);
}

/** What of somebody's is held or kept out, the newest first: for their own eyes. */
export async function listWithheldOf(db: Db, membershipId: number): Promise<Withheld[]> {
  const which = and(eq(memberships.id, membershipId), inArray(withheld.state, ['held', 'out']));
  return list(db, which, [desc(posts.datedAt)]);
}

/** One post of a cohort that was held or hidden at some time. */
export async function findWithheld(db: Db, cohort: string, postId: number): Promise<Withheld | null> {
  const [row] = await list(db, and(eq(withheld.cohort, cohort), eq(withheld.postId, postId)), []);
  return row ?? null;
}

/** SQLite takes 32,766 parameters a statement. */
const AT_ONCE = 1000;

/** Puts posts aside until a facilitator has looked at them. */
export async function holdPosts(
  db: Db,
  held: { postId: number; why: Why }[],
  { blogId, cohort }: { blogId: number; cohort: string },
  now: Date,
): Promise<void> {
  const rows = held.map((each) => ({ ...each, blogId, cohort, since: now, state: 'held' as const }));
  for (let at = 0; at < rows.length; at += AT_ONCE)
    await db
      .insert(withheld)
      .values(rows.slice(at, at + AT_ONCE))
      .onConflictDoNothing();
}

/** Forgets posts that wait for a look, because they are not for the cohort any more. */
export async function dropHeld(db: Db, cohort: string, postIds: number[]): Promise<void> {
  for (let at = 0; at < postIds.length; at += AT_ONCE) {
    const some = inArray(withheld.postId, postIds.slice(at, at + AT_ONCE));
    await db.delete(withheld).where(and(eq(withheld.cohort, cohort), eq(withheld.state, 'held'), some));
  }
}
