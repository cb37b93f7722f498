import { describe, expect, test } from 'vitest';
import { dueDay, listNeighbours } from '#core/issues.ts';
import { makeIssue } from '#core/publishing.ts';
import { testCohort } from '../support/cohort.ts';
import { temporaryDatabase } from '../support/database.ts';
import { HOUR, seatWithPost } from '../support/participants.ts';

const rhizo = testCohort();
const alder = testCohort({}, 'alder');

/** Seven in the morning in Berlin, when the issue of that day of January is due. */
function due(day: number, ms = 0): Date {
  return new Date(Date.UTC(2027, 0, day, 6) + ms);
}

describe('an issue is due', () => {
  test.each([
    ['on an ordinary day', '2027-01-12T06:00:00Z', '2027-01-12'],
    ['the next day', '2027-01-13T06:00:00Z', '2027-01-13'],
    ['on the day clocks go forward', '2027-03-28T05:00:00Z', '2027-03-28'],
    ['on the day clocks go back', '2027-10-31T06:00:00Z', '2027-10-31'],
    ['on a leap day', '2028-02-29T06:00:00Z', '2028-02-29'],
  ])('from the cohort’s hour until midnight %s', (_, instant, day) => {
    const at = (ms: number) => dueDay(rhizo, new Date(Date.parse(instant) + ms));
    expect(at(-1)).toBeNull();
    expect(at(0)).toBe(day);
    expect(at(17 * HOUR - 1)).toBe(day);
    expect(at(17 * HOUR)).toBeNull();
  });

  test('at an hour that the clocks leave out, when it would have been', () => {
    const atTwo = { ...rhizo, digestHour: 2 };
    expect(dueDay(atTwo, new Date('2027-03-28T00:59:59.999Z'))).toBeNull();
    expect(dueDay(atTwo, new Date('2027-03-28T01:00:00Z'))).toBe('2027-03-28');
  });

  test('once where an hour comes twice', () => {
    const atTwo = { ...rhizo, digestHour: 2 };
    for (const instant of ['2027-10-31T00:00:00Z', '2027-10-31T01:00:00Z', '2027-10-31T22:59:59Z']) {
      expect(dueDay(atTwo, new Date(instant))).toBe('2027-10-31');
    }
  });

  test('all day long where it is made at midnight', () => {
    const atMidnight = { ...rhizo, digestHour: 0 };
    expect(dueDay(atMidnight, new Date('2027-01-11T22:59:59.999Z'))).toBe('2027-01-11');
    expect(dueDay(atMidnight, new Date('2027-01-11T23:00:00Z'))).toBe('2027-01-12');
  });
});

test('the neighbours of a day are the nearest that carry something', async () => {
  const db = temporaryDatabase();
  await seatWithPost(db, 'Ada', { filedAt: due(11) });
  await seatWithPost(db, 'Grace', { filedAt: due(13, 1) });
  await seatWithPost(db, 'Eve', { filedAt: due(14, 1) });
  for (const day of [12, 13, 14, 15]) await makeIssue(db, rhizo, `2027-01-${day}`, due(day));
  await makeIssue(db, alder, '2027-01-13', due(13));
  const around = async (day: string) => {
    const { previous, next } = await listNeighbours(db, 'rhizo', day);
    return [previous?.publishedOn, next?.publishedOn];
  };
  expect(await around('2027-01-11')).toEqual([undefined, '2027-01-12']);
  expect(await around('2027-01-12')).toEqual([undefined, '2027-01-14']);
  expect(await around('2027-01-13')).toEqual(['2027-01-12', '2027-01-14']);
  expect(await around('2027-01-14')).toEqual(['2027-01-12', '2027-01-15']);
  expect(await around('2027-01-16')).toEqual(['2027-01-15', undefined]);
});
