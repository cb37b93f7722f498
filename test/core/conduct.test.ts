import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findCohort } from '#core/cohorts.ts';
import { findFile, writeText } from '#core/content/shelf.ts';
import { cohortFiles, writeCohort } from '../support/cohort.ts';
import { temporaryFolder } from '../support/database.ts';

function place(files: Record<string, string> = {}) {
  const contentDir = temporaryFolder();
  writeCohort(contentDir, { ...cohortFiles, ...files });
  const conduct = async () => {
    const folder = await findCohort(contentDir, 'rhizo');
    return folder?.kind === 'cohort' ? folder.cohort.conduct : undefined;
  };
  return { shelf: { contentDir, slug: 'rhizo' }, conduct, file: join(contentDir, 'rhizo', 'conduct.md') };
}

describe('a code of conduct', () => {
  test('is its file as it is now, cleaned of what runs', async () => {
    const { conduct, file } = place();
    expect(await conduct()).toBeNull();
    writeFileSync(file, 'Be *kind*.<script>alert(1)</script>');
    expect(await conduct()).toBe('<p>Be <em>kind</em>.</p>\n');
    writeFileSync(file, '  \n');
    expect(await conduct()).toBeNull();
  });

  test('is written, rewritten and taken away, and leaves no draft behind', async () => {
    const { shelf, conduct, file } = place();
    const save = (text: string) =>
      writeText(shelf, 'conduct.md', text, findFile(shelf, 'conduct.md')?.signature ?? null);
    expect(await save('Listen.')).toEqual({ kind: 'written' });
    expect(readFileSync(file, 'utf8')).toBe('Listen.\n');
    expect(await save('Listen, then ask.')).toEqual({ kind: 'written' });
    expect(await conduct()).toBe('<p>Listen, then ask.</p>\n');
    expect(await save('')).toEqual({ kind: 'written' });
    expect(existsSync(file)).toBe(false);
    expect(readdirSync(join(shelf.contentDir, 'rhizo')).sort()).toEqual(Object.keys(cohortFiles).sort());
  });

  test('that was changed meanwhile is never overwritten', async () => {
    const { shelf, file } = place({ 'conduct.md': 'First.\n' });
    const base = findFile(shelf, 'conduct.md')?.signature ?? '';
    writeFileSync(file, 'Theirs.\n');
    const saved = await writeText(shelf, 'conduct.md', 'Mine.', base);
    expect(saved).toMatchObject({ kind: 'changed', theirs: { source: 'Theirs.\n' } });
    expect(readFileSync(file, 'utf8')).toBe('Theirs.\n');
    if (saved.kind !== 'changed') throw new Error(saved.kind);
    expect(await writeText(shelf, 'conduct.md', 'Both.', saved.theirs?.signature ?? null)).toEqual({
      kind: 'written',
    });
  });

  test('is written into a cohort’s folder and nowhere else', async () => {
    const { contentDir } = place().shelf;
    for (const slug of ['../elsewhere', '/tmp', '..'])
      expect(() => findFile({ contentDir, slug }, 'conduct.md')).toThrow('no cohort’s folder');
    expect((await writeText({ contentDir, slug: 'nowhere' }, 'conduct.md', 'X.', null)).kind).toBe('refused');
  });
});
