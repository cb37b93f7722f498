import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { setImmediate as turn } from 'node:timers/promises';
import { brotliCompressSync, deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import type { Resolver } from '../../aggregator/feeds/addresses.ts';
import { DAY, HOUR, NOON } from '../support/participants.ts';
import { listen } from './feeds/blog-server.ts';
import { type Item, post, rss } from './world.ts';

/** A request, when it came by the clock of the test, and what it was given. */
export interface Seen {
  at: Date;
  host: string;
  /** With its query. */
  path: string;
  headers: IncomingMessage['headers'];
  status: number;
  given: Record<string, string>;
}

/** A visit to a route. */
export interface Visit {
  /** How often it was asked before. */
  times: number;
  now: Date;
  headers: IncomingMessage['headers'];
  /** Where another route of this server is, at this host or another. */
  url(path: string, host?: string): string;
}

export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  /** Ends the answer in another way than with its body. */
  wire?: (response: ServerResponse) => void;
}

export type Misbehaviour = (visit: Visit) => Answer;

/** One server behind as many names under `.example` as anybody asks for, each of them a host of its own. */
export interface BadFeedServer {
  url(path: string, host?: string): string;
  /** In the order in which they came. */
  requests: Seen[];
  requestsTo(path: string, host?: string): Seen[];
  /** The most requests that were ever under way at one host. */
  mostAtOnce(): number;
  /** Knows the names. */
  resolve: Resolver;
  /** Cuts the line: nobody is found any more, or nobody is there. */
  cutOff(): Promise<void>;
  restore(): void;
}

export async function startBadFeedServer(
  now: () => Date,
  more: Record<string, Misbehaviour> = {},
): Promise<BadFeedServer> {
  const requests: Seen[] = [];
  const times = new Map<string, number>();
  const underWay = new Map<string, number>();
  let mostAtOnce = 0;
  let isCutOff = false;
  const pem = readFileSync(new URL('feeds/self-signed.pem', import.meta.url));

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const [host = ''] = (request.headers.host ?? '').split('.example');
    const path = request.url ?? '';
    const address = `${host}${path}`;
    const before = times.get(address) ?? 0;
    times.set(address, before + 1);
    const atOnce = (underWay.get(host) ?? 0) + 1;
    underWay.set(host, atOnce);
    mostAtOnce = Math.max(mostAtOnce, atOnce);
    response.once('close', () => underWay.set(host, (underWay.get(host) ?? 0) - 1));

    const misbehave = more[path] ?? find(path);
    const { headers } = request;
    const answer = misbehave({
      times: before,
      now: now(),
      headers,
      url: (path, at = host) => server.url(path, at),
    });
    const { status = 200, headers: given = {}, body = '', wire } = answer;
    requests.push({ at: now(), host, path, headers, status, given });
    // As long as it takes somebody who doesn't wait for this answer to ask for the next.
    await turns(5);
    if (wire) {
      response.writeHead(status, given);
      wire(response);
    } else response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...given }).end(body);
  };

  const plain = createServer(serve);
  const tls = createTlsServer({ key: pem, cert: pem }, serve);
  const [port, tlsPort] = [await listen(plain), await listen(tls)];
  onTestFinished(() => {
    for (const each of [plain, tls]) {
      each.close();
      each.closeAllConnections();
    }
  });

  const server: BadFeedServer = {
    requests,
    mostAtOnce: () => mostAtOnce,
    url: (path, host = path.slice(1).replaceAll('/', '-')) =>
      path === '/tls-selfsigned'
        ? `https://${host}.example:${tlsPort}${path}`
        : `http://${host}.example:${port}${path}`,
    requestsTo: (path, host = path.slice(1).replaceAll('/', '-')) =>
      requests.filter((each) => each.path === path && each.host === host),
    resolve: async (hostname) => {
      if (!isCutOff) return ['127.0.0.1'];
      // Nobody listens there.
      if (hostname.length % 2 === 0) return ['127.0.0.9'];
      throw Object.assign(new Error('queryA ESERVFAIL'), { code: 'EAI_AGAIN' });
    },
    cutOff: async () => {
      isCutOff = true;
      plain.closeAllConnections();
      await turns(10);
    },
    restore: () => {
      isCutOff = false;
    },
  };
  return server;
}

/** Lets everything else happen that can. */
async function turns(count: number): Promise<void> {
  for (let done = 0; done < count; done += 1) await turn();
}

/** The posts of a feed that is well, as far as it is. */
export const ITEMS: Item[] = ['three', 'two', 'one'].map((slug, age) =>
  post(slug, { date: new Date(NOON.getTime() - age * DAY) }),
);
const FEED = rss(ITEMS);
const PAGE = '<!doctype html><title>Hello</title><p>This is no feed.';
const THEN = 'Mon, 11 Jan 2027 08:00:00 GMT';

/** A feed that answers 304 to whoever returns what it gave, all of it and to the byte. */
function unlessSame({ headers }: Visit, given: Record<string, string>, body: string = FEED): Answer {
  const isSame =
    headers['if-none-match'] === given.etag && headers['if-modified-since'] === given['last-modified'];
  return isSame ? { status: 304, headers: given } : { headers: given, body };
}

