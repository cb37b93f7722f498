import { describe, expect, test } from 'vitest';
import { answersOf, beginningOf, isBefore, type Placed, type Target } from '#core/conversations/answers.ts';
import { later } from '../../support/participants.ts';

/** The n-th post, of the minute n, by the author of that number. */
function placed(id: number, author = id): Placed {
  return { id, author, datedAt: later(id), key: `blog.example/${id}` };
}

function target(id: number, more: Partial<Target> = {}): Target {
  return { ...placed(id), position: id, isReply: false, linksBack: false, ...more };
}

function ids(targets: Target[]): number[] {
  return targets.map(({ id }) => id);
}

describe('what a post answers', () => {
  test('are the posts of others that it links to, in the order of its links', () => {
    const targets = [target(2, { position: 5 }), target(3, { position: 1 })];
    expect(ids(answersOf(placed(9), targets))).toEqual([3, 2]);
  });

  test('begins with what it says it answers', () => {
    const targets = [target(2), target(3, { isReply: true })];
    expect(ids(answersOf(placed(9), targets))).toEqual([3, 2]);
  });

  test('is no post of its own author, and not itself', () => {
    expect(answersOf(placed(9, 1), [target(1), target(2, { author: 1 }), target(9)])).toEqual([]);
  });

  test('counts once, however often it is linked to', () => {
    expect(ids(answersOf(placed(9), [target(2), target(2, { position: 7 })]))).toEqual([2]);
  });

  test('of two that link to each other, is the earlier one', () => {
    expect(ids(answersOf(placed(9), [target(2, { linksBack: true })]))).toEqual([2]);
    expect(answersOf(placed(1), [target(2, { linksBack: true })])).toEqual([]);
  });

  test('may bear a later date, as where a blog gives days without hours', () => {
    expect(ids(answersOf(placed(1), [target(2)]))).toEqual([2]);
  });

  test('are at most eight posts: whoever links to more makes a list', () => {
    const many = (count: number) => Array.from({ length: count }, (_, i) => target(i + 1));
    expect(answersOf(placed(99), many(8))).toHaveLength(8);
    expect(answersOf(placed(99), many(9))).toEqual([]);
    expect(answersOf(placed(99), many(200))).toEqual([]);
    expect(ids(answersOf(placed(99), [...many(200), target(300, { isReply: true })]))).toEqual([300]);
    const declared = many(200).map((each) => ({ ...each, isReply: true }));
    expect(answersOf(placed(99), declared)).toEqual([]);
  });

  test('is the same in whatever order its links are given', () => {
    const targets = [target(4), target(2), target(3, { isReply: true }), target(2, { position: 9 })];
    expect(answersOf(placed(9), targets.toReversed())).toEqual(answersOf(placed(9), targets));
  });
});

test('of two posts of the same moment, the address says which came first', () => {
  const datedAt = later(0);
  const [a, b] = [
    { ...placed(2), datedAt, key: 'a.example/' },
    { ...placed(1), datedAt, key: 'b.example/' },
  ];
  expect(isBefore(a, b)).toBe(true);
  expect(isBefore(b, a)).toBe(false);
});

describe('the beginning of a conversation', () => {
  const parents = (above: Record<number, number>) => async (post: Placed) => {
    const id = above[post.id];
    return id === undefined ? null : placed(id);
  };

  test('is the post at the end of the way up', async () => {
    expect((await beginningOf(placed(3), parents({ 3: 2, 2: 1 }))).id).toBe(1);
    expect((await beginningOf(placed(1), parents({}))).id).toBe(1);
  });

  test('is the earliest in a circle, from wherever one comes into it', async () => {
    const circle = parents({ 5: 4, 4: 2, 2: 3, 3: 4 });
    for (const from of [5, 4, 3, 2]) expect((await beginningOf(placed(from), circle)).id).toBe(2);
  });
});
