import { describe, expect, test } from 'vitest';
import { limitUses } from '#core/db/schema/door.ts';
import { isWithinLimits, type Limit } from '#core/limits.ts';
import { temporaryDatabase } from '../support/database.ts';
import { DAY, HOUR, later, MINUTE } from '../support/participants.ts';

const mails: Limit = { key: 'mail to ada@example.org', most: 3, withinMs: HOUR };

describe('a limit', () => {
  test('lets so many through and no more', async () => {
    const db = temporaryDatabase();
    const answers = [];
    for (let n = 0; n < 5; n += 1) answers.push(await isWithinLimits(db, [mails], later(0)));
    expect(answers).toEqual([true, true, true, false, false]);
  });

  test('slides: each use counts for its hour, to the millisecond, the next hour too', async () => {
    const db = temporaryDatabase();
    const at = (ms: number) => isWithinLimits(db, [mails], later(ms));
    for (const ms of [0, 10 * MINUTE, 20 * MINUTE]) expect(await at(ms)).toBe(true);
    expect(await at(HOUR - 1)).toBe(false);
    expect(await at(HOUR)).toBe(true);
    expect(await at(HOUR + 1)).toBe(false);
    expect(await at(HOUR + 10 * MINUTE - 1)).toBe(false);
    expect(await at(HOUR + 10 * MINUTE)).toBe(true);
    expect(await at(HOUR + 20 * MINUTE - 1)).toBe(false);
    expect(await at(HOUR + 20 * MINUTE)).toBe(true);
    expect(await at(2 * HOUR - 1)).toBe(false);
    expect(await at(2 * HOUR)).toBe(true);
  });

  test('does not count a use that it refused', async () => {
    const db = temporaryDatabase();
    const once = { ...mails, most: 1 };
    expect(await isWithinLimits(db, [once], later(0))).toBe(true);
    for (let minute = 1; minute < 60; minute += 1) {
      expect(await isWithinLimits(db, [once], later(minute * MINUTE))).toBe(false);
    }
    expect(await isWithinLimits(db, [once], later(HOUR))).toBe(true);
  });

  test('of one address is not another’s', async () => {
    const db = temporaryDatabase();
    const once = { ...mails, most: 1 };
    expect(await isWithinLimits(db, [once], later(0))).toBe(true);
    expect(await isWithinLimits(db, [{ ...once, key: 'mail to grace@example.org' }], later(0))).toBe(true);
    expect(await isWithinLimits(db, [once], later(0))).toBe(false);
  });

  test('lets three of a hundred through that come at once', async () => {
    const db = temporaryDatabase();
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => isWithinLimits(db, [mails], later(0))),
    );
    expect(answers.filter(Boolean)).toHaveLength(3);
  });

  test('holds when the clock goes back', async () => {
    const db = temporaryDatabase();
    for (let n = 0; n < 3; n += 1) await isWithinLimits(db, [mails], later(0));
    expect(await isWithinLimits(db, [mails], later(-HOUR))).toBe(false);
  });
});

describe('several limits', () => {
  const network: Limit = { key: 'mail from 192.0.2.1', most: 4, withinMs: HOUR };
  const all: Limit = { key: 'mail', most: 5, withinMs: HOUR };

  test('hold at once, and a use that one of them refuses counts for none', async () => {
    const db = temporaryDatabase();
    const ask = (to: string, from = 'mail from 192.0.2.1') =>
      isWithinLimits(db, [{ ...mails, key: to }, { ...network, key: from }, all], later(0));
    for (let n = 0; n < 3; n += 1) expect(await ask('ada')).toBe(true);
    for (let n = 0; n < 3; n += 1) expect(await ask('ada')).toBe(false);
    expect(await ask('grace')).toBe(true);
    expect(await ask('grace')).toBe(false);
    expect(await ask('grace', 'mail from 198.51.100.1')).toBe(true);
    expect(await ask('grace', 'mail from 198.51.100.1')).toBe(false);
  });
});

test('uses are forgotten after a day', async () => {
  const db = temporaryDatabase();
  const other = { ...mails, key: 'another' };
  await isWithinLimits(db, [mails], later(0));
  await isWithinLimits(db, [other], later(DAY));
  expect(await db.select().from(limitUses)).toHaveLength(2);
  await isWithinLimits(db, [other], later(DAY + 1));
  expect((await db.select().from(limitUses)).map(({ key }) => key)).toEqual(['another', 'another']);
});
