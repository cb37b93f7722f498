import { and, eq, exists, inArray, isNull, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { addressKey } from '../address.ts';
import { type Db, prepared } from '../db/open.ts';
import { links, postAddresses } from '../db/schema/conversations.ts';
import { blogs, posts } from '../db/schema/feeds.ts';
import { filings } from '../db/schema/issues.ts';
import type { Post } from '../posts.ts';
import type { Target } from './answers.ts';
import { quotesIn } from './quote.ts';
import { knownRedirects } from './redirects.ts';

/** A link of a post, as it leads somewhere. */
export type Link = typeof links.$inferSelect;

/** A page of links has more; what comes after these is of no conversation. */
const MOST_LINKS = 300;

/** What a post links to and says that it answers, by key: each address once, none of its own. */
export function linksOf(
  post: Pick<Post, 'addressKey' | 'links' | 'repliesTo'>,
  leadsTo: (key: string) => string = (key) => key,
): Omit<Link, 'postId' | 'quote'>[] {
  const said = [
    ...post.repliesTo.map((url) => ({ url, isReply: true })),
    ...post.links.map((url) => ({ url, isReply: false })),
  ];
  const byKey = new Map<string, Omit<Link, 'postId' | 'quote' | 'position'>>();
  for (const { url, isReply } of said) {
    const own = addressKey(url);
    if (own === null) continue;
    const key = leadsTo(own);
    if (key !== post.addressKey && !byKey.has(key)) byKey.set(key, { key, url, isReply });
  }
  return [...byKey.values()].slice(0, MOST_LINKS).map((link, position) => ({ ...link, position }));
}

/** Writes down where a post leads, in place of where it led before. @returns the links. */
export async function storeLinks(db: Db, post: Post): Promise<Omit<Link, 'quote'>[]> {
  const known = await redirectsOf(db, post);
  const rows = linksOf(post, (key) => known.get(key) ?? key).map((link) => ({ ...link, postId: post.id }));
  await db.delete(links).where(eq(links.postId, post.id));
  // Each row has five values, and SQLite takes 32,766 a statement.
  if (rows.length > 0) await db.insert(links).values(rows);
  return rows;
}

async function redirectsOf(db: Db, post: Post): Promise<Map<string, string>> {
  return knownRedirects(
    db,
    [...post.repliesTo, ...post.links].flatMap((url) => addressKey(url) ?? []),
  );
}

/**
 * Adds to the addresses that a post is known by. Those of before stay: what linked to them still means this post.
 *
 * @param ownPage its page here, since people link to that too.
 */
export async function storeAddresses(db: Db, post: Post, ownPage: string): Promise<void> {
  const own = [post.addressKey, shortAddress(post.identity), addressKey(ownPage)].flatMap((key) => key || []);
  // Links to it are stored behind the redirects, so it is found there too.
  const keys = new Set([...own, ...(await knownRedirects(db, own)).values()]);
  const rows = [...keys].map((key) => ({ key, postId: post.id }));
  await db.insert(postAddresses).values(rows).onConflictDoNothing();
}

/** Blog programs give a short address such as `example.org/?p=7` as the id of a post, and offer it for linking. */
function shortAddress(identity: string): string | null {
  const id = identity.replace(/^id:/, '');
  return id.includes('.') && addressKey(`https://${id}`) === id ? id : null;
}

const theirs = alias(filings, 'theirs');
const back = alias(links, 'back');
const ownAddresses = alias(postAddresses, 'own_addresses');

/** From one of their posts to any address of the one whose links are followed. */
const linksBack = (db: Db) =>
  db
    .select({ one: sql`1` })
    .from(back)
    .innerJoin(ownAddresses, and(eq(ownAddresses.key, back.key), eq(ownAddresses.postId, links.postId)))
    .where(eq(back.postId, theirs.postId));

const targets = prepared((db) =>
  db
    .select({
      id: theirs.postId,
      author: blogs.membershipId,
      datedAt: theirs.datedAt,
      key: posts.addressKey,
      position: links.position,
      isReply: links.isReply,
      linksBack: sql<number>`${exists(linksBack(db))}`,
    })
    .from(links)
    .innerJoin(postAddresses, eq(postAddresses.key, links.key))
    .innerJoin(
      theirs,
      and(eq(theirs.postId, postAddresses.postId), eq(theirs.cohort, sql.placeholder('cohort'))),
    )
    .innerJoin(blogs, eq(blogs.id, theirs.blogId))
    .innerJoin(posts, eq(posts.id, theirs.postId))
    .where(eq(links.postId, sql.placeholder('postId')))
    .prepare(),
);

/** The posts of a cohort that a post links to. */
export async function listTargets(db: Db, cohort: string, postId: number): Promise<Target[]> {
  const rows = await targets(db).all({ cohort, postId });
  return rows.map((row) => ({ ...row, linksBack: row.linksBack === 1 }));
}

const sources = prepared((db) =>
  db
    .selectDistinct({ id: links.postId })
    .from(postAddresses)
    .innerJoin(links, eq(links.key, postAddresses.key))
    .innerJoin(filings, and(eq(filings.postId, links.postId), eq(filings.cohort, sql.placeholder('cohort'))))
    .where(eq(postAddresses.postId, sql.placeholder('postId')))
    .prepare(),
);

/** The posts of a cohort that link to a post. */
export async function listSources(db: Db, cohort: string, postId: number): Promise<number[]> {
  return (await sources(db).all({ cohort, postId })).map(({ id }) => id);
}

/** Keeps the sentences around some links of a post, where that hasn't been done. */
export async function keepQuotes(db: Db, postId: number, positions: number[]): Promise<void> {
  if (positions.length === 0) return;
  const bare = await db
    .select({ position: links.position, url: links.url })
    .from(links)
    .where(and(eq(links.postId, postId), inArray(links.position, positions), isNull(links.quote)));
  if (bare.length === 0) return;
  const [post] = await db
    .select({ html: posts.html, language: posts.language })
    .from(posts)
    .where(eq(posts.id, postId));
  if (!post) return;
  const quoteFor = quotesIn(post.html, post.language);
  for (const { position, url } of bare) {
    await db
      .update(links)
      .set({ quote: quoteFor(url) ?? '' })
      .where(and(eq(links.postId, postId), eq(links.position, position)));
  }
}
