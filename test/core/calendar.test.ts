import { describe, expect, test } from 'vitest';
import {
  addDays,
  dayIn,
  instantOf,
  instantsAt,
  isDay,
  isTime,
  isTimezone,
  nextHour,
  timeAfterLeap,
  timeIn,
  weekdayOf,
} from '#core/calendar.ts';

describe('a day', () => {
  test.each([
    ['UTC', '2027-01-12T00:00:00Z', '2027-01-11', '2027-01-12'],
    ['Europe/Berlin', '2027-01-11T23:00:00Z', '2027-01-11', '2027-01-12'],
    ['Europe/Berlin', '2027-07-11T22:00:00Z', '2027-07-11', '2027-07-12'],
    ['America/St_Johns', '2027-01-12T03:30:00Z', '2027-01-11', '2027-01-12'],
    ['Asia/Kathmandu', '2027-01-11T18:15:00Z', '2027-01-11', '2027-01-12'],
    ['Pacific/Kiritimati', '2027-01-11T10:00:00Z', '2027-01-11', '2027-01-12'],
    // Clocks went from 00:00 to 01:00: the day began an hour late.
    ['America/Asuncion', '2024-10-06T04:00:00Z', '2024-10-05', '2024-10-06'],
    // A whole day was left out: the 30th of December never was.
    ['Pacific/Apia', '2011-12-30T10:00:00Z', '2011-12-29', '2011-12-31'],
  ])('begins in %s at %s', (timezone, instant, before, after) => {
    const at = (ms: number) => dayIn(timezone, new Date(Date.parse(instant) + ms));
    expect(at(-1)).toBe(before);
    expect(at(0)).toBe(after);
    expect(at(1)).toBe(after);
  });

  test.each([
    ['2028-02-28', 1, '2028-02-29'],
    ['2028-02-29', 1, '2028-03-01'],
    ['2027-02-28', 1, '2027-03-01'],
    ['2028-03-01', -1, '2028-02-29'],
    ['2027-12-31', 1, '2028-01-01'],
    ['2027-03-27', 1, '2027-03-28'],
    ['2027-03-28', 1, '2027-03-29'],
    ['2027-01-11', 7, '2027-01-18'],
    ['2027-01-11', 0, '2027-01-11'],
  ])('%s and %i days make %s', (day, days, sum) => {
    expect(addDays(day, days)).toBe(sum);
  });

  test.each(['2027-01-11', '2028-02-29', '2000-02-29', '9999-12-31'])('may be %s', (value) => {
    expect(isDay(value)).toBe(true);
  });

  test.each([
    '2027-02-29',
    '2100-02-29',
    '2027-02-30',
    '2027-00-10',
    '2027-13-01',
    '2027-01-00',
    '2027-1-1',
    '20270111',
    ' 2027-01-11',
    '2027-01-11\n',
    '2027-01-11T00:00',
    '-2027-01-11',
    '+002027-01-11',
    'today',
    '',
  ])('cannot be %j', (value) => {
    expect(isDay(value)).toBe(false);
  });
});

describe('an hour of a day', () => {
  test.each([
    ['2027-01-12', 7, 'Europe/Berlin', '2027-01-12T06:00:00Z'],
    ['2027-07-12', 7, 'Europe/Berlin', '2027-07-12T05:00:00Z'],
    ['2027-01-12', 0, 'Europe/Berlin', '2027-01-11T23:00:00Z'],
    ['2027-01-12', 23, 'Pacific/Kiritimati', '2027-01-12T09:00:00Z'],
    ['2028-02-29', 7, 'UTC', '2028-02-29T07:00:00Z'],
  ])('%s at %i in %s is %s', (day, hour, timezone, instant) => {
    expect(instantOf(day, hour, timezone)).toEqual(new Date(instant));
  });

  test('that the clocks leave out is the hour after it', () => {
    expect(instantOf('2027-03-28', 1, 'Europe/Berlin')).toEqual(new Date('2027-03-28T00:00:00Z'));
    expect(instantOf('2027-03-28', 2, 'Europe/Berlin')).toEqual(new Date('2027-03-28T01:00:00Z'));
    expect(instantOf('2027-03-28', 3, 'Europe/Berlin')).toEqual(new Date('2027-03-28T01:00:00Z'));
    expect(instantOf('2024-10-06', 0, 'America/Asuncion')).toEqual(new Date('2024-10-06T04:00:00Z'));
  });

  test('that comes twice is the first', () => {
    expect(instantOf('2027-10-31', 1, 'Europe/Berlin')).toEqual(new Date('2027-10-30T23:00:00Z'));
    expect(instantOf('2027-10-31', 2, 'Europe/Berlin')).toEqual(new Date('2027-10-31T00:00:00Z'));
    expect(instantOf('2027-10-31', 3, 'Europe/Berlin')).toEqual(new Date('2027-10-31T02:00:00Z'));
  });

  test('is on its day, every day of a year in which clocks change and a day is added', () => {
    for (const timezone of ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'America/Havana']) {
      for (let day = '2028-01-01'; day <= '2028-12-31'; day = addDays(day, 1)) {
        for (const hour of [0, 2, 23]) expect(dayIn(timezone, instantOf(day, hour, timezone))).toBe(day);
      }
    }
  });
});

