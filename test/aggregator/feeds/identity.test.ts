import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { posts } from '#core/db/schema/feeds.ts';
import { identify } from '../../../aggregator/feeds/identity.ts';
import { parseFeed } from '../../../aggregator/feeds/parse.ts';
import { later, MINUTE } from '../../support/participants.ts';
import { bring, type Item, makeWorld, pollAgain, post, postsOf, rss, serve } from '../world.ts';
import { send } from './blog-server.ts';

function identities(items: Item[]): string[] {
  const bytes = new TextEncoder().encode(rss(items));
  return identify(parseFeed(bytes, { url: 'https://mira.example/feed' }).items).map(
    ({ identity }) => identity,
  );
}

/** Follows a feed through its polls; gives how many posts each brought, and the titles of all that there are. */
async function followed(...polls: Item[][]): Promise<{ added: number[]; titles: (string | null)[] }> {
  const world = makeWorld();
  const routes = { '/feed': send('') };
  const server = await serve(routes);
  const { feed } = await bring(world, `${server.url}/feed`);
  const added: number[] = [];
  for (const items of polls) {
    routes['/feed'] = send(rss(items));
    for (const refreshed of await pollAgain(world)) added.push(refreshed.added);
  }
  return { added, titles: (await postsOf(world, feed)).map(({ title }) => title).sort() };
}

const again = (item: Item, more: Item): Item => ({ ...item, ...more });

describe('the identity of an item', () => {
  test.each<[string, Item, string]>([
    [
      'is its own id',
      { guid: 'tag:mira.example,2027:1', link: 'https://mira.example/1' },
      'id:tag:mira.example,2027:1',
    ],
    ['is its id without the scheme', { guid: 'https://mira.example/?p=7' }, 'id:mira.example?p=7'],
    [
      'keeps the fragment of its id',
      { guid: 'https://mira.example/2027/01/12#a7' },
      'id:mira.example/2027/01/12#a7',
    ],
    ['is its address without an id', { link: 'http://www.mira.example/one/' }, 'at:mira.example/one'],
    [
      'keeps the fragment of its address',
      { link: 'https://mira.example/day#two' },
      'at:mira.example/day#two',
    ],
  ])('%s', (_, item, identity) => {
    expect(identities([item])).toEqual([identity]);
  });

  test('is its words when there is nothing else, whatever it is filed under', () => {
    const [bare] = identities([{ title: 'A', html: 'x' }]);
    expect(identities([{ title: 'A', html: 'x', tags: ['new'] }])).toEqual([bare]);
    expect(identities([{ title: 'B', html: 'x' }])).not.toEqual([bare]);
    expect(bare).toMatch(/^words:/);
  });

  test('never depends on the order of the feed, and no two items share one', () => {
    const item = fc.record(
      {
        guid: fc.constantFrom('a', 'b', 'https://mira.example/', 'https://mira.example/#1'),
        link: fc.constantFrom('https://mira.example/', 'https://mira.example/x', 'https://mira.example/x#2'),
        title: fc.constantFrom('A', 'B'),
        date: fc.constantFrom(later(0), later(MINUTE)),
      },
      { requiredKeys: [] },
    );
    const shuffled = fc
      .array(item, { minLength: 1, maxLength: 12 })
      .chain((items) =>
        fc.tuple(fc.constant(items), fc.shuffledSubarray(items, { minLength: items.length })),
      );
    fc.assert(
      fc.property(shuffled, ([items, others]) => {
        const found = identities(items);
        expect(new Set(found).size).toBe(found.length);
        expect(new Set(identities(others))).toEqual(new Set(found));
      }),
      { seed: 27, numRuns: 300 },
    );
  });
});

