const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** No feed is asked more often than once an hour. */
const SHORTEST = HOUR;
/** The longest pause after a failure; trouble never ends the polling. */
const LONGEST_AFTER_TROUBLE = 3 * DAY;
/** A longer Retry-After is more likely a mistake than a wish. */
const LONGEST_RETRY_AFTER = 7 * DAY;

/**
 * When to ask a feed again.
 *
 * @param failures how often in a row it failed, this time included; 0 when all is well.
 * @param retryAfter the header as it came (RFC 9110, section 10.2.3), or null.
 * @param random a number from 0 to 1: up to a tenth is added, so that feeds don't march in step.
 */
export function nextCheck(
  now: Date,
  { failures, retryAfter }: { failures: number; retryAfter: string | null },
  random: number,
): Date {
  const pause =
    failures === 0 ? SHORTEST : Math.min(SHORTEST * 2 ** Math.min(failures - 1, 10), LONGEST_AFTER_TROUBLE);
  const asked = retryAfter === null ? 0 : Math.min(readRetryAfter(retryAfter, now), LONGEST_RETRY_AFTER);
  return new Date(now.getTime() + Math.max(pause, asked) * (1 + random / 10));
}

/** Milliseconds to wait, by seconds or by a date; 0 for what is neither. */
function readRetryAfter(value: string, now: Date): number {
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000;
  // Date.parse reads a date even in "3600.5"; those of HTTP have a time (RFC 9110, section 5.6.7).
  const until = /\d:\d\d:\d\d/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(until) ? 0 : Math.max(0, until - now.getTime());
}
