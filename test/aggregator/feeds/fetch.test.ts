import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createFetcher,
  type Fetched,
  type Fetcher,
  type FetchReason,
} from '../../../aggregator/feeds/fetch.ts';
import { answer, type BlogServer, type Route, redirect, send, startBlogServer } from './blog-server.ts';
import { FEED, failure, LOOPBACK, openFetcher } from './fetching.ts';

const routes: Record<string, Route> = {
  '/ok': send(FEED, {
    'content-type': 'application/rss+xml',
    etag: 'W/"a, b"',
    'last-modified': 'yesterday, roughly',
  }),
  '/echo': (request, response) => response.end(JSON.stringify(request.headers)),
  '/conditional': (request, response) => {
    const matches =
      request.headers['if-none-match'] === 'W/"x"' && request.headers['if-modified-since'] === 'Mon, odd';
    response.writeHead(matches ? 304 : 200, matches ? { etag: '"new"' } : {}).end();
  },
  '/304-unasked': answer(304),
  '/latin1-etag': (request, response) => {
    const etag = Buffer.from('"caf\xe9"', 'latin1').toString('latin1');
    if (request.headers['if-none-match'] === etag) response.writeHead(304).end();
    else response.writeHead(200, { etag }).end(FEED);
  },
  '/301': redirect(301, '/ok'),
  '/308': redirect(308, '/ok'),
  '/302': redirect(302, '/ok'),
  '/303': redirect(303, '/ok'),
  '/307': redirect(307, '/ok'),
  '/301-then-302': redirect(301, '/302'),
  '/302-then-301': redirect(302, '/301'),
  '/301-to-echo': redirect(301, '/echo'),
  '/301-nowhere': answer(301),
  '/to-umlaut': redirect(301, Buffer.from('/grüße').toString('latin1')),
  '/gr%C3%BC%C3%9Fe': send(FEED),
  '/loop': redirect(302, '/loop2'),
  '/loop2': redirect(302, '/loop'),
  '/to-file': redirect(302, 'file:///etc/passwd'),
  '/to-login': redirect(302, 'http://user:secret@127.0.0.1/'),
  '/404': answer(404),
  '/410': answer(410),
  '/429': answer(429, { 'retry-after': '3600' }),
  '/503': answer(503, { 'retry-after': 'Fri, 31 Dec 2027 23:59:59 GMT' }),
  '/204': answer(204),
  '/challenge': answer(403, { 'cf-mitigated': 'challenge' }),
  '/cookie': (_, response) =>
    response.writeHead(302, { location: '/echo', 'set-cookie': 'a=b; Path=/' }).end(),
};
for (let hop = 0; hop < 7; hop++)
  routes[`/hops/${hop}`] = hop === 0 ? send(FEED) : redirect(302, `/hops/${hop - 1}`);

let server: BlogServer;
let fetcher: Fetcher;

beforeAll(async () => {
  server = await startBlogServer(routes);
  fetcher = createFetcher({ userAgent: 'Potluck/1 (+https://course.example/about)', allow: LOOPBACK });
});

afterAll(async () => {
  await fetcher.close();
  await server.close();
});

function get(path: string): Promise<Fetched> {
  return fetcher.fetch(server.url + path);
}

describe('what is asked', () => {
  test('a request says who asks and what for, and nothing else about anybody', async () => {
    const fetched = await get('/echo');
    if (fetched.kind !== 'content') return expect.fail();
    const headers = JSON.parse(Buffer.from(fetched.bytes).toString());
    expect(Object.keys(headers).sort()).toEqual([
      'accept',
      'accept-encoding',
      'connection',
      'host',
      'user-agent',
    ]);
    expect(headers['user-agent']).toBe('Potluck/1 (+https://course.example/about)');
    expect(headers['accept-encoding']).toBe('gzip, br, zstd');
    expect(headers.accept).toContain('application/atom+xml');
    // Blogs of the fediverse would answer it with something else than their feed.
    expect(headers.accept).not.toContain('application/json');
  });

  test('the address is asked for as it is, without a cache-buster, and a fragment stays at home', async () => {
    const from = server.requests.length;
    await get('/ok?b=2&a=%7e#part');
    expect(server.requests.slice(from).map(({ path }) => path)).toEqual(['/ok?b=2&a=%7e']);
  });

  test('validators go back byte for byte, and an unchanged feed says so with the validators that are new', async () => {
    const fetched = await fetcher.fetch(`${server.url}/conditional`, {
      etag: 'W/"x"',
      lastModified: 'Mon, odd',
    });
    expect(fetched).toMatchObject({ kind: 'unchanged', etag: '"new"', lastModified: null });
  });

  test('validators come as they were sent, however odd', async () => {
    expect(await get('/ok')).toMatchObject({ etag: 'W/"a, b"', lastModified: 'yesterday, roughly' });
  });

  test('an ETag with bytes beyond ASCII makes the round trip', async () => {
    const first = await get('/latin1-etag');
    const etag = first.kind === 'content' ? first.etag : null;
    expect(await fetcher.fetch(`${server.url}/latin1-etag`, { etag })).toMatchObject({ kind: 'unchanged' });
  });

  test('validators are not shown to the address that a redirect leads to', async () => {
    const fetched = await fetcher.fetch(`${server.url}/301-to-echo`, { etag: '"x"', lastModified: 'then' });
    const headers = fetched.kind === 'content' ? JSON.parse(Buffer.from(fetched.bytes).toString()) : {};
    expect(headers).not.toHaveProperty('if-none-match');
    expect(headers).not.toHaveProperty('if-modified-since');
  });

  test('a cookie set on the way is not sent on, nor is a Referer', async () => {
    const fetched = await get('/cookie');
    const headers = fetched.kind === 'content' ? JSON.parse(Buffer.from(fetched.bytes).toString()) : {};
    expect(headers).not.toHaveProperty('cookie');
    expect(headers).not.toHaveProperty('referer');
  });
});

