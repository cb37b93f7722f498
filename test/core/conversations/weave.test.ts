import { eq } from 'drizzle-orm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressKey } from '#core/address.ts';
import { removeBlog } from '#core/blogs.ts';
import { weave } from '#core/conversations/weave.ts';
import type { Db } from '#core/db/open.ts';
import { answers, conversations, mentions, sharedPages } from '#core/db/schema/conversations.ts';
import { posts } from '#core/db/schema/feeds.ts';
import { filings } from '#core/db/schema/issues.ts';
import { filePosts, updatePost } from '#core/posts.ts';
import { listPostsById } from '#core/posts-in-cohort.ts';
import { testCohort } from '../../support/cohort.ts';
import { temporaryDatabase } from '../../support/database.ts';
import { bringBlog, later, MINUTE, NOON, seat, writePost } from '../../support/participants.ts';

const SITE = 'https://course.example.org';
const cohort = testCohort();

type Blogger = Awaited<ReturnType<typeof blogger>>;

async function blogger(db: Db, name: string) {
  const { membership } = await seat(db, name);
  return { membership, ...(await bringBlog(db, membership, `${name.toLowerCase()}.example`)) };
}

/** Somebody's post, of so many minutes after noon, with links as the text of its HTML. */
async function bring(
  db: Db,
  { feed, blog }: Blogger,
  path: string,
  { to = [], minute = 0, repliesTo = [] }: { to?: string[]; minute?: number; repliesTo?: string[] } = {},
) {
  const url = `${feed.siteUrl}${path}`;
  const datedAt = later(minute * MINUTE);
  const html = to.map((link) => `<p>I think of <a href="${link}">this</a> often.</p>`).join('');
  const post = await writePost(db, feed, { url, links: to, html, repliesTo, datedAt });
  await filePosts(db, [{ postId: post.id, cohort: 'rhizo', blogId: blog.id, datedAt, filedAt: NOON }]);
  return post;
}

/** Each post with what it stands under and the conversation that it is part of, as addresses. */
async function standing(db: Db): Promise<Record<string, [string | null, string | null]>> {
  const rows = await db.select().from(filings).orderBy(filings.postId);
  const urls = await addressesOf(db);
  const name = (id: number | null) => (id === null ? null : (urls.get(id) ?? null));
  return Object.fromEntries(
    rows.map(({ postId, parentId, conversationId }) => [
      name(postId),
      [postId === conversationId ? null : name(parentId), name(conversationId)],
    ]),
  );
}

async function addressesOf(db: Db): Promise<Map<number, string>> {
  const rows = await db.select({ id: posts.id, key: posts.addressKey }).from(posts);
  return new Map(rows.map(({ id, key }) => [id, key.replace('.example/', ' ')]));
}

function again(db: Db): Promise<number> {
  return weave(db, cohort, SITE, NOON);
}

