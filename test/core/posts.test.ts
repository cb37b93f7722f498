import { describe, expect, test } from 'vitest';
import { addBlog } from '#core/blogs.ts';
import { type Db, transaction } from '#core/db/open.ts';
import { posts } from '#core/db/schema/feeds.ts';
import { issues } from '#core/db/schema/issues.ts';
import { ensureFeed } from '#core/feeds.ts';
import { makeIssue } from '#core/issues.ts';
import {
  filePosts,
  insertPosts,
  listHeardBefore,
  listKnownPosts,
  listPosts,
  listPostsById,
  listPostsOfFeed,
  listPostsOfIssue,
  listPostsOfMember,
  unfilePost,
  updatePost,
} from '#core/posts.ts';
import { testCohort } from '../support/cohort.ts';
import { temporaryDatabase } from '../support/database.ts';
import {
  bringBlog,
  DAY,
  later,
  NOON,
  newPost,
  seat,
  seatWithPost,
  writePost,
} from '../support/participants.ts';

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

describe('many posts at a time', () => {
  test('are stored and filed in their order, however many they are', async () => {
    const db = await temporaryDatabase();
    const { membership } = await seat(db, 'Ada');
    const { feed, blog } = await bringBlog(db, membership, 'ada.example');
    for (const count of [0, 1, 27]) {
      const rows = Array.from({ length: count }, (_, n) =>
        newPost(feed, `https://ada.example/${count}/${n}`),
      );
      const stored = await insertPosts(db, rows);
      expect(stored.map(({ url }) => url)).toEqual(rows.map(({ url }) => url));
      const ids = stored.map(({ id }) => id);
      expect(ids).toEqual(ids.toSorted((a, b) => a - b));
      await filePosts(
        db,
        ids.map((postId) => ({ postId, cohort: 'rhizo', blogId: blog.id, datedAt: NOON, filedAt: NOON })),
      );
    }
    const posts = await listPosts(db, 'rhizo', 99);
    expect(posts).toHaveLength(28);
    expect(posts[0]).toMatchObject({ url: 'https://ada.example/27/26', publishedAt: NOON });
  });

  test('are all stored or none', async () => {
    const db = await temporaryDatabase();
    const { membership } = await seat(db, 'Ada');
    const { feed } = await bringBlog(db, membership, 'ada.example');
    const twice = Array.from({ length: 20 }, (_, n) => newPost(feed, `https://ada.example/${n % 19}`));
    await expect(transaction(db, (tx) => insertPosts(tx, twice))).rejects.toThrow('Failed query');
    expect(await listKnownPosts(db, feed.id)).toEqual([]);
  });
});

describe('a post', () => {
  test('may be in two cohorts, and is in each in its own issue', async () => {
    const db = temporaryDatabase();
    const { feed, post } = await seatWithPost(db, 'Ada');
    const { membership } = await seat(db, 'Ada', { cohort: 'alder' });
    const added = await addBlog(db, membership, feed, 'everything', NOON);
    if (added.kind === 'taken') throw new Error('taken');
    await filePosts(db, [
      {
        postId: post.id,
        cohort: 'alder',
        blogId: added.blog.id,
        datedAt: NOON,
        filedAt: NOON,
      },
    ]);
    await makeIssue(db, testCohort(), '2027-01-12', later(1));
    expect(await listPosts(db, 'rhizo', 9)).toMatchObject([{ id: post.id, issueId: 1 }]);
    expect(await listPosts(db, 'alder', 9)).toMatchObject([{ id: post.id, issueId: null }]);
  });

  test('that an issue has carried stays there, though it is filed again or taken out', async () => {
    const db = temporaryDatabase();
    const { blog, post } = await seatWithPost(db, 'Ada');
    const filing = {
      postId: post.id,
      cohort: 'rhizo',
      blogId: blog.id,
      datedAt: later(1),
      filedAt: later(1),
    };
    await makeIssue(db, testCohort(), '2027-01-12', NOON);
    await filePosts(db, [filing]);
    await unfilePost(db, post.id, 'rhizo');
    expect(await listPosts(db, 'rhizo', 9)).toMatchObject([{ id: post.id, issueId: 1, datedAt: NOON }]);
  });

  test('that no issue has carried can be taken out, of its cohort alone', async () => {
    const db = temporaryDatabase();
    const { post } = await seatWithPost(db, 'Ada');
    await unfilePost(db, post.id, 'alder');
    expect(await listPosts(db, 'rhizo', 9)).toHaveLength(1);
    await unfilePost(db, post.id, 'rhizo');
    expect(await listPosts(db, 'rhizo', 9)).toEqual([]);
  });

  test('that was edited shows its new words at its old date', async () => {
    const db = temporaryDatabase();
    const { feed, post } = await seatWithPost(db, 'Ada');
    await updatePost(db, post.id, { title: 'Better', changedAt: later(1), contentHash: 'new' });
    expect(await listPosts(db, 'rhizo', 9)).toMatchObject([
      { title: 'Better', changedAt: later(1), datedAt: NOON, publishedAt: NOON },
    ]);
    expect(await listKnownPosts(db, feed.id)).toEqual([
      {
        id: post.id,
        identity: post.identity,
        addressKey: 'ada.example/first',
        contentHash: 'new',
        publishedAt: NOON,
        datedAt: NOON,
      },
    ]);
    await expect(updatePost(db, 99, { title: 'x' })).rejects.toThrow('no post 99');
  });

  test('has an identity of its own within its feed', async () => {
    const db = temporaryDatabase();
    const { feed } = await seatWithPost(db, 'Ada');
    const { feed: other } = await seatWithPost(db, 'Grace');
    const same = { url: 'https://ada.example/same', identity: 'id:https://ada.example/first' };
    await expect(writePost(db, feed, same)).rejects.toThrow();
    expect((await writePost(db, other, same)).feedId).toBe(other.id);
    expect(await listPostsOfFeed(db, feed.id)).toHaveLength(1);
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
