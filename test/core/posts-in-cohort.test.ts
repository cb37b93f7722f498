import { describe, expect, test } from 'vitest';
import { addBlog } from '#core/blogs.ts';
import type { Db } from '#core/db/open.ts';
import { posts } from '#core/db/schema/feeds.ts';
import { issues } from '#core/db/schema/issues.ts';
import { ensureFeed } from '#core/feeds.ts';
import { filePosts } from '#core/posts.ts';
import {
  listHeardBefore,
  listLatestPosts,
  listPosts,
  listPostsById,
  listPostsOfIssue,
  listPostsOfMember,
} from '#core/posts-in-cohort.ts';
import { makeIssue } from '#core/publishing.ts';
import { testCohort } from '../support/cohort.ts';
import { temporaryDatabase } from '../support/database.ts';
import { bringBlog, DAY, later, NOON, seat, seatWithPost, writePost } from '../support/participants.ts';

/** Somebody whose posts are dated so many milliseconds after noon. */
async function posting(db: Db, name: string, dates: number[], cohort = 'rhizo') {
  const { membership } = await seat(db, name, { cohort });
  const host = `${name.toLowerCase()}.example`;
  const { feed, blog } = await bringBlog(db, membership, host);
  for (const [n, ms] of dates.entries()) {
    const datedAt = later(ms);
    const post = await writePost(db, feed, { url: `https://${host}/${n}`, datedAt });
    await filePosts(db, [{ postId: post.id, cohort, blogId: blog.id, datedAt, filedAt: NOON }]);
  }
  return { membership, feed, blog };
}

function paths(posts: { url: string }[]): string[] {
  return posts.map(({ url }) => url.replace('https://', '').replace('.example', ''));
}

describe('the posts of a cohort', () => {
  test('come newest first, with who wrote them and where', async () => {
    const db = temporaryDatabase();
    await posting(db, 'Ada', [0, 2]);
    await posting(db, 'Grace', [1]);
    await posting(db, 'Eve', [3], 'alder');
    const posts = await listPosts(db, 'rhizo', 10);
    expect(paths(posts)).toEqual(['ada/1', 'grace/0', 'ada/0']);
    expect(posts[1]).toMatchObject({
      cohort: 'rhizo',
      datedAt: later(1),
      issueId: null,
      author: {
        name: 'Grace',
        handle: 'grace',
        blogTitle: 'Blog of grace.example',
        blogUrl: 'https://grace.example/',
      },
    });
  });

  test('can be had a page at a time', async () => {
    const db = temporaryDatabase();
    await posting(db, 'Ada', [0, 1, 2, 3, 4]);
    const first = await listPosts(db, 'rhizo', 2);
    expect(paths(first)).toEqual(['ada/4', 'ada/3']);
    const second = await listPosts(db, 'rhizo', 2, { before: first.at(-1)?.datedAt });
    expect(paths(second)).toEqual(['ada/2', 'ada/1']);
  });

  test('can be had from an instant on until before another', async () => {
    const db = temporaryDatabase();
    await posting(db, 'Ada', [0, 1, 2, 3]);
    expect(paths(await listPosts(db, 'rhizo', 9, { since: later(1), before: later(3) }))).toEqual([
      'ada/2',
      'ada/1',
    ]);
    expect(await listPosts(db, 'rhizo', 9, { since: later(1), before: later(1) })).toEqual([]);
  });

  test('come as they are filed, too, whenever they were written', async () => {
    const db = temporaryDatabase();
    const { feed, blog } = await posting(db, 'Ada', [0, 2]);
    await posting(db, 'Grace', [1]);
    const late = { cohort: 'rhizo', blogId: blog.id, datedAt: later(-4 * DAY) };
    const { id } = await writePost(db, feed, { url: 'https://ada.example/late', datedAt: late.datedAt });
    await filePosts(db, [{ postId: id, ...late, filedAt: later(DAY) }]);
    await posting(db, 'Eve', [3], 'alder');
    expect(paths(await listLatestPosts(db, 'rhizo', 3))).toEqual(['ada/late', 'ada/1', 'grace/0']);
  });

  test('of one member are theirs alone', async () => {
    const db = temporaryDatabase();
    const { membership } = await posting(db, 'Ada', [0, 1, 2]);
    await posting(db, 'Grace', [3]);
    expect(paths(await listPostsOfMember(db, membership.id, 2))).toEqual(['ada/2', 'ada/1']);
  });

  test('name a blog without a title by its host', async () => {
    const db = temporaryDatabase();
    const { membership } = await seat(db, 'Ada');
    const feed = await ensureFeed(db, { url: 'https://ada.example/feed', title: null, siteUrl: null }, NOON);
    const added = await addBlog(db, membership, feed, 'everything', NOON);
    if (added.kind === 'taken') throw new Error('taken');
    const { id } = await writePost(db, feed, { url: 'https://ada.example/a' });
    await filePosts(db, [
      { postId: id, cohort: 'rhizo', blogId: added.blog.id, datedAt: NOON, filedAt: NOON },
    ]);
    expect((await listPosts(db, 'rhizo', 1))[0]?.author).toMatchObject({
      blogTitle: 'ada.example',
      blogUrl: 'https://ada.example/feed',
    });
  });
});

describe('posts at addresses', () => {
  test('are found by their ids, as far as they are of the cohort', async () => {
    const db = temporaryDatabase();
    await posting(db, 'Ada', [0, 1]);
    await posting(db, 'Eve', [0], 'alder');
    const all = await db.select({ id: posts.id }).from(posts);
    const ids = all.map(({ id }) => id);
    expect(paths(await listPostsById(db, 'rhizo', ids))).toEqual(['ada/0', 'ada/1']);
    expect(await listPostsById(db, 'rhizo', [])).toEqual([]);
  });

  test('are found among more ids than one statement takes', async () => {
    const db = temporaryDatabase();
    await posting(db, 'Ada', [0, 1]);
    const ids = Array.from({ length: 70_000 }, (_, n) => n + 1);
    expect(paths(await listPostsById(db, 'rhizo', ids)).sort()).toEqual(['ada/0', 'ada/1']);
  });
});

test('voices are new until an earlier issue has carried them', async () => {
  const db = temporaryDatabase();
  const ada = await seatWithPost(db, 'Ada');
  const cohort = testCohort();
  const first = await makeIssue(db, cohort, '2027-01-12', NOON);
  const grace = await seatWithPost(db, 'Grace', { filedAt: later(1) });
  const second = await makeIssue(db, cohort, '2027-01-13', later(DAY));
  if (!first || !second) throw new Error('no issue');
  const ids = [ada.membership.id, grace.membership.id];
  expect(await listHeardBefore(db, ids, first.issue.id)).toEqual(new Set());
  expect(await listHeardBefore(db, ids, second.issue.id)).toEqual(new Set([ada.membership.id]));
  expect(await listHeardBefore(db, [grace.membership.id], second.issue.id)).toEqual(new Set());
  expect(await listHeardBefore(db, [], second.issue.id)).toEqual(new Set());
  expect(paths(await listPostsOfIssue(db, second.issue.id))).toEqual(['grace/first']);
  expect(await db.select().from(issues)).toHaveLength(2);
});
