import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clip, excerpt } from '../../src/core/excerpt.ts';

const segmenter = new Intl.Segmenter('en', { granularity: 'word' });
const countWords = (text: string) => [...segmenter.segment(text)].filter((word) => word.isWordLike).length;

describe('excerpt', () => {
  test('keeps a short text whole', () => {
    expect(excerpt('Hello. I am new here')).toBe('Hello. I am new here');
    expect(excerpt('')).toBe('');
  });

  test('ends at the last sentence that fits', () => {
    expect(excerpt('One two three. Four five six. Seven eight nine.', 7)).toBe(
      'One two three. Four five six.',
    );
  });

  test('counts words exactly to the limit', () => {
    expect(excerpt('One two three. Four five six.', 6)).toBe('One two three. Four five six.');
    expect(excerpt('One two three. Four five six.', 5)).toBe('One two three.');
  });

  test('cuts a first sentence that is too long at a word', () => {
    expect(excerpt('One two, three four five six.', 2)).toBe('One two…');
    expect(excerpt(`${'word '.repeat(100)}.`)).toMatch(/^(word ){59}word…$/);
  });

  test('does not take initials, titles and German ordinals for ends of sentences', () => {
    expect(excerpt('Am 3. November kam Dr. Brandt. Danach war alles anders als zuvor.', 7)).toBe(
      'Am 3. November kam Dr. Brandt.',
    );
    expect(excerpt('Das ist z. B. gut. Und noch mehr davon.', 6)).toBe('Das ist z. B. gut.');
    expect(excerpt('“Really?” she said. Then we both went home.', 4)).toBe('“Really?” she said.');
  });

  test('knows the ends of sentences in Arabic and Chinese', () => {
    expect(excerpt('هل حدث معكم هذا؟ تعلمت اليوم شيئا جديدا من زميلي.', 6)).toBe('هل حدث معكم هذا؟');
    expect(excerpt('学习是一种连接。我们从彼此身上学到东西！', 6)).toBe('学习是一种连接。');
  });

  test('sets a heading off from the paragraph below it', () => {
    expect(excerpt('Introduction\n\nThis week we met.')).toBe('Introduction – This week we met.');
    expect(excerpt('It rained.\n \nWe met.')).toBe('It rained. We met.');
    expect(excerpt('下雨了。\n\n我们见面了。')).toBe('下雨了。我们见面了。');
  });

  test('leaves line breaks and control characters out', () => {
    expect(excerpt('One\ntwo\u0000 \u202Ethree.')).toBe('One two three.');
  });

  test('stays short for texts that are not words, however long', () => {
    expect(excerpt('x'.repeat(1_000_000)).length).toBeLessThanOrEqual(720);
    expect(excerpt('🙂'.repeat(100_000)).length).toBeLessThanOrEqual(720);
    expect(excerpt('🙂'.repeat(100_000)).isWellFormed()).toBe(true);
  });

  test('never has more words than asked for, whatever the text', () => {
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom('a', 'Das', 'z.', 'B.', '学习。', '؟', '\n\n', '...', '!'),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 200 }), fc.integer({ min: 1, max: 60 }), (words, most) => {
        expect(countWords(excerpt(words.join(' '), most))).toBeLessThanOrEqual(most);
      }),
      { numRuns: 200, seed: 1 },
    );
  });
});

describe('clip', () => {
  test('cuts at a word and says so', () => {
    expect(clip('A map of who I ask', 18)).toBe('A map of who I ask');
    expect(clip('A map of who I ask', 17)).toBe('A map of who I…');
  });

  test('cuts one endless word between characters', () => {
    expect(clip('👩‍👩‍👧'.repeat(9), 20)).toBe('👩‍👩‍👧👩‍👩‍👧…');
  });
});
