import { describe, expect, test } from 'vitest';
import {
  emailAddress,
  ensurePerson,
  findPersonByEmail,
  getPerson,
  personName,
  renamePerson,
} from '#core/people.ts';
import { temporaryDatabase } from '../support/database.ts';
import { NOON } from '../support/participants.ts';

describe('a mail address', () => {
  test.each([
    ['ada@example.org', 'ada@example.org'],
    [' Ada.Lovelace+course@Example.ORG\n', 'ada.lovelace+course@example.org'],
    ["o'brien@mail.example.co.uk", "o'brien@mail.example.co.uk"],
    ['ada@xn--bcher-kva.example', 'ada@xn--bcher-kva.example'],
  ])('may be %j', (typed, kept) => {
    expect(emailAddress.parse(typed)).toBe(kept);
  });

  test.each([
    '',
    'ada',
    'ada@',
    '@example.org',
    'ada@example',
    'a@b.example,c@d.example',
    'a@b.example c@d.example',
    'Ada <ada@example.org>',
    'friends:a@b.example;',
    'ada@example.org\nBcc: victim@example.org',
    'ada%0aBcc:victim@example.org',
    'ada@example.org%0aBcc:victim@example.org',
    '"ada lovelace"@example.org',
    'ada\u0000@example.org',
    `${'a'.repeat(250)}@example.org`,
  ])('cannot be %j', (typed) => {
    expect(emailAddress.safeParse(typed).success).toBe(false);
  });
});

describe('a name', () => {
  test.each([
    ['Ada Lovelace', 'Ada Lovelace'],
    ['  Ada \t\r\n Lovelace ', 'Ada Lovelace'],
    ['林薇', '林薇'],
    ['Zoë', 'Zoë'],
    ['Eve\u202Etxt.exe', 'Eve txt.exe'],
    ['Eve\r\nBcc: victim@example.org', 'Eve Bcc: victim@example.org'],
    ['Ada\u0000\u0007', 'Ada'],
    ['👩🏽‍🔬', '👩🏽‍🔬'],
    ['N’Guessan', 'N’Guessan'],
    ["Robert'); DROP TABLE people;--", "Robert'); DROP TABLE people;--"],
  ])('%j is kept as %j', (typed, kept) => {
    expect(personName.parse(typed)).toBe(kept);
  });

  test.each(['', '   ', '\r\n', '\u202E', '\u200B\u200B', '\u2060', '\uFEFF', '\u00AD'])(
    'cannot be %j, which shows nothing',
    (typed) => {
      expect(personName.safeParse(typed).error?.issues[0]?.message).toBe(
        'Please say what we should call you.',
      );
    },
  );

  test('has at most 80 letters', () => {
    expect(personName.safeParse('a'.repeat(80)).success).toBe(true);
    expect(personName.safeParse('a'.repeat(81)).error?.issues[0]?.message).toContain('too long');
  });
});

describe('a person', () => {
  const ada = { email: 'ada@example.org', name: 'Ada' };

  test('is known by their address, and keeps the name they first gave', async () => {
    const db = temporaryDatabase();
    expect(await findPersonByEmail(db, ada.email)).toBeNull();
    const person = await ensurePerson(db, ada, NOON);
    expect(person).toMatchObject({ ...ada, createdAt: NOON });
    expect(await ensurePerson(db, { ...ada, name: 'Somebody else' }, new Date())).toEqual(person);
    expect(await findPersonByEmail(db, ada.email)).toEqual(person);
    expect(await getPerson(db, person.id)).toEqual(person);
  });

  test('is one, also when added several times at once', async () => {
    const db = temporaryDatabase();
    const persons = await Promise.all(Array.from({ length: 10 }, () => ensurePerson(db, ada, NOON)));
    expect(new Set(persons.map(({ id }) => id)).size).toBe(1);
  });

  test('may take another name', async () => {
    const db = temporaryDatabase();
    const { id } = await ensurePerson(db, ada, NOON);
    const grace = await ensurePerson(db, { email: 'grace@example.org', name: 'Grace' }, NOON);
    await renamePerson(db, id, 'Ada Lovelace');
    expect((await getPerson(db, id)).name).toBe('Ada Lovelace');
    expect(await getPerson(db, grace.id)).toEqual(grace);
  });

  test('that isn’t there is trouble', async () => {
    await expect(getPerson(temporaryDatabase(), 7)).rejects.toThrow('no person 7');
  });
});
