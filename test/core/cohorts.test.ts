import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { contentSignature } from '#core/cohort-files.ts';
import { findCohort, listCohorts, listReadableCohorts, parseCohort, slugOf, stageOf } from '#core/cohorts.ts';
import { cohortFiles, testCohort, writeCohort } from '../support/cohort.ts';
import { temporaryFolder } from '../support/database.ts';

function problemsIn(files: Record<string, string>): string[] {
  const folder = parseCohort('rhizo', files);
  const problems = folder.kind === 'broken' ? folder.problems : folder.cohort.problems;
  return problems.map(({ file, line, message }) => `${file}:${line} ${message}`);
}

/** The test cohort's file with one line replaced, or without it. */
function withLine(field: string, line = ''): Record<string, string> {
  const source = cohortFiles['cohort.md'] ?? '';
  const changed = source.replace(new RegExp(`^${field}:.*\n`, 'm'), line && `${line}\n`);
  expect(changed).not.toBe(source);
  return { ...cohortFiles, 'cohort.md': changed };
}

describe('a cohort’s files', () => {
  test('give the cohort and its weeks in order', () => {
    expect(testCohort()).toMatchObject({
      slug: 'rhizo',
      title: 'Rhizo',
      summary: 'A course for tests.',
      tag: 'rhizo27',
      startsOn: '2027-01-11',
      startsAt: new Date('2027-01-10T23:00:00Z'),
      timezone: 'Europe/Berlin',
      digestHour: 7,
      language: 'en',
      openness: 'open',
      about: '<p>Come <strong>in</strong>.</p>\n',
      weeks: [
        { number: 1, title: 'Roots' },
        { number: 2, title: 'Shoots' },
      ],
      problems: [],
    });
  });

  test.each([
    ['openness: open', 'open'],
    ['openness: closed', 'invitation'],
    ['openness: open\njoining: request', 'request'],
    ['openness: open\njoining: invitation', 'invitation'],
    ['openness: closed\njoining: request', 'request'],
    ['openness: closed\njoining: open', 'open'],
  ])('with %j let people in by %s', (lines, joining) => {
    expect(testCohort(withLine('digest_hour', lines)).joining).toBe(joining);
  });

  test('order the weeks by number, however they are padded', () => {
    const source = cohortFiles['01-roots.md'] ?? '';
    const cohort = testCohort({ '10-ten.md': source, '9-nine.md': source, 'notes.md': 'No week at all.' });
    expect(cohort.weeks.map(({ number }) => number)).toEqual([1, 2, 9, 10]);
    expect(cohort.problems).toEqual([]);
  });

  test('give each number to one week', () => {
    const files = { ...cohortFiles, '1-again.md': cohortFiles['02-shoots.md'] ?? '' };
    expect(testCohort(files).weeks.map(({ number, title }) => [number, title])).toEqual([
      [1, 'Roots'],
      [2, 'Shoots'],
    ]);
    expect(problemsIn(files)).toEqual([
      'rhizo/1-again.md:1 There is another file for week 1. Give one of them another number.',
    ]);
  });

  test('say what is missing', () => {
    expect(problemsIn({})).toEqual([
      'rhizo/cohort.md:1 There is no cohort.md in this folder: it holds the title, the dates and the time zone.',
    ]);
    for (const field of ['title', 'tag', 'starts', 'timezone']) {
      expect(problemsIn(withLine(field))).toEqual([`rhizo/cohort.md:2 ${field}: this field is missing.`]);
    }
  });

  test.each([
    ['title', 'title: ""', '2 title: it should not be empty.'],
    ['title', 'title: 2027', '2 title: it should be text: put quotes around it, as in "2027".'],
    ['title', 'title: true', '2 title: it should be text: put quotes around it, as in "2027".'],
    ['tag', 'tag: 101', '4 tag: it should be text: put quotes around it, as in "2027".'],
    ['tag', 'tag: #a', '4 tag: a # begins a comment. Put quotes around it all, or leave the # away.'],
    ['starts', 'starts: 2027', '5 starts: it should be a date such as 2027-01-11.'],
    ['timezone', 'timezone: 1', '6 timezone: it should be a time zone such as Europe/Berlin.'],
    ['digest_hour', 'language: 1', '7 language: it should be a language tag such as en.'],
    ['tag', 'tag: "#rhizo27"', '4 tag: it should be one word without #, such as potluck101.'],
    ['tag', 'tag: two words', '4 tag: it should be one word without #, such as potluck101.'],
    ['starts', 'starts: 2027-02-30', '5 starts: it should be a date such as 2027-01-11.'],
    ['starts', 'starts: January', '5 starts: it should be a date such as 2027-01-11.'],
    ['timezone', 'timezone: Berlin', '6 timezone: it should be a time zone such as Europe/Berlin.'],
    ['timezone', 'timezone: CEST', '6 timezone: it should be a time zone such as Europe/Berlin.'],
    ['digest_hour', 'language: English!', '7 language: it should be a language tag such as en.'],
    ['digest_hour', 'openness: secret', '7 openness: it should be open or closed.'],
    ['digest_hour', 'joining: perhaps', '7 joining: it should be open, request or invitation.'],
    ['digest_hour', 'digesthour: 7', '7 There is no field "digesthour". Is it misspelt?'],
  ])('name the line of a wrong %s: %s', (field, line, problem) => {
    expect(problemsIn(withLine(field, line))).toEqual([`rhizo/cohort.md:${problem}`]);
  });

  test.each(['24', '-1', '7.5', 'seven', '07:00'])('refuse %s as an hour', (hour) => {
    expect(problemsIn(withLine('digest_hour', `digest_hour: ${hour}`))).toEqual([
      'rhizo/cohort.md:7 digest_hour: it should be an hour from 0 to 23, such as 7, without minutes.',
    ]);
  });

  test.each([0, 23])('take %s as an hour', (hour) => {
    const cohort = testCohort(withLine('digest_hour', `digest_hour: ${hour}`));
    expect(cohort.digestHour).toBe(hour);
  });

  test.each(['kurs_27', 'lernen-27', 'обучение', 'تعلم', '学习', 'शिक्षा', 'học27'])(
    'may have the tag %s',
    (tag) => {
      expect(testCohort(withLine('tag', `tag: ${tag}`)).tag).toBe(tag);
    },
  );

  test('keep the other weeks when one is broken, and say what is wrong with it', () => {
    const files = { ...cohortFiles, '01-roots.md': '---\ntitle: Roots\nopens: soon\n---\n' };
    expect(problemsIn(files)).toEqual([
      'rhizo/01-roots.md:3 opens: it should be a date such as 2027-01-11, or a date and an hour such as 2027-01-11 09:00.',
    ]);
    expect(testCohort(files).weeks.map(({ number }) => number)).toEqual([2]);
  });
});

