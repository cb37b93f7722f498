const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** No feed is asked more often than once an hour, whatever it wishes. */
const SHORTEST = HOUR;
/**
 * A quiet blog is asked this seldom. Readers of the daily would wait a day longer for the post of somebody who
 * writes once a month if it were more; six short answers a day are easily borne.
 */
const QUIETEST = 4 * HOUR;
/** While a post is as young as this, people look in again to see what was said to them. */
const FRESH = 2 * DAY;
/** After that, the pause between two looks at the comments on it is its age by this: at six days, a day. */
const LOOKS_AN_AGE = 6;
/** And never less often, as long as they are looked for at all. */
const QUIETEST_COMMENTS = 3 * DAY;
/** The longest that a server's wish for fewer polls is followed. */
const LONGEST_WISH = DAY;
/** The longest pause after a failure; trouble never ends the polling. */
const LONGEST_AFTER_TROUBLE = 3 * DAY;
/** A longer Retry-After is more likely a mistake than a wish. */
const LONGEST_RETRY_AFTER = 7 * DAY;
/** "Gone" is believed when it is said again a day later. */
const UNTIL_GONE_IS_CONFIRMED = DAY;
/** When it may be our own outage. */
const AFTER_OUTAGE = 10 * MINUTE;
const WEEK = 7 * DAY;

/** What a feed and its server wish. */
interface Wishes {
  /** In lower case: `cache-control`, `age`, `expires`, `date` are looked at. */
  headers: Record<string, string>;
  /** RSS 2.0 `ttl`. */
  ttlMinutes: number | null;
  /** RSS 2.0 `skipHours`, in GMT. */
  skipHours: number[];
}

/** What there is to go by when the next check of a feed is set. */
export type Signs =
  | ({
      kind: 'well';
      /** Of the past seven days. */
      postsOfWeek: number;
      /** Whether it has just been added. */
      isNew: boolean;
    } & Wishes)
  /** The same for the comments on a post. */
  | ({
      kind: 'discussed';
      /** How old the post is, in milliseconds. */
      ageMs: number;
    } & Wishes)
  | {
      kind: 'trouble';
      /** In a row, this one included. */
      failures: number;
      /** The header as it came, or null. */
      retryAfter: string | null;
      isGone: boolean;
    }
  | { kind: 'outage' };

/**
 * When to ask a feed again.
 *
 * @param random a number from 0 to 1: up to a fifth is added, so that feeds don't march in step.
 */
export function nextCheck(now: Date, signs: Signs, random: number): Date {
  const jitter = 1 + random / 5;
  switch (signs.kind) {
    case 'outage':
      return later(now, AFTER_OUTAGE * jitter);
    case 'trouble':
      return later(now, afterTrouble(now, signs) * jitter);
    case 'well':
      return afterSkipped(later(now, afterSuccess(now, signs, paceOf(signs), jitter)), signs.skipHours);
    case 'discussed':
      return afterSkipped(
        later(now, afterSuccess(now, signs, paceOfComments(signs), jitter)),
        signs.skipHours,
      );
  }
}

function paceOf({ isNew, postsOfWeek }: Extract<Signs, { kind: 'well' }>): number {
  return isNew ? SHORTEST : clamp(WEEK / Math.max(postsOfWeek, 1), SHORTEST, QUIETEST);
}

function paceOfComments({ ageMs }: Extract<Signs, { kind: 'discussed' }>): number {
  return ageMs < FRESH ? SHORTEST : Math.min(ageMs / LOOKS_AN_AGE, QUIETEST_COMMENTS);
}

/** A wish is followed as far as chance makes no more of it than the longest: a post shall miss no daily. */
function afterSuccess(now: Date, signs: Wishes, pace: number, jitter: number): number {
  const wish = Math.max((signs.ttlMinutes ?? 0) * MINUTE, freshFor(now, signs.headers));
  return Math.max(pace * jitter, Math.min(wish * jitter, LONGEST_WISH));
}

function afterTrouble(
  now: Date,
  { failures, retryAfter, isGone }: Extract<Signs, { kind: 'trouble' }>,
): number {
  const pause = Math.min(SHORTEST * 2 ** Math.min(failures - 1, 10), LONGEST_AFTER_TROUBLE);
  const asked = retryAfter === null ? 0 : Math.min(readRetryAfter(retryAfter, now), LONGEST_RETRY_AFTER);
  return Math.max(pause, asked, isGone ? UNTIL_GONE_IS_CONFIRMED : 0);
}

/**
 * For how many milliseconds a server says its answer stays fresh (RFC 9111, section 4.2.1). Saying that it may not
 * be stored, or is stale at once, says nothing about how often to ask.
 */
function freshFor(now: Date, headers: Record<string, string>): number {
  const maxAge = /(?:^|[,\s])max-age\s*=\s*"?(\d{1,9})/i.exec(headers['cache-control'] ?? '')?.[1];
  if (maxAge !== undefined) return Math.max(0, Number(maxAge) - Number(headers.age ?? 0) || 0) * 1000;
  const expires = Date.parse(headers.expires ?? '');
  if (Number.isNaN(expires)) return 0;
  // By the server's own clock, which may be wrong by hours.
  const said = Date.parse(headers.date ?? '');
  return Math.max(0, expires - (Number.isNaN(said) ? now.getTime() : said));
}

/** Milliseconds to wait (RFC 9110, section 10.2.3): seconds or a date; 0 for what is neither. */
export function readRetryAfter(value: string, now: Date): number {
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000;
  // An HTTP date names its day; without letters, `Date.parse` takes numbers for years.
  const until = /[a-z]/i.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(until) ? 0 : Math.max(0, until - now.getTime());
}

/** Past the hours in which a feed wishes to be left alone, unless it wishes that always. */
function afterSkipped(at: Date, skipHours: number[]): Date {
  const skipped = new Set(skipHours.map((hour) => hour % 24));
  if (skipped.size >= 24) return at;
  let moved = at;
  while (skipped.has(moved.getUTCHours())) moved = new Date(Math.floor(moved.getTime() / HOUR + 1) * HOUR);
  return moved;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}

function later(now: Date, ms: number): Date {
  return new Date(now.getTime() + ms);
}
