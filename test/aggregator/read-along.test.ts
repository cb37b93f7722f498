import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { addressKey } from '#core/address.ts';
import { claimPages, wantLook } from '#core/conversations/pages.ts';
import { listShared } from '#core/conversations/reading.ts';
import { weave } from '#core/conversations/weave.ts';
import { answers, pages } from '#core/db/schema/conversations.ts';
import { feeds } from '#core/db/schema/feeds.ts';
import { filings } from '#core/db/schema/issues.ts';
import { readAlong } from '../../aggregator/read-along.ts';
import { openRobots } from '../../aggregator/robots.ts';
import { testCohort } from '../support/cohort.ts';
import { DAY, later, MINUTE, NOON, SECOND } from '../support/participants.ts';
import { answer, type BlogServer, type Route, redirect, send } from './feeds/blog-server.ts';
import { bring, makeWorld, pollDue, post, rss, serve, type World } from './world.ts';

const HTML = { 'content-type': 'text/html' };
const titled = (title: string): Route => send(`<title>${title}</title>`, HTML);

/** A reader along of its own, with what it remembers. */
function reader(world: World, most = 10): () => Promise<number> {
  const robots = openRobots(world.fetcher, world.now);
  return () => readAlong(world, robots, most);
}

async function want(world: World, ...urls: string[]): Promise<void> {
  for (const url of urls) await wantLook(world.db, { key: addressKey(url) ?? '', url }, world.now());
}

async function pageAt({ db }: World, url: string) {
  const [page] = await db
    .select()
    .from(pages)
    .where(eq(pages.key, addressKey(url) ?? ''));
  return page ?? expect.fail(`There is no page ${url}.`);
}

const paths = ({ requests }: BlogServer) => requests.map(({ path }) => path);

/** Two people whose posts link to what is given, polled and woven. */
async function share(world: World, links: { mira?: string[]; jo?: string[] }): Promise<void> {
  for (const [name, to] of [
    ['Mira', links.mira ?? []],
    ['Jo', links.jo ?? []],
  ] as const) {
    const html = to.map((link) => `<p>${name} likes <a href="${link}">this</a>.</p>`).join('');
    const blog = await serve({});
    const own = `${blog.url}/post`;
    await bring(
      world,
      `${(await serve({ '/feed': send(rss([post('p', { guid: own, link: own, html })])) })).url}/feed`,
      { name },
    );
  }
  await pollDue(world);
  await weaveAll(world);
}

const weaveAll = ({ db, now }: World) => weave(db, testCohort(), 'https://potluck.example', now());

describe('a page that several people share', () => {
  test('is looked at once, and from then on has its title', async () => {
    const world = makeWorld();
    const server = await serve({ '/essay': titled('On sharing') });
    const read = reader(world);
    await share(world, { mira: [`${server.url}/essay`], jo: [`${server.url}/essay?utm_source=x`] });
    expect(await read()).toBe(1);
    expect(await read()).toBe(0);
    expect(paths(server)).toEqual(['/robots.txt', '/essay']);
    expect(server.requests[1]?.headers).toMatchObject({
      accept: expect.stringMatching(/^text\/html/),
      'user-agent': 'Potluck',
    });
    expect(await listShared(world.db, 'rhizo', 20)).toMatchObject([
      { title: 'On sharing', said: [{ name: 'Mira', quote: 'Mira likes this.' }, { name: 'Jo' }] },
    ]);
    await world.db.update(filings).set({ isWoven: false });
    await weaveAll(world);
    world.pass(30 * DAY);
    expect(await read()).toBe(0);
  });

  test('that nobody else shares is left alone', async () => {
    const world = makeWorld();
    const server = await serve({ '/essay': titled('On sharing') });
    await share(world, { mira: [`${server.url}/essay`] });
    expect(await reader(world)()).toBe(0);
    expect(server.requests).toEqual([]);
  });
});