describe('a post that links to another', () => {
  test('stands under it, in one conversation, with the sentence in which it does', async () => {
    const db = temporaryDatabase();
    const [ada, grace] = [await blogger(db, 'Ada'), await blogger(db, 'Grace')];
    const first = await bring(db, ada, 'one');
    const second = await bring(db, grace, 'two', { to: ['http://www.ada.example/one/?utm_source=x#more'] });
    expect(await again(db)).toBe(2);
    expect(await standing(db)).toEqual({ 'ada one': [null, 'ada one'], 'grace two': ['ada one', 'ada one'] });
    expect(await db.select().from(answers)).toMatchObject([{ postId: second.id, answersId: first.id }]);
    expect(await listPostsById(db, 'rhizo', [second.id])).toMatchObject([
      { quote: 'I think of this often.' },
    ]);
    expect(await db.select().from(conversations)).toMatchObject([{ rootId: first.id }]);
  });

  test('finds it also when that comes later, and when its address changes', async () => {
    const db = temporaryDatabase();
    const [ada, grace, eve] = [
      await blogger(db, 'Ada'),
      await blogger(db, 'Grace'),
      await blogger(db, 'Eve'),
    ];
    await bring(db, grace, 'two', { to: ['https://ada.example/one'], minute: 5 });
    await bring(db, eve, 'three', { to: ['https://ada.example/moved'], minute: 6 });
    await again(db);
    const first = await bring(db, ada, 'one');
    await again(db);
    expect((await standing(db))['grace two']).toEqual(['ada one', 'ada one']);
    const moved = 'https://ada.example/moved';
    await updatePost(db, first.id, { url: moved, addressKey: addressKey(moved) ?? '' });
    await filePosts(db, [
      {
        postId: first.id,
        cohort: 'rhizo',
        blogId: ada.blog.id,
        datedAt: NOON,
        filedAt: NOON,
      },
    ]);
    await again(db);
    expect(await standing(db)).toMatchObject({
      'grace two': ['ada moved', 'ada moved'],
      'eve three': ['ada moved', 'ada moved'],
    });
  });

  test('is found by its page here, and by the short address that its program gives', async () => {
    const db = temporaryDatabase();
    const [ada, grace, eve] = [
      await blogger(db, 'Ada'),
      await blogger(db, 'Grace'),
      await blogger(db, 'Eve'),
    ];
    const first = await writePost(db, ada.feed, {
      url: 'https://ada.example/2027/01/one',
      identity: 'id:ada.example?p=7',
    });
    const its = { cohort: 'rhizo', datedAt: NOON, filedAt: NOON };
    await filePosts(db, [{ ...its, postId: first.id, blogId: ada.blog.id }]);
    await bring(db, grace, 'two', { to: [`${SITE}/rhizo/posts/${first.id}`] });
    await bring(db, eve, 'three', { to: ['http://ada.example/?p=7'] });
    await again(db);
    expect(Object.values(await standing(db)).map(([parent]) => parent)).toEqual([
      null,
      'ada 2027/01/one',
      'ada 2027/01/one',
    ]);
  });

  test('means the post at home there, not one of a link blog that bears the same address', async () => {
    const db = temporaryDatabase();
    const [ada, grace, eve] = [
      await blogger(db, 'Ada'),
      await blogger(db, 'Grace'),
      await blogger(db, 'Eve'),
    ];
    const its = { cohort: 'rhizo', datedAt: NOON, filedAt: NOON };
    const pointer = await writePost(db, eve.feed, {
      url: 'https://ada.example/one',
      identity: 'id:eve.example/links/1',
      links: ['https://ada.example/one'],
    });
    await filePosts(db, [{ ...its, postId: pointer.id, blogId: eve.blog.id }]);
    await bring(db, grace, 'two', { to: ['https://ada.example/one'] });
    await again(db);
    const first = await bring(db, ada, 'one');
    await again(db);
    const answered = await db.select().from(answers).orderBy(answers.postId);
    expect(answered.map(({ postId, answersId }) => [postId, answersId])).toEqual([
      [pointer.id, first.id],
      [pointer.id + 1, first.id],
    ]);
  });

  test('to the front page means no post, though a feed leads there from each of its posts', async () => {
    const db = temporaryDatabase();
    const [ada, grace, eve] = [
      await blogger(db, 'Ada'),
      await blogger(db, 'Grace'),
      await blogger(db, 'Eve'),
    ];
    await bring(db, eve, 'one');
    for (let n = 1; n <= 9; n++) {
      const url = 'https://ada.example/';
      const post = await writePost(db, ada.feed, { url, identity: `id:${n}` });
      const its = { cohort: 'rhizo', blogId: ada.blog.id, datedAt: NOON, filedAt: NOON };
      await filePosts(db, [{ postId: post.id, ...its }]);
    }
    await bring(db, grace, 'two', { to: ['https://ada.example/', 'https://eve.example/one'] });
    await again(db);
    expect((await standing(db))['grace two']).toEqual(['eve one', 'eve one']);
    expect(await db.select().from(answers)).toHaveLength(1);
  });

  test('means the post that it names on a front page which holds them all', async () => {
    const db = temporaryDatabase();
    const [ada, grace] = [await blogger(db, 'Ada'), await blogger(db, 'Grace')];
    const ids: number[] = [];
    for (const day of [12, 13]) {
      const post = await writePost(db, ada.feed, {
        url: `https://ada.example/#jan-${day}`,
        identity: `${day}`,
      });
      const its = { cohort: 'rhizo', blogId: ada.blog.id, datedAt: NOON, filedAt: NOON };
      await filePosts(db, [{ postId: post.id, ...its }]);
      ids.push(post.id);
    }
    await bring(db, grace, 'named', { to: ['https://ada.example/#jan-13'] });
    await again(db);
    expect(await db.select().from(answers)).toMatchObject([{ answersId: ids[1] }]);
  });

  test('on a page of many means the one that it names, and else the first', async () => {
    const db = temporaryDatabase();
    const [ada, grace] = [await blogger(db, 'Ada'), await blogger(db, 'Grace')];
    const ids: number[] = [];
    for (const n of [1, 2, 3]) {
      const url = `https://ada.example/diary.html#d${n}`;
      const post = await writePost(db, ada.feed, { url, datedAt: later(n * MINUTE) });
      const its = { cohort: 'rhizo', blogId: ada.blog.id, datedAt: post.datedAt, filedAt: NOON };
      await filePosts(db, [{ postId: post.id, ...its }]);
      ids.push(post.id);
    }
    await bring(db, grace, 'named', { to: ['https://ada.example/diary.html#d2'], minute: 5 });
    await bring(db, grace, 'bare', { to: ['https://ada.example/diary.html'], minute: 6 });
    await again(db);
    const answered = await db.select().from(answers).orderBy(answers.postId);
    expect(answered.map(({ answersId }) => answersId)).toEqual([ids[1], ids[0]]);
  });

  test('of a feed proxy is found by the address that this has for it', async () => {
    const db = temporaryDatabase();
    const [ada, grace] = [await blogger(db, 'Ada'), await blogger(db, 'Grace')];
    const proxyUrl = 'http://feedproxy.example/~r/ada/~3/abc/';
    const url = 'https://ada.example/one';
    const first = await writePost(db, ada.feed, { url, proxyUrl });
    const its = { cohort: 'rhizo', datedAt: NOON, filedAt: NOON };
    await filePosts(db, [{ ...its, postId: first.id, blogId: ada.blog.id }]);
    await bring(db, grace, 'two', { to: [`${proxyUrl}?utm_source=feedburner`] });
    await again(db);
    expect((await standing(db))['grace two']).toEqual(['ada one', 'ada one']);
  });

  test('no longer stands there once its author takes the link out', async () => {
    const db = temporaryDatabase();
    const [ada, grace] = [await blogger(db, 'Ada'), await blogger(db, 'Grace')];
    await bring(db, ada, 'one');
    const second = await bring(db, grace, 'two', { to: ['https://ada.example/one'] });
    await again(db);
    await updatePost(db, second.id, { links: [] });
    await filePosts(db, [
      {
        postId: second.id,
        cohort: 'rhizo',
        blogId: grace.blog.id,
        datedAt: NOON,
        filedAt: NOON,
      },
    ]);
    await again(db);
    expect((await standing(db))['grace two']).toEqual([null, 'grace two']);
    expect(await db.select().from(answers)).toEqual([]);
    expect(await db.select().from(conversations)).toEqual([]);
  });

  test('of another cohort has nothing to do with it', async () => {
    const db = temporaryDatabase();
    const [ada, grace] = [await blogger(db, 'Ada'), await blogger(db, 'Grace')];
    const first = await bring(db, ada, 'one');
    await bring(db, grace, 'two', { to: ['https://ada.example/one'] });
    await db.update(filings).set({ cohort: 'alder' }).where(eq(filings.postId, first.id));
    await again(db);
    expect((await standing(db))['grace two']).toEqual([null, 'grace two']);
  });
});

