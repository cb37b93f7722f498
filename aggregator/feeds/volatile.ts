import { createHash } from 'node:crypto';

/** How much of a feed's ends is looked at for what changes by itself: a channel's own fields are in there. */
const END_LENGTH = 16_000;

/** What a program writes anew each time it is asked: dates of the feed as a whole, and comments on how long it took. */
const RESTLESS = /<(lastBuildDate|pubDate|updated|modified|dc:date)>[^<>]{0,100}<\/\1>|<!--[^<>]{0,500}-->/g;

/** How many comments a post has: their feed is another one. White space is never tried in two places at once. */
const COUNTERS = /<(slash:comments|thr:total)>\s*(?:\d{1,9}\s*)?<\/\1>/g;

/**
 * A hash of a feed without what changes though none of its posts does. A feed that can't be seen through in this
 * simple way is only read once more than it need be.
 */
export function bodyHash(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const first = /<(item|entry)[\s>]/.exec(text);
  // Without a post, nothing is left out.
  const start = first ? Math.min(first.index, END_LENGTH) : 0;
  const last = first ? text.lastIndexOf(`</${first[1]}>`) : -1;
  const end = last < 0 ? text.length : Math.max(last, start, text.length - END_LENGTH);
  const hash = createHash('sha256');
  hash.update(text.slice(0, start).replace(RESTLESS, ''), 'latin1');
  hash.update(text.slice(start, end).replace(COUNTERS, ''), 'latin1');
  hash.update(text.slice(end).replace(RESTLESS, ''), 'latin1');
  return hash.digest('base64url');
}
