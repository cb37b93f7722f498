import { describe, expect, test } from 'vitest';
import { decodeText, decodeUtf8, misreadLine } from '#core/encoding.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);

describe('text', () => {
  test('that is UTF-8 is read with its mark, and has no line that isn’t', () => {
    for (const text of ['', 'für\nSie', '\uFEFFa', '😀\r\n']) {
      expect(decodeUtf8(utf8(text))).toBe(text);
      expect(misreadLine(utf8(text))).toBeNull();
    }
  });

  test.each([
    ['Windows', Uint8Array.from([0x61, 0x0a, 0x0a, 0x66, 0xfc, 0x72, 0x0a]), 3, 'a\n\nfür\n'],
    ['Windows, cut within a letter', Uint8Array.from([0x61, 0xc3]), 1, 'aÃ'],
    ['UTF-16', Uint8Array.from([0xff, 0xfe, 0x61, 0x00, 0x0a, 0x00]), 1, 'a\n'],
    ['UTF-16 the other way', Uint8Array.from([0xfe, 0xff, 0x00, 0x61]), 1, 'a'],
  ])('of %s is not UTF-8, but can be read', (_, bytes, line, text) => {
    expect(decodeUtf8(bytes)).toBeNull();
    expect(misreadLine(bytes)).toBe(line);
    expect(decodeText(bytes)).toBe(text);
  });
});