test('a blog that is taken away leaves no trace in the conversations', async () => {
  const db = temporaryDatabase();
  const [ada, grace, eve] = [await blogger(db, 'Ada'), await blogger(db, 'Grace'), await blogger(db, 'Eve')];
  const page = 'https://elsewhere.example/essay';
  await bring(db, ada, 'one', { to: [page] });
  await bring(db, grace, 'two', { to: ['https://ada.example/one', page], minute: 1 });
  await bring(db, eve, 'three', { to: ['https://grace.example/two', 'https://ada.example/one'], minute: 2 });
  await again(db);
  expect(await db.select().from(sharedPages)).toHaveLength(1);
  await removeBlog(db, grace.membership, grace.blog.id);
  expect(await standing(db)).toEqual({
    'ada one': [null, 'ada one'],
    'eve three': ['ada one', 'ada one'],
  });
  expect(await db.select().from(conversations)).toHaveLength(1);
  expect(await db.select().from(sharedPages)).toEqual([]);
  await removeBlog(db, ada.membership, ada.blog.id);
  expect(await standing(db)).toEqual({ 'eve three': [null, 'eve three'] });
  expect(await db.select().from(conversations)).toEqual([]);
  expect(await db.select().from(answers)).toEqual([]);
});

describe('what stood under posts that are taken away', () => {
  test('goes all together into the conversation where it belongs now', async () => {
    const db = temporaryDatabase();
    const [ada, grace, eve, mary] = [
      await blogger(db, 'Ada'),
      await blogger(db, 'Grace'),
      await blogger(db, 'Eve'),
      await blogger(db, 'Mary'),
    ];
    await bring(db, grace, 'root');
    await bring(db, ada, 'left', { to: ['https://grace.example/root'] });
    for (const path of ['a', 'b'])
      await bring(db, mary, path, { to: ['https://ada.example/left', 'https://eve.example/y'] });
    await bring(db, eve, 'y', { to: ['https://ada.example/left', 'https://grace.example/root'] });
    await again(db);
    await removeBlog(db, ada.membership, ada.blog.id);
    expect(await standing(db)).toEqual({
      'grace root': [null, 'grace root'],
      'mary a': ['eve y', 'grace root'],
      'mary b': ['eve y', 'grace root'],
      'eve y': ['grace root', 'grace root'],
    });
    const roots = (await db.select().from(conversations)).map(({ rootId }) => rootId);
    expect((await addressesOf(db)).get(roots[0] ?? 0)).toBe('grace root');
    expect(roots).toHaveLength(1);
  });

  test('is no list any more once it links to no more posts than an answer may', async () => {
    const db = temporaryDatabase();
    const [ada, grace, eve] = [
      await blogger(db, 'Ada'),
      await blogger(db, 'Grace'),
      await blogger(db, 'Eve'),
    ];
    const paths = ['1', '2', '3', '4', '5', '6', '7', '8'];
    for (const path of paths) await bring(db, grace, path);
    await bring(db, ada, 'left');
    const to = ['https://ada.example/left', ...paths.map((path) => `https://grace.example/${path}`)];
    await bring(db, eve, 'list', { to });
    await again(db);
    expect((await standing(db))['eve list']).toEqual([null, 'eve list']);
    await removeBlog(db, ada.membership, ada.blog.id);
    expect((await standing(db))['eve list']).toEqual(['grace 1', 'grace 1']);
  });
});

