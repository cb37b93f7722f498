import { describe, expect, test } from 'vitest';
import { readTitle } from '../../../aggregator/feeds/title.ts';

const encoder = new TextEncoder();

function titleOf(html: string | Uint8Array, contentType: string | null = 'text/html'): string | null {
  return readTitle(typeof html === 'string' ? encoder.encode(html) : html, { contentType });
}

/** Text in an encoding of one byte a letter, of which the Latin letters and one other are enough. */
const bytes = (text: string, letter: number) =>
  Uint8Array.from(text, (each) => (each === '?' ? letter : each.charCodeAt(0)));

describe('the title of a page', () => {
  test.each([
    ['stands in its head', '<!doctype html><html><head><title>Why</title></head><body>', 'Why'],
    ['is one line of plain text', '<title>\n  A &amp; B\n\t&lt;i&gt; é </title>', 'A & B <i> é'],
    ['needs no head', '<TITLE>Why</TITLE><p>Words', 'Why'],
    [
      'is the one for sharing, where there is one',
      '<title>Why | My Site</title><meta property="og:title" content="Why &quot;not&quot;">',
      'Why "not"',
    ],
    [
      'is the one for sharing, by its other attribute',
      '<meta name="OG:Title" content="Why"><title>Site</title>',
      'Why',
    ],
    [
      'is its own where that for sharing is empty',
      '<meta property="og:title" content=" "><title>Why</title>',
      'Why',
    ],
    ['is the first of several', '<title>Why</title><title>Not this</title>', 'Why'],
    ['is none of a picture in it', '<head></head><body><svg><title>Logo</title></svg>', null],
    ['is none of a body without a head', '<body><svg><title>Logo</title></svg>', null],
    ['may be missing', '<p>Words', null],
    ['may be nothing but space', '<title> &nbsp; </title>', null],
    ['turns no direction around', '<title>a\u202Eb</title>', 'ab'],
    ['of a page that breaks off is what there is', '<title>Why', 'Why'],
  ])('%s', (_, html, title) => {
    expect(titleOf(html)).toBe(title);
  });

  test('is cut at a word when it is a summary', () => {
    const title = titleOf(`<title>${'word '.repeat(500_000)}</title>`) ?? '';
    expect(title).toMatch(/^(word )+word…$/);
    expect(title.length).toBeLessThanOrEqual(200);
  });

  test('is read in the encoding that the server names, else in the page’s own', () => {
    expect(titleOf(bytes('<title>?</title>', 0xe6), 'text/html; charset=windows-1251')).toBe('ж');
    expect(titleOf(bytes('<meta charset="windows-1251"><title>?</title>', 0xe6))).toBe('ж');
    const old = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251"><title>?</title>';
    expect(titleOf(bytes(old, 0xe6), null)).toBe('ж');
    expect(titleOf(bytes(old, 0xe6), 'text/html; charset=iso-8859-1')).toBe('æ');
    expect(titleOf(encoder.encode('<meta charset="windows-1251"><title>ж</title>'))).toBe('ж');
  });

  test('of a page as deep as a well is looked for no further', () => {
    expect(titleOf(`${'<div>'.repeat(100_000)}<title>Why</title>`)).toBe(null);
  });
});