describe('a time zone', () => {
  test.each(['Europe/Berlin', 'America/Argentina/Buenos_Aires', 'UTC', 'Asia/Kolkata'])(
    'may be %s',
    (zone) => {
      expect(isTimezone(zone)).toBe(true);
    },
  );

  test.each(['Berlin', 'Europe/Atlantis', 'CEST', 'GMT+25', '', ' '])('cannot be %j', (zone) => {
    expect(isTimezone(zone)).toBe(false);
  });
});

describe('the next time that a clock shows an hour', () => {
  test.each([
    ['today, when it is yet to come', '2027-01-12T05:00:00Z', 7, 'Europe/Berlin', '2027-01-12T06:00:00Z'],
    ['now, when it has just come', '2027-01-12T06:00:00Z', 7, 'Europe/Berlin', '2027-01-12T06:00:00Z'],
    ['tomorrow, when it has passed', '2027-01-12T06:00:00.001Z', 7, 'Europe/Berlin', '2027-01-13T06:00:00Z'],
    ['elsewhere', '2027-01-12T06:00:00Z', 7, 'Asia/Tokyo', '2027-01-12T22:00:00Z'],
    [
      'an hour later, where clocks skip it',
      '2027-03-28T00:30:00Z',
      2,
      'Europe/Berlin',
      '2027-03-28T01:00:00Z',
    ],
    ['once, where clocks show it twice', '2027-10-30T23:30:00Z', 2, 'Europe/Berlin', '2027-10-31T00:00:00Z'],
  ])('is %s', (_, from, hour, timezone, at) => {
    expect(nextHour(new Date(from), hour, timezone).toISOString()).toBe(new Date(at).toISOString());
  });

  test('is never more than a day and an hour away', () => {
    for (let hours = 0; hours < 24 * 366; hours += 7) {
      const from = new Date(Date.UTC(2027, 0, 1, hours));
      const at = nextHour(from, hours % 24, 'America/New_York').getTime() - from.getTime();
      expect(at).toBeGreaterThanOrEqual(0);
      expect(at).toBeLessThanOrEqual(25 * 60 * 60 * 1000);
    }
  });
});

test('a day has its place in the week', () => {
  expect(['2027-01-11', '2027-01-17', '2028-02-29'].map(weekdayOf)).toEqual([1, 7, 2]);
});

describe('a time of a day', () => {
  test.each([
    ['an ordinary evening', '2027-01-14', '19:00', ['2027-01-14T18:00:00.000Z']],
    ['leapt over', '2027-03-28', '02:30', []],
    ['at the end of the leap', '2027-03-28', '03:00', ['2027-03-28T01:00:00.000Z']],
    ['shown twice', '2027-10-31', '02:30', ['2027-10-31T00:30:00.000Z', '2027-10-31T01:30:00.000Z']],
    ['after that', '2027-10-31', '03:00', ['2027-10-31T02:00:00.000Z']],
  ])('%s in Berlin', (_, day, time, instants) => {
    const found = instantsAt(day, time, 'Europe/Berlin');
    expect(found.map((at) => at.toISOString())).toEqual(instants);
    for (const at of found) expect(timeIn('Europe/Berlin', at)).toBe(time);
  });

  test('that is leapt over is there later; that of a day without any is never', () => {
    expect(timeAfterLeap('2027-03-28', '02:30', 'Europe/Berlin')).toBe('03:30');
    expect(instantsAt('2011-12-30', '19:00', 'Pacific/Apia')).toEqual([]);
    expect(timeAfterLeap('2011-12-30', '19:00', 'Pacific/Apia')).toBe('19:00');
  });

  test('is told from what is none', () => {
    expect(['00:00', '23:59', '24:00', '7:00', '19:60', ''].map(isTime)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});
