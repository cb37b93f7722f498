import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cohortFiles, writeCohort } from '../support/cohort.ts';
import { useSite, type Visitor } from './site.ts';

const BROKEN = '---\ntitle: Roots: the first\nopens: 2020-01-11\n---\nWhat <b>holds</b> you?\n';
const SOUND = BROKEN.replace('Roots: the first', '"Roots: the first"');
const SLUGS = ['alder', 'broom', 'clover', 'daisy', 'elder', 'furze'];

const site = useSite((contentDir) => {
  for (const slug of SLUGS) writeCohort(contentDir, { ...cohortFiles, '01-roots.md': BROKEN }, slug);
});

const pathOf = (slug: string, name: string) => join(site.contentDir, slug, name);
const fileOf = (slug: string, name: string) => readFileSync(pathOf(slug, name), 'utf8');
const words = async (path: string, visitor?: Visitor) => (await site.get(path, visitor)).text();
const baseIn = (html: string) => /name="base" value="(\w*)"/.exec(html)?.[1] ?? '';

async function send(path: string, fields: Record<string, string>, visitor?: Visitor) {
  const answer = await site.post(path, fields, visitor);
  return { status: answer.status, to: answer.headers.get('location'), words: await answer.text() };
}

describe('a week with a mistake in its file', () => {
  test('is opened from the desk with its text, what is wrong and where, and is mended', async () => {
    const host = await site.member('Ada', 'alder', 'facilitator');
    const mender = '/alder/facilitate/files/01-roots.md';
    for (const page of ['', 'weeks/'])
      expect(await words(`/alder/facilitate/${page}`, host)).toContain(`href="${mender}"`);
    expect((await site.get('/alder/facilitate/weeks/1', host)).headers.get('location')).toBe(mender);
    const shown = await words(mender, host);
    expect(shown).toContain('Line 2: Nested mappings are not allowed');
    expect(shown).toContain('<code dir="auto">title: Roots: the first</code>');
    expect(shown).toContain('opens: 2020-01-11\n---\nWhat &lt;b&gt;holds&lt;/b&gt; you?\n</textarea>');
    const typed = SOUND.replaceAll('\n', '\r\n');
    const saved = await send(mender, { do: 'save', base: baseIn(shown), text: typed }, host);
    expect(saved.to).toBe('/alder/facilitate/weeks/1?done=mended');
    expect(fileOf('alder', '01-roots.md')).toBe(SOUND);
    expect(await words('/alder/weeks/1')).toContain('Roots: the first');
    // Whoever comes again is at the form of the week.
    expect((await site.get(mender, host)).headers.get('location')).toBe('/alder/facilitate/weeks/1');
  });

  test('is not saved as long as there is one left, and what was typed stays', async () => {
    const host = await site.member('Bea', 'broom', 'facilitator');
    const mender = '/broom/facilitate/files/01-roots.md';
    const base = baseIn(await words(mender, host));
    const text = SOUND.replace('opens: 2020-01-11', 'opens: soon');
    const answer = await send(mender, { do: 'save', base, text }, host);
    expect(answer.status).toBe(400);
    expect(answer.words).toContain('Not saved: there is still a mistake in it.');
    expect(answer.words).toContain('Line 3: opens: it should be a date');
    expect(answer.words).toContain('opens: soon');
    expect(fileOf('broom', '01-roots.md')).toBe(BROKEN);
    expect((await send(mender, { do: 'save', base }, host)).status).toBe(400);
  });

  test('that somebody else changed meanwhile is not overwritten but on purpose', async () => {
    const host = await site.member('Cleo', 'clover', 'facilitator');
    const mender = '/clover/facilitate/files/01-roots.md';
    const base = baseIn(await words(mender, host));
    const byGit = SOUND.replace('the first', 'by git');
    writeFileSync(pathOf('clover', '01-roots.md'), byGit);
    const conflict = await send(mender, { do: 'save', base, text: SOUND }, host);
    expect(conflict.status).toBe(409);
    expect(conflict.words).toContain('Somebody else has changed this meanwhile');
    expect(conflict.words).toContain('by git');
    expect(fileOf('clover', '01-roots.md')).toBe(byGit);
    rmSync(pathOf('clover', '01-roots.md'));
    const theirs = /name="theirs" value="(\w+)"/.exec(conflict.words)?.[1] ?? '';
    const gone = await send(mender, { do: 'keep', base, theirs, text: SOUND }, host);
    expect(gone.status).toBe(409);
    expect(gone.words).toContain('The file is gone.');
    expect((await send(mender, { do: 'keep', base, theirs: '', text: SOUND }, host)).status).toBe(303);
    expect(fileOf('clover', '01-roots.md')).toBe(SOUND);
  });

  test('that another week has the number of becomes one of its own', async () => {
    const host = await site.member('Dana', 'daisy', 'facilitator');
    writeFileSync(pathOf('daisy', '2-more.md'), cohortFiles['02-shoots.md'] ?? '');
    const mender = '/daisy/facilitate/files/2-more.md';
    expect(await words('/daisy/facilitate/weeks/', host)).toContain(`href="${mender}"`);
    const shown = await words(mender, host);
    expect(shown).toContain('There is another file for week 2.');
    const done = await send(mender, { do: 'renumber', base: baseIn(shown), text: '' }, host);
    expect(done.to).toBe('/daisy/facilitate/weeks/3?done=renumbered');
    expect(fileOf('daisy', '03-more.md')).toBe(cohortFiles['02-shoots.md']);
  });
});

