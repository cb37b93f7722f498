import { describe, expect, test } from 'vitest';
import { feeds } from '#core/db/schema/feeds.ts';
import type { Feed } from '#core/feeds.ts';
import { DAY, HOUR, later, MINUTE, NOON } from '../../support/participants.ts';
import {
  bring,
  feedNow,
  makeWorld,
  pollAgain,
  pollDue,
  post,
  postsOf,
  rss,
  serve,
  type World,
} from '../world.ts';
import { answer, type Route, redirect, send, startBlogServer } from './blog-server.ts';

const FEED = send(rss([post('one')]));
/** Of a fetcher that is in more of a hurry than ours. */
const SHORT_MS = 200;
const MAX_BYTES = 50_000;

const makeHurriedWorld = () => makeWorld({ fetching: { deadlineMs: SHORT_MS, maxBytes: MAX_BYTES } });

async function inTrouble(route: Route): Promise<{ world: World; feed: Feed; requests: unknown[] }> {
  const world = makeHurriedWorld();
  const server = await serve({ '/feed': route });
  const { feed } = await bring(world, `${server.url}/feed`);
  return { world, feed, requests: server.requests };
}

/** How many hours after now a feed is asked again. */
async function pauseOf(world: World, feed: Feed): Promise<number> {
  return ((await feedNow(world, feed)).nextCheckAt.getTime() - world.now().getTime()) / HOUR;
}