function isConditional({ headers }: Visit): boolean {
  return 'if-none-match' in headers || 'if-modified-since' in headers;
}

const redirect = (status: number, location: string): Answer => ({ status, headers: { location } });
const feed = (items: Item[], headers?: Record<string, string>): Answer => ({ body: rss(items), headers });
const raw = (body: string | Uint8Array, headers: Record<string, string> = {}): Answer => ({ body, headers });
const squeezed = (encoding: string, body: Uint8Array) => raw(body, { 'content-encoding': encoding });
const [three = {}, two = {}, one = {}] = ITEMS;

/** A feed most of the time, and something else at every fifth visit from the second on. */
function nowAndThen({ times }: Visit, answer: Answer): Answer {
  return times % 5 === 1 ? answer : raw(FEED);
}

const refusal = (status: number, retryAfter?: string): Answer => ({
  status,
  headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
});

/** Every entity stands for ten of the one before. */
const LAUGHS = Array.from({ length: 12 }, (_, at) => `<!ENTITY e${at + 1} "${`&e${at};`.repeat(10)}">`).join(
  '',
);

export const MISBEHAVIOURS: Record<string, Misbehaviour> = {
  '/ok': () => raw(FEED),

  // Validators
  '/etag-only': (visit) => unlessSame(visit, { etag: '"one"' }),
  '/lm-only': (visit) => unlessSame(visit, { 'last-modified': THEN }),
  '/both': (visit) => unlessSame(visit, { etag: '"one"', 'last-modified': THEN }),
  '/etag-changes-lm-same': ({ times }) => raw(FEED, { etag: `"${times}"`, 'last-modified': THEN }),
  '/304-no-validators': (visit) =>
    isConditional(visit) ? { status: 304 } : raw(FEED, { etag: '"one"', 'last-modified': THEN }),
  '/304-new-etag': (visit) =>
    isConditional(visit)
      ? { status: 304, headers: { etag: `"${visit.times}"` } }
      : raw(FEED, { etag: '"0"', 'last-modified': THEN }),
  '/200-same-body-new-etag': ({ times }) => raw(FEED, { etag: `"${times}"` }),
  '/weak-etag': (visit) => unlessSame(visit, { etag: 'W/"a, b"' }),
  '/unquoted-etag': (visit) => unlessSame(visit, { etag: 'one two' }),
  '/expires-0': (visit) =>
    unlessSame(visit, { etag: '"one"', expires: '0', 'cache-control': 'no-cache, no-store, max-age=0' }),

  // Moves
  '/301': ({ url }) => redirect(301, url('/both')),
  '/308': ({ url }) => redirect(308, url('/both')),
  '/302': ({ url }) => redirect(302, url('/both')),
  '/307': ({ url }) => redirect(307, url('/both')),
  '/301-then-302': ({ url }) => redirect(301, url('/302')),
  '/301-to-html': ({ url }) => redirect(301, url('/200-html')),
  '/loop': ({ url }) => redirect(302, url('/loop/back')),
  '/loop/back': ({ url }) => redirect(302, url('/loop')),
  '/cross-origin': ({ url }) => ({
    status: 302,
    headers: { location: url('/both', 'elsewhere'), 'set-cookie': 'a=b' },
  }),
  '/to-private': () => redirect(301, 'http://10.0.0.1/feed'),

  // Refusals
  '/404': () => ({ status: 404, headers: { 'content-type': 'text/html' }, body: PAGE }),
  '/410': () => ({ status: 410 }),
  '/429-sec': (visit) => nowAndThen(visit, refusal(429, String((5 * HOUR) / 1000))),
  '/429-date': (visit) =>
    nowAndThen(visit, refusal(429, new Date(visit.now.getTime() + 30 * HOUR).toUTCString())),
  '/429-none': (visit) => nowAndThen(visit, refusal(429)),
  '/429-huge': (visit) => nowAndThen(visit, refusal(429, String((30 * DAY) / 1000))),
  '/503-ra': (visit) => nowAndThen(visit, refusal(503, String((7 * HOUR) / 1000))),
  '/500': () => ({ status: 500, headers: { etag: '"page of errors"' }, body: PAGE }),
  '/401': () => ({ status: 401, headers: { 'www-authenticate': 'Basic realm="family"' } }),
  '/403-cf': () => ({ status: 403, headers: { 'cf-mitigated': 'challenge' }, body: PAGE }),

  // Something else, or only a part
  '/200-html': () => raw(PAGE, { 'content-type': 'application/rss+xml' }),
  '/empty': () => raw(''),
  '/truncated': () => raw(FEED.slice(0, FEED.lastIndexOf('<pubDate>'))),
  '/truncated-cdata': () =>
    raw(
      `${FEED.slice(0, FEED.indexOf('</item>'))}</item><item><guid>half</guid><description><![CDATA[<p>Cut`,
    ),
  '/short-length': () => ({
    headers: { 'content-length': '100000' },
    wire: (response) => response.write(FEED, () => response.destroy()),
  }),
  '/drip': () => ({
    wire: (response) => {
      const timer = setInterval(() => response.write('<'), 20);
      response.once('close', () => clearInterval(timer));
    },
  }),
  '/hang': () => ({ wire: () => {} }),

  // Compression and size
  '/gzip': () => squeezed('gzip', gzipSync(FEED)),
  '/gzip-no-header': () => raw(gzipSync(FEED), { 'content-type': 'application/gzip' }),
  '/bad-gzip': ({ headers }) =>
    headers['accept-encoding'] === 'identity' ? raw(FEED) : squeezed('gzip', Buffer.from(FEED)),
  '/br': () => squeezed('br', brotliCompressSync(FEED)),
  '/zstd': () => squeezed('zstd', zstdCompressSync(FEED)),
  '/deflate-raw': () => squeezed('deflate', deflateRawSync(FEED)),
  '/gzip-gzip': () => squeezed('gzip, gzip', gzipSync(gzipSync(FEED))),
  '/bomb': () => squeezed('gzip', BOMB),
  '/huge': () => raw(HUGE),

  // Characters
  '/latin1-header-vs-xml': () =>
    raw(Buffer.from(`<?xml version="1.0" encoding="iso-8859-1"?>${feedOn('Über Brot')}`), {
      'content-type': 'text/xml; charset=us-ascii',
    }),
  '/utf16': () => raw(Buffer.from(`\ufeff<?xml version="1.0" encoding="utf-16"?>${FEED}`, 'utf16le')),
  '/bom': () => raw(`\ufeff\ufeff<?xml version="1.0"?>${FEED}`),
  '/php-warning': () => raw(`<br />\n<b>Warning</b>: Undefined $x in <b>/srv/x.php</b><br />\n${FEED}`),
  '/ctrl-char': () => raw(feedOn('A\u0000\u0008B\u000b')),
  '/stray-amp': () => raw(feedOn('Salt & pepper & R&B')),
  '/nbsp': () => raw(feedOn('Salt&nbsp;and&nbsp;pepper&hellip;')),
  '/lone-lt': () => raw(feedOn('a < b <3')),

  // Attacks
  '/deep': () => raw(`<rss><channel>${'<b>'.repeat(100_000)}`),
  '/entities': () =>
    raw(`<!DOCTYPE rss [<!ENTITY e0 "ha">${LAUGHS}]>${feedOn(`&e12;${'&#97;'.repeat(150_000)}`)}`),
  '/xxe': () =>
    raw(`<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>${feedOn('Look: <p>&x;</p> there')}`),

  // Identity and time
  '/guid-dup': () => feed(ITEMS.map((item) => ({ ...item, guid: 'post' }))),
  '/guid-change': ({ times }) => feed(ITEMS.map((item) => ({ ...item, guid: `${item.title} ${times}` }))),
  '/http-https': ({ times }) =>
    raw(times % 2 === 0 ? FEED : FEED.replaceAll('https://mira', 'http://www.mira')),
  '/tracking': ({ times }) =>
    feed(
      ITEMS.map(({ guid: _, ...item }) => ({ ...item, link: `${item.link}?utm_source=rss&utm_id=${times}` })),
    ),
  '/no-guid': ({ times }) =>
    feed([...ITEMS.slice(times % 2), ...ITEMS.slice(0, times % 2)].map(({ guid: _, ...item }) => item)),
  '/no-date': () => feed(ITEMS.map((item) => ({ ...item, date: undefined }))),
  '/future': () => feed([{ ...three, date: '2031-01-01' }, two, one]),
  '/bad-date': () => feed([{ ...three, date: '32 Foo 2027 99:99' }, two, one]),
  '/edit-typo': ({ times }) => feed([three, { ...two, title: times > 0 ? 'Two' : 'Tow' }, one]),
  '/edit-big': ({ times }) =>
    feed([{ ...three, html: `<p>${'More words. '.repeat(50 * (times + 1))}` }, two, one]),
  '/shrink': ({ times }) => feed(ITEMS.slice(times === 0 ? 0 : 2)),
  '/reorder': ({ times }) => feed(times % 2 === 0 ? ITEMS : ITEMS.toReversed()),

  '/set-cookie': () => raw(FEED, { 'set-cookie': 'reader=42; Path=/; Max-Age=31536000', etag: '"one"' }),
  '/tls-selfsigned': () => raw(FEED),
};

/** The feed with words, as they are, in the title of its newest post. */
function feedOn(title: string): string {
  return FEED.replace('<title>three</title>', `<title>${title}</title>`);
}

/** More than any fetcher of the tests takes. */
const HUGE = Buffer.alloc(8_000_000, '<item>');
const BOMB = gzipSync(Buffer.alloc(100_000_000));

function find(path: string): Misbehaviour {
  const hops = /^\/hops\/(\d+)$/.exec(path)?.[1];
  if (hops !== undefined) {
    return ({ url }) => (hops === '0' ? raw(FEED) : redirect(302, url(`/hops/${Number(hops) - 1}`)));
  }
  return MISBEHAVIOURS[path] ?? (() => ({ status: 404 }));
}
