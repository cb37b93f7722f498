import { describe, expect, test } from 'vitest';
import { addDays } from '#core/calendar.ts';
import type { Db } from '#core/db/open.ts';
import { outbox } from '#core/db/schema/issues.ts';
import { findWeekly, getIssue, isWeekly } from '#core/issues.ts';
import { markSent, type OwedMail } from '#core/mail/outbox.ts';
import {
  changeTimezone,
  changeWishes,
  comeBack,
  findWishes,
  findWishesFor,
  goAway,
  isAway,
  listReaders,
  sendingTime,
} from '#core/mail/wishes.ts';
import { makeIssue, makeWeekly } from '#core/publishing.ts';
import { testCohort } from '../../support/cohort.ts';
import { temporaryDatabase } from '../../support/database.ts';
import { DAY, HOUR, later, NOON, seat, seatWithPost } from '../../support/participants.ts';

const cohort = testCohort();

async function mails(db: Db): Promise<OwedMail[]> {
  return db.select().from(outbox).orderBy(outbox.id);
}

/** Makes the issue of a day of January at noon, with a post of somebody's. */
async function issueOn(db: Db, day: number, name: string): Promise<void> {
  const at = later((day - 12) * DAY);
  await seatWithPost(db, name, { filedAt: at });
  await makeIssue(db, cohort, addDays('2027-01-01', day - 1), at);
}

describe('the hour of a mail', () => {
  test('is that of its making, unless somebody wishes one of their own day', () => {
    expect(sendingTime(NOON, { mailHour: null, timezone: 'Asia/Tokyo' }, 'UTC')).toEqual(NOON);
    const at = (timezone: string | null) => sendingTime(NOON, { mailHour: 7, timezone }, 'Europe/Berlin');
    expect(at(null).toISOString()).toBe('2027-01-13T06:00:00.000Z');
    expect(at('Asia/Tokyo').toISOString()).toBe('2027-01-12T22:00:00.000Z');
    expect(at('America/New_York').toISOString()).toBe('2027-01-12T12:00:00.000Z');
  });

  test('moves with whoever travels, and with their wish; there is one mail all the while', async () => {
    const db = temporaryDatabase();
    const { membership, person } = await seat(db, 'Ulla');
    await changeWishes(db, membership.id, { mailHour: 7 }, cohort.timezone);
    await issueOn(db, 12, 'Ada');
    const sendAt = async () =>
      (await mails(db)).filter(({ toName }) => toName === 'Ulla').map(({ nextAttemptAt }) => nextAttemptAt);
    expect(await sendAt()).toEqual([new Date('2027-01-13T06:00:00Z')]);
    await changeTimezone(db, person.id, 'Pacific/Auckland');
    expect(await sendAt()).toEqual([new Date('2027-01-12T18:00:00Z')]);
    await changeWishes(db, membership.id, { mailHour: null }, cohort.timezone);
    expect(await sendAt()).toEqual([NOON]);
    expect((await findWishes(db, membership.id))?.timezone).toBe('Pacific/Auckland');
  });

  test('is kept on the days on which clocks change, once a day', async () => {
    for (const day of ['2027-03-28', '2027-10-31']) {
      for (let hour = 0; hour < 24; hour += 1) {
        const madeAt = new Date(`${day}T00:00:00Z`);
        const at = sendingTime(madeAt, { mailHour: hour, timezone: 'Europe/Berlin' }, 'UTC');
        expect(at.getTime() - madeAt.getTime()).toBeLessThanOrEqual(25 * HOUR);
        expect(at >= madeAt).toBe(true);
      }
    }
  });
});