describe('what comes instead of a title', () => {
  test.each<[string, Route]>([
    ['a picture', send('<title>Not this</title>', { 'content-type': 'image/png' })],
    ['a page without a title', send('<p>Hi', HTML)],
    [
      'a page that never ends',
      (_, response) => response.writeHead(200, HTML).end(Buffer.alloc(3 * 1024 * 1024)),
    ],
    ['a way to the front page', redirect(301, '/')],
  ])('%s: it has none, and that is that', async (_, route) => {
    const world = makeWorld();
    const server = await serve({ '/page': route, '/': titled('Home') });
    await want(world, `${server.url}/page`);
    await reader(world)();
    expect(await pageAt(world, `${server.url}/page`)).toMatchObject({
      title: '',
      nextLookAt: null,
      leaseUntil: null,
    });
  });

  test.each<[string, Route]>([
    ['a fault', answer(500)],
    ['nothing', answer(404)],
    ['a door', answer(403)],
    ['a circle', redirect(302, '/page')],
    ['an address that nobody may be led to', redirect(302, 'http://10.0.0.1/x')],
    ['a cut', (_, response) => void response.socket?.destroy()],
  ])('%s: it is asked for again after a day, and three, and then left', async (_, route) => {
    const world = makeWorld();
    const server = await serve({ '/page': route });
    const url = `${server.url}/page`;
    const read = reader(world);
    await want(world, url);
    expect(await read()).toBe(1);
    expect(await pageAt(world, url)).toMatchObject({
      title: null,
      failures: 1,
      nextLookAt: later(DAY),
      leaseUntil: null,
    });
    world.pass(DAY - 1);
    expect(await read()).toBe(0);
    world.pass(1);
    expect(await read()).toBe(1);
    world.pass(3 * DAY - 1);
    expect(await read()).toBe(0);
    world.pass(1);
    expect(await read()).toBe(1);
    expect(await pageAt(world, url)).toMatchObject({ failures: 3, nextLookAt: null });
    await want(world, url);
    expect(await read()).toBe(0);
  });

  test.each([
    '/login/index.php',
    '/users/sign_in?back=%2Fpage',
    '/wp-login.php',
    '/auth/realms/uni/',
    '/oauth2/authorize',
    '/Shibboleth.sso/Login',
    'http://login.localhost/x',
    'http://consent.localhost/m?continue=x',
  ])('nothing, when what comes is a way to sign in: %s', async (door) => {
    const world = makeWorld({ fetching: { resolve: async () => ['127.0.0.1'] } });
    const server = await serve({ '/page': redirect(303, door) }, titled('Log in to the site'));
    await want(world, `${server.url}/page`);
    await reader(world)();
    expect(await pageAt(world, `${server.url}/page`)).toMatchObject({ title: '', nextLookAt: null });
    expect(paths(server)).toEqual(['/robots.txt', '/page']);
  });

  test('its own title, when it is about signing in itself', async () => {
    const world = makeWorld();
    const server = await serve({
      '/why/sign-in': redirect(302, '/new/sign-in'),
      '/new/sign-in': titled('Why sign in'),
      '/old': redirect(302, '/on-consent-forms'),
      '/on-consent-forms': titled('Consent'),
    });
    await want(world, `${server.url}/why/sign-in`);
    await reader(world)();
    expect(await pageAt(world, `${server.url}/why/sign-in`)).toMatchObject({ title: 'Why sign in' });
    await want(world, `${server.url}/old`);
    await reader(world)();
    expect(await pageAt(world, `${server.url}/old`)).toMatchObject({ title: 'Consent' });
  });

  test('a title after all, when it answers again', async () => {
    const world = makeWorld();
    const routes: Record<string, Route> = { '/page': answer(503) };
    const server = await serve(routes);
    const read = reader(world);
    await want(world, `${server.url}/page`);
    await read();
    routes['/page'] = titled('Here again');
    world.pass(DAY);
    await read();
    expect(await pageAt(world, `${server.url}/page`)).toMatchObject({
      title: 'Here again',
      nextLookAt: null,
    });
  });
});

