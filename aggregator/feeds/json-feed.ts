import { parseDate } from './date.ts';
import { type Feed, FeedError, type FeedItem, newest } from './feed.ts';
import { categoryNames, enclosureList, joinNames, personName, textField } from './fields.ts';
import { hostsOf, webLink, withoutTracking } from './link.ts';
import { textToHtml } from './text.ts';

/**
 * JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1). A field of the wrong type counts as missing.
 * @param url where the feed was fetched from
 * @throws FeedError when it is other JSON, or none
 */
export function readJsonFeed(text: string, url: string | null): Feed {
  const feed = parseJson(text);
  if (!isRecord(feed) || !Array.isArray(feed.items)) {
    throw new FeedError('This is JSON data, but not a JSON Feed.');
  }
  const site = webLink(textIn(feed, 'home_page_url'), url);
  const about = { url, site, hosts: hostsOf(url, site), author: authorsOf(feed) };
  const items = feed.items.filter(isRecord);
  return {
    title: textField(textIn(feed, 'title')),
    link: site,
    description: textField(textIn(feed, 'description')),
    author: about.author,
    updated: null,
    language: textIn(feed, 'language'),
    self: webLink(textIn(feed, 'feed_url'), url),
    hub: webLink(recordsIn(feed, 'hubs').map((hub) => textIn(hub, 'url'))[0]),
    ttlMinutes: null,
    skipHours: [],
    items: newest(items, publishedOf).map((item) => readItem(item, about)),
  };
}

interface Surroundings {
  url: string | null;
  site: string | null;
  hosts: string[];
  author: string | null;
}

function readItem(item: JsonRecord, about: Surroundings): FeedItem {
  const base = about.site ?? about.url;
  const id = textIn(item, 'id');
  const own = webLink(textIn(item, 'url'), base);
  const external = webLink(textIn(item, 'external_url'), base);
  const address = own ?? external ?? webLink(id);
  const link = address && withoutTracking(address, about.hosts);
  const text = textIn(item, 'content_text');
  const summary = textIn(item, 'summary');
  const html = textIn(item, 'content_html') ?? (text && textToHtml(text));
  return {
    id,
    title: textField(textIn(item, 'title')),
    link,
    html: html ?? (summary && textToHtml(summary)),
    base: link ?? base,
    summary: html ? textField(summary) : null,
    author: authorsOf(item) ?? about.author,
    authorUrl: authorAddress(item, link ?? base),
    published: publishedOf(item),
    updated: parseDate(textIn(item, 'date_modified')),
    categories: categoryNames(listIn(item, 'tags').filter((tag) => typeof tag === 'string')),
    // The page that the item is about (JSON Feed 1.1, `external_url`); its own, where it has no other.
    inReplyTo: own && external ? [external] : [],
    proxyLink: null,
    commentsFeed: null,
    language: textIn(item, 'language'),
    enclosures: enclosureList(
      recordsIn(item, 'attachments').map((attachment) => ({
        url: textIn(attachment, 'url'),
        type: textIn(attachment, 'mime_type'),
      })),
      link ?? base,
    ),
  };
}

function publishedOf(item: JsonRecord): string | null {
  return parseDate(textIn(item, 'date_published')) ?? parseDate(textIn(item, 'date_modified'));
}

function authorsOf(parent: JsonRecord): string | null {
  return joinNames(authorRecords(parent).map((author) => personName(textIn(author, 'name'))));
}

function authorAddress(item: JsonRecord, base: string | null): string | null {
  for (const author of authorRecords(item)) {
    const address = webLink(textIn(author, 'url'), base);
    if (address) return address;
  }
  return null;
}

/** `authors` since version 1.1, `author` before. */
function authorRecords(parent: JsonRecord): JsonRecord[] {
  return [...recordsIn(parent, 'authors'), ...(isRecord(parent.author) ? [parent.author] : [])];
}

type JsonRecord = Record<string, unknown>;

/** JSON.parse makes a hundred bytes of `{}`, and can't be interrupted: no feed has so many objects and lists. */
const MAX_VALUES = 250_000;

function parseJson(text: string): unknown {
  if (countOpenings(text) > MAX_VALUES) {
    throw new FeedError('This feed holds too much to read.', { reason: 'costly' });
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new FeedError('This is broken JSON, not a feed.', { cause: error });
    throw error;
  }
}

/** How many objects and lists begin in some JSON; those that its strings only mention are counted too. */
function countOpenings(json: string): number {
  let count = 0;
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code === 0x5b || code === 0x7b) count++;
  }
  return count;
}

function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Text, or a number as text: ids are often numbers, against the specification. */
function textIn(record: JsonRecord, key: string): string | null {
  const value = record[key];
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

function listIn(record: JsonRecord, key: string): unknown[] {
  const value = record[key];
  return Array.isArray(value) ? value : [];
}

function recordsIn(record: JsonRecord, key: string): JsonRecord[] {
  return listIn(record, key).filter(isRecord);
}
