import { readFileSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';
import { createServer } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createFetcher,
  FetchError,
  type Fetched,
  type Fetcher,
  type FetchReason,
  type Redirect,
} from '../../../aggregator/feeds/fetch.ts';
import {
  answer,
  type BlogServer,
  listen,
  type Route,
  redirect,
  send,
  startBlogServer,
} from './blog-server.ts';

const LOOPBACK = ['127.0.0.0/8'];
const SHORT_MS = 300;
const FEED = '<rss version="2.0"><channel><title>Hi</title></channel></rss>';
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi';

/** Sends `bad` to those who accept compression, and the feed as it is to those who don't. */
function compressedBadly(encoding: string, bad: Uint8Array): Route {
  return (request, response) => {
    if (request.headers['accept-encoding'] === 'identity') response.end(FEED);
    else response.writeHead(200, { 'content-encoding': encoding }).end(bad);
  };
}

const drip: Route = (_, response) => {
  const timer = setInterval(() => response.write('a'), 20);
  response.on('close', () => clearInterval(timer));
};

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
  '/gzip': send(gzipSync(FEED), { 'content-encoding': 'gzip' }),
  '/br': send(brotliCompressSync(FEED), { 'content-encoding': 'br' }),
  '/zstd': send(zstdCompressSync(FEED), { 'content-encoding': 'zstd' }),
  '/deflate': send(deflateSync(FEED), { 'content-encoding': 'deflate' }),
  '/deflate-raw': send(deflateRawSync(FEED), { 'content-encoding': 'deflate' }),
  '/gzip-gzip': send(gzipSync(gzipSync(FEED)), { 'content-encoding': 'gzip, gzip' }),
  '/gzip-twice-said-once': send(gzipSync(gzipSync(FEED)), { 'content-encoding': 'gzip' }),
  '/gzip-no-header': send(gzipSync(FEED), { 'content-type': 'application/gzip' }),
  '/gzip-but-plain': compressedBadly('gzip', Buffer.from(FEED)),
  '/br-but-plain': compressedBadly('br', Buffer.from(FEED)),
  '/zstd-but-plain': compressedBadly('zstd', Buffer.from(FEED)),
  '/gzip-cut': compressedBadly('gzip', gzipSync(FEED.repeat(50)).subarray(0, 60)),
  '/unknown-coding': compressedBadly('rot13', Buffer.from(FEED)),
  '/always-bad': send('not gzip', { 'content-encoding': 'gzip' }),
  '/bomb': send(gzipSync(Buffer.alloc(40_000_000)), { 'content-encoding': 'gzip' }),
  '/bomb-in-gzip': send(gzipSync(gzipSync(Buffer.alloc(40_000_000))), { 'content-encoding': 'gzip, gzip' }),
  '/huge': send(Buffer.alloc(2_000_000, 'a')),
  '/endless': (_, response) => {
    const more = () => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536, 'a')));
    };
    response.on('drain', more);
    more();
  },
  '/empty': send(''),
  '/drip': drip,
  '/hang': () => {},
  '/hang-after-headers': (_, response) => response.writeHead(200, { 'content-length': '10' }).flushHeaders(),
  '/redirect-to-hang': redirect(302, '/hang'),
  '/short-length': (request, response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('half');
    setImmediate(() => request.socket.destroy());
  },
  '/hang-up': (request) => request.socket.destroy(),
};
for (let hop = 0; hop < 7; hop++)
  routes[`/hops/${hop}`] = hop === 0 ? send(FEED) : redirect(302, `/hops/${hop - 1}`);

let server: BlogServer;
let fetcher: Fetcher;

beforeAll(async () => {
  server = await startBlogServer(routes);
  fetcher = createFetcher({
    userAgent: 'Potluck/1 (+https://course.example/about)',
    allow: LOOPBACK,
    maxBytes: 1_000_000,
  });
});

afterAll(async () => {
  await fetcher.close();
  await server.close();
});

function get(path: string): Promise<Fetched> {
  return fetcher.fetch(server.url + path);
}

