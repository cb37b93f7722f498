import { readFileSync } from 'node:fs';
import { eq } from 'drizzle-orm';
import { describe, expect, onTestFinished, test } from 'vitest';
import { bounces } from '#core/db/schema/issues.ts';
import { people } from '#core/db/schema/people.ts';
import { resumeMail } from '#core/mail/bounces.ts';
import { oweLetter } from '#core/mail/outbox.ts';
import { listReaders } from '#core/mail/wishes.ts';
import { listPaused } from '#core/memberships.ts';
import { getPerson, type Person } from '#core/people.ts';
import { deliver } from '../../../aggregator/deliver.ts';
import { takeReturned } from '../../../aggregator/mail/returned.ts';
import { publish } from '../../../aggregator/publish.ts';
import { type Mailbox, startMailbox } from '../../../demo/mailbox.ts';
import { testCohort } from '../../support/cohort.ts';
import { DAY, HOUR, seat, seatWithPost } from '../../support/participants.ts';
import { allMails, makeWorld, type World } from '../world.ts';

const bounceTo = { local: 'bounce', domain: 'potluck.example' };
const letter = { subject: 'Hello', text: 'Hello', html: '<p>Hello</p>' };

interface Table {
  world: World;
  mailbox: Mailbox;
  mira: Person;
}

async function lay(): Promise<Table> {
  const mailbox = await startMailbox();
  onTestFinished(() => mailbox.close());
  const world = makeWorld({ smtpUrl: mailbox.smtpUrl, bounceTo });
  const { person } = await seat(world.db, 'Mira');
  return { world, mailbox, mira: person };
}

/** Sends Mira a mail. @returns where it would come back to. */
async function sendOne({ world, mailbox }: Table): Promise<string> {
  await oweLetter(world.db, { name: 'Mira', email: 'mira@example.org' }, letter, world.now());
  expect(await deliver(world)).toMatchObject({ sent: 1 });
  return mailbox.mails.at(-1)?.envelope.from ?? expect.fail('There is no mail.');
}

function fixture(name: string, returnPath: string): Buffer {
  const raw = readFileSync(`test/fixtures/bounces/${name}.eml`, 'utf8');
  return Buffer.from(raw.replaceAll('RETURN_PATH', returnPath).replaceAll('\n', '\r\n'));
}

const takeIn = ({ world }: Table, name: string, returnPath: string) =>
  takeReturned(world.db, fixture(name, returnPath), world.now());

async function isPaused({ world, mira }: Table): Promise<boolean> {
  return (await getPerson(world.db, mira.id)).mailPausedAt !== null;
}

describe('a mail that came back', () => {
  test.each([
    ['postfix-hard', '550 5.1.1 <…>: Recipient address rejected: User unknown in virtual mailbox table'],
    [
      'exchange-hard',
      '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient … not found by SMTP address lookup',
    ],
  ])('for good (%s) has failed, and it is said why, without the address', async (name, said) => {
    const table = await lay();
    const path = await sendOne(table);
    expect(path).toMatch(/^bounce\+1-[\da-f]{32}@potluck\.example$/);
    expect(await takeIn(table, name, path)).toEqual({ kind: 'undelivered', said, isNews: true });
    expect(await allMails(table.world)).toMatchObject([{ state: 'failed', problem: said }]);
    expect(await table.world.db.select().from(bounces)).toEqual([
      { mailId: 1, personId: table.mira.id, bouncedOn: '2027-01-12' },
    ]);
    expect(await takeIn(table, name, path)).toMatchObject({ kind: 'undelivered', isNews: false });
  });

  test('before it was marked as sent stays failed', async () => {
    const table = await lay();
    const { world } = table;
    const { send, ...postbox } = world.postbox;
    const sendAndReturn: World['postbox'] = {
      ...postbox,
      send: async (mail) => {
        await send(mail);
        await takeIn(table, 'postfix-hard', mail.sender);
      },
    };
    await oweLetter(world.db, { name: 'Mira', email: 'mira@example.org' }, letter, world.now());
    await deliver({ ...world, postbox: sendAndReturn });
    expect(await allMails(world)).toMatchObject([{ state: 'failed', text: null }]);
  });

  test.each(['delayed', 'delivered', 'holiday'])('or rather not (%s) changes nothing', async (name) => {
    const table = await lay();
    const path = await sendOne(table);
    const before = await allMails(table.world);
    expect(await takeIn(table, name, path)).toEqual({ kind: 'harmless' });
    expect(await allMails(table.world)).toEqual(before);
  });

  test.each(['gave-up', 'blocked'])(
    'though its address may be fine (%s) has failed, and does not count',
    async (name) => {
      const table = await lay();
      expect(await takeIn(table, name, await sendOne(table))).toMatchObject({
        kind: 'undelivered',
        isNews: true,
      });
      expect(await allMails(table.world)).toMatchObject([{ state: 'failed' }]);
      expect(await table.world.db.select().from(bounces)).toEqual([]);
    },
  );

  test('to an address in small or capital letters, as servers please, is known', async () => {
    const table = await lay();
    const path = await sendOne(table);
    expect(await takeIn(table, 'postfix-hard', path.toUpperCase())).toMatchObject({ isNews: true });
  });

  test('forged has no effect', async () => {
    const table = await lay();
    const path = await sendOne(table);
    const before = await allMails(table.world);
    const forged = [
      'bounce@potluck.example',
      'mira@example.org',
      path.replace('+1-', '+2-'),
      path.replace(/-(.)/, (_, digit) => `-${digit === '0' ? '1' : '0'}`),
      path.replace(/-[\da-f]{32}/, '-'),
      path.replace(/.@/, '@'),
    ];
    for (const each of forged)
      expect(await takeIn(table, 'postfix-hard', each)).toEqual({ kind: 'stranger' });
    expect(await takeReturned(table.world.db, Buffer.from(''), table.world.now())).toEqual({
      kind: 'stranger',
    });
    expect(await allMails(table.world)).toEqual(before);
  });

  test('that no parser should be asked to read has no effect', async () => {
    const table = await lay();
    const nested = Array.from(
      { length: 1_000 },
      (_, level) => `Content-Type: multipart/mixed; boundary=b${level}\r\n\r\n--b${level}\r\n`,
    );
    const raw = Buffer.from(`To: x\r\n${nested.join('')}`);
    expect(await takeReturned(table.world.db, raw, table.world.now())).toEqual({ kind: 'unreadable' });
  });
});

