import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import {
  addBlog,
  changeFiling,
  describeBlog,
  followSuggestion,
  isBroughtByAnother,
  listBlogs,
  listBlogsOf,
  listBlogsOfFeed,
  removeBlog,
} from '#core/blogs.ts';
import { listBlogsToFile, markFiled, markForFiling } from '#core/blogs-to-file.ts';
import type { Db } from '#core/db/open.ts';
import { feeds } from '#core/db/schema/feeds.ts';
import type { Feed } from '#core/feeds.ts';
import { listPostsOfFeed } from '#core/posts.ts';
import { listPosts } from '#core/posts-in-cohort.ts';
import { temporaryDatabase } from '../support/database.ts';
import { bringBlog, later, NOON, seat, seatWithPost } from '../support/participants.ts';

describe('a blog', () => {
  test('has one owner: the first who brings it', async () => {
    const db = temporaryDatabase();
    const { membership } = await seat(db, 'Ada');
    const { feed } = await bringBlog(db, membership, 'ada.example');
    for (const cohort of ['rhizo', 'alder']) {
      const { membership: hers } = await seat(db, 'Eve', { cohort });
      expect(await addBlog(db, hers, feed, 'everything', NOON)).toEqual({ kind: 'taken' });
    }
    expect(await listBlogsOfFeed(db, feed.id)).toHaveLength(1);
  });

  test('has one owner also when two bring it at once', async () => {
    const db = temporaryDatabase();
    const { membership } = await seat(db, 'Owner');
    const { feed, blog } = await bringBlog(db, membership, 'ada.example');
    await removeBlog(db, membership, blog.id);
    const rivals = [await seat(db, 'Ada'), await seat(db, 'Eve')];
    const added = await Promise.all(rivals.map((rival) => addBlog(db, rival.membership, feed, 'tag', NOON)));
    expect(added.map(({ kind }) => kind).sort()).toEqual(['added', 'taken']);
  });

  test('may serve several cohorts of its owner, filed in each as they chose', async () => {
    const db = temporaryDatabase();
    const { membership } = await seat(db, 'Ada');
    const { feed } = await bringBlog(db, membership, 'ada.example');
    const { membership: other } = await seat(db, 'Ada', { cohort: 'alder' });
    expect((await addBlog(db, other, feed, 'tag', NOON)).kind).toBe('added');
    expect((await listBlogsOfFeed(db, feed.id)).map(({ cohort, filing }) => [cohort, filing])).toEqual([
      ['rhizo', 'everything'],
      ['alder', 'tag'],
    ]);
  });

  test('brought once more is the same one, filed as said last, from when it first came', async () => {
    const db = temporaryDatabase();
    const { membership } = await seat(db, 'Ada');
    const { feed, blog } = await bringBlog(db, membership, 'ada.example');
    await markFiled(db, blog);
    const again = await addBlog(db, membership, feed, 'tag', later(1));
    expect(again).toEqual({ kind: 'added', blog: { ...blog, filing: 'tag', refile: true } });
    expect(await listBlogsOf(db, membership)).toHaveLength(1);
  });

  test('is filed when it is new, when its filing has changed and when somebody asks, and not in between', async () => {
    const db = temporaryDatabase();
    const { membership } = await seat(db, 'Ada');
    const { blog } = await bringBlog(db, membership, 'ada.example');
    const toFile = async () => (await listBlogsToFile(db)).map(({ id, filing }) => [id, filing]);
    expect(await toFile()).toEqual([[blog.id, 'everything']]);
    await markFiled(db, blog);
    expect(await toFile()).toEqual([]);
    await changeFiling(db, membership, blog.id, 'tag');
    expect(await toFile()).toEqual([[blog.id, 'tag']]);
    await markFiled(db, { ...blog, filing: 'tag' });
    expect(await toFile()).toEqual([]);
    await markForFiling(db, blog.id);
    expect(await toFile()).toEqual([[blog.id, 'tag']]);
  });

  test('is filed once more when its author chose anew while it was filed', async () => {
    const db = temporaryDatabase();
    const { membership } = await seat(db, 'Ada');
    await bringBlog(db, membership, 'ada.example');
    const [listed] = await listBlogsToFile(db);
    if (!listed) throw new Error('nothing to file');
    await changeFiling(db, membership, listed.id, 'tag');
    await markFiled(db, listed);
    expect(await listBlogsToFile(db)).toMatchObject([{ id: listed.id, filing: 'tag' }]);
  });

  test('is changed and removed by nobody but its owner', async () => {
    const db = temporaryDatabase();
    const { membership: eve } = await seat(db, 'Eve');
    const { membership } = await seat(db, 'Ada');
    const { blog } = await bringBlog(db, membership, 'ada.example');
    await changeFiling(db, eve, blog.id, 'tag');
    await removeBlog(db, eve, blog.id);
    expect(await listBlogsOf(db, membership)).toMatchObject([{ id: blog.id, filing: 'everything' }]);
    expect(await listBlogsOf(db, eve)).toEqual([]);
  });

  test('takes its posts with it out of its cohort, and of no other', async () => {
    const db = temporaryDatabase();
    const { membership, feed, blog } = await seatWithPost(db, 'Ada');
    await seatWithPost(db, 'Grace');
    await removeBlog(db, membership, blog.id);
    expect((await listPosts(db, 'rhizo', 10)).map(({ author }) => author.name)).toEqual(['Grace']);
    expect(await listPostsOfFeed(db, feed.id)).toHaveLength(1);
  });

  test('is free for another once it is removed', async () => {
    const db = temporaryDatabase();
    const { membership } = await seat(db, 'Ada');
    const { feed, blog } = await bringBlog(db, membership, 'ada.example');
    const { membership: grace } = await seat(db, 'Grace');
    await removeBlog(db, membership, blog.id);
    expect((await addBlog(db, grace, feed, 'tag', NOON)).kind).toBe('added');
  });

  test('is said to be another’s only to another', async () => {
    const db = temporaryDatabase();
    const { person, membership } = await seat(db, 'Ada');
    const { feed } = await bringBlog(db, membership, 'ada.example');
    expect(await isBroughtByAnother(db, feed.url, 'eve@example.org')).toBe(true);
    expect(await isBroughtByAnother(db, feed.url, person.email)).toBe(false);
    expect(await isBroughtByAnother(db, 'https://other.example/feed', 'eve@example.org')).toBe(false);
  });
});

