import { isIP } from 'node:net';
import { buildConnector } from 'undici';
import {
  type AddressRule,
  addressRule,
  guardedLookup,
  privateAddress,
  type Resolver,
  resolveHost,
} from './addresses.ts';
import { Connections } from './connections.ts';
import {
  type Content,
  type Fetched,
  type Redirect,
  type Refused,
  type Request,
  type RequestHeaders,
  requestOnce,
  type Unchanged,
} from './exchange.ts';
import { FetchError, type FetchReason } from './fetch-error.ts';

export {
  type Content,
  FetchError,
  type Fetched,
  type FetchReason,
  type Redirect,
  type Refused,
  type Unchanged,
};

export interface FetcherSettings {
  /** Says who we are and where to read about us. */
  userAgent: string;
  /** CIDR ranges that may be reached beside public addresses. */
  allow: string[];
  /** Milliseconds for everything: names, redirects, the last byte of the body. */
  deadlineMs?: number;
  /** Limit on the decoded body. */
  maxBytes?: number;
  /** Where names are looked up; the system's resolver unless told otherwise. */
  resolve?: Resolver;
}

export interface FetchOptions {
  /** Sent as If-None-Match, byte for byte. */
  etag?: string | null;
  /** Sent as If-Modified-Since, byte for byte. */
  lastModified?: string | null;
  /** The address that gave these validators, which may lie behind redirects; they are sent to no other. */
  validatorsUrl?: string | null;
  accept?: string;
  /** Limit on the decoded body, where it is another than the fetcher's. */
  maxBytes?: number;
  signal?: AbortSignal;
  userAgent?: string;
}

export interface Fetcher {
  /** GETs `url` (http or https). Throws FetchError when there is no answer, or none we may take. */
  fetch(url: string, options?: FetchOptions): Promise<Fetched>;
  /** The same without following a redirect: that is the answer, its location absolute. */
  step(url: string, options?: FetchOptions): Promise<Fetched | Redirect>;
  close(): Promise<void>;
}

const DEADLINE_MS = 25_000;
const CONNECT_MS = 10_000;
const MAX_BYTES = 5 * 1024 * 1024;
const MAX_HOPS = 5;

// Not application/json: blogs that take part in the fediverse answer it with what servers there speak.
const ACCEPT =
  'application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, application/xml;q=0.9, text/xml;q=0.9, text/html;q=0.5, */*;q=0.1';
const ENCODINGS = 'gzip, br, zstd';

/**
 * The only way out of this program to the web. It speaks to public addresses (and `settings.allow`)
 * alone, whatever names, literals and redirects it is led through.
 */
export function createFetcher(settings: FetcherSettings): Fetcher {
  const connections = guardedConnections(addressRule(settings.allow), settings.resolve ?? resolveHost);
  return {
    fetch: (url, options = {}) => fetchWithin(connections, settings, url, options, followRedirects),
    step: (url, options = {}) => fetchWithin(connections, settings, url, options, goOneStep),
    close: () => connections.close(),
  };
}

function guardedConnections(isAllowed: AddressRule, resolve: Resolver): Connections {
  const connect = buildConnector({
    lookup: guardedLookup(resolve, isAllowed),
    timeout: CONNECT_MS,
    allowH2: false,
    // Of TCP: no connection rests for so long that it would have to show that it is alive.
    keepAlive: false,
  });
  return new Connections({
    connect: (options, callback) => {
      const host = options.hostname.replace(/^\[|\]$/g, '');
      // A literal address never reaches `lookup`.
      if (isIP(host) && !isAllowed(host)) return callback(privateAddress(host), null);
      connect(options, (error, socket) => {
        if (error) return callback(error, null);
        if (isAllowed(socket.remoteAddress ?? '')) return callback(null, socket);
        socket.destroy();
        callback(privateAddress(host), null);
      });
    },
    // One request at a time to a server, also when redirects of several feeds lead to it.
    pipelining: 1,
    // Many blogs share a host: the next of them may use the same connection within seconds.
    keepAliveTimeout: 2_000,
    keepAliveMaxTimeout: 2_000,
    // One deadline rules the whole request, see fetchWithin.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}

async function fetchWithin<Answer>(
  connections: Connections,
  settings: FetcherSettings,
  url: string,
  options: FetchOptions,
  go: (request: Request, start: URL, headers: RequestHeaders, options: FetchOptions) => Promise<Answer>,
): Promise<Answer> {
  // AbortSignal.timeout would keep a timer for each request until the end of its time.
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), settings.deadlineMs ?? DEADLINE_MS);
  const signal = options.signal ? AbortSignal.any([deadline.signal, options.signal]) : deadline.signal;
  const request = { connections, signal, maxBytes: options.maxBytes ?? settings.maxBytes ?? MAX_BYTES };
  const headers = {
    'user-agent': options.userAgent ?? settings.userAgent,
    accept: options.accept ?? ACCEPT,
    'accept-encoding': ENCODINGS,
  };
  try {
    return await go(request, webAddress(url), headers, options);
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!deadline.signal.aborted) throw error;
    throw new FetchError('timeout', `${new URL(url).host} didn’t answer in time.`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

async function followRedirects(
  request: Request,
  start: URL,
  headers: RequestHeaders,
  options: FetchOptions,
): Promise<Fetched> {
  const seen = new Set<string>();
  let url = start;
  let permanentUrl = url.href;
  let isPermanent = true;
  // Validators vouch for the one address that gave them.
  const vouched = options.validatorsUrl ?? start.href;

  for (let hop = 0; hop <= MAX_HOPS; hop++) {
    seen.add(url.href);
    const sent = url.href === vouched ? { ...headers, ...conditions(options) } : headers;
    const step = await requestOnce(request, url, sent, permanentUrl);
    if (step.kind !== 'redirect') return step;

    const target = webAddress(step.location, url);
    if (seen.has(target.href)) throw new FetchError('redirects', `${url.host} redirects in a circle.`);
    isPermanent &&= step.status === 301 || step.status === 308;
    if (isPermanent) permanentUrl = target.href;
    url = target;
  }
  throw new FetchError('redirects', `${url.host} redirects too many times.`);
}

async function goOneStep(
  request: Request,
  url: URL,
  headers: RequestHeaders,
  options: FetchOptions,
): Promise<Fetched | Redirect> {
  const step = await requestOnce(request, url, { ...headers, ...conditions(options) }, url.href);
  return step.kind === 'redirect' ? { ...step, location: webAddress(step.location, url).href } : step;
}

/** RFC 9110 sections 13.1.2 and 13.1.3. */
function conditions({ etag, lastModified }: FetchOptions): RequestHeaders {
  return {
    ...(etag ? { 'if-none-match': etag } : {}),
    ...(lastModified ? { 'if-modified-since': lastModified } : {}),
  };
}

function webAddress(text: string, base?: URL): URL {
  const url = URL.parse(text, base);
  if (!url) throw new FetchError('url', 'This is not a web address.');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new FetchError('url', 'Only addresses that begin with http:// or https:// can be read.');
  }
  if (url.username || url.password) {
    throw new FetchError('url', 'An address with a user name or password in it can’t be used.');
  }
  url.hash = '';
  return url;
}
