import { describe, expect, test } from 'vitest';
import type { Db } from '#core/db/open.ts';
import { outbox } from '#core/db/schema/issues.ts';
import { answerAtTheDoor, mayLookAtAnother, sendJoinLetter } from '#core/door.ts';
import { invite, inviteAgain } from '#core/invitations.ts';
import { completeJoining, startJoining } from '#core/joinings.ts';
import { signInLetter } from '#core/mail/messages.ts';
import { useLink } from '#core/sign-in.ts';
import { testCohort } from '../support/cohort.ts';
import { temporaryDatabase } from '../support/database.ts';
import { HOUR, later, NOON, seat } from '../support/participants.ts';

const SITE = 'https://course.example.org';

/** Somebody known asks for a way in. */
async function ask(db: Db, personId: number | null, email: string, network: string, now = NOON) {
  const way = personId && {
    bearer: { personId },
    name: 'Ada',
    letter: (url: string) => signInLetter('Ada', url),
  };
  return answerAtTheDoor(db, SITE, { email, network, browser: null }, way || null, now);
}

async function mails(db: Db) {
  return db.select().from(outbox);
}

function tokenIn(text: string | null | undefined): string {
  return /https:\/\/course\.example\.org\/sign-in\/(\S+)/.exec(text ?? '')?.[1] ?? '';
}

describe('somebody who asks for a way in', () => {
  test('gets it by mail, for their browser', async () => {
    const db = temporaryDatabase();
    const { person } = await seat(db, 'Ada');
    const { browser, code } = await ask(db, person.id, person.email, '192.0.2.1');
    const [mail] = await mails(db);
    expect(mail).toMatchObject({ toName: 'Ada', toAddress: 'ada@example.org', state: 'waiting' });
    expect(mail?.text).not.toContain(code);
    const use = await useLink(db, tokenIn(mail?.text), { browser, code: null }, NOON);
    expect(use).toEqual({ kind: 'in', bearer: { personId: person.id } });
  });

  test('is answered the same whether they are known or not', async () => {
    const db = temporaryDatabase();
    const { person } = await seat(db, 'Ada');
    const answers = [
      await ask(db, person.id, person.email, '192.0.2.1'),
      await ask(db, null, 'nobody@example.org', '192.0.2.1'),
    ];
    for (const answer of answers) {
      expect(answer).toEqual({
        browser: expect.stringMatching(/^[\w-]{43}$/),
        code: expect.stringMatching(/^\d{6}$/),
      });
    }
    expect((await mails(db)).map(({ toAddress }) => toAddress)).toEqual(['ada@example.org']);
  });

  test('keeps the browser they have', async () => {
    const asker = { email: 'a@example.org', network: '192.0.2.1', browser: 'kept' };
    expect((await answerAtTheDoor(temporaryDatabase(), SITE, asker, null, NOON)).browser).toBe('kept');
  });

  test('gets at most three mails an hour, however often and from wherever it is asked', async () => {
    const db = temporaryDatabase();
    const { person } = await seat(db, 'Ada');
    const storm = (now: Date) =>
      Promise.all(Array.from({ length: 100 }, (_, n) => ask(db, person.id, person.email, `9.9.9.${n}`, now)));
    for (const answer of await storm(NOON)) expect(answer.code).toMatch(/^\d{6}$/);
    expect(await mails(db)).toHaveLength(3);
    await storm(later(HOUR - 1));
    expect(await mails(db)).toHaveLength(3);
    await storm(later(HOUR));
    expect(await mails(db)).toHaveLength(6);
  });

  test('cannot send mail to everybody from one network', async () => {
    const db = temporaryDatabase();
    const { person } = await seat(db, 'Ada');
    const from = async (network: string, name: string) => {
      const before = (await mails(db)).length;
      for (let n = 0; n < 50; n += 1) await ask(db, person.id, `${name}${n}@example.org`, network);
      return (await mails(db)).length - before;
    };
    expect(await from('9.9.9.9', 'a')).toBe(40);
    expect(await from('9.9.9.8', 'b')).toBe(40);
    expect(await from('2620:fe::fe', 'c')).toBe(40);
    // All of a household's addresses, of which there are many.
    expect(await from('2620:fe::1:2', 'c2')).toBe(0);
    expect(await from('2620:fe:0:1::fe', 'c3')).toBe(40);
    // Behind a proxy everybody comes from its address.
    expect(await from('127.0.0.1', 'd')).toBe(50);
    expect(await from('::ffff:10.0.0.1', 'e')).toBe(50);
    expect(await from('not an address', 'f')).toBe(50);
  });
});

