import ICAL from 'ical.js';
import { describe, expect, test } from 'vitest';
import { calendarOf } from '#core/live/calendar.ts';
import type { LiveSession } from '#core/live/sessions.ts';

const about = {
  title: 'Rhizo; live, sessions',
  language: 'en',
  siteUrl: 'https://course.example.org',
  isForMembers: false,
};

const session: LiveSession = {
  id: 7,
  cohort: 'rhizo',
  title: 'An hour, on “asking”; with \\ and\nlines',
  introduction: 'Bring **one** question.\n\nOr two; three, even.',
  startsAt: new Date('2027-03-27T18:00:00Z'),
  minutes: 90,
  timezone: 'Europe/Berlin',
  roomUrl: 'https://meet.example.org/asking',
  sequence: 3,
  cancelledAt: null,
  membershipId: 1,
  createdAt: new Date('2027-01-02T00:00:00Z'),
  changedAt: new Date('2027-01-03T00:00:00Z'),
};

/** As a calendar program reads it. */
function read(text: string): ICAL.Event[] {
  const calendar = new ICAL.Component(ICAL.parse(text));
  return calendar.getAllSubcomponents('vevent').map((event) => new ICAL.Event(event));
}

function readOne(more: Partial<LiveSession> = {}, isForMembers = false): ICAL.Event {
  const [event] = read(calendarOf({ ...about, isForMembers }, [{ ...session, ...more }]));
  if (!event) throw new Error('There is no event.');
  return event;
}

test('a calendar program reads what, when, and where', () => {
  const event = readOne();
  expect(event.uid).toBe('live-7.rhizo@course.example.org');
  expect(event.sequence).toBe(3);
  expect(event.summary).toBe('An hour, on “asking”; with \\ and lines');
  expect(event.description).toBe(
    'Bring **one** question.\n\nOr two; three, even.\n\nhttps://course.example.org/rhizo/live/7',
  );
  expect(event.startDate.toJSDate()).toEqual(session.startsAt);
  expect(event.endDate.toJSDate()).toEqual(new Date('2027-03-27T19:30:00Z'));
  expect(event.component.getFirstPropertyValue('status')).toBe('CONFIRMED');
});

test('a session that is called off stays, by the same UID, as cancelled', () => {
  const event = readOne({ sequence: 4, cancelledAt: new Date() });
  expect(event.uid).toBe(readOne().uid);
  expect(event.sequence).toBe(4);
  expect(event.component.getFirstPropertyValue('status')).toBe('CANCELLED');
});

describe('in the weeks in which clocks change', () => {
  test.each([
    ['the evening before they leap', '2027-03-27T18:00:00Z', '19:00'],
    ['the evening after', '2027-03-28T17:00:00Z', '19:00'],
    ['just before they leap', '2027-03-28T00:30:00Z', '01:30'],
    ['just after', '2027-03-28T01:00:00Z', '03:00'],
    ['the first time that clocks show it', '2027-10-31T00:30:00Z', '02:30'],
    ['the second time', '2027-10-31T01:30:00Z', '02:30'],
  ])('%s is the same instant in a calendar', (_, at, clock) => {
    const startsAt = new Date(at);
    const { startDate } = readOne({ startsAt });
    expect(startDate.zone.tzid).toBe('UTC');
    expect(startDate.toJSDate()).toEqual(startsAt);
    const shown = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: 'Europe/Berlin' });
    expect(shown.format(startDate.toJSDate())).toBe(clock);
  });
});

test('the video room is for members', () => {
  expect(calendarOf(about, [session])).not.toContain('meet.example.org');
  expect(readOne({}, true).location).toBe('https://meet.example.org/asking');
});

test('what hasn’t changed is the same file, and an empty one can be read too', () => {
  expect(calendarOf(about, [session])).toBe(calendarOf(about, [session]));
  expect(read(calendarOf(about, []))).toEqual([]);
});