describe('robots.txt', () => {
  test('that forbids a page is obeyed', async () => {
    const world = makeWorld();
    const server = await serve({
      '/robots.txt': send('User-agent: *\nDisallow: /private'),
      '/private/a': titled('No'),
      '/a': titled('Yes'),
    });
    const read = reader(world);
    await want(world, `${server.url}/private/a`, `${server.url}/a`);
    await read();
    await read();
    expect(paths(server)).toEqual(['/robots.txt', '/a']);
    expect(await pageAt(world, `${server.url}/private/a`)).toMatchObject({ title: '', nextLookAt: null });
  });

  test('that can’t be had just now forbids everything until it can', async () => {
    const world = makeWorld();
    const routes: Record<string, Route> = { '/robots.txt': answer(503), '/a': titled('A') };
    const server = await serve(routes);
    const read = reader(world);
    await want(world, `${server.url}/a`);
    await read();
    expect(paths(server)).toEqual(['/robots.txt']);
    routes['/robots.txt'] = answer(404);
    world.pass(DAY);
    await read();
    expect(await pageAt(world, `${server.url}/a`)).toMatchObject({ title: 'A' });
  });

  test('is asked for once a day', async () => {
    const world = makeWorld();
    const server = await serve({}, titled('Any'));
    const read = reader(world);
    for (const [path, wait] of [
      ['a', 0],
      ['b', DAY - 1],
      ['c', 1],
    ] as const) {
      world.pass(wait);
      await want(world, `${server.url}/${path}`);
      await read();
    }
    expect(paths(server)).toEqual(['/robots.txt', '/a', '/b', '/robots.txt', '/c']);
  });

  test('of the server that a page leads to counts as well', async () => {
    const world = makeWorld();
    const target = await serve({
      '/robots.txt': send('User-agent: potluck\nDisallow: /'),
      '/b': titled('No'),
    });
    const server = await serve({ '/a': redirect(302, `${target.url}/b`) });
    await want(world, `${server.url}/a`);
    await reader(world)();
    expect(paths(target)).toEqual(['/robots.txt']);
    expect(await pageAt(world, `${server.url}/a`)).toMatchObject({ title: '' });
  });
});

describe('an address that leads elsewhere', () => {
  test('for a while keeps its place, and takes the title that it leads to', async () => {
    const world = makeWorld();
    const server = await serve({ '/a': redirect(302, '/b'), '/b': redirect(301, '/c'), '/c': titled('C') });
    await share(world, { mira: [`${server.url}/a`], jo: [`${server.url}/a`] });
    await reader(world)();
    await weaveAll(world);
    expect(await listShared(world.db, 'rhizo', 20)).toMatchObject([{ url: `${server.url}/a`, title: 'C' }]);
  });

  test('for good gives way to where it leads, and two spellings become one', async () => {
    const world = makeWorld();
    const server = await serve({ '/old': redirect(301, '/new'), '/new': titled('New') });
    const read = reader(world);
    await share(world, { mira: [`${server.url}/old`, `${server.url}/new`], jo: [`${server.url}/old`] });
    expect(await read()).toBe(1);
    await weaveAll(world);
    expect(await read()).toBe(1);
    expect(await listShared(world.db, 'rhizo', 20)).toMatchObject([
      { url: `${server.url}/new`, title: 'New', said: [{ name: 'Mira' }, { name: 'Jo' }] },
    ]);
    expect(paths(server)).toEqual(['/robots.txt', '/old', '/new']);
  });
});

