import { pipeline, Readable, type Transform } from 'node:stream';
import {
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from 'node:zlib';
import { FetchError } from './fetch-error.ts';

/** RFC 9110 section 8.4 allows codings to be stacked; more than two is nobody's honest server. */
const MAX_CODINGS = 2;

/** Each gets the first two bytes: `deflate` is meant to have a zlib header, and is often sent without. */
const DECODERS: Record<string, (start: Uint8Array) => Transform> = {
  gzip: () => createGunzip(),
  'x-gzip': () => createGunzip(),
  br: () => createBrotliDecompress(),
  zstd: () => createZstdDecompress(),
  deflate: (start) => (hasZlibHeader(start) ? createInflate() : createInflateRaw()),
};

/**
 * Reads a body to its end and undoes its compression as it streams.
 * @param contentEncoding the header as sent; gzip that a header doesn't own up to is undone too.
 * @param maxBytes limit on what any stage of decoding yields.
 * @throws FetchError `too-large` as soon as the limit is passed, `encoding` when it can't be decoded.
 */
export async function readBody(
  body: Readable,
  contentEncoding: string | undefined,
  maxBytes: number,
): Promise<Uint8Array> {
  let stream = limited(body, maxBytes);
  for (const coding of codings(contentEncoding)) stream = limited(decode(stream, coding), maxBytes);
  stream = limited(undeclaredGzip(stream), maxBytes);

  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The codings to undo, in the order to undo them. */
function codings(header = ''): string[] {
  const names = header
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity');
  if (names.length > MAX_CODINGS || names.some((name) => !Object.hasOwn(DECODERS, name))) {
    throw new FetchError('encoding', 'The answer is compressed in a way that can’t be read.');
  }
  return names.reverse();
}

async function* limited(chunks: AsyncIterable<Uint8Array>, maxBytes: number) {
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.byteLength;
    if (size > maxBytes) {
      throw new FetchError('too-large', `The answer is larger than ${Math.floor(maxBytes / 1_000_000)} MB.`);
    }
    yield chunk;
  }
}

/** RFC 1950 section 2.2: method 8, and a check value that makes both bytes a multiple of 31. */
function hasZlibHeader([first = 0, second = 0]: Uint8Array): boolean {
  return (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0;
}

async function* decode(chunks: AsyncIterable<Uint8Array>, coding: string): AsyncGenerator<Uint8Array> {
  const create = DECODERS[coding];
  if (!create) throw new Error(`There is no decoder for ${coding}.`);
  const { start, whole } = await peek(chunks);
  if (start.length === 0) return;
  // The callback has nothing to do: a failure also ends the loop below, which is where it is named.
  const decoded = pipeline(Readable.from(whole), create(start), () => {});
  try {
    yield* decoded;
  } catch (error) {
    throw isCompressionError(error)
      ? new FetchError('encoding', 'The answer is compressed, and the compression is broken.', {
          cause: error,
        })
      : error;
  }
}

function isCompressionError(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return false;
  return /^(?:Z_|ZSTD_error_|ERR__ERROR_)/.test(error.code);
}

/** Some servers hand out `feed.xml.gz` as it lies on disk: RFC 1952 section 2.3.1 gives its first two bytes. */
async function* undeclaredGzip(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { start, whole } = await peek(chunks);
  yield* start[0] === 0x1f && start[1] === 0x8b ? decode(whole, 'gzip') : whole;
}

/** The first two bytes of a stream, and the stream with them. */
async function peek(chunks: AsyncIterable<Uint8Array>) {
  const iterator = chunks[Symbol.asyncIterator]();
  let start: Uint8Array = new Uint8Array();
  while (start.length < 2) {
    const next = await iterator.next();
    if (next.done) break;
    start = Buffer.concat([start, next.value]);
  }
  return { start, whole: resume(start, iterator) };
}

async function* resume(start: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (start.length > 0) yield start;
  yield* { [Symbol.asyncIterator]: () => rest };
}