describe('mail that keeps coming back', () => {
  async function bounceOn(table: Table, days: number): Promise<void> {
    for (let day = 0; day < days; day += 1) {
      await takeIn(table, 'postfix-hard', await sendOne(table));
      table.world.pass(DAY);
    }
  }

  test('pauses the digest on the third day, and not before', async () => {
    const table = await lay();
    await bounceOn(table, 2);
    expect(await isPaused(table)).toBe(false);
    await bounceOn(table, 1);
    expect(await isPaused(table)).toBe(true);
  });

  test('on one day counts as one bad day', async () => {
    const table = await lay();
    for (let times = 0; times < 5; times += 1) {
      await takeIn(table, 'postfix-hard', await sendOne(table));
      table.world.pass(HOUR);
    }
    expect(await isPaused(table)).toBe(false);
  });

  test('is forgotten after a month', async () => {
    const table = await lay();
    await bounceOn(table, 2);
    table.world.pass(28 * DAY);
    await bounceOn(table, 1);
    expect(await isPaused(table)).toBe(false);
    // The second bad day was 29 days before this one.
    await bounceOn(table, 1);
    expect(await isPaused(table)).toBe(false);
    await bounceOn(table, 1);
    expect(await isPaused(table)).toBe(true);
  });

  test('is not said twice: three reports of one mail on three days are one bad day', async () => {
    const table = await lay();
    const path = await sendOne(table);
    for (let day = 0; day < 3; day += 1) {
      await takeIn(table, 'postfix-hard', path);
      table.world.pass(DAY);
    }
    expect(await isPaused(table)).toBe(false);
  });

  test('from an address that the person has left does not count against the new one', async () => {
    const table = await lay();
    const path = await sendOne(table);
    await table.world.db
      .update(people)
      .set({ email: 'mira@example.net' })
      .where(eq(people.id, table.mira.id));
    expect(await takeIn(table, 'postfix-hard', path)).toMatchObject({ isNews: true });
    expect(await table.world.db.select().from(bounces)).toEqual([]);
  });

  test('stops the digests that are owed and those to come, and leaves the way in', async () => {
    const table = await lay();
    const { world, mailbox } = table;
    await bounceOn(table, 2);
    const path = await sendOne(table);
    await seatWithPost(world.db, 'Otto', { filedAt: world.now() });
    await publish(world.db, testCohort(), '2027-01-14', world.now());
    await takeIn(table, 'postfix-hard', path);

    expect(await deliver(world)).toMatchObject({ sent: 1 });
    expect(mailbox.mails.at(-1)?.envelope.to).toEqual(['otto@example.org']);
    expect(await listPaused(world.db, 'rhizo')).toEqual(['Mira']);
    expect((await listReaders(world.db, 'rhizo', 'daily')).map(({ name }) => name)).toEqual(['Otto']);
    await sendOne(table);
  });

  test('comes again when its reader says so, and three more bad days pause it again', async () => {
    const table = await lay();
    await bounceOn(table, 3);
    await resumeMail(table.world.db, await getPerson(table.world.db, table.mira.id));
    expect(await isPaused(table)).toBe(false);
    await bounceOn(table, 2);
    expect(await isPaused(table)).toBe(false);
    await bounceOn(table, 1);
    expect(await isPaused(table)).toBe(true);
  });
});

describe('an address that the mail server itself refuses', () => {
  test('counts as a mail that came back', async () => {
    const table = await lay();
    const { world, mailbox } = table;
    await seat(world.db, 'Otto');
    for (let day = 0; day < 3; day += 1) {
      expect(await isPaused(table)).toBe(false);
      mailbox.refuseNext(1, 550);
      await oweLetter(world.db, { name: 'Mira', email: 'mira@example.org' }, letter, world.now());
      world.pass(1);
      await oweLetter(world.db, { name: 'Otto', email: 'otto@example.org' }, letter, world.now());
      await deliver(world);
      world.pass(DAY);
    }
    expect((await allMails(world)).filter(({ toName }) => toName === 'Mira')).toMatchObject(
      Array(3).fill({ state: 'failed' }),
    );
    expect(await isPaused(table)).toBe(true);
  });

  test('does not when the server refuses everybody: that is about us', async () => {
    const table = await lay();
    const { world, mailbox } = table;
    mailbox.refuseNext(100, 550);
    for (let day = 0; day < 4; day += 1) {
      for (const name of ['Mira', 'Otto']) {
        await oweLetter(world.db, { name, email: `${name.toLowerCase()}@example.org` }, letter, world.now());
      }
      expect(await deliver(world)).toMatchObject({ sent: 0, failed: 2 });
      world.pass(DAY);
    }
    expect(await isPaused(table)).toBe(false);
  });
});
