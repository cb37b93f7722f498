import { addressKey } from '#core/address.ts';
import { addBlog, type Blog } from '#core/blogs.ts';
import type { Db } from '#core/db/open.ts';
import { ensureFeed, type Feed } from '#core/feeds.ts';
import { ensureMembership, handleFor, type Membership, type Role } from '#core/memberships.ts';
import { ensurePerson, type Person } from '#core/people.ts';
import { filePosts, insertPosts, type NewPost, type Post } from '#core/posts.ts';

/** Noon in Berlin on the second day of the test cohort. */
export const NOON = new Date('2027-01-12T11:00:00Z');

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** That many milliseconds after noon, or before it when negative. */
export function later(ms: number): Date {
  return new Date(NOON.getTime() + ms);
}

/** Somebody at the table of a cohort. */
export async function seat(
  db: Db,
  name: string,
  { cohort = 'rhizo', role = 'participant' }: { cohort?: string; role?: Role } = {},
): Promise<{ person: Person; membership: Membership }> {
  const person = await ensurePerson(db, { name, email: `${handleFor(name)}@example.org` }, NOON);
  return { person, membership: await ensureMembership(db, person, cohort, role, NOON) };
}

/** Gives a membership a blog at `https://<host>/`, all of whose posts are for the cohort. */
export async function bringBlog(
  db: Db,
  membership: Membership,
  host: string,
): Promise<{ feed: Feed; blog: Blog }> {
  const site = `https://${host}/`;
  const feed = await ensureFeed(db, { url: `${site}feed`, title: `Blog of ${host}`, siteUrl: site }, NOON);
  const added = await addBlog(db, membership, feed, 'everything', NOON);
  if (added.kind === 'taken') throw new Error(`${host} is taken`);
  return { feed, blog: added.blog };
}

/** A post that is not stored yet; whatever isn't said is made up from its address. */
export function newPost(
  feed: Pick<Feed, 'id'>,
  url: string,
  words: Partial<NewPost> = {},
): Omit<NewPost, 'id'> {
  return {
    feedId: feed.id,
    identity: `id:${url}`,
    url,
    addressKey: addressKey(url) ?? '',
    title: `Post at ${url}`,
    html: '<p>Words.</p>',
    text: 'Words.',
    links: [],
    categories: [],
    publishedAt: NOON,
    firstSeenAt: NOON,
    datedAt: NOON,
    contentHash: url,
    ...words,
  };
}

/** A post of a feed; whatever isn't said is made up from its address. */
export async function writePost(
  db: Db,
  feed: Pick<Feed, 'id'>,
  { url, ...words }: Partial<NewPost> & { url: string },
): Promise<Post> {
  const [post] = await insertPosts(db, [newPost(feed, url, words)]);
  if (!post) throw new Error(`No post was stored for ${url}.`);
  return post;
}

/** Somebody with a blog and one post in it, filed into their cohort. */
export async function seatWithPost(
  db: Db,
  name: string,
  { cohort = 'rhizo', filedAt = NOON }: { cohort?: string; filedAt?: Date } = {},
): Promise<{ membership: Membership; feed: Feed; blog: Blog; post: Post }> {
  const { membership } = await seat(db, name, { cohort });
  const host = `${handleFor(name)}.example`;
  const { feed, blog } = await bringBlog(db, membership, host);
  const post = await writePost(db, feed, { url: `https://${host}/first` });
  await filePosts(db, [{ postId: post.id, cohort, blogId: blog.id, datedAt: post.datedAt, filedAt }]);
  return { membership, feed, blog, post };
}
