import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextCheck, type Signs } from '../../../aggregator/feeds/schedule.ts';
import { DAY, HOUR, MINUTE, NOON, SECOND } from '../../support/participants.ts';

const WELL: Extract<Signs, { kind: 'well' }> = {
  kind: 'well',
  postsOfWeek: 0,
  isNew: true,
  headers: {},
  ttlMinutes: null,
  skipHours: [],
};

/** How long the pause is, in milliseconds. */
function pause(failures: number, retryAfter: string | null = null, random = 0, now = NOON): number {
  const signs = failures === 0 ? WELL : ({ kind: 'trouble', failures, retryAfter, isGone: false } as const);
  return nextCheck(now, signs, random).getTime() - now.getTime();
}

const inHttp = (ms: number) => new Date(NOON.getTime() + ms).toUTCString();

describe('the next check', () => {
  test('of a feed that has just been added is in an hour', () => {
    expect(pause(0)).toBe(HOUR);
  });

  test.each([
    [1, HOUR],
    [2, 2 * HOUR],
    [3, 4 * HOUR],
    [4, 8 * HOUR],
    [5, 16 * HOUR],
    [6, 32 * HOUR],
    [7, 64 * HOUR],
    [8, 3 * DAY],
    [9, 3 * DAY],
    [1_000_000, 3 * DAY],
  ])('after %d failures in a row is after a pause that has grown', (failures, ms) => {
    expect(pause(failures)).toBe(ms);
  });

  test.each([
    ['7200', 2 * HOUR],
    [' 7200 ', 2 * HOUR],
    ['86400', DAY],
    [String((7 * DAY) / SECOND - 1), 7 * DAY - SECOND],
    [String((7 * DAY) / SECOND + 1), 7 * DAY],
    ['9'.repeat(400), 7 * DAY],
    [inHttp(5 * HOUR), 5 * HOUR],
    [inHttp(30 * DAY), 7 * DAY],
    ['Tuesday, 12-Jan-27 15:00:00 GMT', 4 * HOUR],
  ])('waits as long as Retry-After says: “%s”', (retryAfter, ms) => {
    expect(pause(1, retryAfter)).toBe(ms);
  });

  test.each([
    '0',
    '60',
    '3599',
    '',
    'soon',
    '-5',
    '3600.5',
    '1,2',
    '0x9999999',
    '2 days',
    inHttp(-DAY),
    inHttp(10 * MINUTE),
  ])('is never sooner than without a Retry-After of “%s”', (retryAfter) => {
    expect(pause(1, retryAfter)).toBe(HOUR);
    expect(pause(4, retryAfter)).toBe(8 * HOUR);
  });

  test('is up to a fifth later by chance', () => {
    expect(pause(0, null, 1)).toBe(72 * MINUTE);
    expect(pause(0, null, 0.5)).toBe(66 * MINUTE);
  });

  function afterSuccess(signs: Partial<typeof WELL>, now = NOON): number {
    return nextCheck(now, { ...WELL, isNew: false, ...signs }, 0).getTime() - now.getTime();
  }

  test.each([
    [0, 4 * HOUR],
    [1, 4 * HOUR],
    [7, 4 * HOUR],
    [84, 2 * HOUR],
    [168, HOUR],
    [10_000, HOUR],
  ])('of a feed with %d posts in the past week follows its pace', (postsOfWeek, ms) => {
    expect(afterSuccess({ postsOfWeek })).toBe(ms);
  });

  test.each([
    [{ 'cache-control': 'max-age=28800' }, 8 * HOUR],
    [{ 'cache-control': 'public, Max-Age="28800"' }, 8 * HOUR],
    [{ 'cache-control': 'max-age=28800', age: '3600' }, 7 * HOUR],
    [{ 'cache-control': 'max-age=28800', expires: inHttp(DAY) }, 8 * HOUR],
    [{ 'cache-control': 'max-age=999999999' }, DAY],
    [{ 'cache-control': 'no-store, no-cache' }, 4 * HOUR],
    [{ 'cache-control': 's-maxage=28800' }, 4 * HOUR],
    [{ expires: inHttp(8 * HOUR) }, 8 * HOUR],
    [{ expires: inHttp(30 * DAY) }, DAY],
    [{ expires: inHttp(14 * HOUR), date: inHttp(6 * HOUR) }, 8 * HOUR],
    [{ expires: '0' }, 4 * HOUR],
    [{ expires: inHttp(-DAY) }, 4 * HOUR],
  ])('grants a server the rest that it wishes for with %o', (headers, ms) => {
    expect(afterSuccess({ headers })).toBe(ms);
  });

  test.each([
    [null, 4 * HOUR],
    [5, 4 * HOUR],
    [480, 8 * HOUR],
    [100_000, DAY],
  ])('follows a ttl of %s minutes', (ttlMinutes, ms) => {
    expect(afterSuccess({ ttlMinutes })).toBe(ms);
  });

  test('leaves a feed alone in the hours it wishes to be skipped, in GMT', () => {
    // Noon in Berlin is eleven in Greenwich; four hours later it is three there.
    expect(afterSuccess({ skipHours: [15] })).toBe(5 * HOUR);
    expect(afterSuccess({ skipHours: [15, 16, 17] })).toBe(7 * HOUR);
    expect(afterSuccess({ skipHours: [14, 16] })).toBe(4 * HOUR);
    expect(afterSuccess({ skipHours: Array.from({ length: 24 }, (_, hour) => hour) })).toBe(4 * HOUR);
  });

  test('of a feed that its server calls gone is a day later, to hear it again', () => {
    const gone = { kind: 'trouble', failures: 1, retryAfter: null, isGone: true } as const;
    expect(nextCheck(NOON, gone, 0).getTime() - NOON.getTime()).toBe(DAY);
  });

  test('after an outage of our own comes soon', () => {
    expect(nextCheck(NOON, { kind: 'outage' }, 0).getTime() - NOON.getTime()).toBe(10 * MINUTE);
  });

  const words = fc.oneof(
    fc.constant(null),
    fc.string(),
    fc.nat().map(String),
    fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
  );

  test('is never within an hour and never later than a week and a bit, whatever happens', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        words,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }),
        (failures, retryAfter, random, now) => {
          const ms = pause(failures, retryAfter, random, now);
          expect(ms).toBeGreaterThanOrEqual(HOUR);
          expect(ms).toBeLessThanOrEqual(8.4 * DAY);
        },
      ),
      { seed: 27 },
    );
  });

  test('never comes sooner for failing once more', () => {
    fc.assert(
      fc.property(
        fc.nat(40),
        words,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (failures, retryAfter, random) => {
          expect(pause(failures + 1, retryAfter, random)).toBeGreaterThanOrEqual(
            pause(failures, retryAfter, random),
          );
        },
      ),
      { seed: 27 },
    );
  });
});

