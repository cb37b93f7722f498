import { describe, expect, test } from 'vitest';
import type { Issue } from '../../../src/core/digest/issue.ts';
import { digestText } from '../../../src/core/digest/text.ts';
import { widthOf, wrap } from '../../../src/core/digest/wrap.ts';
import { emptyIssue, firstIssue, hostileIssue, issueOf } from '../../support/issues.ts';
import { links } from './links.ts';

const days: [string, Issue][] = [
  ['an empty day', emptyIssue],
  ['the first day', firstIssue()],
  ['a day of 12', issueOf(12)],
  ['a day of 90', issueOf(90)],
  ['a day of 400', issueOf(400)],
  ['a hostile day', hostileIssue()],
];

describe.each(days)('the text of %s', (_, issue) => {
  const text = digestText(issue, links);

  test('has lines of at most 72 columns, but for addresses on lines of their own', () => {
    const long = text.split('\n').filter((line) => widthOf(line) > 72 && !/^ *https?:\/\/\S+$/.test(line));
    expect(long).toEqual([]);
  });

  test('is no longer than the HTML may be', () => {
    expect(Buffer.byteLength(text)).toBeLessThan(90_000);
  });

  test('has no trailing spaces, no gaps of more than two lines, no control characters', () => {
    expect(text).not.toMatch(/ $/m);
    expect(text).not.toMatch(/\n{4}/);
    expect(text).not.toMatch(/[[\p{Cc}--\n]\u202A-\u202E\u2066-\u2069]/v);
  });

  test('is the same for the same issue', () => {
    expect(digestText(structuredClone(issue), links)).toBe(text);
  });
});

describe('the text', () => {
  test('makes no address of what does not lead to the web', () => {
    expect(digestText(hostileIssue(), links)).not.toMatch(/^ *(java|data:|vbscript)/im);
  });

  test('says how many of 400 are left to the issue’s page', () => {
    expect(digestText(issueOf(400), links)).toMatch(/^And \d+ more on the issue’s page:\nhttps:/m);
  });
});

describe('wrap', () => {
  test('breaks Chinese between characters, but not before a closing mark', () => {
    const lines = wrap('学习并不总是发生在课堂里，它常常发生在走廊里。'.repeat(4)).split('\n');
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines) {
      expect(widthOf(line)).toBeLessThanOrEqual(72);
      expect(line).not.toMatch(/^[，。]/);
    }
  });

  test('keeps addresses whole and cuts other endless words', () => {
    const address = `https://example.org/${'a'.repeat(100)}`;
    expect(wrap(`See ${address} there`)).toBe(`See\n${address}\nthere`);
    expect(wrap('x'.repeat(100), '  ')).toBe(`  ${'x'.repeat(70)}\n  ${'x'.repeat(30)}`);
  });

  test('counts wide characters twice and accents not at all', () => {
    expect(widthOf('学习')).toBe(4);
    expect(widthOf('e\u0301')).toBe(1);
    expect(widthOf('ليلى')).toBe(4);
  });
});