describe('redirects', () => {
  test.each([
    ['/301', '/ok', '/ok'],
    ['/308', '/ok', '/ok'],
    ['/302', '/ok', '/302'],
    ['/303', '/ok', '/303'],
    ['/307', '/ok', '/307'],
    ['/301-then-302', '/ok', '/302'],
    ['/302-then-301', '/ok', '/302-then-301'],
    ['/hops/5', '/hops/0', '/hops/5'],
    ['/to-umlaut', '/gr%C3%BC%C3%9Fe', '/gr%C3%BC%C3%9Fe'],
  ])('%s leads to %s, and the address to keep is %s', async (path, final, permanent) => {
    const fetched = await get(path);
    expect(fetched).toMatchObject({
      kind: 'content',
      url: server.url + final,
      permanentUrl: server.url + permanent,
    });
  });

  test.each<[string, FetchReason]>([
    ['/loop', 'redirects'],
    ['/hops/6', 'redirects'],
    ['/to-file', 'url'],
    ['/to-login', 'url'],
  ])('%s is given up with the reason "%s"', async (path, reason) => {
    expect((await failure(get(path))).reason).toBe(reason);
  });

  test.each([
    ['/301', 301, '/ok'],
    ['/hops/6', 302, '/hops/5'],
    ['/to-umlaut', 301, '/gr%C3%BC%C3%9Fe'],
  ])('%s is told, and not followed, by who goes step by step', async (path, status, location) => {
    const step = await fetcher.step(server.url + path);
    expect(step).toEqual({ kind: 'redirect', status, location: server.url + location });
  });

  test('who goes step by step is led to web addresses alone, and arrives like anybody', async () => {
    expect((await failure(fetcher.step(`${server.url}/to-file`))).reason).toBe('url');
    expect(await fetcher.step(`${server.url}/ok`)).toMatchObject({
      kind: 'content',
      url: `${server.url}/ok`,
    });
  });

  test('a redirect to nowhere is an answer like any other refusal', async () => {
    expect(await get('/301-nowhere')).toMatchObject({ kind: 'refused', status: 301 });
  });

  test('each hop is checked again: a public page can’t lead into a private network', async () => {
    const hidden = await startBlogServer({ '/': send('secret') });
    const inside = await startBlogServer({
      '/': redirect(302, hidden.url.replace('127.0.0.1', '127.9.9.9')),
    });
    const narrow = openFetcher({ allow: ['127.0.0.1/32'] });
    expect((await failure(narrow.fetch(inside.url))).reason).toBe('address');
    expect(hidden.connections()).toBe(0);
    await Promise.all([hidden.close(), inside.close()]);
  });
});

describe('refusals', () => {
  test.each([
    ['/404', 404, null],
    ['/410', 410, null],
    ['/429', 429, '3600'],
    ['/503', 503, 'Fri, 31 Dec 2027 23:59:59 GMT'],
    ['/204', 204, null],
    ['/304-unasked', 304, null],
  ])('%s is told with its status and when to come back', async (path, status, retryAfter) => {
    expect(await get(path)).toMatchObject({ kind: 'refused', status, retryAfter, challenge: false });
  });

  test('a challenge for browsers is known as one', async () => {
    expect(await get('/challenge')).toMatchObject({ kind: 'refused', status: 403, challenge: true });
  });
});