describe('no post comes twice', () => {
  const one = post('one');
  const two = post('two');

  test('when nothing has changed but the order', async () => {
    expect(await followed([one, two], [two, one])).toMatchObject({ added: [2, 0] });
  });

  test('when the blog moves to https', async () => {
    const before = post('one', { guid: 'http://mira.example/one', link: 'http://mira.example/one' });
    expect(await followed([before], [one])).toMatchObject({ added: [1, 0], titles: ['one'] });
  });

  test('when all ids change and the addresses stay, as after a move to another program', async () => {
    const moved = [again(one, { guid: 'ghost-1' }), again(two, { guid: 'ghost-2' })];
    expect(await followed([one, two], moved, moved)).toMatchObject({ added: [2, 0, 0] });
  });

  test('when it is moved to another address after its id has changed', async () => {
    const moved = again(one, { guid: 'ghost-1' });
    const renamed = again(moved, { link: 'https://mira.example/uno' });
    expect(await followed([one], [moved], [renamed])).toMatchObject({ added: [1, 0, 0], titles: ['one'] });
  });

  test('when its id changes there and back', async () => {
    const other = again(one, { guid: 'other' });
    expect(await followed([one], [other], [one], [other])).toMatchObject({ added: [1, 0, 0, 0] });
  });

  test('when it has no id and is edited', async () => {
    const bare = { ...one, guid: undefined };
    expect(await followed([bare], [again(bare, { title: 'uno', html: 'x' })])).toMatchObject({
      added: [1, 0],
      titles: ['uno'],
    });
  });

  test('when tracking is hung onto its address', async () => {
    const bare = { ...one, guid: undefined };
    const tracked = again(bare, { link: 'https://mira.example/one/?utm_source=feed' });
    expect(await followed([bare], [tracked])).toMatchObject({ added: [1, 0] });
  });

  test('when another rule for addresses made the keys that are stored', async () => {
    const world = makeWorld();
    const tracked = again(one, { guid: undefined, link: 'https://mira.example/one?igsh=x' });
    const routes = { '/feed': send(rss([tracked])) };
    const { feed } = await bring(world, `${(await serve(routes)).url}/feed`);
    await pollAgain(world);
    const key = 'mira.example/one?igsh=x';
    await world.db.update(posts).set({ identity: `at:${key}`, addressKey: key, contentHash: 'other' });
    routes['/feed'] = send(rss([two, tracked]));
    expect(await pollAgain(world)).toMatchObject([{ added: 1 }]);
    const known = { identity: 'at:mira.example/one', addressKey: 'mira.example/one' };
    expect(await postsOf(world, feed)).toMatchObject([known, { title: 'two' }]);
  });

  test('when it stands in the feed twice, and later once', async () => {
    expect(await followed([one, two, one], [two, one], [one, two, one])).toMatchObject({ added: [2, 0, 0] });
  });

  test('when an id that was unique is given to a second post', async () => {
    const [first, second] = [again(one, { guid: 'x' }), again(two, { guid: 'x' })];
    expect(await followed([first], [second, first], [second, first], [second])).toMatchObject({
      added: [1, 1, 0, 0],
      titles: ['one', 'two'],
    });
  });

  test('when it leaves the feed and comes back', async () => {
    expect(await followed([two, one], [two], [], [two, one])).toMatchObject({
      added: [2, 0, 0, 0],
      titles: ['one', 'two'],
    });
  });
});

describe('no post is swallowed', () => {
  const numbered = (n: number, more: Item): Item => ({
    title: `post ${n}`,
    html: `<p>${n}</p>`,
    date: later(n * MINUTE),
    ...more,
  });
  const feed = (numbers: number[], more: (n: number) => Item) => numbers.map((n) => numbered(n, more(n)));
  const home = 'https://mira.example/';

  test.each<[string, (n: number) => Item]>([
    ['have one id between them', (n) => ({ guid: 'x', link: `${home}${n}` })],
    ['have one address between them', (n) => ({ guid: `${n}`, link: home })],
    ['have one address and no id', () => ({ link: home })],
    ['have one id and one address', () => ({ guid: 'x', link: home })],
    ['have one id and no address', () => ({ guid: 'x' })],
    ['have neither id nor address', () => ({})],
    ['differ by fragment', (n) => ({ guid: `${home}day#${n}`, link: `${home}day#${n}` })],
    ['differ by the fragment of their address', (n) => ({ link: `${home}day#${n}` })],
  ])('when all posts of a feed %s', async (_, more) => {
    const polls = [
      [2, 1],
      [3, 2, 1],
      [4, 3, 2],
      [4, 2, 3],
      [6, 5, 4, 3],
    ].map((numbers) => feed(numbers, more));
    expect(await followed(...polls)).toEqual({
      added: [2, 1, 1, 0, 2],
      titles: [1, 2, 3, 4, 5, 6].map((n) => `post ${n}`),
    });
  });

  test('when a new post has the title of an old one', async () => {
    const morning = (n: number) => post(`morning-${n}`, { title: 'Good morning' });
    expect(await followed([morning(1)], [morning(2), morning(1)])).toMatchObject({ added: [1, 1] });
  });
});

describe('items that all lead to the front page of their site', () => {
  const home = (slug: string, more: Item = {}) => post(slug, { link: 'https://mira.example/', ...more });

  test('are told apart by their ids, also where the feed holds one at a time', async () => {
    const polls = ['one', 'two', 'three'].map((guid) => [home(guid, { guid })]);
    expect(await followed(...polls)).toEqual({ added: [1, 1, 1], titles: ['one', 'three', 'two'] });
  });

  test('are told apart by their words where they have no ids', async () => {
    const [one, two] = ['one', 'two'].map((slug) => home(slug, { guid: undefined }));
    if (!one || !two) throw new Error('There are no items.');
    expect(await followed([one], [two, one])).toEqual({ added: [1, 1], titles: ['one', 'two'] });
  });
});