test('a crowd of strangers keeps nobody out whom we know', async () => {
  const db = temporaryDatabase();
  const { person } = await seat(db, 'Ada');
  for (let n = 0; n < 1_001; n += 1) await ask(db, null, `nobody${n}@example.org`, '127.0.0.1');
  await ask(db, person.id, person.email, '127.0.0.1');
  expect(await mails(db)).toMatchObject([{ toAddress: person.email }]);
});

test('somebody who wants to join gets a letter that makes it true', async () => {
  const db = temporaryDatabase();
  const wish = { cohort: 'rhizo', name: 'Ada', email: 'ada@example.org', pasted: null, person: null };
  const joining = await startJoining(db, wish, NOON);
  const asker = { network: '192.0.2.1', browser: null };
  const { browser } = await sendJoinLetter(db, SITE, testCohort(), joining, asker, NOON);
  const [mail] = await mails(db);
  expect(mail?.subject).toBe('Welcome to the table: Rhizo');
  const use = await useLink(db, tokenIn(mail?.text), { browser, code: null }, NOON);
  expect(use).toEqual({ kind: 'in', bearer: { joiningId: joining.id, isInvited: false } });
});

test('a network may have thirty addresses looked at in an hour', async () => {
  const db = temporaryDatabase();
  const looks = async (network: string, ms: number) => {
    let looked = 0;
    for (let n = 0; n < 40; n += 1) if (await mayLookAtAnother(db, network, later(ms))) looked += 1;
    return looked;
  };
  expect(await looks('9.9.9.9', 0)).toBe(30);
  expect(await looks('9.9.9.9', HOUR - 1)).toBe(0);
  expect(await looks('9.9.9.8', HOUR - 1)).toBe(30);
  expect(await looks('9.9.9.9', HOUR)).toBe(30);
});

describe('an invitation', () => {
  const guest = { name: 'Grace', email: 'grace@example.org' };

  test('makes nobody a member before they have come in', async () => {
    const db = temporaryDatabase();
    const host = await seat(db, 'Ada', { role: 'facilitator' });
    expect(await invite(db, SITE, testCohort(), host, guest, NOON)).toEqual({ kind: 'sent' });
    const [mail] = await mails(db);
    expect(mail).toMatchObject({ toName: 'Grace', toAddress: guest.email });
    expect(mail?.text).toContain('Ada would like to have you in “Rhizo”');
    const use = await useLink(db, tokenIn(mail?.text), { browser: null, code: null }, NOON);
    if (use.kind !== 'in' || !('joiningId' in use.bearer)) throw new Error(use.kind);
    const joined = await completeJoining(db, use.bearer.joiningId, NOON);
    expect(joined).toMatchObject({ person: guest, membership: { role: 'participant' }, blog: 'none' });
  });

  test('goes to nobody more than three times an hour', async () => {
    const db = temporaryDatabase();
    const host = await seat(db, 'Ada', { role: 'facilitator' });
    const send = async (ms: number) =>
      (await inviteAgain(db, SITE, testCohort(), host, guest.email, later(ms)))?.kind;
    await invite(db, SITE, testCohort(), host, guest, NOON);
    const answers = [await send(0), await send(0), await send(0), await send(HOUR - 1), await send(HOUR)];
    expect(answers).toEqual(['sent', 'sent', 'too-many-to-them', 'too-many-to-them', 'sent']);
    expect(await mails(db)).toHaveLength(4);
  });
});