test('a person is mentioned by the front page of their blog, or by their page here', async () => {
  const db = temporaryDatabase();
  const [ada, grace, eve] = [await blogger(db, 'Ada'), await blogger(db, 'Grace'), await blogger(db, 'Eve')];
  const post = await bring(db, grace, 'two', {
    to: ['http://ada.example', `${SITE}/rhizo/people/eve`, 'https://grace.example/'],
  });
  await again(db);
  const named = await db.select().from(mentions).where(eq(mentions.postId, post.id));
  expect(named.map(({ membershipId }) => membershipId)).toEqual([ada.membership.id, eve.membership.id]);
});

describe('what several people share', () => {
  const page = 'https://elsewhere.example/essay';

  test('is noted with the second of them, and forgotten when it turns out to be a post', async () => {
    const db = temporaryDatabase();
    const [ada, grace] = [await blogger(db, 'Ada'), await blogger(db, 'Grace')];
    await bring(db, ada, 'one', { to: [page] });
    await bring(db, ada, 'more', { to: [page] });
    await again(db);
    expect(await db.select().from(sharedPages)).toEqual([]);
    await bring(db, grace, 'two', { to: [`${page}?utm_source=mail`], minute: 9 });
    await again(db);
    expect(await db.select().from(sharedPages)).toMatchObject([{ movedAt: later(9 * MINUTE) }]);
    const { feed, blog } = await bringBlog(db, (await seat(db, 'Eve')).membership, 'elsewhere.example');
    const essay = await writePost(db, feed, { url: page });
    await filePosts(db, [
      { postId: essay.id, cohort: 'rhizo', blogId: blog.id, datedAt: NOON, filedAt: NOON },
    ]);
    await again(db);
    expect(await db.select().from(sharedPages)).toEqual([]);
  });

  test('is nothing that stands in every post of a blog', async () => {
    const db = temporaryDatabase();
    const [ada, grace] = [await blogger(db, 'Ada'), await blogger(db, 'Grace')];
    for (const path of ['a', 'b', 'c']) await bring(db, ada, path, { to: [page] });
    await bring(db, grace, 'two', { to: [page] });
    await again(db);
    expect(await db.select().from(sharedPages)).toEqual([]);
  });
});

