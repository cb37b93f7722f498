import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import type { Db } from '#core/db/open.ts';
import { issues, outbox } from '#core/db/schema/issues.ts';
import { memberships } from '#core/db/schema/people.ts';
import {
  claimMails,
  endPauses,
  markDropped,
  markFailed,
  markSent,
  type OwedMail,
  oweDigest,
  oweLetter,
  type Recipient,
} from '#core/mail/outbox.ts';
import { findPaused, outboxState } from '#core/mail/outbox-state.ts';
import { changeWishes, findWishesFor } from '#core/mail/wishes.ts';
import { listMembers } from '#core/memberships.ts';
import { temporaryDatabase } from '../../support/database.ts';
import { HOUR, later, MINUTE, NOON, seat } from '../../support/participants.ts';

const LEASE_MS = 15 * MINUTE;
const ada = { name: 'Ada', email: 'ada@example.org' };
const letter = { subject: 'Your way in', text: 'secret text', html: '<p>secret html</p>' };

async function stored(db: Db): Promise<OwedMail[]> {
  return db.select().from(outbox).orderBy(outbox.id);
}

async function one(db: Db): Promise<OwedMail> {
  const [mail] = await stored(db);
  if (!mail) throw new Error('no mail');
  return mail;
}

async function claimedAt(db: Db, ms: number, most = 100): Promise<number[]> {
  const mails = await claimMails(db, most, later(ms), LEASE_MS);
  return mails.map(({ id }) => id).sort((a, b) => a - b);
}

async function issueOn(db: Db, publishedOn: string) {
  const [issue] = await db
    .insert(issues)
    .values({ cohort: 'rhizo', number: Number(publishedOn.slice(-2)), publishedOn, madeAt: NOON })
    .returning();
  if (!issue) throw new Error('no issue');
  return issue;
}

describe('a letter', () => {
  test('waits with its words, and with an id of its own', async () => {
    const db = temporaryDatabase();
    await oweLetter(db, ada, letter, NOON);
    await oweLetter(db, ada, letter, NOON);
    const [first, second] = await stored(db);
    expect(first).toMatchObject({
      ...letter,
      toName: 'Ada',
      toAddress: 'ada@example.org',
      issueId: null,
      membershipId: null,
      state: 'waiting',
      attempts: 0,
      nextAttemptAt: NOON,
      createdAt: NOON,
    });
    expect(first?.messageId).not.toBe(second?.messageId);
  });
});

async function recipients(db: Db): Promise<Recipient[]> {
  return (await listMembers(db, 'rhizo')).map(({ id, name, email }) => ({
    membershipId: id,
    name,
    email,
    sendAt: NOON,
    awaySince: null,
  }));
}

describe('a digest', () => {
  test('is owed once for each issue and membership, under an id that follows from them', async () => {
    const db = temporaryDatabase();
    for (const name of ['Ada', 'Grace']) await seat(db, name);
    const members = await recipients(db);
    const [monday, tuesday] = [await issueOn(db, '2027-01-11'), await issueOn(db, '2027-01-12')];
    for (const issue of [monday, monday, tuesday, monday]) await oweDigest(db, issue, members, NOON);
    expect((await stored(db)).map(({ messageId, toName }) => [messageId, toName])).toEqual([
      ['rhizo.2027-01-11.1', 'Ada'],
      ['rhizo.2027-01-11.2', 'Grace'],
      ['rhizo.2027-01-12.1', 'Ada'],
      ['rhizo.2027-01-12.2', 'Grace'],
    ]);
  });

  test('is owed to nobody when nobody wants it', async () => {
    const db = temporaryDatabase();
    await oweDigest(db, await issueOn(db, '2027-01-11'), [], NOON);
    expect(await stored(db)).toEqual([]);
  });

  test('is owed to more members than one statement takes', async () => {
    const db = temporaryDatabase();
    const { membership, person } = await seat(db, 'Ada');
    const rows = Array.from({ length: 5000 }, (_, n) => ({
      membershipId: n + membership.id,
      name: person.name,
      email: person.email,
      sendAt: NOON,
      awaySince: null,
    }));
    await db.run('PRAGMA foreign_keys = OFF');
    await oweDigest(db, await issueOn(db, '2027-01-11'), rows, NOON);
    expect(await outboxState(db)).toMatchObject({ waiting: 5000 });
  });

  test('is wanted as long as its reader says so, and no longer', async () => {
    const db = temporaryDatabase();
    const { membership } = await seat(db, 'Ada');
    await oweDigest(db, await issueOn(db, '2027-01-11'), await recipients(db), NOON);
    const mail = await one(db);
    const isWanted = async () => (await findWishesFor(db, mail)) !== null;
    expect(await isWanted()).toBe(true);
    for (const rhythm of ['weekly', 'feed', 'none'] as const) {
      await changeWishes(db, membership.id, { rhythm }, 'UTC');
      expect(await isWanted()).toBe(false);
    }
    await changeWishes(db, membership.id, { rhythm: 'daily' }, 'UTC');
    expect(await isWanted()).toBe(true);
    await db.delete(memberships);
    expect(await isWanted()).toBe(false);
  });
});