async function failure(promise: Promise<Fetched | Redirect>): Promise<FetchError> {
  const error = await promise.then(
    (fetched) => expect.fail(`it was fetched: ${fetched.kind}`),
    (error) => error,
  );
  if (!(error instanceof FetchError)) throw error;
  return error;
}

/** Forever would be longer than a test may take. */
async function quickFailure(path: string): Promise<FetchError> {
  const quick = createFetcher({ userAgent: 'Potluck', allow: LOOPBACK, deadlineMs: SHORT_MS });
  const error = await failure(quick.fetch(server.url + path));
  await quick.close();
  return error;
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

  test('several requests to one host share a connection', async () => {
    await get('/ok');
    const before = server.connections();
    for (let time = 0; time < 5; time++) await get('/ok');
    expect(server.connections()).toBe(before);
  });
});

describe('connections', () => {
  const startMany = () => Promise.all(Array.from({ length: 70 }, () => startBlogServer(routes)));

  test('to the servers that were asked last are kept for a while, and those before are given up', async () => {
    const servers = await startMany();
    for (const { url } of servers) await fetcher.fetch(`${url}/ok`);
    const [first, last] = [servers[0], servers.at(-1)];
    for (const again of [first, last]) await fetcher.fetch(`${again?.url}/ok`);
    expect(first?.connections()).toBe(2);
    expect(last?.connections()).toBe(1);
    await Promise.all(servers.map((each) => each.close()));
  });

  test('are not given up while an answer is waited for', async () => {
    let answer = () => {};
    const slow = await startBlogServer({}, (_, response) => {
      answer = () => response.end(FEED);
    });
    const slowly = fetcher.fetch(slow.url);
    const servers = await startMany();
    for (const { url } of servers) await fetcher.fetch(`${url}/ok`);
    answer();
    expect((await slowly).kind).toBe('content');
    await Promise.all([slow, ...servers].map((each) => each.close()));
  });

  test('are used again after an answer that nobody wants, unless it is long', async () => {
    const long = await startBlogServer({
      '/404': (_, response) => response.writeHead(404).end('x'.repeat(10_000)),
      '/long-404': (_, response) => response.writeHead(404).end('x'.repeat(1_000_000)),
    });
    for (const path of ['/404', '/404', '/long-404', '/404']) {
      expect(await fetcher.fetch(long.url + path)).toMatchObject({ kind: 'refused', status: 404 });
    }
    expect(long.connections()).toBe(2);
    await long.close();
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
    const narrow = createFetcher({ userAgent: 'Potluck', allow: ['127.0.0.1/32'] });
    expect((await failure(narrow.fetch(inside.url))).reason).toBe('address');
    expect(hidden.connections()).toBe(0);
    await Promise.all([narrow.close(), hidden.close(), inside.close()]);
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

describe('bodies', () => {
  test.each([
    '/ok',
    '/gzip',
    '/br',
    '/zstd',
    '/deflate',
    '/gzip-gzip',
    '/gzip-twice-said-once',
    '/gzip-no-header',
    '/gzip-but-plain',
    '/br-but-plain',
    '/zstd-but-plain',
    '/gzip-cut',
    '/unknown-coding',
    '/deflate-raw',
  ])('%s gives the feed', async (path) => {
    const fetched = await get(path);
    expect(fetched.kind === 'content' && Buffer.from(fetched.bytes).toString()).toBe(FEED);
  });

  test('an empty body is content without bytes', async () => {
    expect(await get('/empty')).toMatchObject({ kind: 'content', bytes: Buffer.alloc(0) });
  });

  test('compression that stays broken is told, after one attempt without', async () => {
    const from = server.requests.length;
    expect((await failure(get('/always-bad'))).reason).toBe('encoding');
    expect(server.requests.slice(from).map(({ headers }) => headers['accept-encoding'])).toEqual([
      'gzip, br, zstd',
      'identity',
    ]);
  });

  test.each(['/huge', '/endless', '/bomb', '/bomb-in-gzip'])(
    '%s is broken off, not cut short',
    async (path) => {
      const before = process.memoryUsage().arrayBuffers;
      expect((await failure(get(path))).reason).toBe('too-large');
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(30_000_000);
    },
  );

  test.each(['/drip', '/hang', '/hang-after-headers', '/redirect-to-hang'])(
    '%s ends with the one deadline',
    async (path) => {
      expect((await quickFailure(path)).reason).toBe('timeout');
    },
  );

  test.each(['/short-length', '/hang-up'])('%s is no whole answer', async (path) => {
    expect((await failure(get(path))).reason).toBe('garbled');
  });

  test('whoever asked can stop a fetch, and gets their own reason back', async () => {
    const reason = new Error('shutting down');
    const stopped = fetcher.fetch(`${server.url}/hang`, { signal: AbortSignal.abort(reason) });
    await expect(stopped).rejects.toBe(reason);
  });
});

describe('where it may go', () => {
  test('no spelling of a private address makes a single connection', async () => {
    const hidden = await startBlogServer({}, send('secret'));
    const guarded = createFetcher({ userAgent: 'Potluck', allow: [], deadlineMs: 3_000 });
    for (const host of PRIVATE_SPELLINGS) {
      const { reason } = await failure(guarded.fetch(`http://${host}:${hidden.port}/`));
      expect([host, reason]).toEqual([host, expect.stringMatching(/^(?:address|url|dns)$/)]);
    }
    expect(PRIVATE_SPELLINGS.length).toBeGreaterThanOrEqual(40);
    expect(hidden.connections()).toBe(0);
    await guarded.close();
    await hidden.close();
  });

  test('a name whose every address is private is not connected to', async () => {
    const hidden = await startBlogServer({}, send('secret'));
    const guarded = createFetcher({
      userAgent: 'Potluck',
      allow: [],
      resolve: async () => ['127.0.0.1', '10.0.0.1', '::1', '::ffff:127.0.0.1', 'fe80::1', 'fd00::1'],
    });
    const error = await failure(guarded.fetch(`http://blog.example:${hidden.port}/`));
    expect(error.reason).toBe('address');
    expect(error.message).toBe('blog.example is on a private network that this course can’t reach.');
    expect(hidden.connections()).toBe(0);
    await guarded.close();
    await hidden.close();
  });

  test('a name that is rebound between two lookups is still only connected to where it may be', async () => {
    const hidden = await startBlogServer({}, send('secret'));
    // 127.0.0.2 plays the public address: nobody listens there on this port.
    const answers = [['127.0.0.2'], ['127.0.0.1']];
    const rebound = createFetcher({
      userAgent: 'Potluck',
      allow: ['127.0.0.2/32'],
      resolve: async () => answers.shift() ?? ['127.0.0.1'],
    });
    expect((await failure(rebound.fetch(`http://blog.example:${hidden.port}/`))).reason).toBe('connection');
    expect((await failure(rebound.fetch(`http://blog.example:${hidden.port}/`))).reason).toBe('address');
    expect(hidden.connections()).toBe(0);
    await rebound.close();
    await hidden.close();
  });

  test('an allowed IPv4 range holds for the same addresses written as IPv6', async () => {
    const fetched = await fetcher.fetch(`http://[::ffff:127.0.0.1]:${server.port}/ok`);
    expect(fetched.kind).toBe('content');
  });

  test('an allowed range opens that range only', async () => {
    const narrow = createFetcher({ userAgent: 'Potluck', allow: ['10.0.0.0/8', 'fd00::/8'] });
    expect((await failure(narrow.fetch(server.url))).reason).toBe('address');
    await narrow.close();
  });

  test.each([
    'ftp://127.0.0.1/',
    'file:///etc/passwd',
    'data:text/xml,<rss/>',
    'javascript:alert(1)',
    'http://user@127.0.0.1/',
    'https://user:secret@blog.example/',
    'nonsense',
    '',
    'http://',
  ])('"%s" is not an address to fetch', async (url) => {
    expect((await failure(fetcher.fetch(url))).reason).toBe('url');
  });
});

describe('what is wrong, in words', () => {
  test('a name nobody has', async () => {
    const error = await failure(fetcher.fetch('http://no-such-blog.invalid/'));
    expect([error.reason, error.message]).toEqual(['dns', 'There is no site called no-such-blog.invalid.']);
  });

  test('a port nobody listens on', async () => {
    const gone = await startBlogServer({});
    await gone.close();
    const error = await failure(fetcher.fetch(gone.url));
    expect([error.reason, error.message]).toEqual([
      'connection',
      `127.0.0.1:${gone.port} refuses connections.`,
    ]);
  });

  test.each([
    ['something that doesn’t speak HTTP', '220 mail.example ESMTP\r\n'],
    [
      'a change of protocol that nobody asked for',
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n',
    ],
    ['the same without saying which', `HTTP/1.1 101 Switching Protocols\r\n\r\n${OK}`],
    ['a header without end', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`],
    ['two lengths', OK.replace('\r\n\r\n', '\r\nContent-Length: 9\r\n\r\n')],
  ])('%s, and the next answer is heard again', async (_, answer) => {
    const answers = [answer, OK];
    const odd = createServer((socket) => socket.once('data', () => socket.end(answers.shift() ?? '')));
    const url = `http://127.0.0.1:${await listen(odd)}/`;
    expect((await failure(fetcher.fetch(url))).reason).toBe('garbled');
    expect((await fetcher.fetch(url)).kind).toBe('content');
    odd.close();
  });

  test('a certificate that its server signed itself, and no request is sent', async () => {
    const pem = readFileSync(new URL('self-signed.pem', import.meta.url));
    let requests = 0;
    const odd = createTlsServer({ key: pem, cert: pem }, (_, response) => {
      requests++;
      response.end(FEED);
    });
    const port = await listen(odd);
    const error = await failure(fetcher.fetch(`https://127.0.0.1:${port}/`));
    expect([error.reason, error.message]).toEqual([
      'tls',
      `The security certificate of 127.0.0.1:${port} can’t be trusted.`,
    ]);
    expect(requests).toBe(0);
    odd.close();
  });

  test('where a redirect leads to is what is named', async () => {
    const lost = await startBlogServer({ '/': redirect(302, 'http://no-such-blog.invalid/') });
    expect((await failure(fetcher.fetch(lost.url))).message).toBe(
      'There is no site called no-such-blog.invalid.',
    );
    await lost.close();
  });

  test('https where there is only http', async () => {
    expect((await failure(fetcher.fetch(server.url.replace('http:', 'https:')))).reason).toBe('tls');
  });
});

const PRIVATE_SPELLINGS = [
  '127.0.0.1',
  '127.1',
  '127.0.1',
  '127.255.255.254',
  '0x7f.1',
  '0x7f000001',
  '0x7F.0x0.0x0.0x1',
  '2130706433',
  '017700000001',
  '0177.0.0.1',
  '0177.0.0.01',
  '127.0.0.1.',
  '①②⑦.⓪.⓪.①',
  '１２７.０.０.１',
  '127。0。0。1',
  '%31%32%37.0.0.1',
  '0',
  '0.0.0.0',
  '0x0',
  'localhost',
  'LOCALHOST',
  'localhost.',
  'ｌｏｃａｌｈｏｓｔ',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[0:0:0:0:0:ffff:127.0.0.1]',
  '[::127.0.0.1]',
  '[::7f00:1]',
  '[4000::1]',
  '[::ffff:0:127.0.0.1]',
  '[64:ff9b::127.0.0.1]',
  '[64:ff9b:1::127.0.0.1]',
  '[2002:7f00:1::]',
  '[2001:0:7f00:1::]',
  '[fe80::1]',
  '[fec0::1]',
  '[fc00::1]',
  '[fd12:3456::1]',
  '[ff02::1]',
  '[2001:db8::1]',
  '[100::1]',
  '10.0.0.1',
  '10.255.255.255',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.0.1',
  '192.168.1',
  '169.254.169.254',
  '0xa9fea9fe',
  '2852039166',
  '100.64.0.1',
  '192.0.0.1',
  '192.0.2.1',
  '198.18.0.1',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
];
