import { addressKey } from '#core/address.ts';
import { findCohort } from '#core/cohorts.ts';
import { migrate } from '#core/db/migrate.ts';
import { closeDatabase, openDatabase } from '#core/db/open.ts';
import { filePosts, insertPosts } from '#core/posts.ts';
import { makeIssue } from '#core/publishing.ts';
import { parseFeed } from '../aggregator/feeds/parse.ts';
import { sanitizePost } from '../aggregator/feeds/sanitize.ts';
import { COHORT, contentIn, databaseIn, seatBloggers, writeCohort } from './cohort.ts';
import { contentType, feedUrls, feedXml } from './feed.ts';

/** How many posts the day has, each by somebody else. */
export const POSTS = 60;
/** In the past by any clock: the site shows no day that hasn't come. */
const NOON = new Date('2026-02-02T12:00:00Z');
export const PAGE = `/${COHORT}/daily/${dayOf(NOON)}`;

/** Fills a folder with a cohort whose issue of a day carries sixty posts; everybody was heard the day before. */
export async function makeDigestDay(folder: string): Promise<void> {
  writeCohort(folder, NOON.getUTCFullYear());
  const db = openDatabase(databaseIn(folder));
  migrate(db, NOON);
  await seatBloggers(db, feedUrls(POSTS, 80), NOON);
  const found = await findCohort(contentIn(folder), COHORT);
  if (found?.kind !== 'cohort') throw new Error('The cohort could not be read.');
  for (const day of [-1, 0]) {
    const at = new Date(NOON.getTime() + day * 24 * 60 * 60 * 1000);
    for (let blog = 0; blog < POSTS; blog += 1) {
      const { items } = parseFeed(Buffer.from(feedXml(blog, 0)), { contentType: contentType(blog) });
      const item = items.at(day);
      if (!item?.link) throw new Error(`Blog ${blog} has no post.`);
      const { html, text, links } = sanitizePost(item.html ?? '', item.link);
      const [post] = await insertPosts(db, [
        {
          feedId: blog + 1,
          identity: item.link,
          url: item.link,
          addressKey: addressKey(item.link) ?? '',
          title: item.title,
          author: item.author,
          html,
          text,
          links,
          categories: item.categories,
          firstSeenAt: at,
          datedAt: at,
          contentHash: item.link,
        },
      ]);
      if (post)
        await filePosts(db, [
          { postId: post.id, cohort: COHORT, blogId: blog + 1, datedAt: at, filedAt: at },
        ]);
    }
    await makeIssue(db, found.cohort, dayOf(at), at);
  }
  closeDatabase(db);
}

function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}
