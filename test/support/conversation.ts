import { weave } from '#core/conversations/weave.ts';
import type { Db } from '#core/db/open.ts';
import { comments } from '#core/db/schema/conversations.ts';
import { filePosts } from '#core/posts.ts';
import { testCohort } from './cohort.ts';
import { bringBlog, DAY, later, MINUTE, NOON, seat, writePost } from './participants.ts';

const SITE = 'https://course.example.org';

/** Four people; Grace and Eve answer Ada, Mary answers Grace and Ada, the last of them the day after. */
export async function table(db: Db) {
  const ids: Record<string, number> = {};
  const linked: Record<string, string[]> = { ada: [], grace: ['ada'], eve: ['ada'], mary: ['grace', 'ada'] };
  for (const [n, [name, to]] of Object.entries(linked).entries()) {
    const { membership } = await seat(db, name);
    const { feed, blog } = await bringBlog(db, membership, `${name}.example`);
    const links = to.map((other) => `https://${other}.example/post`);
    const html = links.map((link) => `<p>I like what <a href="${link}">they</a> say.</p>`).join('');
    const datedAt = later(n * MINUTE + (name === 'mary' ? DAY : 0));
    const post = await writePost(db, feed, { url: `https://${name}.example/post`, links, html, datedAt });
    await filePosts(db, [{ postId: post.id, cohort: 'rhizo', blogId: blog.id, datedAt, filedAt: NOON }]);
    ids[name] = post.id;
  }
  await weave(db, testCohort(), SITE, NOON);
  return (name: string) => ids[name] ?? 0;
}

/** Somebody says yes under a post, on its author's blog. */
export async function comment(db: Db, postId: number, more: Partial<typeof comments.$inferInsert> = {}) {
  const words = { html: '<p>Yes.</p>', text: 'Yes.', contentHash: 'yes' };
  const at = { firstSeenAt: NOON, datedAt: later(2 * DAY) };
  await db
    .insert(comments)
    .values({ postId, identity: 'id:1', url: 'https://ada.example/post#1', ...words, ...at, ...more });
}
