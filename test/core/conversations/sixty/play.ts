import { addressKey } from '#core/address.ts';
import { addBlog } from '#core/blogs.ts';
import { weave } from '#core/conversations/weave.ts';
import type { Db } from '#core/db/open.ts';
import { transaction } from '#core/db/open.ts';
import { redirects } from '#core/db/schema/conversations.ts';
import { ensureFeed } from '#core/feeds.ts';
import { filePosts, insertPosts } from '#core/posts.ts';
import { identify } from '../../../../aggregator/feeds/identity.ts';
import { keep } from '../../../../aggregator/feeds/keep.ts';
import { parseFeed } from '../../../../aggregator/feeds/parse.ts';
import { testCohort } from '../../../support/cohort.ts';
import { DAY, later, NOON, seat } from '../../../support/participants.ts';
import { type Blogger, type Course, type CoursePost, SITE } from './course.ts';

const COHORTS = ['rhizo', 'alder'] as const;
const AFTERWARDS = later(60 * DAY);
/** It is woven now and then, as posts come. */
const WOVEN_AFTER = 77;

/** Lets a course happen: its posts arrive by their feeds, are filed, and are woven. */
export async function play(db: Db, course: Course): Promise<void> {
  const seats = new Map<Blogger, Awaited<ReturnType<typeof seatBlogger>>>();
  for (const blogger of course.bloggers) seats.set(blogger, await seatBlogger(db, blogger));
  await db
    .insert(redirects)
    .values(course.posts.map(({ shortened, url }) => ({ fromKey: keyOf(shortened), toKey: keyOf(url) })));
  const cohort = testCohort();
  for (let at = 0; at < course.posts.length; at += WOVEN_AFTER) {
    await transaction(db, async (tx) => {
      for (const post of course.posts.slice(at, at + WOVEN_AFTER)) {
        const seated = seats.get(post.blogger);
        if (!seated) throw new Error(`${post.blogger.name} has no seat.`);
        await arrive(tx, post, seated);
      }
    });
    await weave(db, cohort, SITE, AFTERWARDS);
  }
}

export function keyOf(address: string): string {
  const key = addressKey(address);
  if (key === null) throw new Error(`${address} is no address.`);
  return key;
}

async function seatBlogger(db: Db, { name, site }: Blogger) {
  const feed = await ensureFeed(db, { url: `${site}#feed`, title: `Blog of ${name}`, siteUrl: site }, NOON);
  const blogs = new Map<string, number>();
  for (const cohort of COHORTS) {
    const { membership } = await seat(db, name, { cohort });
    const added = await addBlog(db, membership, feed, 'everything', NOON);
    if (added.kind === 'taken') throw new Error(`The blog of ${name} is taken.`);
    blogs.set(cohort, added.blog.id);
  }
  return { feed, blogs };
}

async function arrive(
  db: Db,
  post: CoursePost,
  { feed, blogs }: Awaited<ReturnType<typeof seatBlogger>>,
): Promise<void> {
  const { items } = parseFeed(Buffer.from(rss(post)));
  const { added } = keep(identify(items), [], { base: post.blogger.site, language: 'en', now: AFTERWARDS });
  const read = added.map((each) => ({ ...each, feedId: feed.id }));
  for (const { id, datedAt } of await insertPosts(db, read)) {
    if (id !== post.id) throw new Error(`Post ${post.id} is stored as ${id}.`);
    const { cohort } = post;
    const blogId = cohort && blogs.get(cohort);
    if (cohort && blogId) await filePosts(db, [{ postId: id, cohort, blogId, datedAt, filedAt: AFTERWARDS }]);
  }
}

/** A feed with this one post. */
function rss({ url, guid, proxied, blogger, writtenAt, links, declares }: CoursePost): string {
  const words = links
    .map((link) => `<p>I think of <a href="${inXml(link.url)}">this</a> often.</p>`)
    .join('\n');
  return `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:thr="http://purl.org/syndication/thread/1.0"
  xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">
<channel><title>Blog of ${blogger.name}</title><link>${inXml(blogger.site)}</link><item>
<title>What ${blogger.name} thinks</title>
<link>${inXml(proxied ?? url)}</link>
${proxied ? `<feedburner:origLink>${inXml(url)}</feedburner:origLink>` : ''}
<guid isPermaLink="false">${inXml(guid)}</guid>
<pubDate>${writtenAt.toUTCString()}</pubDate>
${declares.map((reply) => `<thr:in-reply-to ref="tag:nobody" href="${inXml(reply.url)}" />`).join('\n')}
<description>${inXml(`<p>It rained.</p>${words}`)}</description>
</item></channel></rss>`;
}

function inXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