describe('a blog that was found at another address', () => {
  const suggest = (db: Db, feed: Feed, suggestedUrl: string) =>
    db.update(feeds).set({ suggestedUrl }).where(eq(feeds.id, feed.id));

  test('stays where it is when that is another person’s blog, in whatever cohort', async () => {
    const db = temporaryDatabase();
    const { membership: ada } = await seat(db, 'Ada', { cohort: 'alder' });
    const { feed: hers } = await bringBlog(db, ada, 'ada.example');
    const { membership } = await seat(db, 'Bob');
    const { feed, blog } = await bringBlog(db, membership, 'bob.example');
    await suggest(db, feed, hers.url);
    expect(await followSuggestion(db, membership, blog.id, NOON)).toBe('taken');
    expect(await listBlogsOfFeed(db, hers.id)).toMatchObject([{ author: { name: 'Ada' } }]);
    expect(await listBlogsOf(db, membership)).toMatchObject([
      { feed: { url: feed.url, suggestedUrl: hers.url }, question: null },
    ]);
  });

  test('is dropped when its author has brought that too, and nothing came from it', async () => {
    const db = temporaryDatabase();
    const { membership } = await seat(db, 'Ada');
    const { feed, blog } = await bringBlog(db, membership, 'old.example');
    const { feed: moved } = await bringBlog(db, membership, 'new.example');
    await suggest(db, feed, moved.url);
    expect(await followSuggestion(db, membership, blog.id, NOON)).toBe('dropped');
    expect(await listBlogsOf(db, membership)).toMatchObject([{ feedId: moved.id }]);
  });

  test('is kept for what came from it, and no longer asked about', async () => {
    const db = temporaryDatabase();
    const { membership, feed, blog } = await seatWithPost(db, 'Ada');
    const { feed: moved } = await bringBlog(db, membership, 'new.example');
    await suggest(db, feed, moved.url);
    expect(await followSuggestion(db, membership, blog.id, NOON)).toBe('kept');
    expect(await listPosts(db, 'rhizo', 10)).toHaveLength(1);
    expect(await listBlogsOf(db, membership)).toMatchObject([
      { id: blog.id, feed: { suggestedUrl: null } },
      { feedId: moved.id },
    ]);
    expect(await followSuggestion(db, membership, blog.id, NOON)).toBeNull();
  });

  test('is followed to a feed that is nobody’s any more', async () => {
    const db = temporaryDatabase();
    const { membership: eve } = await seat(db, 'Eve');
    const { feed: left, blog: hers } = await bringBlog(db, eve, 'new.example');
    await removeBlog(db, eve, hers.id);
    const { membership } = await seat(db, 'Ada');
    const { feed, blog } = await bringBlog(db, membership, 'old.example');
    await suggest(db, feed, left.url);
    expect(await followSuggestion(db, membership, blog.id, NOON)).toBe('followed');
    expect(await listBlogsOf(db, membership)).toMatchObject([{ id: blog.id, feedId: left.id, refile: true }]);
  });
});

