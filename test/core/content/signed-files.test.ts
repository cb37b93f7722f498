import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { asShown, readSigned, removeSigned, writeSigned } from '#core/content/signed-files.ts';
import { temporaryFolder } from '../../support/database.ts';

const FILE = '01-roots.md';

function folderWith(source: string): { folder: string; base: string } {
  const folder = temporaryFolder();
  writeFileSync(join(folder, FILE), source);
  return { folder, base: readSigned(folder, FILE)?.signature ?? '' };
}

const words = (folder: string) => readFileSync(join(folder, FILE), 'utf8');

describe('a content file', () => {
  test('is replaced as a whole, keeps its permissions, and nothing is left beside it', async () => {
    const { folder, base } = folderWith('One.');
    chmodSync(join(folder, FILE), 0o640);
    expect(await writeSigned(folder, FILE, 'Two: ü', base)).toEqual({ kind: 'written' });
    expect(words(folder)).toBe('Two: ü');
    expect(statSync(join(folder, FILE)).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder)).toEqual([FILE]);
  });

  test('that was changed, or is gone, is not overwritten, and theirs is told', async () => {
    const { folder, base } = folderWith('One.');
    writeFileSync(join(folder, FILE), 'Theirs.');
    expect(await writeSigned(folder, FILE, 'Mine.', base)).toMatchObject({
      kind: 'changed',
      theirs: { source: 'Theirs.' },
    });
    expect(await removeSigned(folder, FILE, base)).toMatchObject({ kind: 'changed' });
    expect(words(folder)).toBe('Theirs.');
    expect(await writeSigned(folder, '02-gone.md', 'Mine.', base)).toEqual({ kind: 'changed', theirs: null });
    expect(await writeSigned(folder, FILE, 'Mine.', null)).toMatchObject({ kind: 'changed' });
    expect(readdirSync(folder)).toEqual([FILE]);
  });

  test('that already says the same is written, whoever wrote it', async () => {
    const { folder, base } = folderWith('One.');
    writeFileSync(join(folder, FILE), 'Two.');
    expect(await writeSigned(folder, FILE, 'Two.', base)).toEqual({ kind: 'written' });
  });

  test('of two who write at once, takes the words of one, and tells the other', async () => {
    const { folder, base } = folderWith('One.');
    const done = await Promise.all(['A.', 'B.', 'C.'].map((mine) => writeSigned(folder, FILE, mine, base)));
    expect(done.filter(({ kind }) => kind === 'written')).toHaveLength(1);
    expect(done.filter(({ kind }) => kind === 'changed')).toHaveLength(2);
  });

  test.each([
    '../01-roots.md',
    'a/01-roots.md',
    '01-../x.md',
    'index.html',
    '.01-roots.md',
    '01-a\\b.md',
    '01-a\0.md',
  ])('is never %j', async (name) => {
    const folder = temporaryFolder();
    await expect(writeSigned(folder, name, 'x', null)).rejects.toThrow('not the name');
    expect(existsSync(join(folder, '..', '01-roots.md'))).toBe(false);
  });

  test('that isn’t UTF-8 is read as a guess with the line, and replaced by UTF-8 only on purpose', async () => {
    const { folder } = folderWith('');
    const latin = Buffer.from('Eins.\nf\u00fcr dich\n', 'latin1');
    writeFileSync(join(folder, FILE), latin);
    const found = readSigned(folder, FILE);
    expect(found).toMatchObject({ kind: 'misread', line: 2, guess: 'Eins.\nfür dich\n' });
    expect(await writeSigned(folder, FILE, 'Mine.', 'of before')).toMatchObject({
      kind: 'changed',
      theirs: { source: 'Eins.\nfür dich\n', signature: found?.signature },
    });
    expect(readFileSync(join(folder, FILE)).equals(latin)).toBe(true);
    const source = found ? asShown(found).source : '';
    expect(await writeSigned(folder, FILE, source, found?.signature ?? null)).toEqual({ kind: 'written' });
    expect(words(folder)).toBe('Eins.\nfür dich\n');
  });

  test('of any name that an editor may give a week is written', async () => {
    const { folder } = folderWith('');
    for (const name of ['1-a b.md', '0004-“why” & how.md'])
      expect(await writeSigned(folder, name, 'x', null)).toEqual({ kind: 'written' });
  });

  test('that is too large, or in a folder that may not be written, is refused in a sentence', async () => {
    const { folder, base } = folderWith('One.');
    expect(await writeSigned(folder, FILE, 'x'.repeat(300_000), base)).toMatchObject({ kind: 'refused' });
    expect(words(folder)).toBe('One.');
    // Nobody may write there, not even root.
    expect(await writeSigned('/sys/kernel', FILE, 'x', null)).toEqual({
      kind: 'refused',
      sentence: expect.stringContaining('may not write into the content folder'),
    });
    expect(await writeSigned(join(folder, 'gone'), FILE, 'x', null)).toMatchObject({ kind: 'refused' });
  });
});
