import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { feeds } from '#core/db/schema/feeds.ts';
import type { Feed } from '#core/feeds.ts';
import type { Post } from '#core/posts.ts';
import { DAY, HOUR, later, NOON } from '../support/participants.ts';
import { type BadFeedServer, MISBEHAVIOURS, type Seen, startBadFeedServer } from './bad-feed-server.ts';
import { bring, feedNow, makeWorld, pollDue, postsOf, type World } from './world.ts';

/** What is never going to end is given up soon. */
const deadlineOf = (path: string) => (/drip|hang/.test(path) ? 300 : 5_000);

/** What came of polling a route some times. */
interface Polled {
  world: World;
  server: BadFeedServer;
  feed: Feed;
  posts: Post[];
  /** What each poll said; null when all was well. */
  problems: (string | null)[];
  /** When each poll was, in hours after the first. */
  hours: number[];
  /** What was asked at the route's own address. */
  requests: Seen[];
}

const NEIGHBOUR = 'neighbour';

/** Polls a route, beside a good feed of the same host and one of another, which must not notice. */
async function pollRoute(path: string, polls: number): Promise<Polled> {
  const server = await startBadFeedServer(() => world.now());
  const world = makeWorld({
    fetching: { deadlineMs: deadlineOf(path), maxBytes: 1_000_000, resolve: server.resolve },
  });
  const { feed } = await bring(world, server.url(path));
  const good = [server.url('/ok', feed.host.split('.')[0]), server.url('/both', NEIGHBOUR)];
  const bystanders = await Promise.all(
    good
      .filter((url) => url !== feed.url)
      .map((url, at) => bring(world, url, { name: `Bystander ${at}` }).then((each) => each.feed)),
  );
  const problems: (string | null)[] = [];
  const hours: number[] = [];
  for (let poll = 0; poll < polls; poll += 1) {
    const { nextCheckAt } = await feedNow(world, feed);
    world.set(nextCheckAt);
    const refreshed = (await pollDue(world)).find((each) => each.feed.id === feed.id);
    if (!refreshed) break;
    problems.push(refreshed.problem);
    hours.push((nextCheckAt.getTime() - NOON.getTime()) / HOUR);
  }
  for (const bystander of bystanders) {
    expect(await feedNow(world, bystander)).toMatchObject({ state: 'well', failures: 0, leaseUntil: null });
    expect(await postsOf(world, bystander)).toHaveLength(3);
  }
  expect(server.mostAtOnce()).toBe(1);
  const asked = server.requestsTo(path);
  const polled = { feed: await feedNow(world, feed), posts: await postsOf(world, feed) };
  return { world, server, problems, hours, requests: asked, ...polled };
}

/** The validators of each request. */
function validators(requests: Seen[]) {
  return requests.map(({ headers }) => [
    headers['if-none-match'] ?? null,
    headers['if-modified-since'] ?? null,
  ]);
}

const NONE = [null, null];
const THEN = 'Mon, 11 Jan 2027 08:00:00 GMT';
const tested = new Set<string>();
const routes = (...paths: string[]) => {
  for (const path of paths) tested.add(path);
  return paths;
};

describe('a feed is read, its three posts once, however often it is polled:', () => {
  test.each(
    routes(
      ...['/ok', '/both', '/expires-0', '/set-cookie'],
      ...['/gzip', '/gzip-no-header', '/bad-gzip', '/br', '/zstd', '/deflate-raw', '/gzip-gzip'],
      ...['/utf16', '/bom', '/php-warning', '/truncated', '/reorder', '/shrink'],
      ...['/guid-dup', '/guid-change', '/http-https', '/tracking', '/no-guid', '/no-date', '/bad-date'],
      ...['/cross-origin', '/hops/5'],
    ),
  )('%s', async (path) => {
    const { problems, posts, feed, requests } = await pollRoute(path, 4);
    expect(problems).toEqual([null, null, null, null]);
    expect(feed).toMatchObject({ state: 'well', failures: 0, title: 'Notes of Mira', leaseUntil: null });
    expect(posts.map(({ title }) => title).sort()).toEqual(['one', 'three', 'two']);
    expect(posts.map(({ text }) => text)).toContain('About two.');
    for (const { headers } of requests) {
      expect(headers).not.toHaveProperty('cookie');
      expect(headers).not.toHaveProperty('referer');
    }
  });
});

