import { isMarkedAsUntransferable } from 'node:worker_threads';
import {
  brotliDecompressSync,
  gunzipSync,
  inflateRawSync,
  inflateSync,
  type ZlibOptions,
  zstdDecompressSync,
} from 'node:zlib';
import { FetchError } from './fetch-error.ts';

/** RFC 9110 section 8.4 allows codings to be stacked; more than two is nobody's honest server. */
const MAX_CODINGS = 2;

type Decoder = (
  bytes: Uint8Array,
  limits: Pick<ZlibOptions, 'maxOutputLength' | 'chunkSize'>,
) => Buffer<ArrayBuffer>;

/** What zlib makes room for at a time, unless told how much will come. */
const ROOM = 16 * 1024;
/** Its header and its trailer (RFC 1952, section 2.3). */
const LEAST_GZIP = 18;
/** What is believed of a body that says how long it will be. Few feeds are longer. */
const MOST_ROOM = 512 * 1024;

/** What servers write there of a body that is as it is: nothing else can be meant. */
const NO_CODINGS = new Set(['identity', 'none', 'binary', 'utf-8', 'utf8', 'aws-chunked', 'chunked']);

/**
 * All at once: for what a feed weighs, a stream costs several times the decoding itself, and the most that is allowed
 * takes some milliseconds. `deflate` is meant to have a zlib header, and is often sent without.
 */
const DECODERS: Record<string, Decoder> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
  deflate: (bytes, limits) => (hasZlibHeader(bytes) ? inflateSync : inflateRawSync)(bytes, limits),
};

/**
 * Undoes the compression of a body.
 * @param contentEncoding the header as sent; gzip that a header doesn't own up to is undone too.
 * @param maxBytes limit on what any stage of decoding yields.
 * @throws FetchError `too-large` as soon as the limit is passed, `encoding` when it can't be decoded.
 */
export function decodeBody(
  body: Uint8Array,
  contentEncoding: string | undefined,
  maxBytes: number,
): Uint8Array {
  let bytes = body;
  for (const decoder of decodersFor(contentEncoding)) bytes = decode(bytes, decoder, maxBytes);
  return isGzip(bytes) ? decode(bytes, gunzipSync, maxBytes) : bytes;
}

/** The codings to undo, in the order to undo them. */
function decodersFor(header = ''): Decoder[] {
  const names = header
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && !NO_CODINGS.has(name));
  const decoders = names.flatMap((name) => (Object.hasOwn(DECODERS, name) ? (DECODERS[name] ?? []) : []));
  if (names.length > MAX_CODINGS || decoders.length < names.length) {
    throw new FetchError('encoding', 'The answer is compressed in a way that can’t be read.');
  }
  return decoders.reverse();
}

function decode(bytes: Uint8Array, decoder: Decoder, maxBytes: number): Uint8Array {
  if (bytes.length === 0) return bytes;
  try {
    return alone(decoder(bytes, { maxOutputLength: maxBytes, chunkSize: roomFor(bytes) }));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes);
    if (!/^(?:Z_|ZSTD_error_|ERR__ERROR_)/.test(code)) throw error;
    const problem = 'The answer is compressed, and the compression is broken.';
    throw new FetchError('encoding', problem, { cause: error });
  }
}

/**
 * Room for all that comes of it, and a byte more, by which zlib sees that nothing follows: where it runs out of room,
 * it makes more and copies. Gzip ends with how long it will be (RFC 1952, section 2.3.1).
 */
function roomFor(bytes: Uint8Array): number {
  const { buffer, byteOffset, byteLength } = bytes;
  if (!isGzip(bytes) || byteLength < LEAST_GZIP) return ROOM;
  const length = new DataView(buffer, byteOffset, byteLength).getUint32(byteLength - 4, true);
  return Math.min(Math.max(length + 1, ROOM), MOST_ROOM);
}

/** In memory of their own, and no more of it: what isn't freed here waits for the garbage collector's longest round. */
function alone(decoded: Buffer<ArrayBuffer>): Uint8Array {
  const { buffer, byteLength } = decoded;
  // Node cuts what is short from memory that others share.
  return new Uint8Array(isMarkedAsUntransferable(buffer) ? decoded : buffer.transfer(byteLength));
}

export function tooLarge(maxBytes: number): FetchError {
  return new FetchError('too-large', `The answer is larger than ${Math.floor(maxBytes / 1_000_000)} MB.`);
}

/** RFC 1950 section 2.2: method 8, and a check value that makes both bytes a multiple of 31. */
function hasZlibHeader([first = 0, second = 0]: Uint8Array): boolean {
  return (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0;
}

/** Some servers hand out `feed.xml.gz` as it lies on disk: RFC 1952 section 2.3.1 gives its first two bytes. */
function isGzip([first, second]: Uint8Array): boolean {
  return first === 0x1f && second === 0x8b;
}
