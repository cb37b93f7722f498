import { describe, expect, test } from 'vitest';
import { changeWishes, listReaders } from '#core/mail/wishes.ts';
import {
  ensureMembership,
  findMember,
  findMembership,
  handleFor,
  hasFacilitator,
  listMembers,
  listMembershipsOf,
  renameWithPages,
} from '#core/memberships.ts';
import { ensurePerson } from '#core/people.ts';
import { temporaryDatabase } from '../support/database.ts';
import { later, NOON, seat } from '../support/participants.ts';

describe('a handle', () => {
  test.each([
    ['Ada Lovelace', 'ada-lovelace'],
    ['Zoë Ångström', 'zoe-angstrom'],
    ['Máire Ní Bhriain', 'maire-ni-bhriain'],
    ['Nguyễn Thị Minh', 'nguyen-thi-minh'],
    ['İpek', 'ipek'],
    ['N’Guessan', 'n-guessan'],
    ['  Dr. Ute -- Brandt!  ', 'dr-ute-brandt'],
    ['Ada 2', 'ada-2'],
    ['ﬁne', 'fine'],
    // Other scripts stay as they are: their marks are no ornaments.
    ['林薇', '林薇'],
    ['Андрей Жёлтый', 'андрей-жёлтый'],
    ['ليلى حداد', 'ليلى-حداد'],
    ['प्रिया', 'प्रिया'],
    ['がくと', 'がくと'],
    ['한지민', '한지민'],
    ['สมหญิง', 'สมหญิง'],
    ['Ελένη', 'ελένη'],
    ['../../etc/passwd', 'etc-passwd'],
    ['<script>', 'script'],
    ['👩🏽‍🔬', 'someone'],
    ['Jo ❤️', 'jo'],
    ['☀️Zoë☀️', 'zoe'],
    ['...', 'someone'],
    ['', 'someone'],
  ])('of %s is %s', (name, handle) => {
    expect(handleFor(name)).toBe(handle.normalize('NFC'));
  });

  test('is at most forty letters, all of them whole', () => {
    expect(handleFor('a'.repeat(100))).toBe('a'.repeat(40));
    expect(handleFor(`${'a'.repeat(39)} b`)).toBe('a'.repeat(39));
    const adlam = '𞤀';
    const handle = handleFor(`a${adlam.repeat(60)}`);
    expect(handle.isWellFormed()).toBe(true);
    expect([...handle]).toHaveLength(40);
  });

  test('is another one for a namesake in the same cohort, and the same in another cohort', async () => {
    const db = temporaryDatabase();
    const handles = [];
    for (const [n, cohort] of ['rhizo', 'rhizo', 'rhizo', 'alder'].entries()) {
      const person = await ensurePerson(db, { name: 'Ada', email: `ada${n}@example.org` }, NOON);
      handles.push((await ensureMembership(db, person, cohort, 'participant', NOON)).handle);
    }
    expect(handles).toEqual(['ada', 'ada-2', 'ada-3', 'ada']);
  });

  test('never clashes, whatever people are called', async () => {
    const db = temporaryDatabase();
    const handles = [];
    for (const [n, name] of ['Ada', 'Ada 2', 'ADA', '!', '?', 'Someone'].entries()) {
      const person = await ensurePerson(db, { name, email: `x${n}@example.org` }, NOON);
      handles.push((await ensureMembership(db, person, 'rhizo', 'participant', NOON)).handle);
    }
    expect(handles).toEqual(['ada', 'ada-2', 'ada-3', 'someone', 'someone-2', 'someone-3']);
  });

  test('follows a new name when its owner wishes so, and in each cohort is nobody else’s', async () => {
    const db = temporaryDatabase();
    const { person } = await seat(db, 'Amina Yusuf');
    await seat(db, 'Amina Yusuf', { cohort: 'alder' });
    await seat(db, 'Night Owl', { cohort: 'alder' });
    const handles = async () => (await listMembershipsOf(db, person)).map(({ handle }) => handle);
    for (let n = 0; n < 2; n += 1) {
      await renameWithPages(db, person, 'Night Owl');
      expect(await handles()).toEqual(['night-owl-2', 'night-owl']);
    }
    expect(await findMember(db, 'rhizo', 'night-owl')).toMatchObject({ name: 'Night Owl' });
    expect(await findMember(db, 'rhizo', 'amina-yusuf')).toBeNull();
  });

  test('leads to its member, in its cohort alone', async () => {
    const db = temporaryDatabase();
    const { membership } = await seat(db, 'Ada');
    await seat(db, 'Grace', { cohort: 'alder' });
    expect(await findMember(db, 'rhizo', 'ada')).toEqual({
      ...membership,
      name: 'Ada',
      email: 'ada@example.org',
    });
    expect(await findMember(db, 'alder', 'ada')).toBeNull();
    expect(await findMember(db, 'rhizo', 'Ada')).toBeNull();
  });
});

