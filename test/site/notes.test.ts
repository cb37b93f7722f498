import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeCohort } from '../support/cohort.ts';
import { useSite, type Visitor } from './site.ts';

const site = useSite((contentDir) => writeCohort(contentDir, undefined, 'broom'));

const pathOf = (slug: string, name: string) => join(site.contentDir, slug, name);
const fileOf = (slug: string, name: string) => readFileSync(pathOf(slug, name), 'utf8');
const words = async (path: string, visitor?: Visitor) => (await site.get(path, visitor)).text();
const baseIn = (html: string) => /name="base" value="(\w*)"/.exec(html)?.[1] ?? '';

async function send(path: string, fields: Record<string, string>, visitor?: Visitor) {
  const answer = await site.post(path, fields, visitor);
  return { status: answer.status, to: answer.headers.get('location'), words: await answer.text() };
}

describe('the notes of a course', () => {
  const page = '/broom/facilitate/notes';

  test('are empty with a kind word, written, previewed, shown and taken away at the desk', async () => {
    const host = await site.member('Bea', 'broom', 'facilitator');
    const empty = await words(page, host);
    expect(empty).toContain('Nothing is noted here yet.');
    expect(await words('/broom/facilitate/', host)).toContain(`href="${page}"`);
    const preview = await send(page, { do: 'preview', base: '', text: 'Ask *Otto*.' }, host);
    expect(preview.words).toContain('Ask <em>Otto</em>.');
    expect((await send(page, { do: 'save', base: '', text: 'Ask *Otto*.' }, host)).to).toBe(
      `${page}?done=saved`,
    );
    const shown = await words(page, host);
    expect(shown).toContain('Ask <em>Otto</em>.');
    expect((await send(page, { do: 'save', base: '', text: 'Mine.' }, host)).status).toBe(409);
    expect(fileOf('broom', 'notes.md')).toBe('Ask *Otto*.\n');
    expect((await send(page, { do: 'save', base: baseIn(shown), text: '' }, host)).to).toBe(
      `${page}?done=removed`,
    );
    expect(await words(page, host)).toContain('Nothing is noted here yet.');
  });

  test('are shown to nobody else, at no other address', async () => {
    writeFileSync(pathOf('broom', 'notes.md'), 'Among hosts.\n');
    const reader = await site.member('Berta', 'broom');
    for (const visitor of [undefined, reader])
      for (const path of [
        page,
        '/broom/notes',
        '/broom/notes.md',
        '/broom/',
        '/broom/facilitate/files/notes.md',
      ])
        expect(await words(path, visitor), path).not.toContain('Among hosts.');
  });
});
