import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type ContentProblem, readFrontMatter } from '#core/front-matter.ts';

const fields = z.strictObject({
  title: z.string(),
  number: z.int('it should be a number.').optional(),
  readings: z.array(z.strictObject({ by: z.string() })).optional(),
});

function read(source: string) {
  return readFrontMatter('folder/page.md', source, fields);
}

function problemsIn(source: string): ContentProblem[] {
  const front = read(source);
  if (front.kind === 'read') throw new Error('There is nothing wrong in it.');
  return front.problems;
}

function problemIn(source: string): ContentProblem {
  const [problem, ...others] = problemsIn(source);
  expect(others).toEqual([]);
  if (!problem) throw new Error('There should be a problem.');
  expect(problem.file).toBe('folder/page.md');
  return problem;
}

describe('front matter', () => {
  const expected = { kind: 'read', data: { title: 'Roots', number: 3 }, body: 'Come **in**.\n\nSit.' };

  test.each([
    ['with lines as on Unix', '---\ntitle: Roots\nnumber: 3\n---\n\nCome **in**.\n\nSit.\n'],
    ['with a byte order mark', '\uFEFF---\ntitle: Roots\nnumber: 3\n---\nCome **in**.\n\nSit.'],
    ['with spaces after the fences', '---  \ntitle: Roots\nnumber: 3\n---\t\nCome **in**.\n\nSit.'],
  ])('is read %s', (_, source) => {
    expect(read(source)).toEqual(expected);
  });

  test('is read with lines as on Windows', () => {
    const source = '\uFEFF---\r\ntitle: Roots\r\nnumber: 3\r\n---\r\nCome **in**.\r\n\r\nSit.\r\n';
    expect(read(source)).toEqual({ ...expected, body: 'Come **in**.\r\n\r\nSit.' });
  });

  test('ends at the first fence: the body may have lines of its own', () => {
    expect(read('---\ntitle: Roots\n---\nOne\n\n---\n\nTwo')).toMatchObject({ body: 'One\n\n---\n\nTwo' });
  });

  test('needs no body', () => {
    expect(read('---\ntitle: Roots\n---')).toMatchObject({ kind: 'read', body: '' });
  });

  test.each([
    ['is missing', 'title: Roots\n'],
    ['is not closed', '---\ntitle: Roots\n'],
    ['is not opened', 'title: Roots\n---\n'],
    ['comes after a line', '\n---\ntitle: Roots\n---\n'],
    ['is of four', '----\ntitle: Roots\n----\n'],
    ['is all there is in the file', ''],
  ])('whose fence %s is a problem of the first line', (_, source) => {
    expect(problemIn(source)).toMatchObject({ line: 1, message: expect.stringContaining('a line of ---') });
  });

  test.each([
    ['\n', ''],
    ['\r\n', ''],
    ['\n', '\uFEFF'],
  ])('names the line of an unknown field (lines end in %j, the file begins with %j)', (end, start) => {
    expect(problemIn(start + ['---', 'title: Roots', 'tittle: Roots', '---', ''].join(end))).toMatchObject({
      line: 3,
      message: 'There is no field "tittle". Is it misspelt?',
    });
  });

  test('names the line of an unknown field within a list', () => {
    const source = '---\ntitle: Roots\nreadings:\n  - by: Ada\n  - by: Grace\n    buy: Ada\n---\n';
    expect(problemIn(source)).toMatchObject({ line: 6, message: expect.stringContaining('"buy"') });
  });

  test('names each of several problems', () => {
    const source = '---\ntitel: Roots\nnumber: three\n---\n';
    expect(problemsIn(source).map(({ message }) => message)).toEqual([
      'title: this field is missing.',
      'number: it should be a number.',
      'There is no field "titel". Is it misspelt?',
    ]);
  });

  test.each(['number: 3', 'title:', 'title: ~', 'title: null'])(
    'says that the title is missing from "%s"',
    (line) => {
      expect(problemIn(`---\n${line}\n---\n`).message).toBe('title: this field is missing.');
    },
  );

  test('names the line of a wrong value', () => {
    expect(problemIn('---\ntitle: Roots\n\nnumber: 3.5\n---\n')).toMatchObject({
      line: 4,
      message: 'number: it should be a number.',
    });
  });

  test('says of a field missing from a list where the list stands', () => {
    const problem = problemIn('---\ntitle: Roots\nreadings:\n  - {}\n---\n');
    expect(problem).toMatchObject({ line: 3, message: 'reading 1, by: this field is missing.' });
  });

  test.each<[string, string, number, string?]>([
    ['an unquoted colon', 'title: Roots: a beginning', 2],
    ['a quote that isn’t closed', 'title: "Roots', 2],
    ['a tab for indentation', 'title: Roots\nreadings:\n\t- by: Ada', 4, 'Use blanks.'],
    ['a field that stands twice', 'title: Roots\ntitle: Shoots', 3, 'Take one of the two away.'],
    [
      'no blank behind the colon',
      'title:Roots\nnumber: 3',
      2,
      'A field is its name, a colon and a blank; what belongs together begins in the same column.',
    ],
    [
      'a crooked list',
      'readings:\n  - by: Ada\n   by: Grace',
      4,
      'what belongs together begins in the same column.',
    ],
    ['an asterisk that begins a text', 'number: 3\ntitle: *Roots* and all', 3],
    ['an asterisk that begins a word', 'title: *Roots*', 2],
    ['a backtick that begins a text', 'title: `Roots`', 2],
    ['a percent sign that begins a text', 'title: %Roots', 2],
  ])(
    'with %s is a problem with its line, not an exception',
    (_, yaml, line, hint = 'needs quotes around it.') => {
      const problems = problemsIn(`---\n${yaml}\n---\n`);
      expect(problems[0]?.line).toBe(line);
      expect(problems[0]?.message).toMatch(new RegExp(`${hint}$`));
    },
  );

  test.each(['title: #roots', 'title:  # To be found', 'title: #'])(
    'says of “%s” that a # begins a comment',
    (line) => {
      const words = 'title: a # begins a comment. Put quotes around it all, or leave the # away.';
      expect(problemIn(`---\nnumber: 3\n${line}\n---\n`)).toMatchObject({ line: 3, message: words });
    },
  );

  test('that grows without bounds is a problem, not an exception', () => {
    const doublings = Array.from({ length: 30 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}]`);
    const source = `---\na0: &a0 [x]\n${doublings.join('\n')}\n---\n`;
    expect(problemsIn(source).length).toBeGreaterThan(0);
  });

  test.each(['just words', '- title: Roots', '42'])('that isn’t fields is a problem: %s', (yaml) => {
    expect(problemIn(`---\n${yaml}\n---\n`).message).toBe(
      'The fields: each should have a line of its own, such as title: Roots.',
    );
  });
});