describe('a course with a mistake in its own file', () => {
  const mender = '/furze/facilitate/files/cohort.md';
  const sound = cohortFiles['cohort.md'] ?? '';
  const broken = sound.replace('Europe/Berlin', 'Mars/Olympus');

  test('is mended in the browser by its facilitators, and by nobody else', async () => {
    const host = await site.member('Fay', 'furze', 'facilitator');
    const others = [
      undefined,
      await site.member('Finn', 'furze'),
      await site.member('Gil', 'alder', 'facilitator'),
    ];
    writeFileSync(pathOf('furze', 'cohort.md'), broken);
    for (const other of others) {
      for (const path of ['/furze/', mender, '/furze/facilitate/']) {
        const answer = await site.get(path, other);
        expect(answer.status).toBe(503);
        const html = await answer.text();
        expect(html).toContain('furze/cohort.md, line 6');
        expect(html).not.toMatch(/files\/cohort\.md|Come \*\*in/);
      }
      expect((await send(mender, { do: 'save', base: '', text: sound }, other)).status).toBe(503);
    }
    expect(fileOf('furze', 'cohort.md')).toBe(broken);
    expect(await words('/furze/weeks/', host)).toContain(`href="${mender}"`);
    const shown = await words(mender, host);
    expect(shown).toContain('it should be a time zone such as Europe/Berlin');
    const saved = await send(mender, { do: 'save', base: baseIn(shown), text: sound }, host);
    expect(saved.to).toBe('/furze/facilitate/cohort?done=mended');
    expect((await site.get('/furze/')).status).toBe(200);
  });

  test('or without it, gets one', async () => {
    const host = await site.member('Fay', 'furze', 'facilitator');
    rmSync(pathOf('furze', 'cohort.md'));
    const shown = await words(mender, host);
    expect(shown).toContain('The whole file');
    expect((await send(mender, { do: 'save', base: baseIn(shown), text: sound }, host)).status).toBe(303);
    expect((await site.get('/furze/')).status).toBe(200);
  });
});

describe('a file that isn’t UTF-8', () => {
  const latin = (source: string) => Buffer.from(source, 'latin1');
  const week = (cohortFiles['02-shoots.md'] ?? '').replace('Another one.', 'F\u00fcr alle.');

  test.each([
    ['02-shoots.md', week, 'weeks/2'],
    ['cohort.md', (cohortFiles['cohort.md'] ?? '').replace('Come', 'Gr\u00fc\u00df Gott! Come'), 'cohort'],
    ['conduct.md', 'Seid h\u00f6flich.\n', 'conduct'],
    ['notes.md', 'Geduld \u00fcben.\n', 'notes'],
  ])('%s is named, stays as it is until it is saved, and is UTF-8 then', async (name, source, editor) => {
    const host = await site.member('Elsa', 'elder', 'facilitator');
    const path = pathOf('elder', name);
    writeFileSync(path, latin(source));
    const mender = `/elder/facilitate/files/${name}`;
    expect((await site.get(`/elder/facilitate/${editor}`, host)).headers.get('location')).toBe(mender);
    if (name !== 'notes.md')
      expect(await words('/elder/facilitate/', host)).toContain('Some letters in the content can’t be read');
    const shown = await words(mender, host);
    const line = source.split('\n').findIndex((each) => /[\u00fc\u00f6]/.test(each)) + 1;
    expect(shown).toContain(`Line ${line}: This is not UTF-8, so some letters can’t be read.`);
    expect(shown).toContain(`${name} as it is read`);
    expect(shown).toContain(`${source}</textarea>`);
    expect(readFileSync(path).equals(latin(source))).toBe(true);
    const saved = await send(mender, { do: 'save', base: baseIn(shown), text: source }, host);
    expect(saved.to).toBe(`/elder/facilitate/${editor}?done=mended`);
    expect(readFileSync(path, 'utf8')).toBe(source);
    expect(await words('/elder/facilitate/', host)).not.toContain('Some letters in the content');
  });

  test('that became so while somebody wrote loses neither version', async () => {
    const host = await site.member('Elsa', 'elder', 'facilitator');
    const editor = '/elder/facilitate/conduct';
    const base = baseIn(await words(editor, host));
    writeFileSync(pathOf('elder', 'conduct.md'), latin('Sch\u00f6n sein.\n'));
    const conflict = await send(editor, { do: 'save', base, text: 'Mine.' }, host);
    expect(conflict.status).toBe(409);
    expect(conflict.words).toContain('Sch\u00f6n sein.');
    expect(conflict.words).toContain('>Mine.</textarea>');
    expect(readFileSync(pathOf('elder', 'conduct.md')).equals(latin('Sch\u00f6n sein.\n'))).toBe(true);
    expect(
      (await send(editor, { do: 'save', base: baseIn(conflict.words), text: 'Mine.' }, host)).status,
    ).toBe(409);
    const theirs = /name="theirs" value="(\w+)"/.exec(conflict.words)?.[1] ?? '';
    expect((await send(editor, { do: 'keep', base, theirs, text: 'Mine.' }, host)).status).toBe(303);
  });
});

test('only content files of the course are opened', async () => {
  const host = await site.member('Ada', 'alder', 'facilitator');
  writeFileSync(pathOf('alder', 'secret.txt'), 'hidden words');
  for (const name of ['secret.txt', '..%2Fbroom%2F01-roots.md', '09-nothing.md', '.%2F01-roots.md']) {
    const answer = await site.get(`/alder/facilitate/files/${name}`, host);
    expect(answer.status).toBe(404);
    expect(
      (await send(`/alder/facilitate/files/${name}`, { do: 'save', base: 'x', text: SOUND }, host)).to,
    ).toBe(null);
  }
});
