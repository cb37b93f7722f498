import { isIP } from 'node:net';
import { Agent, buildConnector, type Dispatcher } from 'undici';
import {
  type AddressRule,
  addressRule,
  guardedLookup,
  privateAddress,
  type Resolver,
  resolveHost,
} from './addresses.ts';
import { readBody } from './body.ts';
import { FetchError, type FetchReason, namedFetchError } from './fetch-error.ts';

export { FetchError, type FetchReason };

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
  accept?: string;
  signal?: AbortSignal;
  userAgent?: string;
}

interface Answer {
  /** Where the answer came from, after every redirect. */
  url: string;
  /** The address after the leading permanent redirects only (301 and 308): the one worth keeping. */
  permanentUrl: string;
  /** Header names in lower case; values as Latin-1, which keeps every byte. */
  headers: Record<string, string>;
}

interface Validators {
  etag: string | null;
  lastModified: string | null;
}

export type Unchanged = Answer & Validators & { kind: 'unchanged' };
export type Content = Answer &
  Validators & { kind: 'content'; bytes: Uint8Array; contentType: string | null };
export type Refused = Answer & {
  kind: 'refused';
  status: number;
  retryAfter: string | null;
  /** Whether Cloudflare asked for a browser instead of answering. */
  challenge: boolean;
};
export type Fetched = Unchanged | Content | Refused;

export interface Fetcher {
  /** GETs `url` (http or https). Throws FetchError when there is no answer, or none we may take. */
  fetch(url: string, options?: FetchOptions): Promise<Fetched>;
  close(): Promise<void>;
}

const DEADLINE_MS = 25_000;
const CONNECT_MS = 10_000;
const MAX_BYTES = 5 * 1024 * 1024;
const MAX_HOPS = 5;
/** A redirect's body is read away up to here, so that its connection can be used again. */
const MAX_REDIRECT_BODY = 16 * 1024;

const ACCEPT =
  'application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.9, text/html;q=0.5, */*;q=0.1';
const ENCODINGS = 'gzip, br, zstd';

/**
 * The only way out of this program to the web. It speaks to public addresses (and `settings.allow`)
 * alone, whatever names, literals and redirects it is led through.
 */
export function createFetcher(settings: FetcherSettings): Fetcher {
  const agent = guardedAgent(addressRule(settings.allow), settings.resolve ?? resolveHost);
  return {
    fetch: (url, options = {}) => fetchWithin(agent, settings, url, options),
    close: () => agent.destroy(),
  };
}

function guardedAgent(isAllowed: AddressRule, resolve: Resolver): Agent {
  const connect = buildConnector({
    lookup: guardedLookup(resolve, isAllowed),
    timeout: CONNECT_MS,
    allowH2: false,
  });
  return new Agent({
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
    connections: 4,
    pipelining: 1,
    // Many blogs share a host: the next of them may use the same connection within seconds.
    keepAliveTimeout: 4_000,
    keepAliveMaxTimeout: 10_000,
    // One deadline rules the whole request, see fetchWithin.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}

async function fetchWithin(
  agent: Agent,
  settings: FetcherSettings,
  url: string,
  options: FetchOptions,
): Promise<Fetched> {
  const deadline = AbortSignal.timeout(settings.deadlineMs ?? DEADLINE_MS);
  const signal = options.signal ? AbortSignal.any([deadline, options.signal]) : deadline;
  const request = { agent, signal, maxBytes: settings.maxBytes ?? MAX_BYTES };
  const headers = {
    'user-agent': options.userAgent ?? settings.userAgent,
    accept: options.accept ?? ACCEPT,
    'accept-encoding': ENCODINGS,
  };
  try {
    return await followRedirects(request, webAddress(url), headers, options);
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!deadline.aborted) throw error;
    throw new FetchError('timeout', `${new URL(url).host} didn’t answer in time.`, { cause: error });
  }
}

interface Request {
  agent: Agent;
  signal: AbortSignal;
  maxBytes: number;
}

type RequestHeaders = Record<string, string>;

async function followRedirects(
  request: Request,
  start: URL,
  headers: RequestHeaders,
  validators: FetchOptions,
): Promise<Fetched> {
  const seen = new Set<string>();
  let url = start;
  let permanentUrl = url.href;
  let isPermanent = true;
  // Validators vouch for one address: a redirect's target gets none.
  let sent = { ...headers, ...conditions(validators) };

  for (let hop = 0; hop <= MAX_HOPS; hop++) {
    seen.add(url.href);
    const step = await requestOnce(request, url, sent, permanentUrl);
    if (step.kind !== 'redirect') return step;

    const target = webAddress(step.location, url);
    if (seen.has(target.href)) throw new FetchError('redirects', `${url.host} redirects in a circle.`);
    isPermanent &&= step.status === 301 || step.status === 308;
    if (isPermanent) permanentUrl = target.href;
    url = target;
    sent = headers;
  }
  throw new FetchError('redirects', `${url.host} redirects too many times.`);
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

type Redirect = { kind: 'redirect'; status: number; location: string };

async function requestOnce(
  request: Request,
  url: URL,
  headers: RequestHeaders,
  permanentUrl: string,
): Promise<Fetched | Redirect> {
  try {
    return await exchange(request, url, headers, permanentUrl);
  } catch (error) {
    const isRetryable = error instanceof FetchError && error.reason === 'encoding';
    if (!isRetryable || headers['accept-encoding'] === 'identity')
      throw namedFetchError(error, url.host) ?? error;
  }
  return await requestOnce(request, url, { ...headers, 'accept-encoding': 'identity' }, permanentUrl);
}

async function exchange(
  { agent, signal, maxBytes }: Request,
  url: URL,
  sent: RequestHeaders,
  permanentUrl: string,
): Promise<Fetched | Redirect> {
  const response = await agent.request({
    origin: url.origin,
    path: url.pathname + url.search,
    method: 'GET',
    headers: sent,
    signal,
  });
  const status = response.statusCode;
  const headers = singleHeaders(response.headers);
  const answer = { url: url.href, permanentUrl, headers };
  const validators = { etag: headers.etag ?? null, lastModified: headers['last-modified'] ?? null };

  if (status === 200 || status === 203) {
    const bytes = await readBody(response.body, headers['content-encoding'], maxBytes);
    return { kind: 'content', ...answer, ...validators, bytes, contentType: headers['content-type'] ?? null };
  }

  await response.body.dump({ limit: MAX_REDIRECT_BODY, signal });
  if (status === 304 && isConditional(sent)) return { kind: 'unchanged', ...answer, ...validators };
  if (isRedirect(status) && headers.location) {
    return { kind: 'redirect', status, location: fromHeaderBytes(headers.location) };
  }
  return {
    kind: 'refused',
    ...answer,
    status,
    retryAfter: headers['retry-after'] ?? null,
    challenge: headers['cf-mitigated'] === 'challenge',
  };
}

function isConditional(sent: RequestHeaders): boolean {
  return 'if-none-match' in sent || 'if-modified-since' in sent;
}

function isRedirect(status: number): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}

function singleHeaders(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  const single: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) single[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return single;
}

/** Servers write addresses into headers as raw UTF-8, against RFC 9110 section 5.5. */
function fromHeaderBytes(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('utf8');
}