describe('the content folder', () => {
  test('holds a cohort in each folder, in order of their names', async () => {
    const content = temporaryFolder();
    for (const slug of ['rhizo', 'alder', '2027-maple']) writeCohort(content, cohortFiles, slug);
    writeFileSync(join(content, 'README.md'), 'No cohort.');
    mkdirSync(join(content, '.git'));
    const cohorts = await listReadableCohorts(content);
    expect(cohorts.map(({ slug }) => slug)).toEqual(['2027-maple', 'alder', 'rhizo']);
  });

  test('keeps the other cohorts when one is broken, and says what is wrong with it', async () => {
    const content = temporaryFolder();
    writeCohort(content);
    writeCohort(content, { 'cohort.md': 'No fields.' }, 'broken-one');
    writeCohort(content, { 'cohort.md': '---\ntitle: *Alder*\n---\n' }, 'broken-two');
    const folders = await listCohorts(content);
    expect(folders.map(({ kind }) => kind)).toEqual(['broken', 'broken', 'cohort']);
    expect(folders[0]).toMatchObject({
      slug: 'broken-one',
      problems: [{ file: 'broken-one/cohort.md', line: 1 }],
    });
    expect((await listReadableCohorts(content)).map(({ slug }) => slug)).toEqual(['rhizo']);
  });

  test('keeps the other cohorts when a file of one cannot be read, and says so', async () => {
    const content = temporaryFolder();
    writeCohort(content);
    writeCohort(content, cohortFiles, 'alder');
    mkdirSync(join(content, 'alder', '03-folder.md'));
    const [alder, rhizo] = await listCohorts(content);
    expect(alder).toMatchObject({
      kind: 'broken',
      problems: [{ file: 'alder/', message: expect.stringContaining('could not be read') }],
    });
    expect(rhizo?.kind).toBe('cohort');
  });

  test('is not disturbed by what editors leave beside a file', async () => {
    const content = temporaryFolder();
    writeCohort(content);
    // Emacs locks a file by a link to nowhere; macOS and vim leave files of their own.
    symlinkSync('ada@laptop.123:456', join(content, 'rhizo', '.#01-roots.md'));
    writeFileSync(join(content, 'rhizo', '._01-roots.md'), '\0\0');
    writeFileSync(join(content, 'rhizo', '01-roots.md~'), 'old');
    mkdirSync(join(content, 'rhizo', 'pictures.md'));
    expect(await findCohort(content, 'rhizo')).toEqual({ kind: 'cohort', cohort: testCohort() });
  });

  test('shows an edited, added or removed file at once', async () => {
    const content = temporaryFolder();
    writeCohort(content);
    const titles = async () => {
      const folder = await findCohort(content, 'rhizo');
      if (folder?.kind !== 'cohort') return folder?.kind;
      return [folder.cohort.title, ...folder.cohort.weeks.map(({ title }) => title)];
    };
    expect(await titles()).toEqual(['Rhizo', 'Roots', 'Shoots']);
    writeCohort(content, withLine('title', 'title: Rhizomes'));
    expect(await titles()).toEqual(['Rhizomes', 'Roots', 'Shoots']);
    writeCohort(content, { '03-fruit.md': '---\ntitle: Fruit\nopens: 2027-01-25\n---\n' });
    expect(await titles()).toEqual(['Rhizomes', 'Roots', 'Shoots', 'Fruit']);
    rmSync(join(content, 'rhizo', '01-roots.md'));
    expect(await titles()).toEqual(['Rhizomes', 'Shoots', 'Fruit']);
    writeCohort(content, { 'cohort.md': 'Oops.' });
    expect(await titles()).toBe('broken');
    writeCohort(content);
    expect(await titles()).toEqual(['Rhizo', 'Roots', 'Shoots', 'Fruit']);
  });

  test('may hold links to folders elsewhere, and to nothing or themselves', async () => {
    const content = temporaryFolder();
    const elsewhere = temporaryFolder();
    writeCohort(elsewhere);
    symlinkSync(join(elsewhere, 'rhizo'), join(content, 'linked'));
    symlinkSync(join(elsewhere, 'nothing'), join(content, 'nowhere'));
    symlinkSync(join(elsewhere, 'rhizo', 'cohort.md'), join(content, 'file'));
    symlinkSync('itself', join(content, 'itself'));
    expect((await listCohorts(content)).map(slugOf)).toEqual(['linked']);
    const before = contentSignature(content);
    writeCohort(elsewhere, withLine('title', 'title: Rhizomes'));
    expect(contentSignature(content)).not.toBe(before);
    expect((await listReadableCohorts(content)).map(({ title }) => title)).toEqual(['Rhizomes']);
  });

  test('has no cohort by a name that is no folder of it', async () => {
    const content = temporaryFolder();
    writeCohort(content);
    writeCohort(content, cohortFiles, 'Upper');
    writeFileSync(join(content, 'file'), 'No folder.');
    for (const slug of [
      'nowhere',
      'file',
      'Upper',
      '..',
      '.',
      '',
      'rhizo/../rhizo',
      '../content',
      'rhizo%00',
    ]) {
      expect(await findCohort(content, slug)).toBeNull();
    }
  });

  test('cannot shadow the site’s own pages', async () => {
    const content = temporaryFolder();
    const pages = readdirSync(new URL('../../src/pages/', import.meta.url))
      .map((file) => file.replace(/\.\w+$/, ''))
      .filter((name) => /^[a-z0-9-]+$/.test(name) && name !== 'index');
    expect(pages).toContain('me');
    for (const slug of pages) {
      writeCohort(content, cohortFiles, slug);
      expect([slug, await findCohort(content, slug)]).toEqual([
        slug,
        {
          kind: 'broken',
          slug,
          problems: [{ file: `${slug}/`, line: 1, message: expect.stringContaining('another name') }],
        },
      ]);
    }
    expect(await listReadableCohorts(content)).toEqual([]);
  });

  test('that comes with Potluck has nothing wrong in it', async () => {
    const folders = await listCohorts(fileURLToPath(new URL('../../content', import.meta.url)));
    expect(folders.length).toBeGreaterThan(0);
    for (const folder of folders) expect(folder).toMatchObject({ kind: 'cohort', cohort: { problems: [] } });
  });

  test('that is missing is trouble', async () => {
    await expect(listCohorts('/nowhere/at/all')).rejects.toThrow('ENOENT');
  });
});

