import { describe, expect, test } from 'vitest';
import { momentOf, readOpening } from '#core/openings.ts';
import { openWeeks, readWeek, type Week, weekAt } from '#core/weeks.ts';

function read(source: string) {
  return readWeek('rhizo/01-roots.md', 1, source, {
    slug: 'rhizo',
    tag: 'rhizo27',
    timezone: 'Europe/Berlin',
  });
}

function problemsIn(source: string): string[] {
  const file = read(source);
  return file.kind === 'wrong' ? file.problems.map(({ line, message }) => `${line}: ${message}`) : [];
}

function week(number: number, opens: string, timezone = 'UTC'): Week {
  const opening = readOpening(opens);
  if (!opening) throw new Error(`${opens} is no time to open at`);
  return {
    number,
    title: `Week ${number}`,
    opensOn: opening.on,
    opensHour: opening.time,
    opensAt: momentOf(opening, timezone),
    provocations: [],
    readings: [],
    attempt: null,
    introduction: '',
  };
}

describe('a week’s file', () => {
  test('gives the week, its Markdown as HTML', () => {
    const source = `---
title: Roots
opens: 2027-01-11
provocations:
  - question: What holds you where you are?
    more: Not the *obvious* thing.
  - question: And what else?
readings:
  - title: A page
    by: Somebody
    url: https://example.org/page
    note: Short.
  - title: Another
    url: http://example.org/
try: Draw it.
---
An **introduction**.
`;
    expect(read(source)).toEqual({
      kind: 'read',
      week: {
        number: 1,
        title: 'Roots',
        opensOn: '2027-01-11',
        opensHour: null,
        opensAt: new Date('2027-01-10T23:00:00Z'),
        provocations: [
          {
            number: 1,
            opensAt: null,
            question: 'What holds you where you are?',
            tag: 'rhizo27w1',
            more: '<p>Not the <em>obvious</em> thing.</p>\n',
          },
          { number: 2, opensAt: null, question: 'And what else?', tag: 'rhizo27w1b', more: null },
        ],
        readings: [
          { title: 'A page', by: 'Somebody', url: 'https://example.org/page', note: 'Short.' },
          { title: 'Another', by: null, url: 'http://example.org/', note: null },
        ],
        attempt: '<p>Draw it.</p>\n',
        introduction: '<p>An <strong>introduction</strong>.</p>\n',
      },
    });
  });

  test('needs no more than a title and a date', () => {
    expect(read('---\ntitle: Roots\nopens: 2027-01-11\n---')).toMatchObject({
      kind: 'read',
      week: { provocations: [], readings: [], attempt: null },
    });
  });

  test.each(['2027-02-29', '2027-13-01', '11.01.2027', '2027-1-11', 'Monday', '2027-01-11T00:00:00Z'])(
    'cannot open on %s',
    (opens) => {
      expect(problemsIn(`---\ntitle: Roots\nopens: ${opens}\n---\n`)).toEqual([
        '3: opens: it should be a date such as 2027-01-11, or a date and an hour such as 2027-01-11 09:00.',
      ]);
    },
  );

  test('cannot be without a title or a date', () => {
    expect(problemsIn('---\nprovocations: []\n---\n')).toEqual([
      '2: title: this field is missing.',
      '2: opens: this field is missing.',
    ]);
    expect(problemsIn('---\ntitle: ""\nopens: 2027-01-11\n---\n')).toEqual([
      '2: title: it should not be empty.',
    ]);
  });

  test.each(['javascript:alert(1)', 'example.org/page', 'ftp://example.org/', '//example.org/'])(
    'cannot send readers to %s',
    (url) => {
      const source = `---\ntitle: Roots\nopens: 2027-01-11\nreadings:\n  - title: A page\n    url: "${url}"\n---\n`;
      expect(problemsIn(source)).toEqual([
        '6: reading 1, url: it should be an address that begins with https://.',
      ]);
    },
  );

  test.each([
    ['title: 2027', '3: title: it should be text: put quotes around it, as in "2027".'],
    ['readings: A page', '3: readings: it should be a list, each on a line that begins with “- title:”.'],
    ['readings:\n  - A page', '3: reading 1: it should begin with “title:”.'],
    [
      'readings:\n  - title: 1984\n    url: https://example.org',
      '4: reading 1, title: it should be text: put quotes around it, as in "2027".',
    ],
    [
      'provocations: Why?',
      '3: provocations: it should be a list, each on a line that begins with “- question:”.',
    ],
    ['provocations:\n  - question: A\n  - Why?', '3: provocation 2: it should begin with “question:”.'],
    [
      'provocations:\n  - question: A\n    number: 0',
      '5: provocation 1, number: it should be a number from 1 to 26.',
    ],
    ['draft: perhaps', '3: draft: it should be true or false.'],
  ])('says what it should be instead of %j', (line, problem) => {
    const title = line.startsWith('title') ? '' : 'title: Roots\n';
    const source = `---\nopens: 2027-01-11\n${line}\n${title}---\n`;
    expect(problemsIn(source)).toEqual([problem]);
  });

  test('cannot bring script', () => {
    const source = `---\ntitle: Roots\nopens: 2027-01-11\n---\n<script>alert(1)</script><a href="javascript:alert(1)" onclick="x">a</a>\n\n[b](javascript:alert(1)) <img src=x onerror=alert(1)>`;
    expect(JSON.stringify(read(source))).not.toMatch(/script|onclick|onerror/);
  });
});

describe('weeks', () => {
  const weeks = [week(1, '2027-01-11'), week(2, '2027-01-18')];

  test('open on their day and stay open', () => {
    const numbers = (day: string) =>
      openWeeks(weeks, new Date(`${day}T00:00:00Z`)).map(({ number }) => number);
    expect(numbers('2027-01-10')).toEqual([]);
    expect(numbers('2027-01-11')).toEqual([1]);
    expect(numbers('2027-01-17')).toEqual([1]);
    expect(numbers('2027-01-18')).toEqual([1, 2]);
    expect(numbers('2037-01-18')).toEqual([1, 2]);
  });

  test.each([
    ['Europe/Berlin', '2027-01-17T23:00:00Z'],
    ['America/Los_Angeles', '2027-01-18T08:00:00Z'],
    ['Pacific/Auckland', '2027-01-17T11:00:00Z'],
    ['UTC', '2027-01-18T00:00:00Z'],
  ])('begin and end at midnight in %s', (timezone, midnight) => {
    const there = [week(1, '2027-01-11', timezone), week(2, '2027-01-18', timezone)];
    const at = (ms: number) => weekAt({ weeks: there }, new Date(Date.parse(midnight) + ms))?.number;
    expect(at(-1)).toBe(1);
    expect(at(0)).toBe(2);
    expect(at(1)).toBe(2);
    const span = 7 * 24 * 60 * 60 * 1000;
    expect(at(-span - 1)).toBeUndefined();
    expect(at(-span)).toBe(1);
  });

  test('count by their dates where numbers and dates disagree', () => {
    const swapped = [week(1, '2027-01-18'), week(2, '2027-01-11')];
    expect(weekAt({ weeks: swapped }, new Date('2027-01-20T00:00:00Z'))?.number).toBe(1);
  });
});
