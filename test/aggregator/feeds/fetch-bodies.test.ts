import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFetcher, type Fetched, type Fetcher } from '../../../aggregator/feeds/fetch.ts';
import { type BlogServer, type Route, redirect, send, startBlogServer } from './blog-server.ts';
import { FEED, failure, LOOPBACK, openFetcher } from './fetching.ts';

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
  '/plain': send(FEED),
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
  '/plain-called-utf-8': send(FEED, { 'content-encoding': 'utf-8' }),
  '/gzip-aws-chunked': send(gzipSync(FEED), { 'content-encoding': 'gzip,aws-chunked' }),
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

let server: BlogServer;
let fetcher: Fetcher;

beforeAll(async () => {
  server = await startBlogServer(routes);
  fetcher = createFetcher({ userAgent: 'Potluck', allow: LOOPBACK, maxBytes: 1_000_000 });
});

afterAll(async () => {
  await fetcher.close();
  await server.close();
});

function get(path: string): Promise<Fetched> {
  return fetcher.fetch(server.url + path);
}

describe('bodies', () => {
  test.each([
    '/plain',
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
    '/plain-called-utf-8',
    '/gzip-aws-chunked',
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
      // Forever would be longer than a test may take.
      const quick = openFetcher({ allow: LOOPBACK, deadlineMs: 300 });
      expect((await failure(quick.fetch(server.url + path))).reason).toBe('timeout');
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