describe('validators are returned to the byte, and those of the last answer:', () => {
  test.each<[string, (string | null)[][]]>([
    ['/ok', [NONE, NONE, NONE, NONE]],
    ['/etag-only', [NONE, ['"one"', null], ['"one"', null], ['"one"', null]]],
    ['/lm-only', [NONE, [null, THEN], [null, THEN], [null, THEN]]],
    ['/both', [NONE, ['"one"', THEN], ['"one"', THEN], ['"one"', THEN]]],
    ['/etag-changes-lm-same', [NONE, ['"0"', THEN], ['"1"', THEN], ['"2"', THEN]]],
    ['/304-no-validators', [NONE, ['"one"', THEN], ['"one"', THEN], ['"one"', THEN]]],
    ['/304-new-etag', [NONE, ['"0"', THEN], ['"1"', THEN], ['"2"', THEN]]],
    ['/200-same-body-new-etag', [NONE, ['"0"', null], ['"1"', null], ['"2"', null]]],
    ['/weak-etag', [NONE, ['W/"a, b"', null], ['W/"a, b"', null], ['W/"a, b"', null]]],
    ['/unquoted-etag', [NONE, ['one two', null], ['one two', null], ['one two', null]]],
    ['/expires-0', [NONE, ['"one"', null], ['"one"', null], ['"one"', null]]],
    ['/500', [NONE, NONE, NONE, NONE]],
  ])('%s', async (path, sent) => {
    routes(path);
    const { requests, posts } = await pollRoute(path, 4);
    expect(validators(requests)).toEqual(sent);
    expect(posts).toHaveLength(path === '/500' ? 0 : 3);
  });

  test.each(['/301', '/308', '/302', '/307', '/301-then-302', '/cross-origin'])(
    '%s: to the address that gave them, and to no other',
    async (path) => {
      const { requests, server } = await pollRoute(path, 4);
      expect(validators(requests)).toEqual([NONE, NONE, NONE, NONE]);
      const last = path === '/cross-origin' ? 'elsewhere' : path.slice(1);
      expect(validators(server.requestsTo('/both', last))).toEqual([
        NONE,
        ['"one"', THEN],
        ['"one"', THEN],
        ['"one"', THEN],
      ]);
    },
  );
});

describe('a feed that has moved', () => {
  test.each(routes('/301', '/308'))('%s: is followed there after a day of saying so', async (path) => {
    const { feed, server, hours, requests, posts } = await pollRoute(path, 10);
    expect(feed).toMatchObject({ url: server.url('/both', path.slice(1)), movedTo: null, movedSeen: 0 });
    expect(hours).toEqual([0, 1, 5, 9, 13, 17, 21, 25, 29, 33]);
    expect(requests).toHaveLength(8);
    expect(posts).toHaveLength(3);
    expect(validators(server.requestsTo('/both', path.slice(1))).filter(([etag]) => !etag)).toEqual([NONE]);
  });

  test.each(routes('/302', '/307'))('%s: for now only, keeps its address', async (path) => {
    const { feed, server, requests } = await pollRoute(path, 20);
    expect(feed).toMatchObject({ url: server.url(path), state: 'well', movedTo: null });
    expect(requests).toHaveLength(20);
  });

  test.each(routes('/301-then-302'))('%s: is followed as far as it is for good', async (path) => {
    const { feed, server, posts } = await pollRoute(path, 10);
    expect(feed).toMatchObject({ url: server.url('/302', '301-then-302'), state: 'well' });
    expect(posts).toHaveLength(3);
  });

  test.each(routes('/301-to-html'))('%s: is not followed to a page', async (path) => {
    const { feed, server, problems } = await pollRoute(path, 10);
    expect(feed).toMatchObject({ url: server.url(path), state: 'troubled', movedTo: null, movedSeen: 0 });
    expect(problems[9]).toMatch(/Give the address of the feed itself/);
  });
});