describe('trouble with a feed', () => {
  test.each<[string, Route, RegExp]>([
    ['a broken server', answer(500), /^127\.0\.0\.1:\d+ has a fault of its own \(500\)\. Try again later\.$/],
    ['no such page', answer(404), /^There is no such page at 127\.0\.0\.1:\d+\. Check the address\.$/],
    ['a page that is gone', answer(410), /is gone for good\. Give the address of where the blog is now\.$/],
    ['a closed door', answer(403), /needs a login, or doesn’t let us in/],
    ['a browser check', answer(403, { 'cf-mitigated': 'challenge' }), /asks for a real browser/],
    ['too many requests', answer(429), /asks us to come less often/],
    [
      'a page in its place',
      send('<!doctype html><title>Hi</title><p>Hi'),
      /Give the address of the feed itself/,
    ],
    ['nothing in its place', send(''), /Give the address of the feed itself/],
    ['too much', send('x'.repeat(MAX_BYTES + 1)), /larger than .*fewer posts in its feed/],
    ['silence', () => {}, /didn’t answer in time/],
    ['an end that never comes', (_, response) => response.write('<rss'), /didn’t answer in time/],
    ['a circle', redirect(302, '/feed'), /redirects in a circle/],
    ['broken compression', send('x', { 'content-encoding': 'gzip' }), /compression/],
    [
      'a way into a private network',
      redirect(301, 'http://10.0.0.1/'),
      /^10\.0\.0\.1 is on a private network/,
    ],
  ])('is recorded in words: %s', async (_, route, words) => {
    const { world, feed } = await inTrouble(route);
    const [refreshed] = await pollDue(world);
    expect(refreshed?.problem).toMatch(words);
    expect(await feedNow(world, feed)).toMatchObject({
      state: 'troubled',
      problem: refreshed?.problem,
      failures: 1,
      troubledSince: NOON,
      checkedAt: NOON,
      okAt: null,
      leaseUntil: null,
      // "Gone" is heard again a day later.
      nextCheckAt: later(/gone/.test(refreshed?.problem ?? '') ? 24 * HOUR : HOUR),
    });
  });

  test.each([
    [
      'a name nobody has',
      'http://no-such-blog.invalid/feed',
      /There is no site called no-such-blog\.invalid/,
    ],
    ['a private address', 'http://192.168.1.1/feed', /^192\.168\.1\.1 is on a private network/],
    [
      'the metadata of a cloud',
      'http://169.254.169.254/latest',
      /^169\.254\.169\.254 is on a private network/,
    ],
  ])('is recorded in words: %s', async (_, url, words) => {
    const world = makeWorld();
    const { feed } = await bring(world, url);
    await pollDue(world);
    expect(await feedNow(world, feed)).toMatchObject({
      state: 'troubled',
      problem: expect.stringMatching(words),
    });
  });

  test('is recorded in words: a refused connection', async () => {
    const closed = await startBlogServer({});
    await closed.close();
    const world = makeWorld();
    await bring(world, `${closed.url}/feed`);
    expect(await pollDue(world)).toMatchObject([{ problem: expect.stringMatching(/refuses connections/) }]);
  });

  test.each<[string, Route]>([
    ['a broken server', answer(500)],
    ['no such page', answer(404)],
    ['silence', () => {}],
    ['too much', send('x'.repeat(MAX_BYTES + 1))],
    ['a page in its place', send('<!doctype html>')],
  ])('makes the pauses grow up to three days, and never ends the polling: %s', async (_, route) => {
    const { world, feed, requests } = await inTrouble(route);
    const pauses: number[] = [];
    for (let times = 0; times < 10; times += 1) {
      await pollDue(world);
      // Too early by a moment: nobody is asked.
      world.set(new Date((await feedNow(world, feed)).nextCheckAt.getTime() - 1));
      expect(await pollDue(world)).toEqual([]);
      const { checkedAt, nextCheckAt } = await feedNow(world, feed);
      pauses.push((nextCheckAt.getTime() - (checkedAt?.getTime() ?? 0)) / HOUR);
      world.set(nextCheckAt);
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 64, 72, 72, 72]);
    expect(requests).toHaveLength(10);
    expect(await feedNow(world, feed)).toMatchObject({
      state: 'troubled',
      failures: 10,
      troubledSince: NOON,
    });
  });

  test('is forgotten with the first answer that is well, and the posts are there as before', async () => {
    const world = makeHurriedWorld();
    const routes = { '/feed': FEED };
    const server = await serve(routes);
    const { feed } = await bring(world, `${server.url}/feed`);
    await pollDue(world);
    routes['/feed'] = answer(500);
    await pollAgain(world);
    await pollAgain(world);
    expect(await feedNow(world, feed)).toMatchObject({
      state: 'troubled',
      failures: 2,
      okAt: NOON,
      troubledSince: later(HOUR),
    });
    expect(await postsOf(world, feed)).toHaveLength(1);
    routes['/feed'] = FEED;
    world.pass(2 * HOUR);
    await pollDue(world);
    expect(await feedNow(world, feed)).toMatchObject({
      state: 'well',
      problem: null,
      failures: 0,
      troubledSince: null,
      okAt: later(4 * HOUR),
      nextCheckAt: later(8 * HOUR),
    });
    expect(await postsOf(world, feed)).toHaveLength(1);
  });

  test('with one feed is nothing to the others', async () => {
    const world = makeHurriedWorld();
    const routes: [string, Route][] = [
      ['/hang', () => {}],
      ['/huge', send('x'.repeat(MAX_BYTES + 1))],
      ['/500', answer(500)],
      ['/page', send('<!doctype html>')],
      ['/cut', (request) => request.socket.destroy()],
      ['/deep', send(`<rss><channel>${'<b>'.repeat(8_000)}`)],
      ['/ok', FEED],
    ];
    const shared = await serve(Object.fromEntries(routes));
    const apart = await Promise.all(routes.map(([path, route]) => serve({ [path]: route })));
    const urls = routes.flatMap(([path], at) => [`${shared.url}${path}`, `${apart[at]?.url}${path}`]);
    for (const [at, url] of urls.entries()) await bring(world, url, { name: `Blogger ${at}` });
    const refreshed = await pollDue(world);
    expect(refreshed).toHaveLength(14);
    const well = refreshed.filter(({ feed }) => feed.url.endsWith('/ok'));
    expect(well).toMatchObject([
      { added: 1, problem: null },
      { added: 1, problem: null },
    ]);
    for (const { feed } of refreshed) expect(await feedNow(world, feed)).toMatchObject({ leaseUntil: null });
  });
});