describe('the next look for comments', () => {
  const wishes: Omit<typeof WELL, 'kind' | 'postsOfWeek' | 'isNew'> = {
    headers: {},
    ttlMinutes: null,
    skipHours: [],
  };
  const pauseAt = (ageMs: number, more: Partial<typeof wishes> = {}, random = 0) =>
    nextCheck(NOON, { kind: 'discussed', ageMs, ...wishes, ...more }, random).getTime() - NOON.getTime();

  test.each([
    [-HOUR, HOUR],
    [0, HOUR],
    [2 * DAY - 1, HOUR],
    [2 * DAY, 8 * HOUR],
    [6 * DAY, DAY],
    [18 * DAY, 3 * DAY],
    [59 * DAY, 3 * DAY],
  ])('on a post of %d ms comes after a pause that grows with its age', (age, ms) => {
    expect(pauseAt(age)).toBe(ms);
  });

  test('comes later when the feed or its server wishes, in both ages', () => {
    expect(pauseAt(HOUR, { ttlMinutes: 90 })).toBe(1.5 * HOUR);
    expect(pauseAt(HOUR, { headers: { 'cache-control': 'max-age=7200' } })).toBe(2 * HOUR);
    expect(pauseAt(6 * DAY, { ttlMinutes: 90 })).toBe(DAY);
    expect(pauseAt(HOUR, { skipHours: [12, 13] })).toBe(3 * HOUR);
    expect(pauseAt(18 * DAY, {}, 1)).toBe(3.6 * DAY);
  });
});
