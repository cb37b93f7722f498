/** What a feed says, whatever its format. Text is plain text, dates are ISO 8601 in UTC, links are absolute. */
export interface Feed {
  title: string | null;
  /** The site that the feed belongs to. */
  link: string | null;
  description: string | null;
  author: string | null;
  updated: string | null;
  /** BCP 47, as declared. */
  language: string | null;
  /** The address the feed gives as its own. */
  self: string | null;
  /** The WebSub hub. */
  hub: string | null;
  /** For how long it says that it stays the same: the `ttl` of RSS 2.0, or the pace that RSS 1.0's module gives. */
  ttlMinutes: number | null;
  /** The hours of the day, by GMT, at which it asks not to be read (RSS 2.0). */
  skipHours: number[];
  /** In the feed's own order; at most MAX_ITEMS. */
  items: FeedItem[];
}

export interface FeedItem {
  /** The identity the feed gives it: guid, atom:id, rdf:about or id. Opaque. */
  id: string | null;
  /** Null for an untitled note. */
  title: string | null;
  link: string | null;
  /** Where a feed proxy counts readers before it sends them on to `link`. */
  proxyLink: string | null;
  /** Markup as its author sent it: to be sanitized before anyone sees it. */
  html: string | null;
  /** What relative links in `html` are relative to. */
  base: string | null;
  /** A separate summary without markup, where there is one beside the content. */
  summary: string | null;
  /** Several authors are joined with commas. */
  author: string | null;
  /** Where its author is at home, as it says itself; of several authors, the first who says so. */
  authorUrl: string | null;
  published: string | null;
  updated: string | null;
  categories: string[];
  /** What this post says it answers (RFC 4685 section 3). */
  inReplyTo: string[];
  commentsFeed: string | null;
  language: string | null;
  enclosures: Enclosure[];
}

export interface Enclosure {
  url: string;
  type: string | null;
  /** What its author says is to be seen there. */
  text?: string;
}

/** Beyond this a feed is an archive; the newest are what a course reads. */
export const MAX_ITEMS = 300;

/** Why bytes can't be read as a feed: they are something else, reading them costs too much, or we have failed. */
export type FeedErrorReason = 'no-feed' | 'costly' | 'our-fault';

/** The bytes are not a feed that we can read. The message is a sentence on why. */
export class FeedError extends Error {
  override readonly name = 'FeedError';
  readonly reason: FeedErrorReason;

  constructor(
    message: string,
    { reason = 'no-feed', cause }: { reason?: FeedErrorReason; cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.reason = reason;
  }
}

/**
 * The newest MAX_ITEMS of a list in its own order, which is newest first unless its ends say otherwise.
 * @param dateOf gives an ISO date or null
 */
export function newest<T>(items: T[], dateOf: (item: T) => string | null): T[] {
  const first = items[0];
  const last = items.at(-1);
  if (items.length <= MAX_ITEMS || first === undefined || last === undefined) return items;
  const isOldestFirst = (dateOf(first) ?? '') < (dateOf(last) ?? '');
  return isOldestFirst ? items.slice(-MAX_ITEMS) : items.slice(0, MAX_ITEMS);
}
