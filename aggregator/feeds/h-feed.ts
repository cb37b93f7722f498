import { Parser } from 'htmlparser2';
import { mf2 } from 'microformats-parser';
import { parseDate } from './date.ts';
import { decode } from './decode.ts';
import { type Feed, type FeedItem, newest } from './feed.ts';
import { categoryNames, enclosureList, htmlField, joinNames, personName, textField } from './fields.ts';
import { hostsOf, webLink, withoutTracking } from './link.ts';
import type { About } from './parse.ts';
import { decodeReferences } from './references.ts';
import { foldText, textToHtml } from './text.ts';

type Root = ReturnType<typeof mf2>['items'][number];
type Property = Root['properties'][string][number];

/** More than a page of posts has. What parses it keeps all of them, and walks through them by recursion. */
const MAX_TAGS = 20_000;
const MAX_LEVELS = 256;

/** Where a page's language and title are looked for. */
const MAX_HEAD = 20_000;

/**
 * The feed that a web page itself is, when its author has marked its posts by microformats.org/wiki/h-feed.
 * The older class names of many themes don't count: nobody chose them for this.
 */
export function readHFeed(bytes: Uint8Array, { contentType, url }: About): Feed | null {
  const html = decode(bytes, contentType);
  if (!/\bh-entry\b/.test(html) || isUnwieldy(html)) return null;
  const { items, rels } = microformatsOf(html, url);
  const feed = findRoot(items, 'h-feed');
  const entries = (feed ? (feed.children ?? []) : items).filter(isEntry);
  // A single post on a page that doesn't call itself a feed is that post's own page.
  if (entries.length < (feed ? 1 : 2)) return null;
  const author = feed && authorsOf(feed);
  const head = html.slice(0, MAX_HEAD);
  return {
    title: (feed && textField(textIn(feed, 'name'))) ?? titleOf(head),
    link: (feed && addressIn(feed, 'url')) ?? url,
    description: feed && textField(textIn(feed, 'summary')),
    author,
    updated: null,
    language: /<html\s[^>]{0,500}?\blang\s*=\s*["']?([\w-]{2,35})/i.exec(head)?.[1] ?? null,
    self: webLink(rels.self?.[0]),
    hub: webLink(rels.hub?.[0]),
    ttlMinutes: null,
    skipHours: [],
    items: newest(entries, publishedOf).map((entry) => readEntry(entry, url, author)),
  };
}

/** The library throws a whole page away for one address in it that is none, such as `//`. */
function microformatsOf(html: string, url: string): ReturnType<typeof mf2> {
  try {
    return mf2(html, { baseUrl: url });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return mf2(withoutFalseAddresses(html, url), { baseUrl: url });
  }
}

const ADDRESS =
  /\s(?:href|src|data|poster|cite)\s{0,9}=\s{0,9}(?:"([^"]{0,4000})"|'([^']{0,4000})'|([^\s"'>]{1,4000}))/gi;

function withoutFalseAddresses(html: string, url: string): string {
  return html.replaceAll(ADDRESS, (attribute, ...[double, single, bare]: (string | undefined)[]) =>
    URL.canParse(decodeReferences(double ?? single ?? bare ?? ''), url) ? attribute : ' ',
  );
}

function isUnwieldy(html: string): boolean {
  let tags = 0;
  let levels = 0;
  let deepest = 0;
  const parser: Parser = new Parser({
    onopentagname: () => {
      tags++;
      deepest = Math.max(deepest, ++levels);
      if (tags > MAX_TAGS || deepest > MAX_LEVELS) parser.pause();
    },
    onclosetag: () => levels--,
  });
  parser.write(html);
  return tags > MAX_TAGS || deepest > MAX_LEVELS;
}

function titleOf(head: string): string | null {
  return htmlField(/<title\b[^>]{0,500}>([^<]{0,1000})/i.exec(head)?.[1] ?? null);
}

/** The first of a kind, however it is wrapped. */
function findRoot(roots: Root[], type: string): Root | null {
  for (const root of roots) {
    const found = root.type?.includes(type) ? root : findRoot(root.children ?? [], type);
    if (found) return found;
  }
  return null;
}

function isEntry({ type }: Root): boolean {
  return type?.includes('h-entry') ?? false;
}

function readEntry(entry: Root, url: string, feedAuthor: string | null): FeedItem {
  const address = addressIn(entry, 'url');
  const link = address && withoutTracking(address, hostsOf(url));
  const content = first(entry, 'content');
  const words = textOf(content);
  const summary = textField(textIn(entry, 'summary'));
  const name = textField(textIn(entry, 'name'));
  const html = htmlOf(content) ?? (words && textToHtml(words));
  return {
    // Its address is what tells a post of a page from the others.
    id: null,
    title: name && isTitle(name, words ?? summary) ? name : null,
    link,
    html: html ?? (summary && textToHtml(summary)),
    base: url,
    summary: html ? summary : null,
    author: authorsOf(entry) ?? feedAuthor,
    authorUrl: null,
    published: publishedOf(entry),
    updated: parseDate(textIn(entry, 'updated')),
    categories: categoryNames(all(entry, 'category').map(textOf)),
    inReplyTo: [...new Set(all(entry, 'in-reply-to').flatMap((reply) => addressOf(reply) ?? []))],
    proxyLink: null,
    commentsFeed: null,
    language: null,
    enclosures: enclosureList(
      ['photo', 'audio', 'video'].flatMap((kind) =>
        all(entry, kind).map((media) => ({ url: addressOf(media), type: null })),
      ),
      url,
    ),
  };
}

/** The name of an untitled note is its own words, or their beginning. */
function isTitle(name: string, words: string | null): boolean {
  return !words || !foldText(words).startsWith(name.replace(/\s*(?:…|\.\.\.)$/, ''));
}

function publishedOf(entry: Root): string | null {
  return parseDate(textIn(entry, 'published')) ?? parseDate(textIn(entry, 'updated'));
}

function authorsOf(root: Root): string | null {
  return joinNames(all(root, 'author').map((author) => personName(textOf(author))));
}

function all({ properties }: Root, name: string): Property[] {
  return properties[name] ?? [];
}

function first(root: Root, name: string): Property | undefined {
  return all(root, name)[0];
}

function textIn(root: Root, name: string): string | null {
  return textOf(first(root, name));
}

function addressIn(root: Root, name: string): string | null {
  for (const property of all(root, name)) {
    const address = addressOf(property);
    if (address) return address;
  }
  return null;
}

/** Words, whether they stand alone or in something that has more to tell. */
function textOf(property: Property | undefined): string | null {
  if (typeof property === 'object') return textOf(property.value);
  return property?.trim() || null;
}

function htmlOf(property: Property | undefined): string | null {
  return typeof property === 'object' && 'html' in property ? property.html.trim() || null : null;
}

/** An address, or that of the post or person that is told of in its place. */
function addressOf(property: Property): string | null {
  if (typeof property === 'object' && 'properties' in property) return addressIn(property, 'url');
  return webLink(textOf(property));
}