describe('somebody who is away', () => {
  test('gets no mail, and on their return one that tells of all that time', async () => {
    const db = temporaryDatabase();
    const { membership } = await seat(db, 'Ulla');
    await goAway(db, membership.id, '2027-01-14', later(-HOUR));
    await issueOn(db, 12, 'Ada');
    await issueOn(db, 13, 'Grace');
    const toUlla = async () => (await mails(db)).filter(({ toName }) => toName === 'Ulla');
    expect(await toUlla()).toEqual([]);
    await issueOn(db, 14, 'Eve');
    expect(await toUlla()).toMatchObject([{ awaySince: later(-HOUR) }]);
    await issueOn(db, 15, 'Mary');
    expect((await toUlla()).map(({ awaySince }) => awaySince)).toEqual([later(-HOUR), null]);
    expect(await findWishes(db, membership.id)).toMatchObject({ awayUntil: null, awaySince: null });
  });

  test('hears on their return what came between their last mail and their going, too', async () => {
    const db = temporaryDatabase();
    const { membership } = await seat(db, 'Ulla');
    const toUlla = async () => (await mails(db)).filter(({ toName }) => toName === 'Ulla');
    await issueOn(db, 12, 'Ada');
    const [first] = await toUlla();
    if (!first) throw new Error('no mail');
    await markSent(db, first.id, later(HOUR));
    await issueOn(db, 13, 'Grace');
    const madeOf12 = (await getIssue(db, first.issueId ?? 0)).madeAt;
    // The mail of the 13th waits for their hour when they go, and is dropped.
    await goAway(db, membership.id, '2027-01-15', later(DAY + 2 * HOUR));
    await issueOn(db, 15, 'Eve');
    expect((await toUlla()).at(-1)).toMatchObject({ awaySince: madeOf12 });
  });

  test('who left before a mail went out gets that with the rest', async () => {
    const db = temporaryDatabase();
    const { membership } = await seat(db, 'Ulla');
    await issueOn(db, 12, 'Ada');
    const [mail] = (await mails(db)).filter(({ toName }) => toName === 'Ulla');
    if (!mail) throw new Error('no mail');
    expect(await findWishesFor(db, mail)).not.toBeNull();
    await goAway(db, membership.id, '2027-02-01', later(HOUR));
    expect(await findWishesFor(db, mail)).toBeNull();
  });

  test('may come back before, and may stay away longer, which forgets nothing', async () => {
    const db = temporaryDatabase();
    const { membership } = await seat(db, 'Ulla');
    await goAway(db, membership.id, '2027-01-14', NOON);
    await goAway(db, membership.id, '2027-02-01', later(DAY));
    expect(await findWishes(db, membership.id)).toMatchObject({ awayUntil: '2027-02-01', awaySince: NOON });
    await comeBack(db, membership.id);
    expect(await findWishes(db, membership.id)).toMatchObject({ awayUntil: null, awaySince: NOON });
  });

  test('is back at midnight where the cohort is', () => {
    const at = (instant: string) => isAway({ awayUntil: '2027-01-14' }, 'Europe/Berlin', new Date(instant));
    expect(at('2027-01-13T22:59:59.999Z')).toBe(true);
    expect(at('2027-01-13T23:00:00.000Z')).toBe(false);
    expect(isAway({ awayUntil: null }, 'Europe/Berlin', NOON)).toBe(false);
  });
});

describe('the weekly', () => {
  test('is made on the weekday on which the course began, once, for those who want it so', async () => {
    const db = temporaryDatabase();
    const { membership } = await seat(db, 'Ulla');
    await changeWishes(db, membership.id, { rhythm: 'weekly' }, cohort.timezone);
    expect(isWeekly(cohort, '2027-01-18')).toBe(true);
    expect(isWeekly(cohort, '2027-01-17')).toBe(false);
    await issueOn(db, 12, 'Ada');
    await issueOn(db, 18, 'Grace');
    const at = later(6 * DAY);
    expect(await makeWeekly(db, cohort, '2027-01-18', at)).toMatchObject({ number: 1, kind: 'weekly' });
    expect(await makeWeekly(db, cohort, '2027-01-18', at)).toBeNull();
    const toUlla = (await mails(db)).filter(({ toName }) => toName === 'Ulla');
    expect(toUlla.map(({ messageId }) => messageId)).toEqual([`rhizo.weekly.2027-01-18.${membership.id}`]);
    expect(await findWeekly(db, 'rhizo', '2027-01-18')).toMatchObject({ number: 1 });
    expect(await findWeekly(db, 'alder', '2027-01-18')).toBeNull();
  });

  test('of a week without issues isn’t made', async () => {
    const db = temporaryDatabase();
    await issueOn(db, 12, 'Ada');
    expect(await makeWeekly(db, cohort, '2027-01-25', later(13 * DAY))).toBeNull();
  });

  test('takes the place of the dailies, and the other way round', async () => {
    const db = temporaryDatabase();
    const { membership } = await seat(db, 'Ulla');
    const names = async (rhythm: 'daily' | 'weekly') =>
      (await listReaders(db, 'rhizo', rhythm)).map(({ name }) => name);
    expect([await names('daily'), await names('weekly')]).toEqual([['Ulla'], []]);
    await changeWishes(db, membership.id, { rhythm: 'weekly' }, cohort.timezone);
    expect([await names('daily'), await names('weekly')]).toEqual([[], ['Ulla']]);
  });
});
