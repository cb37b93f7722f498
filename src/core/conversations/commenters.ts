import { eq, inArray } from 'drizzle-orm';
import { addressKey } from '../address.ts';
import type { Db } from '../db/open.ts';
import { blogs, feeds, posts } from '../db/schema/feeds.ts';
import { filings } from '../db/schema/issues.ts';
import { memberships, people } from '../db/schema/people.ts';
import { foldedName } from '../people.ts';

/** Somebody who may have written a comment, with one of their blogs, if they have any. */
export interface Acquaintance {
  personId: number;
  name: string;
  siteUrl: string | null;
}

/** What people are recognised by; what several of them share says nothing. */
export interface Acquainted {
  byName: Map<string, Set<number>>;
  /** By the front pages of their blogs. */
  byFrontPage: Map<string, Set<number>>;
  /** By the hosts of these. */
  byHost: Map<string, Set<number>>;
}

/** Whoever wrote the post that is commented on, and the name that their blog gives them. */
export interface Blogger {
  personId: number;
  feedName: string | null;
}

export function acquaint(all: Acquaintance[]): Acquainted {
  const acquainted: Acquainted = { byName: new Map(), byFrontPage: new Map(), byHost: new Map() };
  for (const { personId, name, siteUrl } of all) {
    note(acquainted.byName, foldedName(name), personId);
    const key = addressKey(siteUrl ?? '');
    if (key === null) continue;
    note(acquainted.byFrontPage, key, personId);
    note(acquainted.byHost, hostOf(key), personId);
  }
  return acquainted;
}

function note(map: Map<string, Set<number>>, key: string, personId: number): void {
  const known = map.get(key) ?? new Set();
  map.set(key, known.add(personId));
}

/** Where people of any name have a page, and nobody a blog. */
const PROFILES = new Set([
  'blogger.com',
  'gravatar.com',
  'facebook.com',
  'linkedin.com',
  'twitter.com',
  'x.com',
]);

/**
 * Who wrote a comment: the one whose blog its writer gives as their address, or whose full name they signed with. Who
 * gives an address elsewhere may be a namesake.
 *
 * @returns a person; null when it is nobody of these, or isn't certain.
 */
export function recognise(
  { author, authorUrl }: { author: string | null; authorUrl: string | null },
  acquainted: Acquainted,
  blogger: Blogger | null,
): number | null {
  const key = addressKey(authorUrl ?? '');
  if (key === null || PROFILES.has(hostOf(key))) return byName(author, acquainted, blogger);
  const there = atAddress(key, acquainted);
  return sole(there) ?? (there && byName(author, acquainted, blogger)) ?? null;
}

/** A page of somebody's blog is theirs; so is the front page of its host. */
function atAddress(key: string, { byFrontPage, byHost }: Acquainted): Set<number> | undefined {
  const [path = ''] = key.split('?');
  for (let at = path; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('/')))) {
    const theirs = byFrontPage.get(at);
    if (theirs) return theirs;
  }
  return path === hostOf(path) ? byHost.get(path) : undefined;
}

/** A first name alone is nobody's, but for the one that somebody has on their own blog. */
function byName(author: string | null, acquainted: Acquainted, blogger: Blogger | null): number | null {
  const name = foldedName(author ?? '');
  if (name === '') return null;
  const theirs = new Set(name.includes(' ') ? acquainted.byName.get(name) : []);
  if (blogger && foldedName(blogger.feedName ?? '') === name) theirs.add(blogger.personId);
  return sole(theirs);
}

function hostOf(key: string): string {
  return key.split(/[/?]/, 1)[0] ?? key;
}

function sole(theirs: Set<number> | undefined): number | null {
  const [one, ...others] = theirs ?? [];
  return one !== undefined && others.length === 0 ? one : null;
}

/** Everybody of some cohorts. */
export async function listAcquaintances(db: Db, cohorts: string[]): Promise<Acquaintance[]> {
  return db
    .selectDistinct({ personId: people.id, name: people.name, siteUrl: feeds.siteUrl })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId))
    .leftJoin(blogs, eq(blogs.membershipId, memberships.id))
    .leftJoin(feeds, eq(feeds.id, blogs.feedId))
    .where(inArray(memberships.cohort, cohorts));
}

/** Who wrote a post, and in which cohorts it is; null when it is in none. */
export async function findBlogger(
  db: Db,
  postId: number,
): Promise<{ blogger: Blogger; cohorts: string[] } | null> {
  const rows = await db
    .select({ cohort: filings.cohort, personId: memberships.personId, feedName: posts.author })
    .from(filings)
    .innerJoin(posts, eq(posts.id, filings.postId))
    .innerJoin(blogs, eq(blogs.id, filings.blogId))
    .innerJoin(memberships, eq(memberships.id, blogs.membershipId))
    .where(eq(filings.postId, postId))
    .orderBy(filings.cohort);
  const [first] = rows;
  return first ? { blogger: first, cohorts: rows.map(({ cohort }) => cohort) } : null;
}