test('blogs are listed by their authors’ names, those of their cohort alone', async () => {
  const db = temporaryDatabase();
  for (const [name, cohort] of [
    ['Grace', 'rhizo'],
    ['Ada', 'rhizo'],
    ['Eve', 'alder'],
  ] as const) {
    const { membership } = await seat(db, name, { cohort });
    await bringBlog(db, membership, `${name.toLowerCase()}.example`);
  }
  expect(await listBlogs(db, 'rhizo')).toMatchObject([
    {
      author: { name: 'Ada', handle: 'ada', email: 'ada@example.org' },
      feed: { url: 'https://ada.example/feed' },
      cohort: 'rhizo',
    },
    { author: { name: 'Grace' } },
  ]);
});

test.each<[Partial<Feed>, string]>([
  [{ state: 'new' }, 'Just added. We are about to read it for the first time.'],
  [{ state: 'well', checkedAt: NOON }, 'All is well. Last read 2027-01-12.'],
  [{ state: 'well', checkedAt: null }, 'All is well.'],
  [
    {
      state: 'troubled',
      problem: 'It did not answer.',
      nextCheckAt: new Date('2027-01-14'),
      okAt: new Date('2027-01-09'),
    },
    'It did not answer. We keep trying, next on 2027-01-14. It was last read on 2027-01-09.',
  ],
  [
    { state: 'troubled', problem: null, nextCheckAt: new Date('2027-01-14'), okAt: null },
    'We could not read it. We keep trying, next on 2027-01-14. It was never read so far.',
  ],
  [
    { state: 'gone', problem: 'It says that it is gone.' },
    'It says that it is gone. We stopped asking. If the blog has moved, add its new address.',
  ],
])('a blog whose feed is %j is described', async (its, sentence) => {
  const db = temporaryDatabase();
  const { membership } = await seat(db, 'Ada');
  await bringBlog(db, membership, 'ada.example');
  const [blog] = await listBlogs(db, 'rhizo');
  if (!blog) throw new Error('no blog');
  const described = describeBlog({ ...blog, feed: { ...blog.feed, ...its } }, (at) =>
    at.toISOString().slice(0, 10),
  );
  expect(described).toBe(sentence);
});
