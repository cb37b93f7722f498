import { expect, test } from 'vitest';
import { alikePairs, passageWith } from '#core/desk/pairs.ts';
import type { PostInCohort } from '#core/posts-in-cohort.ts';
import { NOON } from '../../support/participants.ts';

let id = 0;

function post(membershipId: number, text: string, more: Partial<PostInCohort> = {}): PostInCohort {
  id += 1;
  return {
    id,
    cohort: 'rhizo',
    title: null,
    url: `https://blog${membershipId}.example/${id}`,
    addressKey: '',
    text,
    language: 'en',
    categories: [],
    publishedAt: NOON,
    changedAt: null,
    datedAt: NOON,
    issueId: null,
    conversationId: null,
    parentId: null,
    quote: null,
    consent: 'full',
    author: {
      membershipId,
      name: `P${membershipId}`,
      handle: `p${membershipId}`,
      blogTitle: '',
      blogUrl: '',
    },
    ...more,
  };
}

const BEES = 'I began with the weather. My allotment has beehives and a swarm of bees. Then it rained.';
const HIVES = 'A swarm left our beehives in the allotment this May. We went home early.';
const others = (count: number) =>
  Array.from({ length: count }, (_, n) =>
    post(100 + n, `Something about subject${'abcdefghijklmnopqrstuvwxyz'[n % 26]}${n}.`),
  );
const people = (pairs: ReturnType<typeof alikePairs>) =>
  pairs.map(({ first, second }) => [first.author.membershipId, second.author.membershipId]);

test('two people who write about the same thing are found among many, with the sentences that say so', () => {
  const [a, b] = [post(2, BEES), post(1, HIVES)];
  const [pair, ...rest] = alikePairs([...others(30), a, b], [], 'en');
  expect(rest).toEqual([]);
  expect(pair).toMatchObject({ first: { id: b.id }, second: { id: a.id } });
  expect(pair?.shared.toSorted()).toEqual(['allotment', 'beehives', 'swarm']);
  expect(passageWith(a, pair?.shared ?? [])).toBe('My allotment has beehives and a swarm of bees.');
});

test('the same posts give the same pairs, in whatever order they come', () => {
  const posts = [...others(20), post(1, BEES), post(2, HIVES), post(3, `${HIVES} ${BEES}`)];
  expect(alikePairs(posts.toReversed(), [], 'en')).toEqual(alikePairs(posts, [], 'en'));
  expect(people(alikePairs(posts, [], 'en'))).toHaveLength(3);
});

test('one person’s own posts, other languages, and a single word in common make no pair', () => {
  expect(alikePairs([post(1, BEES), post(1, HIVES)], [], 'en')).toEqual([]);
  expect(alikePairs([post(1, BEES), post(2, HIVES, { language: 'nl' })], [], 'en')).toEqual([]);
  expect(alikePairs([post(1, 'About swarms, beehives.'), post(2, 'Old beehives.')], [], 'en')).toEqual([]);
});

test('a word with an emoji before it is the same word', () => {
  const decorated = HIVES.replace('swarm', '☀️swarm').replace('beehives', '❤️beehives');
  expect(alikePairs([post(1, BEES), post(2, decorated)], [], 'en')[0]?.shared).toContain('beehives');
});

test('a post without a language is taken for the cohort’s', () => {
  const posts = [post(1, BEES, { language: null }), post(2, HIVES)];
  expect(people(alikePairs(posts, [], 'en'))).toEqual([[1, 2]]);
  expect(alikePairs(posts, [], 'de')).toEqual([]);
});

test('categories count, but for those that every post may have', () => {
  const tagged = (tags: string[]) => [
    post(1, 'One.', { categories: tags }),
    post(2, 'Two.', { categories: tags }),
  ];
  expect(people(alikePairs(tagged(['Bees', 'Gardens']), [], 'en'))).toEqual([[1, 2]]);
  expect(alikePairs(tagged(['rhizo27', 'Uncategorized', 'Gardens']), ['Rhizo27'], 'en')).toEqual([]);
});

test('what an author doesn’t let us show neither brings anybody together nor is quoted', () => {
  const hidden = post(1, BEES, { consent: 'title', title: 'Hello' });
  expect(alikePairs([hidden, post(2, HIVES)], [], 'en')).toEqual([]);
  expect(passageWith(hidden, ['beehives'])).toBe('');
});

test('words that aren’t spaced are compared too', () => {
  const posts = [
    post(1, '我在花园里养蜜蜂，观察蜂群。', { language: 'zh' }),
    post(2, '邻居也养蜜蜂，蜂群很大。', { language: 'zh' }),
  ];
  expect(people(alikePairs(posts, [], 'en'))).toEqual([[1, 2]]);
});

test('four hundred long posts are compared before a test must end', () => {
  const word = (n: number) => `word${[...String(n)].map((digit) => 'abcdefghij'[Number(digit)]).join('')}`;
  const posts = Array.from({ length: 400 }, (_, n) =>
    post(n, Array.from({ length: 800 }, (_, k) => word((n * 31 + k * 17 + ((n * k) % 13)) % 5000)).join(' ')),
  );
  expect(alikePairs(posts, [], 'en').length).toBeGreaterThan(0);
});
