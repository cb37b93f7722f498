import { decodeBody } from './body.ts';
import type { Connections } from './connections.ts';
import { FetchError, namedFetchError } from './fetch-error.ts';
import { receive } from './receive.ts';

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

/** What all requests of one fetch share. */
export interface Request {
  connections: Connections;
  signal: AbortSignal;
  maxBytes: number;
}

export type RequestHeaders = Record<string, string>;

export type Redirect = { kind: 'redirect'; status: number; location: string };

/**
 * Asks one address once, or a second time without compression where that was broken.
 * @param permanentUrl what the answer is to say of itself
 * @throws FetchError, or the reason of `signal`
 */
export async function requestOnce(
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
  { connections, signal, maxBytes }: Request,
  url: URL,
  sent: RequestHeaders,
  permanentUrl: string,
): Promise<Fetched | Redirect> {
  const errand = { path: url.pathname + url.search, headers: sent, wants: isContent, maxBytes, signal };
  const { status, headers, body } = await connections.use(url.origin, (each) => receive(each, errand));
  const answer = { url: url.href, permanentUrl, headers };
  const validators = { etag: headers.etag ?? null, lastModified: headers['last-modified'] ?? null };

  if (isContent(status)) {
    const bytes = decodeBody(body, headers['content-encoding'], maxBytes);
    return { kind: 'content', ...answer, ...validators, bytes, contentType: headers['content-type'] ?? null };
  }
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

function isContent(status: number): boolean {
  return status === 200 || status === 203;
}

function isConditional(sent: RequestHeaders): boolean {
  return 'if-none-match' in sent || 'if-modified-since' in sent;
}

function isRedirect(status: number): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}

/** Servers write addresses into headers as raw UTF-8, against RFC 9110 section 5.5. */
function fromHeaderBytes(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('utf8');
}