describe('a membership', () => {
  test('is added once, with the daily mail', async () => {
    const db = temporaryDatabase();
    const { person, membership } = await seat(db, 'Ada');
    expect(membership).toMatchObject({
      cohort: 'rhizo',
      role: 'participant',
      rhythm: 'daily',
      joinedAt: NOON,
    });
    expect(await ensureMembership(db, person, 'rhizo', 'participant', later(1))).toEqual(membership);
    expect(await findMembership(db, person, 'rhizo')).toEqual(membership);
    expect(await findMembership(db, person, 'alder')).toBeNull();
    expect(await findMembership(db, null, 'rhizo')).toBeNull();
  });

  test('is one, also when added several times at once', async () => {
    const db = temporaryDatabase();
    const person = await ensurePerson(db, { name: 'Ada', email: 'ada@example.org' }, NOON);
    const added = await Promise.all(
      Array.from({ length: 10 }, () => ensureMembership(db, person, 'rhizo', 'participant', NOON)),
    );
    expect(new Set(added.map(({ id }) => id)).size).toBe(1);
  });

  test('of a participant may become a facilitator’s, and never the reverse', async () => {
    const db = temporaryDatabase();
    const { person, membership } = await seat(db, 'Ada');
    expect(await hasFacilitator(db)).toBe(false);
    const raised = await ensureMembership(db, person, 'rhizo', 'facilitator', later(1));
    expect(raised).toEqual({ ...membership, role: 'facilitator' });
    expect(await hasFacilitator(db)).toBe(true);
    expect(await ensureMembership(db, person, 'rhizo', 'participant', later(2))).toEqual(raised);
    expect(await findMembership(db, person, 'rhizo')).toEqual(raised);
  });

  test('in one cohort says nothing about another', async () => {
    const db = temporaryDatabase();
    const { person } = await seat(db, 'Ada', { role: 'facilitator' });
    await seat(db, 'Ada', { cohort: 'alder' });
    await seat(db, 'Grace');
    expect((await listMembershipsOf(db, person)).map(({ cohort, role }) => [cohort, role])).toEqual([
      ['alder', 'participant'],
      ['rhizo', 'facilitator'],
    ]);
  });
});

test('members are listed by name, those of their own cohort alone', async () => {
  const db = temporaryDatabase();
  for (const name of ['Grace', 'Ada']) await seat(db, name);
  await seat(db, 'Eve', { cohort: 'alder' });
  expect((await listMembers(db, 'rhizo')).map(({ name }) => name)).toEqual(['Ada', 'Grace']);
});

test('the digest goes to those who want it by mail every day', async () => {
  const db = temporaryDatabase();
  const names = async () => (await listReaders(db, 'rhizo', 'daily')).map(({ name }) => name);
  const { membership } = await seat(db, 'Ada');
  await seat(db, 'Grace');
  for (const rhythm of ['weekly', 'feed', 'none'] as const) {
    await changeWishes(db, membership.id, { rhythm }, 'UTC');
    expect(await names()).toEqual(['Grace']);
  }
  await changeWishes(db, membership.id, { rhythm: 'daily' }, 'UTC');
  expect(await names()).toEqual(['Ada', 'Grace']);
});
