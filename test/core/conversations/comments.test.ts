import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { removeBlog } from '#core/blogs.ts';
import {
  listKnownComments,
  type ReadComment,
  recogniseComments,
  storeComments,
} from '#core/conversations/comments.ts';
import { ensureCommentsFeed, findDiscussed } from '#core/conversations/comments-feeds.ts';
import { listConversations } from '#core/conversations/conversations.ts';
import { listNewComments } from '#core/conversations/new-comments.ts';
import { listRemarks } from '#core/conversations/remarks.ts';
import { isWaiting } from '#core/conversations/waiting.ts';
import { weave } from '#core/conversations/weave.ts';
import type { Db } from '#core/db/open.ts';
import { comments, conversations } from '#core/db/schema/conversations.ts';
import { feeds } from '#core/db/schema/feeds.ts';
import { filePosts, type Post } from '#core/posts.ts';
import { testCohort } from '../../support/cohort.ts';
import { temporaryDatabase } from '../../support/database.ts';
import {
  bringBlog,
  DAY,
  HOUR,
  later,
  NOON,
  seat,
  seatWithPost,
  writePost,
} from '../../support/participants.ts';

const cohort = testCohort();
const other = testCohort({}, 'other');

async function weaveAll(db: Db, now = NOON): Promise<void> {
  for (const each of [cohort, other]) await weave(db, each, 'https://course.example.org', now);
}

function comment(words: string, more: Partial<ReadComment> = {}): ReadComment {
  return {
    identity: `id:${words}`,
    author: null,
    authorUrl: null,
    url: null,
    addressKey: '',
    language: null,
    contentHash: words,
    datedAt: later(HOUR),
    html: `<p>${words}</p>`,
    text: words,
    ...more,
  };
}

async function say(db: Db, post: Post, ...added: ReadComment[]): Promise<void> {
  await storeComments(db, post, { added, changed: [], gone: [] }, later(2 * HOUR));
}

function feedsOfComments(db: Db) {
  return db.select().from(feeds).where(eq(feeds.kind, 'comments')).orderBy(feeds.id);
}

/** Somebody with a post that has a feed of comments. */
async function seatWithComments(db: Db, name: string) {
  const seated = await seatWithPost(db, name);
  const commentsUrl = `${seated.post.url}/comments`;
  const post = await writePost(db, seated.feed, { url: `${seated.post.url}/discussed`, commentsUrl });
  const filing = { postId: post.id, cohort: 'rhizo', blogId: seated.blog.id, datedAt: NOON, filedAt: NOON };
  await filePosts(db, [filing]);
  return { ...seated, post, commentsUrl, filing };
}