describe('whatever is linked to what', () => {
  const people = ['Ada', 'Grace', 'Eve', 'Mary'];
  /** Pages outside, the front page of somebody's blog, and somebody's page here. */
  const places = [
    'https://elsewhere.example/essay',
    'https://elsewhere.example/poem',
    'https://grace.example/',
    `${SITE}/rhizo/people/ada`,
  ];
  const anyCourse = fc
    .array(
      fc.record({
        who: fc.nat(3),
        minute: fc.nat(2),
        to: fc.uniqueArray(fc.nat(7), { maxLength: 3 }),
        more: fc.subarray(places, { maxLength: 2 }),
      }),
      { minLength: 1, maxLength: 8 },
    )
    .chain((course) =>
      fc.record({
        course: fc.constant(course),
        order: fc.shuffledSubarray(
          course.map((_, n) => n),
          { minLength: course.length },
        ),
        breaks: fc.array(fc.nat(8), { maxLength: 3 }),
      }),
    );
  type Course = { who: number; minute: number; to: number[]; more: string[] }[];
  const urlOf = (course: Course, n: number) =>
    `https://${people[course[n]?.who ?? 0]?.toLowerCase()}.example/${n}`;

  async function arrive(course: Course, order: number[], breaks: number[]) {
    const db = temporaryDatabase();
    const bloggers: Blogger[] = [];
    for (const name of people) bloggers.push(await blogger(db, name));
    for (const [at, n] of order.entries()) {
      const { who, minute, to, more } = course[n] ?? { who: 0, minute: 0, to: [], more: [] };
      const theirs = bloggers[who];
      if (!theirs) throw new Error('nobody');
      const leading = [...to.map((other) => urlOf(course, other)), ...more];
      await bring(db, theirs, String(n), { minute, to: leading });
      if (breaks.includes(at)) await again(db);
    }
    await again(db);
    return db;
  }

  /** All that was made of the links, by addresses: ids are given in the order of arrival. */
  async function everything(db: Db) {
    const urls = await addressesOf(db);
    const name = (id: number) => urls.get(id) ?? 'nothing';
    const [answered, moved, named, shared] = [
      await db.select().from(answers),
      await db.select().from(conversations),
      await db.select().from(mentions),
      await db.select().from(sharedPages),
    ];
    return {
      standing: await standing(db),
      answers: answered.map(({ postId, answersId }) => `${name(postId)} to ${name(answersId)}`).sort(),
      conversations: moved.map(({ rootId, movedAt }) => `${name(rootId)} at ${movedAt.getTime()}`).sort(),
      mentions: named.map(({ postId, membershipId }) => `${name(postId)} of ${membershipId}`).sort(),
      // The posts of those who left are pages outside as well, but none that is recommended.
      shared: shared
        .filter(({ key }) => key.startsWith('elsewhere.example/'))
        .map(({ key, movedAt }) => `${key} at ${movedAt.getTime()}`)
        .sort(),
    };
  }

  test('any order of arrival gives the same conversations', async () => {
    await fc.assert(
      fc.asyncProperty(anyCourse, async ({ course, order, breaks }) => {
        const inOrder = await arrive(
          course,
          course.map((_, n) => n),
          [],
        );
        const shuffled = await arrive(course, order, breaks);
        expect(await everything(shuffled)).toEqual(await everything(inOrder));
      }),
      { numRuns: 25 },
    );
  }, 60_000);

  test('weaving again changes nothing, and no post answers its own author', async () => {
    await fc.assert(
      fc.asyncProperty(anyCourse, async ({ course, order, breaks }) => {
        const db = await arrive(course, order, breaks);
        const before = await everything(db);
        await db.update(filings).set({ isWoven: false });
        await again(db);
        expect(await everything(db)).toEqual(before);
      }),
      { numRuns: 15 },
    );
  }, 60_000);

  test('taking a blog away leaves what would be there had it never come', async () => {
    await fc.assert(
      fc.asyncProperty(anyCourse, fc.nat(3), async ({ course, order, breaks }, leaving) => {
        const db = await arrive(course, order, breaks);
        const name = people[leaving] ?? '';
        const left = await blogger(db, name);
        await removeBlog(db, left.membership, left.blog.id);
        const without = await arrive(
          course,
          order.filter((n) => course[n]?.who !== leaving),
          [],
        );
        expect(await everything(db)).toEqual(await everything(without));
      }),
      { numRuns: 15 },
    );
  }, 60_000);
});
