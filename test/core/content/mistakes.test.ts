import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isDoubled, listMisread, mistakesInText, mistakesOf } from '#core/content/mistakes.ts';
import { findFile, renumberWeek } from '#core/content/shelf.ts';
import { cohortFiles, writeCohort } from '../../support/cohort.ts';
import { temporaryFolder } from '../../support/database.ts';

function shelfWith(files: Record<string, string | Uint8Array> = {}) {
  const shelf = { contentDir: temporaryFolder(), slug: 'rhizo' };
  writeCohort(shelf.contentDir);
  for (const [name, source] of Object.entries(files))
    writeFileSync(join(shelf.contentDir, 'rhizo', name), source);
  const mistakes = (name: string) => {
    const found = findFile(shelf, name);
    return found && mistakesOf(shelf, found).map(({ file, line, message }) => `${file}, ${line}: ${message}`);
  };
  return { shelf, mistakes };
}

describe('a content file', () => {
  test('that is sound has no mistakes, nor has one that is words alone', () => {
    const { mistakes } = shelfWith({ 'notes.md': '---\nx: [\n', 'conduct.md': 'Be kind.' });
    for (const name of [...Object.keys(cohortFiles), 'notes.md', 'conduct.md'])
      expect(mistakes(name)).toEqual([]);
    expect(mistakes('03-gone.md')).toBeNull();
    expect(mistakes('../rhizo/cohort.md')).toBeNull();
  });

  test.each([
    ['01-roots.md', '---\ntitle: A: b\n---\n', 2],
    ['01-roots.md', '---\ntitle: A\nopens: 2027-13-01\n---\n', 3],
    ['01-roots.md', 'No fields.', 1],
    ['cohort.md', '---\ntitle: A\ncolour: red\n---\n', 3],
  ])('%s with %j has a mistake on a line', (name, source, line) => {
    const [first, ...rest] = mistakesInText('rhizo', name, source);
    expect([first, ...rest].map((each) => each?.line)).toContain(line);
    expect(first?.file).toBe(`rhizo/${name}`);
  });

  test('that isn’t UTF-8 is named, in a course that is shown all the same', () => {
    const source = (cohortFiles['01-roots.md'] ?? '').replace('An introduction.', 'F\u00fcr alle.');
    const { shelf, mistakes } = shelfWith({ '01-roots.md': Buffer.from(source, 'latin1') });
    const line = source.split('\n').findIndex((each) => each.startsWith('F\u00fcr')) + 1;
    const said = `rhizo/01-roots.md, ${line}: This is not UTF-8, so some letters can’t be read. Save the file as UTF-8.`;
    expect(mistakes('01-roots.md')).toEqual([said]);
    expect(listMisread(shelf)).toMatchObject([{ file: 'rhizo/01-roots.md', line }]);
  });

  test('with the number of another week gets one of its own, and keeps its words', async () => {
    const { shelf, mistakes } = shelfWith({ '2-zoo.md': cohortFiles['02-shoots.md'] ?? '' });
    expect(isDoubled(shelf, '02-shoots.md')).toBe(false);
    expect(mistakes('2-zoo.md')).toEqual([
      'rhizo/2-zoo.md, 1: There is another file for week 2. Give one of them another number.',
    ]);
    expect(await renumberWeek(shelf, '2-zoo.md')).toEqual({ kind: 'written', number: 3 });
    expect(mistakes('03-zoo.md')).toEqual([]);
    expect(await renumberWeek(shelf, '2-zoo.md')).toMatchObject({ kind: 'refused' });
  });
});