describe('trouble has words, keeps nothing, and makes the pauses grow:', () => {
  test.each<[string, RegExp]>([
    ['/loop', /^loop\.example:\d+ redirects in a circle\./],
    ['/hops/6', /redirects too many times\./],
    ['/to-private', /^10\.0\.0\.1 is on a private network/],
    ['/404', /^There is no such page at 404\.example:\d+\./],
    ['/500', /has a fault of its own \(500\)\./],
    ['/401', /needs a login/],
    ['/403-cf', /asks for a real browser/],
    ['/200-html', /Give the address of the feed itself/],
    ['/empty', /Give the address of the feed itself/],
    ['/short-length', /sent an answer that is cut off or garbled\./],
    ['/drip', /didn’t answer in time\./],
    ['/hang', /didn’t answer in time\./],
    ['/bomb', /larger than 1 MB\./],
    ['/huge', /larger than 1 MB\./],
    ['/deep', /nested too deeply/],
    ['/tls-selfsigned', /^The security certificate of tls-selfsigned\.example:\d+ can’t be trusted\./],
  ])('%s', async (path, words) => {
    routes(path);
    const { problems, feed, posts, hours, requests } = await pollRoute(path, 3);
    expect(problems).toEqual(Array(3).fill(expect.stringMatching(words)));
    expect(feed).toMatchObject({ state: 'troubled', failures: 3, troubledSince: NOON, leaseUntil: null });
    expect(hours).toEqual([0, 1, 3]);
    expect(posts).toEqual([]);
    expect(requests).toHaveLength(path === '/tls-selfsigned' ? 0 : 3);
  });
});

describe('a server that asks to be left alone', () => {
  test.each<[string, number]>([
    ['/429-sec', 5],
    ['/429-date', 30],
    ['/429-none', 1],
    ['/429-huge', 7 * 24],
    ['/503-ra', 7],
  ])('%s: is, for %d hours', async (path, pause) => {
    routes(path);
    const { problems, hours, feed, posts } = await pollRoute(path, 3);
    expect(problems).toEqual([null, expect.stringMatching(/429|come less often|fault of its own/), null]);
    expect(hours).toEqual([0, 1, 1 + pause]);
    expect(feed).toMatchObject({ state: 'well', failures: 0 });
    expect(posts).toHaveLength(3);
  });

  test.each([
    ['/429-sec', [0, 6, 10]],
    ['/503-ra', [0, 1, 5]],
  ])('%s: its other feed is asked after %j hours', async (path, hours) => {
    const { world, server } = await pollRoute(path, 2);
    for (let hour = 1; hour < 12; hour += 1) {
      world.set(later(hour * HOUR));
      await pollDue(world);
    }
    const asked = server
      .requestsTo('/ok', path.slice(1))
      .map(({ at }) => (at.getTime() - NOON.getTime()) / HOUR);
    expect(asked.slice(0, 3)).toEqual(hours);
  });

  test('behind a redirect is the one that is left alone, by all that lead there, and not the one before it', async () => {
    const server = await startBadFeedServer(() => world.now(), {
      '/moved': ({ url, times }) => ({
        status: 302,
        headers: { location: url(times === 0 ? '/ok' : '/429', 'busy') },
      }),
      '/429': () => ({ status: 429, headers: { 'retry-after': '18000' } }),
    });
    const world = makeWorld({ fetching: { resolve: server.resolve } });
    const paths: [string, string][] = [
      ['/moved', 'first'],
      ['/ok', 'first'],
      ['/ok', 'busy'],
    ];
    const urls = paths.map(([path, host]) => server.url(path, host));
    const brought = await Promise.all(urls.map((url, at) => bring(world, url, { name: `Person ${at}` })));
    const pauses = async () => {
      const feeds = await Promise.all(brought.map(({ feed }) => feedNow(world, feed)));
      return feeds.map(({ nextCheckAt }) => (nextCheckAt.getTime() - NOON.getTime()) / HOUR);
    };
    await pollDue(world);
    expect(await pauses()).toEqual([1, 1, 1]);
    // The others are due a moment later.
    world.set(later(HOUR));
    await world.db.update(feeds).set({ nextCheckAt: later(HOUR + 1) });
    await world.db
      .update(feeds)
      .set({ nextCheckAt: later(HOUR) })
      .where(eq(feeds.url, urls[0] ?? ''));
    await pollDue(world);
    expect(await pauses()).toEqual([6, expect.closeTo(1), 6]);
  });

  test.each(routes('/410'))('%s: for good, is asked once more a day later, and never again', async (path) => {
    const { world, hours, feed, requests, problems } = await pollRoute(path, 2);
    expect(hours).toEqual([0, 24]);
    expect(problems[1]).toMatch(/is gone for good\./);
    expect(feed).toMatchObject({ state: 'gone' });
    world.pass(30 * DAY);
    await pollDue(world);
    expect(requests).toHaveLength(2);
  });
});

