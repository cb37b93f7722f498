import { describe, expect, test } from 'vitest';
import { listConversations } from '#core/conversations/conversations.ts';
import { listWaiting } from '#core/conversations/waiting.ts';
import { weave } from '#core/conversations/weave.ts';
import type { Db } from '#core/db/open.ts';
import { transaction } from '#core/db/open.ts';
import { answers, conversations, links, sharedPages } from '#core/db/schema/conversations.ts';
import { filings } from '#core/db/schema/issues.ts';
import { filePosts } from '#core/posts.ts';
import { testCohort } from '../../support/cohort.ts';
import { temporaryDatabase } from '../../support/database.ts';
import { bringBlog, DAY, later, MINUTE, NOON, seat, writePost } from '../../support/participants.ts';

const SITE = 'https://course.example.org';

/** A post by its place in a course, which is also what its address ends with. */
interface Shape {
  by: number;
  /** The places of the posts that it links to. */
  to: number[];
  more?: string[];
}

function urlOf(shapes: Shape[], place: number): string {
  return `https://blog-${shapes[place]?.by}.example/${place}`;
}

/** Lets posts arrive, one a minute, and weaves them. Their ids are their places, counted from 1. */
async function arrive(shapes: Shape[]): Promise<Db> {
  const db = temporaryDatabase();
  await transaction(db, async (tx) => {
    const blogs = new Map<number, Awaited<ReturnType<typeof bringBlog>>>();
    for (const by of new Set(shapes.map((each) => each.by))) {
      const { membership } = await seat(tx, `Author ${by}`);
      blogs.set(by, await bringBlog(tx, membership, `blog-${by}.example`));
    }
    for (const [place, { by, to, more = [] }] of shapes.entries()) {
      const theirs = blogs.get(by);
      if (!theirs) throw new Error(`Author ${by} has no blog.`);
      const leading = [...to.map((other) => urlOf(shapes, other)), ...more];
      const datedAt = later(place * MINUTE);
      const html = leading.map((url) => `<p>I think of <a href="${url}">this</a> often.</p>`).join('');
      const post = await writePost(tx, theirs.feed, {
        url: urlOf(shapes, place),
        links: leading,
        html,
        datedAt,
      });
      await filePosts(tx, [
        {
          postId: post.id,
          cohort: 'rhizo',
          blogId: theirs.blog.id,
          datedAt,
          filedAt: NOON,
        },
      ]);
    }
  });
  await weave(db, testCohort(), SITE, NOON);
  return db;
}

/** What each post stands under and the conversation that it is of, by places. */
async function standing(db: Db): Promise<[number | null, number | null][]> {
  const rows = await db.select().from(filings).orderBy(filings.postId);
  const place = (id: number | null) => (id === null ? null : id - 1);
  return rows.map(({ postId, parentId, conversationId }) => [
    postId === conversationId ? null : place(parentId),
    place(conversationId),
  ]);
}

async function countWaiting(db: Db): Promise<number> {
  const all = { since: later(-DAY), until: later(DAY), filedUntil: later(DAY), most: 1_000 };
  return (await listWaiting(db, 'rhizo', all)).length;
}

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);
const others = (count: number, except: number) => upTo(count).filter((n) => n !== except);

