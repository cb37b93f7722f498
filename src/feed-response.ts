import { createHash } from 'node:crypto';
import { dayIn } from '#core/calendar.ts';
import type { FeedAbout, FeedFormat } from '#core/digest/feeds.ts';
import type { CalendarAbout } from '#core/live/calendar.ts';

const FORMATS: FeedFormat[] = ['atom', 'rss', 'json'];

export function isFeedFormat(value: string | undefined): value is FeedFormat {
  return FORMATS.some((format) => format === value);
}

/** What a feed of a cohort says about itself; addresses are those of the settings, never of the request. */
export function aboutFeed(
  { cohort, settings, feedKey }: Pick<App.Locals, 'cohort' | 'settings' | 'feedKey'>,
  name: string,
  format: FeedFormat,
): FeedAbout {
  const home = `${settings.siteUrl}/${cohort.slug}/`;
  const address = `${home}${name}.${format}`;
  return {
    id: address,
    title: name === 'posts' ? `${cohort.title}: every post` : cohort.title,
    description: cohort.summary,
    siteUrl: home,
    // With the key: a reader that goes by this address must be let in again.
    selfUrl: feedKey === null ? address : `${address}?key=${feedKey}`,
    language: cohort.language,
    host: new URL(settings.siteUrl).hostname,
  };
}

/**
 * What a post or a comment is called in feeds, for good. A tag URI (RFC 4151) has a domain and a day: its own, which
 * neither an edit nor another first day of the course moves.
 */
export function entryId(
  host: string,
  cohort: string,
  kind: 'posts' | 'comments',
  { id, datedAt }: { id: number; datedAt: Date },
): string {
  return `tag:${host},${dayIn('UTC', datedAt)}:${cohort}/${kind}/${id}`;
}

/** A body with its ETag, or 304 when the reader has it (RFC 9110, section 13.1.2). */
export function answerWithValidator(request: Request, body: string, contentType: string): Response {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
  const headers = { ETag: etag, 'Cache-Control': 'no-cache', 'Content-Type': contentType };
  const has = (request.headers.get('if-none-match') ?? '')
    .split(',')
    .map((each) => each.trim().replace(/^W\//, ''));
  if (has.includes(etag) || has.includes('*')) return new Response(null, { status: 304, headers });
  return new Response(body, { headers });
}

/** What the calendar of a cohort's live sessions says about itself. */
export function aboutCalendar({ cohort, settings }: Pick<App.Locals, 'cohort' | 'settings'>): CalendarAbout {
  return {
    title: `${cohort.title}: live sessions`,
    language: cohort.language,
    siteUrl: settings.siteUrl,
    // Nobody else gets it.
    isForMembers: cohort.openness === 'closed',
  };
}
