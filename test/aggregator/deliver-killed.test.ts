import { join } from 'node:path';
import { count } from 'drizzle-orm';
import { expect, onTestFinished, test } from 'vitest';
import { connectionOf, type Db, transaction } from '#core/db/open.ts';
import { outbox } from '#core/db/schema/issues.ts';
import { CONNECTIONS } from '../../aggregator/postbox.ts';
import { publish } from '../../aggregator/publish.ts';
import { type Mailbox, startMailbox } from '../../demo/mailbox.ts';
import { testCohort, writeCohort } from '../support/cohort.ts';
import { temporaryDatabase, temporaryFolder } from '../support/database.ts';
import { NOON, seat, seatWithPost } from '../support/participants.ts';
import { type Running, start } from '../support/process.ts';

interface Owing {
  db: Db;
  mailbox: Mailbox;
  /** Runs `npx potluck deliver` as a process of its own. */
  deliver(): Running;
}

/** An issue that is owed to so many, and an SMTP server to count at. */
async function owe(readers: number): Promise<Owing> {
  const db = temporaryDatabase();
  const folder = temporaryFolder();
  writeCohort(join(folder, 'content'));
  await seatWithPost(db, 'Mira');
  await transaction(db, async (tx) => {
    for (let at = 1; at < readers; at += 1) await seat(tx, `Reader ${at}`);
  });
  await publish(db, testCohort(), '2027-01-12', NOON);
  // Owed in the past of the real clock, which the process goes by.
  await db.update(outbox).set({ nextAttemptAt: new Date(0) });

  const mailbox = await startMailbox();
  onTestFinished(() => mailbox.close());
  const env = {
    DATABASE_URL: `file:${connectionOf(db).sqlite.name}`,
    CONTENT_DIR: join(folder, 'content'),
    SMTP_URL: mailbox.smtpUrl,
    MAIL_FROM: 'table@potluck.example',
    SITE_URL: 'https://potluck.example',
  };
  return { db, mailbox, deliver: () => start('aggregator/main.ts', ['deliver'], env, folder) };
}

/** The Message-IDs that each recipient has got, one for each mail. */
function messageIds({ mails }: Mailbox): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { envelope, raw } of mails) {
    const to = envelope.to.join();
    const id = /^Message-ID: (.+)$/m.exec(raw)?.[1]?.trim() ?? 'none';
    found.set(to, [...(found.get(to) ?? []), id]);
  }
  return found;
}

async function states(db: Db): Promise<Record<string, number>> {
  const rows = await db.select({ state: outbox.state, mails: count() }).from(outbox).groupBy(outbox.state);
  return Object.fromEntries(rows.map(({ state, mails }) => [state, mails]));
}

/** As it is some minutes after a crash. */
async function letLeasesRunOut(db: Db): Promise<void> {
  await db.update(outbox).set({ leaseUntil: null });
}

test('a delivery that is killed twenty times: nobody goes without, and the few doubles are known as such', async () => {
  const READERS = 2_000;
  const KILLS = 20;
  const { db, mailbox, deliver } = await owe(READERS);

  for (let kill = 1; kill <= KILLS; kill += 1) {
    const running = deliver();
    // At a moment of its own each time, and always in the middle.
    const enough = mailbox.mails.length + 40 + kill;
    await mailbox.waitFor(() => mailbox.mails.length >= enough, 60_000);
    await running.stop('SIGKILL');
    await letLeasesRunOut(db);
  }
  expect((await states(db)).waiting).toBeGreaterThan(CONNECTIONS);

  expect(await deliver().ended).toMatchObject({ status: 0, output: expect.stringMatching(/^\d+ sent\n$/) });
  expect(await states(db)).toEqual({ sent: READERS });
  expect(await deliver().ended).toEqual({ status: 0, output: '0 sent\n' });

  const got = messageIds(mailbox);
  expect(got.size).toBe(READERS);
  const doubled = [...got.values()].filter((ids) => ids.length > 1);
  for (const ids of doubled) expect(new Set(ids).size).toBe(1);
  expect(mailbox.mails.length - READERS).toBeLessThanOrEqual(KILLS * CONNECTIONS);
}, 600_000);

test('a delivery that is asked to stop, again and again: nobody goes without, nobody gets a second', async () => {
  const READERS = 300;
  const { db, mailbox, deliver } = await owe(READERS);

  for (let stop = 1; stop <= 3; stop += 1) {
    const running = deliver();
    const enough = mailbox.mails.length + 20 + stop;
    await mailbox.waitFor(() => mailbox.mails.length >= enough, 60_000);
    expect(await running.stop('SIGTERM')).toMatchObject({
      status: 1,
      output: expect.stringMatching(/^\d+ sent\. Stopped; the rest is sent the next time\.\n$/),
    });
  }
  expect((await states(db)).waiting).toBeGreaterThan(0);
  expect(await deliver().ended).toMatchObject({ status: 0 });
  expect(await states(db)).toEqual({ sent: READERS });
  const got = messageIds(mailbox);
  expect(got.size).toBe(READERS);
  expect(mailbox.mails).toHaveLength(READERS);
}, 300_000);