describe('no conversation comes of', () => {
  test('a post that links to itself, or to others of its author', async () => {
    const db = await arrive([
      { by: 1, to: [0, 1] },
      { by: 1, to: [0, 1, 2] },
      { by: 1, to: [0, 1] },
    ]);
    expect(await db.select().from(answers)).toEqual([]);
    expect(await db.select().from(conversations)).toEqual([]);
    expect(await countWaiting(db)).toBe(3);
  });

  test('a post that links to two hundred others', async () => {
    const db = await arrive([...upTo(200).map((by) => ({ by, to: [] })), { by: 200, to: upTo(200) }]);
    expect(await db.select().from(answers)).toEqual([]);
    expect(await db.select().from(conversations)).toEqual([]);
    // Nobody is answered by being on a list.
    expect(await countWaiting(db)).toBe(201);
  });

  test('a farm of fifty posts each of which links to all others', async () => {
    const db = await arrive(upTo(50).map((n) => ({ by: n, to: others(50, n) })));
    expect(await db.select().from(answers)).toEqual([]);
    expect(await db.select().from(conversations)).toEqual([]);
    expect(await countWaiting(db)).toBe(50);
    expect(await db.select().from(links)).toHaveLength(50 * 49);
  });

  test('one blog that quotes everybody in a sidebar of each of its posts', async () => {
    const written = upTo(40).map((by) => ({ by, to: [] }));
    const quoting = upTo(20).map(() => ({ by: 99, to: upTo(40), more: ['https://ads.example/'] }));
    const db = await arrive([...written, ...quoting]);
    expect(await db.select().from(answers)).toEqual([]);
    expect(await db.select().from(conversations)).toEqual([]);
    expect(await db.select().from(sharedPages)).toEqual([]);
    expect(await countWaiting(db)).toBe(60);
  });

  test('a page of ten thousand links, of which some are kept', async () => {
    const more = upTo(10_000).map((n) => `https://farm-${n}.example/buy`);
    const db = await arrive([
      { by: 1, to: [] },
      { by: 2, to: [0], more },
      { by: 3, to: [], more },
    ]);
    expect(await db.select().from(links)).toHaveLength(2 * 300);
    expect(await db.select().from(sharedPages)).toEqual([]);
  });
});

describe('a circle', () => {
  test.each([2, 3, 7, 30])(
    'of %i posts is one conversation, which began with the earliest',
    async (length) => {
      const db = await arrive(upTo(length).map((n) => ({ by: n, to: [(n + 1) % length] })));
      const placed = await standing(db);
      expect(placed.map(([, conversation]) => conversation)).toEqual(upTo(length).map(() => 0));
      expect(placed.filter(([parent]) => parent === null)).toHaveLength(1);
      expect(await db.select().from(conversations)).toHaveLength(1);
      // Of two that link to each other only the later one is an answer.
      expect(await db.select().from(answers)).toHaveLength(length === 2 ? 1 : length);
      expect(await listConversations(db, 'rhizo', 20)).toHaveLength(1);
    },
  );

  test('with others that hang on it is still one', async () => {
    const db = await arrive([
      { by: 0, to: [2] },
      { by: 1, to: [0] },
      { by: 2, to: [1] },
      { by: 3, to: [2] },
      { by: 4, to: [3] },
    ]);
    expect((await standing(db)).map(([, conversation]) => conversation)).toEqual([0, 0, 0, 0, 0]);
  });
});

test('eight people who all link to each other hold one conversation', async () => {
  const db = await arrive(upTo(8).map((n) => ({ by: n, to: others(8, n) })));
  expect((await standing(db)).map(([, conversation]) => conversation)).toEqual(upTo(8).map(() => 0));
  // Each pair once: the later one answers.
  expect(await db.select().from(answers)).toHaveLength((8 * 7) / 2);
});

test('a chain of three hundred answers is one conversation', async () => {
  const db = await arrive(upTo(300).map((n) => ({ by: n % 7, to: n === 0 ? [] : [n - 1] })));
  const placed = await standing(db);
  expect(placed).toEqual(upTo(300).map((n) => [n === 0 ? null : n - 1, 0]));
  const [shown] = await listConversations(db, 'rhizo', 20);
  expect(shown?.newest.map(({ id }) => id - 1)).toEqual([297, 298, 299]);
});

test('whoever is in a list of two hundred is answered by whoever writes to them alone', async () => {
  const db = await arrive([
    ...upTo(200).map((by) => ({ by, to: [] })),
    { by: 200, to: upTo(200) },
    { by: 201, to: [5] },
  ]);
  expect(await db.select().from(answers)).toMatchObject([{ postId: 202, answersId: 6 }]);
  expect(await countWaiting(db)).toBe(201);
});