describe('a server that can’t be reached', () => {
  /** Six blogs that are well, and one whose server is switched off an hour later. */
  async function oneOfSeven() {
    const reachable = { line: true, dead: true, cut: null as string | null };
    const whole = send(rss([post('one')]), { connection: 'close' });
    const server = await serve({}, (request, response) => {
      if (reachable.cut === null) whole(request, response);
    });
    const resolve = async (name: string) => {
      if (name === reachable.cut) return ['127.0.0.1'];
      if (reachable.line && (reachable.dead || name !== 'dead.example')) return ['127.0.0.1'];
      throw Object.assign(new Error('queryA ESERVFAIL'), { code: 'EAI_AGAIN' });
    };
    const world = makeWorld({ fetching: { resolve, deadlineMs: 10 * SHORT_MS } });
    const blogs: Feed[] = [];
    for (const name of ['dead', 'one', 'two', 'three', 'four', 'five', 'six']) {
      const url = `http://${name}.example:${server.port}/feed`;
      blogs.push((await bring(world, url, { name })).feed);
    }
    await pollDue(world);
    const [dead] = blogs;
    if (!dead) throw new Error('There are no blogs.');
    return { world, dead, reachable };
  }

  test('is believed to be in trouble once another has answered since', async () => {
    const { world, dead, reachable } = await oneOfSeven();
    reachable.dead = false;
    world.set(later(HOUR));
    await pollDue(world);
    expect(await feedNow(world, dead)).toMatchObject({
      state: 'well',
      failures: 0,
      unreachedSince: later(HOUR),
      nextCheckAt: later(HOUR + 10 * MINUTE),
    });
    world.set(later(5 * HOUR));
    await pollDue(world);
    world.pass(10 * MINUTE);
    await pollDue(world);
    expect(await feedNow(world, dead)).toMatchObject({
      state: 'troubled',
      failures: 1,
      unreachedSince: null,
    });
  });

  test('is held against nobody when it began in the middle of an answer', async () => {
    const { world, reachable } = await oneOfSeven();
    reachable.line = false;
    reachable.cut = 'one.example';
    for (let minutes = 60; minutes < 10 * 60; minutes += 5) {
      world.set(later(minutes * MINUTE));
      await pollDue(world);
      reachable.cut = null;
    }
    const rows = await world.db.select().from(feeds).orderBy(feeds.id);
    // Of the one that was cut off, nobody can tell.
    expect(rows.map(({ state }) => state)).toEqual(['well', 'troubled', ...Array(5).fill('well')]);
  });

  test('is held against nobody while nobody else answers, however few are due at a time', async () => {
    const { world, reachable } = await oneOfSeven();
    reachable.line = false;
    for (let minutes = 60; minutes < 10 * 60; minutes += 5) {
      world.set(later(minutes * MINUTE));
      await pollDue(world);
    }
    const rows = await world.db.select().from(feeds);
    expect(rows.map(({ state, failures }) => [state, failures])).toEqual(Array(7).fill(['well', 0]));
    reachable.line = true;
    world.pass(10 * MINUTE);
    expect(await pollDue(world)).toHaveLength(7);
    for (const { unreachedSince } of await world.db.select().from(feeds)) expect(unreachedSince).toBeNull();
  });
});

describe('a feed that says it is gone', () => {
  test('is believed when it says so twice in a row, and is not asked again', async () => {
    const { world, feed, requests } = await inTrouble(answer(410));
    await pollDue(world);
    expect(await feedNow(world, feed)).toMatchObject({ state: 'troubled' });
    await pollAgain(world);
    expect(await feedNow(world, feed)).toMatchObject({
      state: 'gone',
      problem: expect.stringMatching(/is gone for good/),
    });
    world.pass(30 * DAY);
    expect(await pollDue(world)).toEqual([]);
    expect(requests).toHaveLength(2);
  });

  test('is not believed because of other trouble before', async () => {
    const world = makeWorld();
    const routes = { '/feed': answer(500) };
    const server = await serve(routes);
    const { feed } = await bring(world, `${server.url}/feed`);
    for (const status of [500, 410, 503, 410]) {
      routes['/feed'] = answer(status);
      world.set((await feedNow(world, feed)).nextCheckAt);
      await pollDue(world);
      expect(await feedNow(world, feed)).toMatchObject({ state: 'troubled' });
    }
  });
});

describe('a server that says when to come back', () => {
  const inFiveHours = later(5 * HOUR).toUTCString();

  test.each([
    [429, '18000', 5],
    [503, '18000', 5],
    [429, inFiveHours, 5],
    [503, inFiveHours, 5],
    [429, '5', 1],
    [503, later(-DAY).toUTCString(), 1],
    [429, 'after lunch', 1],
    [429, String((90 * DAY) / 1000), 7 * 24],
  ])('with %d and “%s” is asked again in %d hours', async (status, retryAfter, hours) => {
    const { world, feed } = await inTrouble(answer(status, { 'retry-after': retryAfter }));
    await pollDue(world);
    expect(await pauseOf(world, feed)).toBe(hours);
  });

  test('is not asked before, and again after', async () => {
    const { world, requests } = await inTrouble(answer(429, { 'retry-after': '18000' }));
    await pollDue(world);
    for (let hour = 1; hour < 5; hour += 1) {
      world.set(later(hour * HOUR));
      expect(await pollDue(world)).toEqual([]);
    }
    world.set(later(5 * HOUR));
    expect(await pollDue(world)).toHaveLength(1);
    expect(requests).toHaveLength(2);
  });
});