describe('a short link of a well-known service', () => {
  /** The services of the world, all at one server of our own. */
  async function withShortener(routes: Record<string, Route>) {
    const server = await serve(routes);
    const world = makeWorld({ fetching: { resolve: async () => ['127.0.0.1'] } });
    return { world, server, short: `http://t.co:${server.port}` };
  }

  test('of one person alone turns out to be an answer', async () => {
    const target = await serve({});
    const routes: Record<string, Route> = {};
    const { world, short } = await withShortener(routes);
    const own = `${target.url}/first`;
    routes['/AbC'] = redirect(302, own);
    const feed = await serve({ '/feed': send(rss([post('first', { guid: own, link: own })])) });
    await bring(world, `${feed.url}/feed`, { name: 'Ada' });
    await share(world, { jo: [`${short}/AbC`] });
    expect(await world.db.select().from(answers)).toEqual([]);
    expect(await reader(world)()).toBe(1);
    await weaveAll(world);
    expect(await world.db.select().from(answers)).toHaveLength(1);
    expect(target.requests).toEqual([]);
  });

  test('written behind the door out of Google Docs is asked for itself', async () => {
    const { world, server, short } = await withShortener({ '/AbC': redirect(301, 'https://blog.example/a') });
    await share(world, { jo: [`https://www.google.com/url?q=${encodeURIComponent(`${short}/AbC`)}&sa=D`] });
    expect(await reader(world)()).toBe(1);
    expect(paths(server)).toEqual(['/robots.txt', '/AbC']);
  });

  test('among many others in a post is a list’s, and isn’t looked at', async () => {
    const { world, short } = await withShortener({});
    await share(world, { jo: Array.from({ length: 11 }, (_, n) => `${short}/${n}`) });
    expect(await reader(world)()).toBe(0);
  });

  test('that leads nowhere has no title of the service’s own', async () => {
    const { world, short } = await withShortener({ '/x': titled('The service') });
    await share(world, { mira: [`${short}/x`], jo: [`${short}/x`] });
    await reader(world)();
    expect(await pageAt(world, `${short}/x`)).toMatchObject({ title: '' });
    expect(await listShared(world.db, 'rhizo', 20)).toMatchObject([{ title: null }]);
  });
});

describe('politeness', () => {
  test('one page at a time for a server, those that have waited longest first', async () => {
    const world = makeWorld();
    const [one, two] = [await serve({}, titled('1')), await serve({}, titled('2'))];
    const read = reader(world);
    await want(world, `${one.url}/b`);
    world.pass(SECOND);
    await want(world, `${one.url}/a`, `${two.url}/c`);
    expect(await read()).toBe(2);
    expect([paths(one), paths(two)]).toEqual([
      ['/robots.txt', '/b'],
      ['/robots.txt', '/c'],
    ]);
    expect(await read()).toBe(1);
  });

  test('no more servers at once than it is told', async () => {
    const world = makeWorld();
    const servers = await Promise.all([1, 2, 3].map(() => serve({}, titled('x'))));
    await want(world, ...servers.map(({ url }) => `${url}/a`));
    const read = reader(world, 2);
    expect([await read(), await read()]).toEqual([2, 1]);
  });

  test('a server is left alone while one of its feeds is asked for', async () => {
    const world = makeWorld();
    const server = await serve({}, titled('x'));
    const { feed } = await bring(world, `${server.url}/feed`);
    await want(world, `${server.url}/a`);
    await world.db
      .update(feeds)
      .set({ leaseUntil: later(MINUTE) })
      .where(eq(feeds.id, feed.id));
    expect(await reader(world)()).toBe(0);
    world.pass(MINUTE);
    expect(await reader(world)()).toBe(1);
  });

  test('two readers at once look at nothing twice, and at nothing of one server together', async () => {
    const world = makeWorld();
    const server = await serve({}, titled('x'));
    await want(world, `${server.url}/a`, `${server.url}/b`);
    const both = await Promise.all([reader(world)(), reader(world)()]);
    expect(both.sort()).toEqual([0, 1]);
  });

  test('what somebody claimed and never finished is done when the lease is over', async () => {
    const world = makeWorld();
    const server = await serve({}, titled('x'));
    await want(world, `${server.url}/a`);
    expect(await claimPages(world.db, 4, NOON, 10 * MINUTE)).toHaveLength(1);
    world.pass(10 * MINUTE - 1);
    expect(await reader(world)()).toBe(0);
    world.pass(1);
    expect(await reader(world)()).toBe(1);
  });
});
