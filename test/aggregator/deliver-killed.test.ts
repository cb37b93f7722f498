import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { expect, onTestFinished, test } from 'vitest';
import { connectionOf } from '#core/db/open.ts';
import { outbox } from '#core/db/schema/issues.ts';
import { CONNECTIONS } from '../../aggregator/postbox.ts';
import { publish } from '../../aggregator/publish.ts';
import { startMailbox } from '../../demo/mailbox.ts';
import { testCohort, writeCohort } from '../support/cohort.ts';
import { temporaryDatabase, temporaryFolder } from '../support/database.ts';
import { NOON, seat, seatWithPost } from '../support/participants.ts';
import { start } from '../support/process.ts';
import { allMails } from './world.ts';

const READERS = 199;

test('a delivery that is killed in the middle, again and again: nobody goes without, and doubles are known as such', async () => {
  const db = temporaryDatabase();
  const folder = temporaryFolder();
  writeCohort(join(folder, 'content'));
  await seatWithPost(db, 'Mira');
  for (let at = 0; at < READERS; at += 1) await seat(db, `Reader ${at}`);
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
  const deliver = () => start('aggregator/main.ts', ['deliver'], env, folder);
  const expireLeases = () => db.update(outbox).set({ leaseUntil: new Date(0) });

  let kills = 0;
  for (const enough of [20, 75, 130]) {
    const running = deliver();
    await mailbox.waitFor(() => mailbox.mails.length >= enough, 30_000);
    await running.stop('SIGKILL');
    kills += 1;
    await expireLeases();
  }
  expect((await allMails({ db })).some(({ state }) => state === 'waiting')).toBe(true);

  expect(await deliver().ended).toMatchObject({ status: 0, output: expect.stringMatching(/^\d+ sent\n$/) });
  expect((await allMails({ db })).every(({ state }) => state === 'sent')).toBe(true);
  expect(await deliver().ended).toEqual({ status: 0, output: '0 sent\n' });

  const messageIds = Map.groupBy(
    await Promise.all(
      mailbox.mails.map(async ({ envelope, raw }) => ({
        to: envelope.to.join(),
        messageId: (await PostalMime.parse(raw)).messageId,
      })),
    ),
    ({ to }) => to,
  );
  expect(messageIds.size).toBe(READERS + 1);
  for (const mails of messageIds.values()) {
    expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(1);
  }
  expect(mailbox.mails.length - messageIds.size).toBeLessThanOrEqual(kills * CONNECTIONS);
}, 120_000);