describe('a cohort', () => {
  test.each([
    ['Europe/Berlin', '2027-01-10T23:00:00Z', '2027-01-24T23:00:00Z'],
    ['America/Los_Angeles', '2027-01-11T08:00:00Z', '2027-01-25T08:00:00Z'],
    ['Pacific/Kiritimati', '2027-01-10T10:00:00Z', '2027-01-24T10:00:00Z'],
  ])(
    'in %s gathers until its first midnight, and is of alumni a week after its last',
    (timezone, start, end) => {
      const cohort = { ...testCohort(), timezone };
      const stage = (instant: string, ms: number) => stageOf(cohort, new Date(Date.parse(instant) + ms));
      expect(stage(start, -1)).toBe('gathering');
      expect(stage(start, 0)).toBe('running');
      expect(stage(start, 1)).toBe('running');
      expect(stage(end, -1)).toBe('running');
      expect(stage(end, 0)).toBe('alumni');
      expect(stage(end, 1)).toBe('alumni');
    },
  );

  test('without weeks gathers and then runs', () => {
    const cohort = { ...testCohort(), weeks: [] };
    expect(stageOf(cohort, new Date('2027-01-01T00:00:00Z'))).toBe('gathering');
    expect(stageOf(cohort, new Date('2037-01-01T00:00:00Z'))).toBe('running');
  });
});
