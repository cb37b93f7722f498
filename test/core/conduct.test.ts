import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findCohort } from '#core/cohorts.ts';
import { conductText, readConduct, saveConduct } from '#core/conduct.ts';
import { cohortFiles, writeCohort } from '../support/cohort.ts';
import { temporaryFolder } from '../support/database.ts';

function place(files: Record<string, string> = {}) {
  const contentDir = temporaryFolder();
  writeCohort(contentDir, { ...cohortFiles, ...files });
  const conduct = async () => {
    const folder = await findCohort(contentDir, 'rhizo');
    return folder?.kind === 'cohort' ? folder.cohort.conduct : undefined;
  };
  return { contentDir, conduct, file: join(contentDir, 'rhizo', 'conduct.md') };
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
    const { contentDir, conduct, file } = place();
    const save = async (text: string) =>
      saveConduct(contentDir, 'rhizo', text, (await readConduct(contentDir, 'rhizo')).signature);
    expect(await save('Listen.')).toEqual({ kind: 'saved' });
    expect(readFileSync(file, 'utf8')).toBe('Listen.\n');
    expect(await save('Listen, then ask.')).toEqual({ kind: 'saved' });
    expect(await conduct()).toBe('<p>Listen, then ask.</p>\n');
    expect(await save('')).toEqual({ kind: 'saved' });
    expect(existsSync(file)).toBe(false);
    expect(readdirSync(join(contentDir, 'rhizo')).sort()).toEqual(Object.keys(cohortFiles).sort());
  });

  test('that was changed meanwhile is never overwritten', async () => {
    const { contentDir, file } = place({ 'conduct.md': 'First.\n' });
    const { signature } = await readConduct(contentDir, 'rhizo');
    writeFileSync(file, 'Theirs.\n');
    const saved = await saveConduct(contentDir, 'rhizo', 'Mine.', signature);
    expect(saved).toMatchObject({ kind: 'changed', now: { source: 'Theirs.\n' } });
    expect(readFileSync(file, 'utf8')).toBe('Theirs.\n');
    if (saved.kind !== 'changed') throw new Error(saved.kind);
    expect(await saveConduct(contentDir, 'rhizo', 'Both.', saved.now.signature)).toEqual({ kind: 'saved' });
  });

  test('is written into a cohort’s folder and nowhere else', async () => {
    const { contentDir } = place();
    for (const slug of ['../elsewhere', '/tmp', '..'])
      await expect(readConduct(contentDir, slug)).rejects.toThrow('no cohort’s folder');
    expect(
      (await saveConduct(contentDir, 'nowhere', 'X.', (await readConduct(contentDir, 'nowhere')).signature))
        .kind,
    ).toBe('unwritable');
  });

  test('is bounded, and its line ends are plain', () => {
    expect(conductText.parse('One.\r\nTwo.\r\n')).toBe('One.\nTwo.');
    expect(conductText.safeParse('x'.repeat(20_001)).success).toBe(false);
  });
});
