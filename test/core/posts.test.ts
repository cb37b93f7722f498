import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { addBlog } from '#core/blogs.ts';
import { transaction } from '#core/db/open.ts';
import { posts } from '#core/db/schema/feeds.ts';
import {
  filePosts,
  insertPosts,
  listKnownPosts,
  listPostsOfFeed,
  unfilePost,
  updatePost,
} from '#core/posts.ts';
import { listPosts } from '#core/posts-in-cohort.ts';
import { makeIssue } from '#core/publishing.ts';
import { asString, giveUpBytes, withBytes } from '#core/words.ts';
import { testCohort } from '../support/cohort.ts';
import { temporaryDatabase } from '../support/database.ts';
import { bringBlog, later, NOON, newPost, seat, seatWithPost, writePost } from '../support/participants.ts';

describe('many posts at a time', () => {
  test('are stored and filed in their order, however many they are', async () => {
    const db = temporaryDatabase();
    const { membership } = await seat(db, 'Ada');
    const { feed, blog } = await bringBlog(db, membership, 'ada.example');
    for (const count of [0, 1, 27, 38]) {
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
    const listed = await listPosts(db, 'rhizo', 99);
    expect(listed).toHaveLength(66);
    expect(listed[0]).toMatchObject({ url: 'https://ada.example/38/37', publishedAt: NOON });
  });

  test('may come with their words as bytes, and are stored as words', async () => {
    const db = temporaryDatabase();
    const { membership } = await seat(db, 'Ada');
    const { feed } = await bringBlog(db, membership, 'ada.example');
    const words = { html: '<p>\ufeffnaïve 学ぶ 🍲</p>', text: '\ufeffnaïve 学ぶ 🍲' };
    const urls = ['https://ada.example/1', 'https://ada.example/2'];
    const rows = urls.map((url) => ({ ...newPost(feed, url), ...words }));
    const stored = await insertPosts(db, withBytes(rows));
    expect(new Set(stored.flatMap(({ html, text }) => [html.buffer, text.buffer])).size).toBe(1);
    const asStored = stored.map(({ html, text }) => ({ html: asString(html), text: asString(text) }));
    const listed = await listPostsOfFeed(db, feed.id);
    expect(listed.map(({ html, text }) => ({ html, text }))).toEqual(asStored);
    expect(listed[0]).toMatchObject(words);
    const kinds = await db
      .select({ html: sql`typeof(${posts.html})`, text: sql`typeof(${posts.text})` })
      .from(posts);
    expect(kinds).toEqual([
      { html: 'text', text: 'text' },
      { html: 'text', text: 'text' },
    ]);
  });

  test('never come apart at a U+0000 in their words', async () => {
    const db = temporaryDatabase();
    const { membership } = await seat(db, 'Ada');
    const { feed } = await bringBlog(db, membership, 'ada.example');
    const row = { ...newPost(feed, 'https://ada.example/1'), html: 'one\0two', text: 'one two' };
    expect(() => withBytes([row])).toThrow('There is a U+0000 in these words.');
  });

  test('give up the memory of their words once they are stored, however long they were', async () => {
    const db = temporaryDatabase();
    const { membership } = await seat(db, 'Ada');
    const { feed } = await bringBlog(db, membership, 'ada.example');
    const long = { html: `<p>${'学ぶ '.repeat(100_000)}</p>`, text: '学ぶ '.repeat(100_000) };
    const rows = withBytes([{ ...newPost(feed, 'https://ada.example/long'), ...long }]);
    const [stored] = await insertPosts(db, rows);
    giveUpBytes(rows);
    expect(stored?.html.buffer.byteLength).toBe(0);
    giveUpBytes([]);
    expect((await listPostsOfFeed(db, feed.id)).map(({ html, text }) => ({ html, text }))).toEqual([long]);
  });

  test('are all stored or none', async () => {
    const db = temporaryDatabase();
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
