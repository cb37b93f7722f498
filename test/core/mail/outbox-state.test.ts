import { expect, test } from 'vitest';
import type { Db } from '#core/db/open.ts';
import { outbox } from '#core/db/schema/issues.ts';
import { markFailed, markSent, oweLetter } from '#core/mail/outbox.ts';
import { outboxState } from '#core/mail/outbox-state.ts';
import { temporaryDatabase } from '../../support/database.ts';
import { later, MINUTE, NOON } from '../../support/participants.ts';

const letter = { subject: 'Hello', text: 'Hello', html: '<p>Hello</p>' };

async function owe(db: Db, names: string[]) {
  for (const name of names) await oweLetter(db, { name, email: `${name}@example.org` }, letter, NOON);
  const mails = await db.select().from(outbox).orderBy(outbox.id);
  const fail = async (at: number, problem: string, ms = 0) => {
    const mail = mails[at];
    if (!mail) throw new Error('no mail');
    await markFailed(db, mail, { problem, forGood: false }, later(ms));
  };
  const send = (at: number, ms = 0) => markSent(db, mails[at]?.id ?? 0, later(ms));
  return { fail, send, problem: async () => (await outboxState(db)).problem };
}

test('one recipient whose provider asks us to come back later is no trouble of the server’s', async () => {
  const { fail, send, problem } = await owe(temporaryDatabase(), ['ada', 'bo', 'cy']);
  await fail(0, '450 4.2.0 Greylisted, come back in five minutes');
  expect(await problem()).toBeNull();
  await send(1);
  await fail(2, '451 4.7.1 Later');
  expect(await problem()).toBeNull();
});

test.each([
  'connect ECONNREFUSED 127.0.0.1:25',
  'Invalid login: 535 5.7.8 No',
  '421 Closing',
  '550 Not your sender',
])('a server that answers one mail with “%s” is trouble, until it takes one again', async (said) => {
  const { fail, send, problem } = await owe(temporaryDatabase(), ['ada', 'bo']);
  await send(1, -1);
  await fail(0, said);
  expect(await problem()).toBe(said);
  const other = await owe(temporaryDatabase(), ['ada', 'bo']);
  await other.fail(0, said);
  await other.send(1, MINUTE);
  expect(await other.problem()).toBeNull();
});

test('a server that puts most of us off is trouble; that it puts off a few is not', async () => {
  const names = ['ada', 'bo', 'cy', 'di', 'ed', 'flo'];
  const { fail, send, problem } = await owe(temporaryDatabase(), names);
  for (const at of [0, 1]) await fail(at, '451 Later');
  expect(await problem()).toBeNull();
  await fail(2, '451 Later');
  expect(await problem()).toBe('451 Later');
  for (const at of [3, 4]) await send(at);
  expect(await problem()).toBe('451 Later');
  await send(5);
  expect(await problem()).toBeNull();
});
