import { describe, expect, test } from 'vitest';
import { leftOut, momentOf, readOpening, writeOpening } from '#core/openings.ts';

const at = (text: string) => {
  const opening = readOpening(text);
  if (!opening) throw new Error(`${text} is no opening`);
  return opening;
};

describe('when something opens', () => {
  test.each(['2027-01-11', '2027-01-11 09:00', '2027-01-11 23:59'])(
    'is written as it is read: %s',
    (text) => {
      expect(writeOpening(at(text))).toBe(text);
    },
  );

  test.each([
    '2027-02-30',
    '2027-01-11 24:00',
    '2027-01-11 9:00',
    '2027-01-11T09:00',
    '2027-01-11 09:00:00',
    '',
  ])('is not “%s”', (text) => expect(readOpening(text)).toBeNull());

  test.each([
    ['2027-01-11', 'Europe/Berlin', '2027-01-10T23:00:00.000Z'],
    ['2027-01-11 09:00', 'Europe/Berlin', '2027-01-11T08:00:00.000Z'],
    // Clocks are put forward from two to three, and back from three to two.
    ['2027-03-28 02:30', 'Europe/Berlin', '2027-03-28T01:30:00.000Z'],
    ['2027-10-31 02:30', 'Europe/Berlin', '2027-10-31T00:30:00.000Z'],
    // There is no midnight on this day.
    ['2027-04-23', 'Africa/Cairo', '2027-04-22T22:00:00.000Z'],
  ])('%s in %s is %s', (text, zone, instant) => {
    expect(momentOf(at(text), zone).toISOString()).toBe(instant);
  });

  test('may be a time that clocks leave out; the next that there is, is known', () => {
    expect(leftOut(at('2027-03-28 02:00'), 'Europe/Berlin')).toEqual({ next: '03:00' });
    expect(leftOut(at('2027-03-28 02:59'), 'Europe/Berlin')).toEqual({ next: '03:00' });
    expect(leftOut(at('2027-03-28 01:59'), 'Europe/Berlin')).toBeNull();
    expect(leftOut(at('2027-03-28 03:00'), 'Europe/Berlin')).toBeNull();
    expect(leftOut(at('2027-10-31 02:30'), 'Europe/Berlin')).toBeNull();
    expect(leftOut(at('2027-04-30'), 'Africa/Cairo')).toBeNull();
  });
});
