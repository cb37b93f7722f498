import { and, eq, exists, isNull, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { addressKey } from '../address.ts';
import { given } from '../db/given.ts';
import { type Db, prepared } from '../db/open.ts';
import { links, postAddresses } from '../db/schema/conversations.ts';
import { blogs, feeds, posts } from '../db/schema/feeds.ts';
import { filings } from '../db/schema/issues.ts';
import type { Post } from '../posts.ts';
import { isBefore, type Placed, type Target } from './answers.ts';
import { quotesIn } from './quote.ts';
import { knownRedirects } from './redirects.ts';

/** A link of a post, as it leads somewhere. */
export type Link = typeof links.$inferSelect;

/** A page of links has more; what comes after these is of no conversation. */
const MOST_LINKS = 300;

/** What a post links to and says that it answers, by key: each address once. */
export function linksOf(
  post: Pick<Post, 'links' | 'repliesTo'>,
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
    if (!byKey.has(key)) byKey.set(key, { key, url, isReply });
  }
  return [...byKey.values()].slice(0, MOST_LINKS).map((link, position) => ({ ...link, position }));
}

const removal = prepared((db) =>
  db
    .delete(links)
    .where(eq(links.postId, sql.placeholder('postId')))
    .prepare(),
);

const insertion = prepared((db) =>
  db
    .insert(links)
    .values({
      postId: given('postId', links.postId),
      position: given('position', links.position),
      key: given('key', links.key),
      url: given('url', links.url),
      isReply: given('isReply', links.isReply),
    })
    .prepare(),
);

/** Writes down where a post leads, in place of where it led before. @returns the links. */
export async function storeLinks(db: Db, post: Post): Promise<Omit<Link, 'quote'>[]> {
  const known = await redirectsOf(db, post);
  const rows = linksOf(post, (key) => known.get(key) ?? key).map((link) => ({ ...link, postId: post.id }));
  await removal(db).run({ postId: post.id });
  for (const row of rows) await insertion(db).run(row);
  return rows;
}

async function redirectsOf(db: Db, post: Post): Promise<Map<string, string>> {
  const linked = [...post.repliesTo, ...post.links].slice(0, MOST_LINKS);
  return knownRedirects(
    db,
    linked.flatMap((url) => addressKey(url) ?? []),
  );
}

const addressing = prepared((db) =>
  db
    .insert(postAddresses)
    .values({ key: given('key', postAddresses.key), postId: given('postId', postAddresses.postId) })
    .onConflictDoNothing()
    .prepare(),
);

/**
 * Adds to the addresses that a post is known by. Those of before stay: what linked to them still means this post.
 *
 * @param ownPage its page here, since people link to that too.
 */
export async function storeAddresses(db: Db, post: Post, ownPage: string): Promise<void> {
  const own = [
    post.addressKey,
    shortAddress(post.identity),
    addressKey(post.proxyUrl ?? ''),
    addressKey(ownPage),
  ].flatMap((key) => key || []);
  // Links to it are stored behind the redirects, so it is found there too.
  const keys = new Set([...own, ...(await knownRedirects(db, own)).values()]);
  for (const key of keys) await addressing(db).run({ key, postId: post.id });
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
      linked: links.key,
      link: links.url,
      url: posts.url,
      site: feeds.siteKey,
    })
    .from(links)
    // In this order, which SQLite keeps in cross joins; in its own it would begin with all posts of the cohort.
    .crossJoin(postAddresses)
    .crossJoin(theirs)
    .innerJoin(blogs, eq(blogs.id, theirs.blogId))
    .innerJoin(posts, eq(posts.id, theirs.postId))
    .innerJoin(feeds, eq(feeds.id, posts.feedId))
    .where(
      and(
        eq(links.postId, sql.placeholder('postId')),
        eq(postAddresses.key, links.key),
        eq(theirs.postId, postAddresses.postId),
        eq(theirs.cohort, sql.placeholder('cohort')),
      ),
    )
    .prepare(),
);

/** The posts of a cohort that a post links to. */
export async function listTargets(db: Db, cohort: string, postId: number): Promise<Target[]> {
  const rows = await targets(db).all({ cohort, postId });
  // Its front page means a blog, though a feed may lead there from each of its posts.
  const inside = rows.filter(({ linked, site, link, url }) => linked !== site || isNamedBy(link, url));
  const byLink = Map.groupBy(inside, ({ position }) => position);
  return [...byLink.values()]
    .flatMap((sharing) => soleOfEach(atHome(sharing)))
    .map(({ linked, link, url, site, ...row }) => ({ ...row, linksBack: row.linksBack === 1 }));
}

/**
 * Of several posts that have an address, those on whose own site it is. The others only point there, as the posts of
 * a link blog do; where nobody is at home, they are what it means.
 */
function atHome<T extends { linked: string; site: string | null }>(sharing: T[]): T[] {
  const home = sharing.filter(({ linked, site }) => isBelow(linked, site));
  return home.length > 0 ? home : sharing;
}

/**
 * Of an author's posts at one address, the one that the link's fragment names, or the first. Some diaries are one page,
 * and a blog may have come twice, by two of its feeds.
 */
function soleOfEach<T extends Placed & { link: string; url: string }>(sharing: T[]): T[] {
  const byAuthor = Map.groupBy(sharing, ({ author }) => author);
  return [...byAuthor.values()].map(
    (theirs) =>
      theirs.find(({ link, url }) => isNamedBy(link, url)) ??
      theirs.reduce((first, each) => (isBefore(each, first) ? each : first)),
  );
}

/** Whether a link names a post of several on one page, by its fragment. */
function isNamedBy(link: string, url: string): boolean {
  const { hash } = new URL(link);
  return hash !== '' && url.endsWith(hash);
}

function isBelow(key: string, site: string | null): boolean {
  return site !== null && key.startsWith(site) && /^([/?]|$)/.test(key.slice(site.length));
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

/** What a link's post says around it, where the author of its blog lets more be shown than titles; else nothing. */
export const shownQuote = sql<string>`case ${blogs.consent} when 'title' then '' else coalesce(${links.quote}, '') end`;

const bareLinks = prepared((db) =>
  db
    .select({ position: links.position, url: links.url })
    .from(links)
    .where(and(eq(links.postId, sql.placeholder('postId')), isNull(links.quote)))
    .prepare(),
);

const written = prepared((db) =>
  db
    .select({ html: posts.html, language: posts.language })
    .from(posts)
    .where(eq(posts.id, sql.placeholder('postId')))
    .prepare(),
);

const quoting = prepared((db) =>
  db
    .update(links)
    .set({ quote: given('quote', links.quote) })
    .where(and(eq(links.postId, sql.placeholder('postId')), eq(links.position, sql.placeholder('position'))))
    .prepare(),
);

/** Keeps the sentences around some links of a post, where that hasn't been done. */
export async function keepQuotes(db: Db, postId: number, positions: number[]): Promise<void> {
  if (positions.length === 0) return;
  const bare = (await bareLinks(db).all({ postId })).filter(({ position }) => positions.includes(position));
  if (bare.length === 0) return;
  const [post] = await written(db).all({ postId });
  if (!post) return;
  const quoteFor = quotesIn(post.html, post.language);
  for (const { position, url } of bare) {
    await quoting(db).run({ postId, position, quote: quoteFor(url) ?? '' });
  }
}