describe('the comments on a post', () => {
  test('are shown under it by date, each signed as it was', async () => {
    const db = temporaryDatabase();
    const { post } = await seatWithPost(db, 'Ada Sands');
    await weaveAll(db);
    await say(
      db,
      post,
      comment('Second', { datedAt: later(2 * HOUR), url: 'https://ada-sands.example/first#2' }),
      comment('First', { author: 'A stranger', authorUrl: 'https://stranger.example/' }),
    );
    expect(await listRemarks(db, 'rhizo', [post.id])).toMatchObject([
      { text: 'First', author: 'A stranger', url: post.url, member: null, datedAt: later(HOUR) },
      { text: 'Second', author: null, url: 'https://ada-sands.example/first#2', member: null },
    ]);
  });

  test('go when their blog takes them away, and with the last of them the conversation', async () => {
    const db = temporaryDatabase();
    const { post } = await seatWithPost(db, 'Ada Sands');
    await weaveAll(db);
    await say(db, post, comment('Spam'), comment('Well said.', { datedAt: later(HOUR / 2) }));
    const [wellSaid, spam] = await listRemarks(db, 'rhizo', [post.id]);
    const words = async () => (await db.select().from(comments)).map(({ text }) => text);
    const take = (id = 0) => storeComments(db, post, { added: [], changed: [], gone: [id] }, later(3 * HOUR));
    await take(spam?.id);
    expect(await listRemarks(db, 'rhizo', [post.id])).toMatchObject([{ text: 'Well said.' }]);
    expect(await listConversations(db, 'rhizo', 10)).toMatchObject([{ movedAt: later(HOUR / 2) }]);
    await take(wellSaid?.id);
    expect(await listConversations(db, 'rhizo', 10)).toEqual([]);
    expect(await isWaiting(db, 'rhizo', post.id)).toBe(true);
    expect(await words()).toEqual(['', '']);
  });

  test('are answers, and move its conversation in every cohort that it is in', async () => {
    const db = temporaryDatabase();
    const { membership, post } = await seatWithPost(db, 'Ada Sands');
    const there = await seat(db, 'Ada Sands', { cohort: 'other' });
    const { blog } = await bringBlog(db, there.membership, 'ada-sands.example');
    await filePosts(db, [
      { postId: post.id, cohort: 'other', blogId: blog.id, datedAt: NOON, filedAt: NOON },
    ]);
    await weaveAll(db);
    expect(await isWaiting(db, 'rhizo', post.id)).toBe(true);
    expect(await listConversations(db, 'rhizo', 10)).toEqual([]);
    await say(db, post, comment('Well said.'));
    for (const each of ['rhizo', 'other']) {
      expect(await isWaiting(db, each, post.id)).toBe(false);
      expect(await listConversations(db, each, 10)).toMatchObject([
        { rootId: post.id, movedAt: later(HOUR), root: { id: post.id } },
      ]);
    }
    expect(membership.personId).toBe(there.person.id);
  });

  test('are none when its author says something under it', async () => {
    const db = temporaryDatabase();
    const { post, membership } = await seatWithPost(db, 'Ada Sands');
    await weaveAll(db);
    await say(db, post, comment('I mean it.', { author: 'ada sands' }));
    expect(await listRemarks(db, 'rhizo', [post.id])).toMatchObject([
      { member: { handle: membership.handle, name: 'Ada Sands' } },
    ]);
    expect(await isWaiting(db, 'rhizo', post.id)).toBe(true);
    expect(await db.select().from(conversations)).toEqual([]);
  });

  test('change in place, and stay when their feed no longer has them', async () => {
    const db = temporaryDatabase();
    const { post } = await seatWithPost(db, 'Ada Sands');
    await weaveAll(db);
    await say(db, post, comment('One'), comment('Two'));
    const [one] = await listKnownComments(db, post.id);
    const { identity: _, datedAt: __, ...edit } = comment('One, mended', { author: 'Bo' });
    await storeComments(
      db,
      post,
      { added: [], changed: [{ id: one?.id ?? 0, edit }], gone: [] },
      later(3 * HOUR),
    );
    expect(await listRemarks(db, 'rhizo', [post.id])).toMatchObject([
      { text: 'One, mended', author: 'Bo', datedAt: later(HOUR) },
      { text: 'Two' },
    ]);
    expect(await listKnownComments(db, post.id)).toMatchObject([
      { identity: 'id:One', contentHash: 'One, mended' },
      { identity: 'id:Two' },
    ]);
  });

  test('leave out what belongs to other posts of the blog, and the post itself', async () => {
    const db = temporaryDatabase();
    const { feed, post } = await seatWithPost(db, 'Ada Sands');
    await writePost(db, feed, { url: 'https://ada-sands.example/second' });
    await say(
      db,
      post,
      comment('Of another', { addressKey: 'ada-sands.example/second' }),
      comment('The post', { identity: post.identity, addressKey: post.addressKey }),
      comment('Of this one', { addressKey: post.addressKey }),
    );
    expect(await listRemarks(db, 'rhizo', [post.id])).toMatchObject([{ text: 'Of this one' }]);
  });

  test('are recognised as somebody’s once they have brought their blog, and no longer when they took it away', async () => {
    const db = temporaryDatabase();
    const { post } = await seatWithPost(db, 'Ada Sands');
    await weaveAll(db);
    await say(db, post, comment('Hello', { author: 'Grace Hill', authorUrl: 'https://grace.example/' }));
    const memberNow = async () => (await listRemarks(db, 'rhizo', [post.id]))[0]?.member?.handle ?? null;
    expect(await memberNow()).toBeNull();
    const { membership } = await seat(db, 'Grace H.');
    const { blog } = await bringBlog(db, membership, 'grace.example');
    await recogniseComments(db, 'rhizo');
    expect(await memberNow()).toBe('grace-h');
    await removeBlog(db, membership, blog.id);
    await recogniseComments(db, 'rhizo');
    expect(await memberNow()).toBeNull();
  });
});

