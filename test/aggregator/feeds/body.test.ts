import { randomBytes } from 'node:crypto';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { decodeBody } from '../../../aggregator/feeds/body.ts';

const LIMIT = 1_000_000;
const ROOM = 16 * 1024;

/** Words that hardly become shorter, so that their length is known before and after. */
const wordsOf = (length: number) => randomBytes(length / 2).toString('hex');

/** The same with another length at its end (RFC 1952, section 2.3.1). */
function withLength(gzip: Buffer, length: number): Buffer {
  const changed = Buffer.from(gzip);
  changed.writeUInt32LE(length, changed.length - 4);
  return changed;
}

const asText = (bytes: Uint8Array) => Buffer.from(bytes).toString();

describe('what was compressed comes out as it went in', () => {
  test.each([0, 2, ROOM - 2, ROOM, ROOM + 2, 3 * ROOM, 600_000])('%i bytes in gzip', (length) => {
    const words = wordsOf(length);
    const bytes = decodeBody(gzipSync(words), 'gzip', LIMIT);
    expect(asText(bytes)).toBe(words);
    // In memory of their own, so that they can be handed to another thread.
    expect(bytes.buffer.byteLength).toBe(length);
  });

  test.each([
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
  ])('%s, by %o', (coding, compress) => {
    const words = wordsOf(3 * ROOM);
    expect(asText(decodeBody(compress(words), coding, LIMIT))).toBe(words);
  });

  test('gzip in two pieces, of which the end tells the length of the last alone', () => {
    const [first, last] = [wordsOf(40_000), wordsOf(200)];
    const body = Buffer.concat([gzipSync(first), gzipSync(last)]);
    expect(asText(decodeBody(body, 'gzip', LIMIT))).toBe(first + last);
  });

  test('the same nothing, again and again', () => {
    const nothing = gzipSync('');
    for (let time = 0; time < 3; time++) expect(decodeBody(nothing, 'gzip', LIMIT)).toHaveLength(0);
  });
});

describe('a length that is a lie', () => {
  test.each([0, 10, 0xffffffff])('of %i bytes is a broken compression', (length) => {
    const body = withLength(gzipSync(wordsOf(40_000)), length);
    expect(() => decodeBody(body, 'gzip', LIMIT)).toThrow('the compression is broken');
  });

  test('takes no more room than is believed', () => {
    const before = process.memoryUsage().arrayBuffers;
    const body = withLength(gzipSync('Hello'), 0xffffffff);
    for (let time = 0; time < 20; time++) expect(() => decodeBody(body, 'gzip', LIMIT)).toThrow('broken');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20 * LIMIT);
  });
});

test('what says little and is much is left at the limit', () => {
  const bomb = gzipSync(Buffer.alloc(3 * LIMIT));
  expect(() => decodeBody(bomb, 'gzip', LIMIT)).toThrow('larger than 1 MB');
  expect(() => decodeBody(withLength(bomb, 5), 'gzip', LIMIT)).toThrow('larger than 1 MB');
});
