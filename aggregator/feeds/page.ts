import { Parser } from 'htmlparser2';
import { decode } from './decode.ts';
import type { About } from './parse.ts';
import { plainText } from './text.ts';

/** What a web page says about its feeds. All addresses are absolute. */
export interface PageLinks {
  /** From `link rel=alternate` and `rel=feed`, in the page's order. */
  declared: string[];
  /** From links in the body that look like feeds. */
  linked: string[];
  /** Whether it asks for a password. */
  hasPasswordField: boolean;
}

const FEED_TYPES = /^(?:application|text)\/(?:(?:rss|atom|rdf)\+xml|(?:feed\+)?json|rss|atom|x-rss)$/i;

/** A page of so many levels is no blog's; its head, where feeds are declared, comes first anyway. */
const MAX_LEVELS = 512;
const MAX_DECLARED = 10;
const MAX_LINKED = 4;

export function readWebPage(bytes: Uint8Array, { contentType, url }: About): PageLinks {
  return readPage(decode(bytes, contentType), url);
}

/**
 * @param html the page
 * @param url where it came from
 */
export function readPage(html: string, url: string): PageLinks {
  const declared = new Set<string>();
  const linked = new Set<string>();
  let hasPasswordField = false;
  let base = url;
  let levels = 0;
  let anchor: { href: string; label: string } | null = null;

  const parser: Parser = new Parser({
    onopentag: (name, attributes) => {
      if (++levels > MAX_LEVELS) return parser.pause();
      if (name === 'base') base = URL.parse(attributes.href ?? '', url)?.href ?? base;
      else if (name === 'link' && declaresFeed(attributes)) addAddress(declared, attributes.href, base);
      else if (name === 'a') anchor = { href: attributes.href ?? '', label: attributes.title ?? '' };
      else if (name === 'input' && attributes.type?.toLowerCase() === 'password') hasPasswordField = true;
    },
    ontext: (text) => {
      if (anchor) anchor.label += text;
    },
    onclosetag: (name) => {
      levels--;
      if (name !== 'a' || !anchor) return;
      if (looksLikeFeed(anchor.href, anchor.label)) addAddress(linked, anchor.href, base);
      anchor = null;
    },
  });
  parser.end(html);
  return {
    declared: [...declared].slice(0, MAX_DECLARED),
    linked: [...linked].filter((address) => !declared.has(address)).slice(0, MAX_LINKED),
    hasPasswordField,
  };
}

/**
 * The feeds of an HTTP `Link` header (RFC 8288 section 3).
 * @param url where the header came from
 */
export function readLinkHeader(header: string | undefined, url: string): string[] {
  const declared = new Set<string>();
  for (const [, href, parameters = ''] of (header ?? '').slice(0, 10_000).matchAll(/<([^<>]*)>([^<]*)/g)) {
    const attributes = Object.fromEntries(
      [...parameters.matchAll(/;\s*(\w+)\s*=\s*"?([^";,]*)/g)].map(([, name = '', value = '']) => [
        name.toLowerCase(),
        value,
      ]),
    );
    if (declaresFeed({ ...attributes, href: href ?? '' })) addAddress(declared, href, url);
  }
  return [...declared].slice(0, MAX_DECLARED);
}

function declaresFeed({ rel = '', type = '', href = '' }: Record<string, string>): boolean {
  const relations = rel.toLowerCase().split(/\s+/);
  if (relations.includes('feed')) return true;
  // WordPress lists its API the same way as its feeds.
  return relations.includes('alternate') && FEED_TYPES.test(bareType(type)) && !href.includes('/wp-json/');
}

function bareType(type: string): string {
  return (type.split(';')[0] ?? '').trim();
}

function looksLikeFeed(href: string, label: string): boolean {
  if (
    /(?:^|[/?=._-])(?:rss2?|atom|feeds?|rdf)(?:$|[/?&#.=_-])|index\.xml(?:$|[?#])/i.test(href.slice(0, 2_000))
  ) {
    return true;
  }
  return /^(?:rss|atom|feed|rss feed|atom feed|subscribe \(?rss\)?)$/i.test(plainText(label.slice(0, 200)));
}

function addAddress(addresses: Set<string>, href: string | undefined, base: string): void {
  const written = href?.trim();
  if (!written) return;
  const url = URL.parse(written.replace(/^feed:(?:\/\/)?(?=https?:)/i, '').replace(/^feed:/i, 'http:'), base);
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) return;
  url.hash = '';
  addresses.add(url.href);
}