describe('what a feed says is read as it was meant:', () => {
  test.each<[string, string]>([
    ['/latin1-header-vs-xml', 'Über Brot'],
    ['/ctrl-char', 'AB'],
    ['/stray-amp', 'Salt & pepper & R&B'],
    ['/nbsp', 'Salt and pepper…'],
    ['/lone-lt', 'a < b <3'],
    ['/xxe', 'Look: &x; there'],
  ])('%s: “%s”', async (path, title) => {
    routes(path);
    const { posts, problems } = await pollRoute(path, 2);
    expect(problems).toEqual([null, null]);
    expect(posts.map((post) => post.title)).toEqual(['one', 'two', title]);
  });

  test.each(routes('/entities'))('%s: no entity grows', async (path) => {
    const { posts } = await pollRoute(path, 2);
    expect(posts).toHaveLength(3);
    expect(posts[2]?.title?.length).toBeLessThanOrEqual(10_000);
  });

  test.each(routes('/truncated-cdata'))('%s: without the post that it breaks off in', async (path) => {
    const { posts, problems } = await pollRoute(path, 3);
    expect(problems).toEqual([null, null, null]);
    expect(posts.map(({ title }) => title)).toEqual(['three']);
  });

  test.each(routes('/future'))('%s: dated when it was seen', async (path) => {
    const { posts } = await pollRoute(path, 3);
    expect(posts[2]).toMatchObject({ datedAt: NOON, publishedAt: new Date('2031-01-01T00:00:00Z') });
    expect(posts).toHaveLength(3);
  });

  test.each(routes('/edit-typo'))('%s: edited in place, its dates kept', async (path) => {
    const { posts } = await pollRoute(path, 3);
    expect(posts[1]).toMatchObject({
      title: 'Two',
      datedAt: later(-DAY),
      firstSeenAt: NOON,
      changedAt: later(HOUR),
    });
    expect(posts).toHaveLength(3);
  });

  test.each(routes('/edit-big'))('%s: edited in place at every poll', async (path) => {
    const { posts } = await pollRoute(path, 3);
    expect(posts[2]).toMatchObject({ datedAt: NOON, firstSeenAt: NOON, changedAt: later(5 * HOUR) });
    expect(posts[2]?.text.length).toBe(50 * 3 * 12 - 1);
    expect(posts).toHaveLength(3);
  });
});

test('compression that is broken is asked once more without, in the same poll', async () => {
  const { requests } = await pollRoute('/bad-gzip', 2);
  expect(requests.map(({ headers, at }) => [headers['accept-encoding'], at])).toEqual([
    ['gzip, br, zstd', NOON],
    ['identity', NOON],
    ['gzip, br, zstd', later(HOUR)],
    ['identity', later(HOUR)],
  ]);
});

test('every route has its test', () => {
  const untested = Object.keys(MISBEHAVIOURS).filter((path) => path !== '/loop/back' && !tested.has(path));
  expect(untested).toEqual([]);
});
