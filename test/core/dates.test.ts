import { expect, test } from 'vitest';
import { longDate, shortDate, startOfDay } from '#core/dates.ts';

test.each([
  ['en', 'Tuesday, 29 February 2028', '29 February'],
  ['en-US', 'Tuesday, February 29, 2028', 'February 29'],
  ['de', 'Dienstag, 29. Februar 2028', '29. Februar'],
  ['fr', 'mardi 29 février 2028', '29 février'],
  ['ja', '2028年2月29日火曜日', '2月29日'],
])('a date is written as in %s', (language, long, short) => {
  expect(longDate('2028-02-29', language)).toBe(long);
  expect(shortDate('2028-02-29', language)).toBe(short);
});

test('a date is of the Gregorian year in every language', () => {
  expect(longDate('2028-02-29', 'th')).toContain('2028');
  expect(longDate('2028-02-29', 'fa')).toContain('۲۰۲۸');
});

test.each([
  ['2027-01-12', 'Europe/Berlin', '2027-01-11T23:00:00Z'],
  ['2027-03-29', 'Europe/Berlin', '2027-03-28T22:00:00Z'],
  ['2024-10-06', 'America/Asuncion', '2024-10-06T04:00:00Z'],
])('%s begins in %s at %s', (day, timezone, instant) => {
  expect(startOfDay(day, timezone)).toEqual(new Date(instant));
});
