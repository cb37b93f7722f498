import { errors } from 'undici';

export type FetchReason =
  | 'address'
  | 'dns'
  /** The server wasn't reached at all. */
  | 'connection'
  /** The server was reached, and what came is no whole answer. */
  | 'garbled'
  | 'timeout'
  | 'too-large'
  | 'tls'
  | 'redirects'
  | 'encoding'
  | 'url';

/** A fetch that brought no answer. The message is one plain sentence for a person. */
export class FetchError extends Error {
  override readonly name = 'FetchError';
  readonly reason: FetchReason;

  constructor(reason: FetchReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

const DNS_CODES = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'EAI_FAIL', 'EAI_NONAME', 'ENODATA']);

/** While connecting: the deadline of a whole request is `fetch.ts`'s. */
const CONNECT_TIMEOUT_CODES = new Set(['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT']);

const GARBLED_CODES = new Set([
  // Undici's, of what it takes for impossible, such as a 101 that nobody asked for.
  'ERR_ASSERTION',
  'ECONNABORTED',
  'ECONNRESET',
  'ENOTCONN',
  'EPIPE',
  'UND_ERR_SOCKET',
  'UND_ERR_HEADERS_OVERFLOW',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'UND_ERR_RES_EXCEEDED_MAX_SIZE',
]);

/** OpenSSL's verification failures have names without a common prefix. */
const TLS_CODES =
  /^(?:ERR_TLS|ERR_SSL|CERT_|CRL_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERROR_IN_C|HOSTNAME_MISMATCH|INVALID_(?:CA|PURPOSE)|PATH_LENGTH|UNSPECIFIED|EPROTO)/;

/**
 * Names what went wrong with a connection to `host`.
 * @returns null for an error that no network is to blame for: it should be thrown on.
 */
export function namedFetchError(error: unknown, host: string): FetchError | null {
  if (error instanceof FetchError) return error;
  if (!(error instanceof Error)) return null;
  // Node tries every address of a host and reports the attempts together; one of them speaks for all.
  const telling =
    error instanceof AggregateError && error.errors[0] instanceof Error ? error.errors[0] : error;
  const code = 'code' in telling && typeof telling.code === 'string' ? telling.code : '';
  const named =
    error instanceof errors.HTTPParserError
      ? garbled(host)
      : (describeCode(code, host) ?? ('syscall' in telling ? failed(host) : null));
  return named && new FetchError(named[0], named[1], { cause: error });
}

function describeCode(code: string, host: string): [FetchReason, string] | null {
  if (code === 'EAI_AGAIN') return ['connection', `The address of ${host} couldn’t be looked up just now.`];
  if (DNS_CODES.has(code)) return ['dns', `There is no site called ${host}.`];
  if (code === 'ECONNREFUSED') return ['connection', `${host} refuses connections.`];
  if (CONNECT_TIMEOUT_CODES.has(code)) return ['connection', `${host} didn’t answer in time.`];
  if (code === 'CERT_HAS_EXPIRED') return ['tls', `The security certificate of ${host} has expired.`];
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return ['tls', `The security certificate of ${host} was made for another site.`];
  }
  if (TLS_CODES.test(code)) return ['tls', `The security certificate of ${host} can’t be trusted.`];
  return GARBLED_CODES.has(code) ? garbled(host) : null;
}

/** Whatever else the system says of a connection, such as that a firewall forbids it. */
function failed(host: string): [FetchReason, string] {
  return ['connection', `The connection to ${host} failed.`];
}

function garbled(host: string): [FetchReason, string] {
  return ['garbled', `${host} sent an answer that is cut off or garbled.`];
}
