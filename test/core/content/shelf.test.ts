import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Cohort, findCohort } from '#core/cohorts.ts';
import { wordsOfCohort, writeCohortWords } from '#core/content/cohort-words.ts';
import { duplicateFiles } from '#core/content/duplicate.ts';
import { makeCohort } from '#core/content/new-cohort.ts';
import { addWeek, removeDraft, swapWeeks, takeBackWeek } from '#core/content/shelf.ts';
import { findMembership } from '#core/memberships.ts';
import { ensurePerson } from '#core/people.ts';
import { QUESTIONS } from '#core/starting/answers.ts';
import { draftCohort } from '#core/starting/draft.ts';
import { filesOf } from '#core/starting/files.ts';
import { cohortFiles, writeCohort } from '../../support/cohort.ts';
import { temporaryDatabase, temporaryFolder } from '../../support/database.ts';

async function read(contentDir: string, slug = 'rhizo'): Promise<Cohort> {
  const folder = await findCohort(contentDir, slug);
  if (folder?.kind !== 'cohort') throw new Error(JSON.stringify(folder));
  return folder.cohort;
}

function shelf() {
  const contentDir = temporaryFolder();
  writeCohort(contentDir);
  return { contentDir, slug: 'rhizo' };
}

describe('the weeks of a course', () => {
  test('change places with their numbers and dates, and back', async () => {
    const here = shelf();
    const before = await read(here.contentDir);
    expect(await swapWeeks(here, 1, 2)).toEqual({ kind: 'written' });
    const swapped = await read(here.contentDir);
    expect(swapped.weeks.map(({ number, title, opensOn }) => [number, title, opensOn])).toEqual([
      [1, 'Shoots', '2027-01-11'],
      [2, 'Roots', '2027-01-18'],
    ]);
    expect(readdirSync(join(here.contentDir, 'rhizo')).sort()).toEqual([
      '01-shoots.md',
      '02-roots.md',
      'cohort.md',
    ]);
    await swapWeeks(here, 1, 2);
    expect(await read(here.contentDir)).toEqual(before);
  });

  test('are taken back to drafts, which nobody sees and which don’t end the course', async () => {
    const here = shelf();
    expect(await takeBackWeek(here, 2)).toEqual({ kind: 'written' });
    const cohort = await read(here.contentDir);
    expect(cohort.weeks.map(({ number }) => number)).toEqual([1]);
    expect(cohort.drafts).toMatchObject([{ number: 2, opening: { on: '2027-01-18' } }]);
    expect(await removeDraft(here, 2)).toEqual({ kind: 'written' });
    expect((await read(here.contentDir)).drafts).toEqual([]);
    expect(await addWeek(here, '../Ünder: the “soil”')).toEqual({ kind: 'written', number: 2 });
    const both = await Promise.all(['Alpha', 'Beta'].map((title) => addWeek(here, title)));
    expect(both.map(({ number }) => number)).toEqual([3, 4]);
    expect(await addWeek(here, 'Beta'), 'pressed again').toEqual({ kind: 'written', number: 4 });
    expect(await addWeek(here, 'Gamma')).toEqual({ kind: 'written', number: 5 });
    expect(await addWeek(here, 'Beta')).toEqual({ kind: 'written', number: 6 });
    expect(readdirSync(join(here.contentDir, 'rhizo'))).toContain('02-under-the-soil.md');
  });
});

test('a course’s own words are written as they are read', () => {
  const source = cohortFiles['cohort.md'] ?? '';
  const words = wordsOfCohort(source);
  if (!words) throw new Error('not to be read');
  expect(writeCohortWords(source, words)).toBe(source);
  const closed = {
    ...words,
    openness: 'closed' as const,
    about: 'Come in: **quietly**.',
    title: 'Rhizo: again',
  };
  expect(wordsOfCohort(writeCohortWords(source, closed))).toEqual(closed);
  expect(wordsOfCohort(writeCohortWords(null, closed))).toEqual(closed);
});

describe('the next course', () => {
  test('is the one before with its dates and tags moved, and hosted by who made it', async () => {
    const here = shelf();
    const db = temporaryDatabase();
    const host = await ensurePerson(db, { name: 'Ada', email: 'ada@example.org' }, new Date());
    const next = { title: 'Rhizo two', tag: 'rhizo28', firstOn: '2028-01-10' };
    const files = duplicateFiles(join(here.contentDir, 'rhizo'), next) ?? {};
    expect(await makeCohort(db, here.contentDir, 'rhizo-two', files, host, new Date())).toEqual({
      kind: 'made',
    });
    const cohort = await read(here.contentDir, 'rhizo-two');
    expect(cohort).toMatchObject({ title: 'Rhizo two', startsOn: '2028-01-10', problems: [] });
    expect(cohort.weeks.map(({ opensOn, provocations }) => [opensOn, provocations[0]?.tag])).toEqual([
      ['2028-01-10', 'rhizo28w1'],
      ['2028-01-17', 'rhizo28w2'],
    ]);
    expect(await findMembership(db, host, 'rhizo-two')).toMatchObject({ role: 'facilitator' });
    expect(await makeCohort(db, here.contentDir, 'rhizo-two', files, host, new Date())).toEqual({
      kind: 'taken',
    });
    await expect(makeCohort(db, here.contentDir, '../evil', files, host, new Date())).rejects.toThrow();
    await expect(makeCohort(db, here.contentDir, 'start', files, host, new Date())).rejects.toThrow();
    expect(readdirSync(here.contentDir).sort()).toEqual(['rhizo', 'rhizo-two']);
  });

  const nothing = { words: '', choice: '' };
  const silent = { better: nothing, share: nothing, voices: nothing, tools: nothing, devices: nothing };

  test.each(
    QUESTIONS.flatMap(({ name, choices }) =>
      ['', ...choices.map(({ value }) => value)].map((choice) => [name, choice]),
    ),
  )('is drafted from any answers, also to none: %s %s', async (name, choice) => {
    const answers = { ...silent, [name]: { words: 'Запись: *a* & "b"\n---\nc', choice } };
    const draft = draftCohort(answers, '2026-11-24');
    const contentDir = temporaryFolder();
    writeCohort(
      contentDir,
      filesOf(draft, { timezone: 'Europe/Berlin', language: 'en' }, answers),
      draft.slug,
    );
    const cohort = await read(contentDir, draft.slug);
    expect(cohort.problems).toEqual([]);
    expect(cohort.weeks).toEqual([]);
    expect(cohort.drafts).toHaveLength(6);
    expect(cohort.drafts[0]?.opening?.on).toBe(draft.firstOn);
  });

  test('is slower and later where nobody with a voice is in yet, and says what to watch for', () => {
    const draft = draftCohort({ ...silent, voices: { words: '', choice: 'none' } }, '2026-11-24');
    expect(draft).toMatchObject({ everyDays: 14, firstOn: '2026-12-28' });
    expect(draft.watchFor.join(' ')).toContain('Win one of them');
    expect(draftCohort(silent, '2026-11-24')).toMatchObject({ everyDays: 7, firstOn: '2026-12-21' });
  });
});
