import { describe, expect, test } from 'vitest';
import type { Db } from '#core/db/open.ts';
import { outbox } from '#core/db/schema/issues.ts';
import { markDropped, markFailed, markSent } from '#core/mail/outbox.ts';
import { findProgress } from '#core/mail/progress.ts';
import { makeIssue } from '#core/publishing.ts';
import { testCohort } from '../../support/cohort.ts';
import { temporaryDatabase } from '../../support/database.ts';
import { NOON, seat, seatWithPost } from '../../support/participants.ts';

async function owe(db: Db, ...names: string[]): Promise<void> {
  await seatWithPost(db, 'Mira');
  for (const name of names) await seat(db, name);
  await makeIssue(db, testCohort(), '2027-01-12', NOON);
}

/** What becomes of the mail to somebody. */
async function mailTo(db: Db, name: string) {
  const mail = (await db.select().from(outbox)).find(({ toName }) => toName === name);
  return mail ?? expect.fail(`There is no mail to ${name}.`);
}

async function fail(db: Db, name: string, problem: string, forGood: boolean): Promise<void> {
  await markFailed(db, await mailTo(db, name), { problem, forGood }, NOON);
}

describe('how the mail of an issue is going', () => {
  test('is unknown before there is an issue', async () => {
    expect(await findProgress(temporaryDatabase(), 'rhizo')).toBeNull();
  });

  test('is counted', async () => {
    const db = temporaryDatabase();
    await owe(db, 'Ada', 'Dora', 'Otto', 'Nora');
    expect(await findProgress(db, 'rhizo')).toMatchObject({
      issue: { number: 1, publishedOn: '2027-01-12' },
      sent: 0,
      waiting: 5,
      failed: 0,
      reasons: [],
    });
    await markSent(db, (await mailTo(db, 'Ada')).id, NOON);
    await markSent(db, (await mailTo(db, 'Mira')).id, NOON);
    await markDropped(db, (await mailTo(db, 'Nora')).id);
    await fail(db, 'Otto', '550 5.1.1 No such user', true);
    expect(await findProgress(db, 'rhizo')).toMatchObject({ sent: 2, waiting: 1, failed: 1 });
    expect(await findProgress(db, 'elsewhere')).toBeNull();
  });

  test('comes with why, those with the same reason together, and what is final first', async () => {
    const db = temporaryDatabase();
    await owe(db, 'Ada', 'Dora', 'Otto', 'Nora', 'Lena');
    await fail(db, 'Otto', '550 5.1.1 <…>: unknown', true);
    await fail(db, 'Dora', '550 5.2.2 Over quota', true);
    await fail(db, 'Lena', '550 5.1.1 No such user', true);
    await fail(db, 'Ada', '451 4.7.1 Greylisted', false);
    expect((await findProgress(db, 'rhizo'))?.reasons).toEqual([
      {
        state: 'failed',
        why: 'There is no such mailbox.',
        said: '550 5.1.1 No such user',
        names: ['Lena', 'Otto'],
      },
      { state: 'failed', why: 'The mailbox is full.', said: '550 5.2.2 Over quota', names: ['Dora'] },
      {
        state: 'waiting',
        why: 'The mail server asks us to come back later.',
        said: '451 4.7.1 Greylisted',
        names: ['Ada'],
      },
    ]);
  });
});
