import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tidy, type WeekWords, wordsOfWeek, writeWeek } from '#core/content/week-words.ts';
import { readWeek } from '#core/weeks.ts';

const COHORT = { slug: 'rhizo', tag: 'rhizo27', timezone: 'Europe/Berlin' };

const source = `---
# Ask Ada before changing this.
title: "Roots: the first"
opens: 2027-01-11 # a Monday
provocations:
  # The gentle one.
  - question: What holds you?
    more: Not the obvious thing.
  - question: Who taught you that?
    tag: teachers
try: |
  Draw it.
---
An introduction.
`;

function words(from = source): WeekWords {
  const read = wordsOfWeek(from);
  if (!read) throw new Error(`not to be read:\n${from}`);
  return read;
}

const addressesOf = (from: string) => {
  const file = readWeek('1', 1, from, COHORT);
  if (file.kind !== 'read') throw new Error(JSON.stringify(file));
  return file.week.provocations.map(({ question, number, tag }) => [question, number, tag]);
};

describe('writing a week', () => {
  test('without a change leaves every character', () => {
    expect(writeWeek(source, words())).toBe(source);
    const windows = source.replaceAll('\n', '\r\n');
    expect(writeWeek(windows, words(windows))).toBe(windows);
    const sample = readFileSync('content/learning-together/01-why-learn-in-the-open.md', 'utf8');
    expect(writeWeek(sample, words(sample))).toBe(sample);
  });

  test('keeps comments, order and quotes of what is not changed', () => {
    const written = writeWeek(source, {
      ...words(),
      opens: '2027-01-11 09:00',
      introduction: 'Another one.',
    });
    expect(written).toBe(
      source
        .replace('opens: 2027-01-11 #', 'opens: 2027-01-11 09:00 #')
        .replace('An introduction.', 'Another one.'),
    );
  });

  test('keeps addresses and tags when provocations are moved, taken out or added', () => {
    const before = words();
    const [first, second] = before.provocations;
    if (!first || !second) throw new Error('two are expected');
    const added = { number: null, question: 'And now?', more: '', tag: '', opens: '2027-01-13 12:00' };
    const moved = writeWeek(source, { ...before, provocations: [second, added, first] });
    expect(addressesOf(moved)).toEqual([
      ['Who taught you that?', 2, 'teachers'],
      ['And now?', 3, 'rhizo27w1c'],
      ['What holds you?', 1, 'rhizo27w1'],
    ]);
    expect(moved).toContain('# The gentle one.');
    const again = writeWeek(moved, { ...words(moved), provocations: words(moved).provocations.slice(0, 2) });
    expect(addressesOf(again).map(([, number]) => number)).toEqual([2, 3]);
    const back = writeWeek(moved, { ...words(moved), provocations: [first, second] });
    expect(addressesOf(back)).toEqual(addressesOf(source));
    expect(back).not.toContain('number:');
  });

  test('makes a draft, which does not open, and a week of it again', () => {
    const draft = writeWeek(source, { ...words(), isDraft: true });
    expect(readWeek('1', 1, draft, COHORT)).toMatchObject({
      kind: 'draft',
      draft: { opening: { on: '2027-01-11', time: null } },
    });
    expect(writeWeek(draft, { ...words(draft), isDraft: false })).toBe(source);
  });

  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom(
      'yes',
      'null',
      '*a*',
      '&b',
      '- c',
      '---',
      '# d',
      'a: b',
      '"',
      "'",
      '2027-01-11',
      '1e3',
      '{',
      '|',
      '>-',
      'a\n\n  b\n---\nc',
      '\t',
    ),
  );
  const line = text.map((each) => tidy(each.replaceAll(/\s+/g, ' ')) || 'x');
  const some = text.map((each) => tidy(each));
  const week = fc.record({
    title: line,
    opens: fc.constantFrom('2027-01-11', '2027-01-11 09:00'),
    isDraft: fc.boolean(),
    introduction: some,
    attempt: some,
    provocations: fc.array(
      fc.record({
        number: fc.constant(null),
        question: line,
        more: some,
        tag: fc.constantFrom('', 'teachers'),
        opens: fc.constantFrom('', '2027-01-13'),
      }),
      { maxLength: 4 },
    ),
    readings: fc.array(
      fc.record({
        title: line,
        by: some,
        url: fc.constantFrom('https://a.example/', 'https://b.example/?x=1#y'),
        note: some,
      }),
      { maxLength: 4 },
    ),
  });
  const numbered = (each: WeekWords) => ({
    ...each,
    provocations: each.provocations.map((one, i) => ({ ...one, number: i + 1 })),
  });

  test('reads as it was written, whatever the words', () => {
    fc.assert(
      fc.property(week, (each) => {
        expect(wordsOfWeek(writeWeek(null, each))).toEqual(numbered(each));
        expect(wordsOfWeek(writeWeek(source, each))).toMatchObject({
          title: each.title,
          readings: each.readings,
        });
      }),
      { numRuns: 300 },
    );
  });
});
