import { describe, expect, test } from 'vitest';
import { isRightToLeftLanguage, isRightToLeftText, languageTag } from '#core/languages.ts';

describe('a declared language', () => {
  test.each([
    ['en', 'en'],
    ['en-us', 'en-US'],
    ['en_US', 'en-US'],
    [' DE ', 'de'],
    ['zh-hant-tw', 'zh-Hant-TW'],
    ['iw', 'he'],
  ])('%j is %s', (declared, tag) => {
    expect(languageTag(declared)).toBe(tag);
  });

  test.each([null, '', ' ', 'Deutsch!', 'english, mostly', 'e', '"><script>', 'en-'])(
    '%j is none',
    (declared) => {
      expect(languageTag(declared)).toBeNull();
    },
  );
});

test.each([
  ['ar', true],
  ['he', true],
  ['fa-IR', true],
  ['ur', true],
  ['az-Arab', true],
  ['az', false],
  ['en', false],
  ['zh', false],
])('%s is written from right to left: %s', (language, expected) => {
  expect(isRightToLeftLanguage(language)).toBe(expected);
});

test.each([
  ['مرحبا Potluck', true],
  ['“שלום”', true],
  ['123 – مرحبا', true],
  ['Potluck مرحبا', false],
  ['123', false],
  ['', false],
])('the text %j is from right to left: %s', (text, expected) => {
  expect(isRightToLeftText(text)).toBe(expected);
});
