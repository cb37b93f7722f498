import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import { oneLine, plain } from '../escape.ts';
import { endOf, type LiveSession, sessionUrl } from './sessions.ts';

/** What a calendar says about itself. */
export interface CalendarAbout {
  title: string;
  language: string;
  siteUrl: string;
  /** Whether all who get it are members, who may know the video room. */
  isForMembers: boolean;
}

/** How often a calendar program should look again. */
const LOOK_AGAIN_SECONDS = 60 * 60;

/**
 * Sessions as a calendar (RFC 5545). Times are in UTC, so that every program shows the same instant, whatever it
 * knows of time zones. A session keeps its UID for good; its SEQUENCE rises with every change.
 */
export function calendarOf(about: CalendarAbout, sessions: LiveSession[]): string {
  const { hostname } = new URL(about.siteUrl);
  const calendar = ical({
    name: oneLine(about.title),
    method: ICalCalendarMethod.PUBLISH,
    prodId: { company: 'Potluck', product: 'Live sessions', language: about.language.toUpperCase() },
    ttl: LOOK_AGAIN_SECONDS,
  });
  for (const session of sessions) {
    const url = sessionUrl(about.siteUrl, session);
    const room = about.isForMembers ? session.roomUrl : null;
    calendar.createEvent({
      id: `live-${session.id}.${session.cohort}@${hostname}`,
      sequence: session.sequence,
      status: session.cancelledAt === null ? ICalEventStatus.CONFIRMED : ICalEventStatus.CANCELLED,
      start: session.startsAt,
      end: endOf(session),
      // Of the last change, not of the request: what hasn't changed is the same file.
      stamp: session.changedAt,
      created: session.createdAt,
      lastModified: session.changedAt,
      summary: oneLine(session.title),
      description: [plain(session.introduction), url].filter(Boolean).join('\n\n'),
      url,
      ...(room === null ? {} : { location: room }),
    });
  }
  return calendar.toString();
}