describe('a feed of comments', () => {
  test('is followed from when its post is woven, once', async () => {
    const db = temporaryDatabase();
    const { post, commentsUrl, filing } = await seatWithComments(db, 'Ada');
    await weaveAll(db);
    await filePosts(db, [filing]);
    await weaveAll(db, later(HOUR));
    const followed = await feedsOfComments(db);
    expect(followed).toMatchObject([
      { url: commentsUrl, host: 'ada.example', commentsOf: post.id, state: 'new', nextCheckAt: NOON },
    ]);
    for (const feed of followed) expect(await findDiscussed(db, feed)).toMatchObject({ id: post.id });
  });

  test('isn’t followed for an old post, nor when it is another’s or a blog’s', async () => {
    const db = temporaryDatabase();
    const { feed, post, commentsUrl } = await seatWithComments(db, 'Ada');
    await ensureCommentsFeed(db, { ...post, datedAt: later(-60 * DAY - 1) }, NOON);
    expect(await feedsOfComments(db)).toEqual([]);
    await ensureCommentsFeed(db, { ...post, commentsUrl: feed.url }, NOON);
    expect(await feedsOfComments(db)).toEqual([]);
    await ensureCommentsFeed(db, { ...post, datedAt: later(-60 * DAY) }, NOON);
    const second = await writePost(db, feed, { url: 'https://ada.example/second', commentsUrl });
    await ensureCommentsFeed(db, second, NOON);
    expect(await feedsOfComments(db)).toMatchObject([{ commentsOf: post.id }]);
  });

  test('is left when its post is in no cohort any more, and taken up when it is again', async () => {
    const db = temporaryDatabase();
    const { membership, blog, filing, feed } = await seatWithComments(db, 'Ada');
    await weaveAll(db);
    await removeBlog(db, membership, blog.id);
    expect(await feedsOfComments(db)).toEqual([]);
    expect(await db.select().from(feeds)).toMatchObject([{ id: feed.id }]);
    const again = await bringBlog(db, membership, 'ada.example');
    await filePosts(db, [{ ...filing, blogId: again.blog.id }]);
    await weaveAll(db);
    expect(await feedsOfComments(db)).toHaveLength(1);
  });

  test('is followed for the newest hundred posts of a blog', async () => {
    const db = temporaryDatabase();
    const { feed } = await seatWithPost(db, 'Ada');
    for (let at = 0; at < 103; at += 1) {
      const url = `https://ada.example/${at}`;
      const post = await writePost(db, feed, { url, commentsUrl: `${url}/feed`, datedAt: later(-at * HOUR) });
      await ensureCommentsFeed(db, post, NOON);
    }
    const urls = (await feedsOfComments(db)).map(({ url }) => url);
    expect(urls).toHaveLength(100);
    expect(urls).toContain('https://ada.example/99/feed');
    expect(urls).not.toContain('https://ada.example/100/feed');
  });
});

test('a quarrel under one post silences nobody else’s comments', async () => {
  const db = temporaryDatabase();
  const { post: loud } = await seatWithPost(db, 'Mallory');
  const { post: quiet } = await seatWithPost(db, 'Ada');
  await say(db, loud, ...Array.from({ length: 300 }, (_, n) => comment(`No. ${n}`)));
  await say(db, quiet, comment('Well said.'));
  const span = { since: NOON, until: later(3 * HOUR) };
  const told = await listNewComments(db, 'rhizo', span);
  expect(told.filter(({ postId }) => postId === loud.id)).toHaveLength(12);
  expect(told.at(-1)).toMatchObject({ postId: quiet.id, text: 'Well said.' });
});