describe('mail that waits', () => {
  test('is given to one of several who ask at once, the oldest first', async () => {
    const db = temporaryDatabase();
    for (let n = 0; n < 10; n += 1) await oweLetter(db, ada, letter, later(-n));
    expect(await claimedAt(db, 0, 2)).toEqual([9, 10]);
    const claims = await Promise.all(Array.from({ length: 5 }, () => claimedAt(db, 0, 3)));
    expect(claims.flat().sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('is given from its instant on', async () => {
    const db = temporaryDatabase();
    await oweLetter(db, ada, letter, NOON);
    expect(await claimedAt(db, -1)).toEqual([]);
    expect(await claimedAt(db, 0)).toEqual([1]);
  });

  test('is given again when its lease has run out, each time', async () => {
    const db = temporaryDatabase();
    await oweLetter(db, ada, letter, NOON);
    const claims = [];
    for (const ms of [0, 1, LEASE_MS - 1, LEASE_MS, LEASE_MS + 1, 2 * LEASE_MS - 1, 2 * LEASE_MS]) {
      claims.push((await claimedAt(db, ms)).length);
    }
    expect(claims).toEqual([1, 0, 0, 1, 0, 0, 1]);
  });

  test('is said to wait, since when, and why', async () => {
    const db = temporaryDatabase();
    expect(await outboxState(db)).toEqual({ waiting: 0, failed: 0, problem: null, oldestWaitingAt: null });
    await oweLetter(db, ada, letter, later(1));
    await oweLetter(db, ada, letter, later(2));
    await oweLetter(db, ada, letter, later(0));
    const [first, second, third] = await stored(db);
    if (!first || !second || !third) throw new Error('no mail');
    await markFailed(db, first, { problem: '421 later', forGood: false }, NOON);
    await markFailed(db, second, { problem: '550 never', forGood: true }, NOON);
    expect(await outboxState(db)).toEqual({
      waiting: 2,
      failed: 1,
      problem: '421 later',
      oldestWaitingAt: later(0),
    });
    await markSent(db, third.id, NOON);
    expect(await outboxState(db)).toMatchObject({ waiting: 1, oldestWaitingAt: later(1) });
    await markSent(db, first.id, NOON);
    expect(await outboxState(db)).toMatchObject({ waiting: 0, failed: 1, problem: null });
  });
});

describe('mail that was sent', () => {
  test('is never given again, and its words are forgotten', async () => {
    const db = temporaryDatabase();
    await oweLetter(db, ada, letter, NOON);
    await markFailed(db, await one(db), { problem: '451 later', forGood: false }, NOON);
    await claimedAt(db, MINUTE);
    await markSent(db, 1, later(MINUTE));
    expect(await one(db)).toMatchObject({
      state: 'sent',
      sentAt: later(MINUTE),
      problem: null,
      leaseUntil: null,
      subject: 'Your way in',
    });
    expect(JSON.stringify(await one(db))).not.toContain('secret');
    expect(await claimedAt(db, 1000 * HOUR)).toEqual([]);
  });
});

describe('mail that is no longer wanted', () => {
  test('is dropped, never given again, and its words are forgotten', async () => {
    const db = temporaryDatabase();
    await oweLetter(db, ada, letter, NOON);
    await markDropped(db, 1);
    expect(await one(db)).toMatchObject({ state: 'dropped', leaseUntil: null });
    expect(JSON.stringify(await one(db))).not.toContain('secret');
    expect(await claimedAt(db, 1000 * HOUR)).toEqual([]);
  });
});

describe('mail that the server did not take', () => {
  async function failedTimes(db: Db, times: number): Promise<number[]> {
    const pauses = [];
    for (let n = 0; n < times; n += 1) {
      const mail = await one(db);
      await markFailed(db, mail, { problem: `451 try ${n}`, forGood: false }, mail.nextAttemptAt);
      const { nextAttemptAt } = await one(db);
      pauses.push((nextAttemptAt.getTime() - mail.nextAttemptAt.getTime()) / MINUTE);
    }
    return pauses;
  }

  test('is tried again after pauses that grow up to an hour', async () => {
    const db = temporaryDatabase();
    await oweLetter(db, ada, letter, NOON);
    expect(await failedTimes(db, 9)).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
    expect(await one(db)).toMatchObject({
      state: 'waiting',
      attempts: 9,
      problem: '451 try 8',
      leaseUntil: null,
    });
  });

  test('is given again when its pause is over, though its lease isn’t, each time', async () => {
    const db = temporaryDatabase();
    await oweLetter(db, ada, letter, NOON);
    for (const [failedAt, pause] of [
      [0, MINUTE],
      [MINUTE, 2 * MINUTE],
    ] as const) {
      expect(await claimedAt(db, failedAt)).toEqual([1]);
      await markFailed(db, await one(db), { problem: '451', forGood: false }, later(failedAt));
      expect(await claimedAt(db, failedAt + pause - 1)).toEqual([]);
    }
    expect(await claimedAt(db, 3 * MINUTE)).toEqual([1]);
  });

  test('is given at once when somebody says that the server is mended; not what one recipient’s provider puts off', async () => {
    const db = temporaryDatabase();
    for (const problem of ['connect ECONNREFUSED', '535 Wrong password', '450 4.2.2 Come back later']) {
      await oweLetter(db, ada, letter, NOON);
      const [mail] = await claimMails(db, 1, NOON, LEASE_MS);
      if (mail) await markFailed(db, mail, { problem, forGood: false }, NOON);
    }
    await oweLetter(db, ada, letter, later(HOUR));
    await endPauses(db, later(1));
    expect(await claimedAt(db, 1)).toEqual([1, 2]);
    expect(await findPaused(db)).toEqual({ mails: 3, nextAt: later(1) });
  });

  test('is given up after about four days, and not before; then its words are forgotten', async () => {
    const db = temporaryDatabase();
    await oweLetter(db, ada, letter, NOON);
    await failedTimes(db, 99);
    expect(await one(db)).toMatchObject({ state: 'waiting', ...letter });
    const days = ((await one(db)).nextAttemptAt.getTime() - NOON.getTime()) / (24 * HOUR);
    expect(days).toBeGreaterThan(3.5);
    expect(days).toBeLessThan(5);
    await failedTimes(db, 1);
    expect(await one(db)).toMatchObject({ state: 'failed', attempts: 100 });
    expect(JSON.stringify(await one(db))).not.toContain('secret');
    expect(await claimedAt(db, 1000 * HOUR)).toEqual([]);
  });

  test('for good is not tried again, and its words are forgotten', async () => {
    const db = temporaryDatabase();
    await oweLetter(db, ada, letter, NOON);
    await markFailed(db, await one(db), { problem: '550 no such user', forGood: true }, NOON);
    expect(await one(db)).toMatchObject({ state: 'failed', attempts: 1, problem: '550 no such user' });
    expect(JSON.stringify(await one(db))).not.toContain('secret');
    expect(await claimedAt(db, 1000 * HOUR)).toEqual([]);
  });

  test('says nothing about the others', async () => {
    const db = temporaryDatabase();
    await oweLetter(db, ada, letter, NOON);
    await oweLetter(db, ada, letter, NOON);
    const [, second] = await stored(db);
    await markFailed(db, await one(db), { problem: '550', forGood: true }, NOON);
    expect((await db.select().from(outbox).where(eq(outbox.id, 2)))[0]).toEqual(second);
  });
});
