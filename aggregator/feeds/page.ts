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
  /** Where else on this site its blog may be: what the page sends browsers on to, and what it calls its blog. */
  further: string[];
  /** Whether it asks for a password. */
  hasPasswordField: boolean;
}

const FEED_TYPES = /^(?:application|text)\/(?:(?:rss|atom|rdf)\+xml|(?:feed\+)?json|rss|atom|x-rss|xml)$/i;

/** A page of so many levels is no blog's; its head, where feeds are declared, comes first anyway. */
const MAX_LEVELS = 512;
const MAX_DECLARED = 10;
const MAX_LINKED = 4;
const MAX_FURTHER = 2;

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
  const further = new Set<string>();
  let hasPasswordField = false;
  let base = url;
  let levels = 0;
  let anchor: { href: string; label: string } | null = null;

  const parser: Parser = new Parser({
    onopentag: (name, attributes) => {
      if (++levels > MAX_LEVELS) return parser.pause();
      if (name === 'base') base = URL.parse(attributes.href ?? '', url)?.href ?? base;
      else if (name === 'link' && declaresFeed(attributes)) addAddress(declared, attributes.href, base);
      else if (name === 'meta') addAddress(further, refreshOf(attributes), base);
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
      else if (BLOG.test(plainText(anchor.label.slice(0, 200)))) addAddress(further, anchor.href, base);
      anchor = null;
    },
  });
  parser.end(html);
  return {
    declared: [...declared].slice(0, MAX_DECLARED),
    linked: [...linked].filter((address) => !declared.has(address)).slice(0, MAX_LINKED),
    further: [...further].filter((address) => isOther(address, url)).slice(0, MAX_FURTHER),
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

/** What people call the part of their site where they write. */
const BLOG =
  /^(?:my |the |our )?(?:blog|weblog|journal|diary|notes|notebook|writing|posts|articles|carnet|cuaderno|tagebuch)$/i;

/** Where a page sends browsers on to by itself, as from `/` to `/en/`. */
function refreshOf({ 'http-equiv': kind = '', content = '' }: Record<string, string>): string | undefined {
  if (kind.toLowerCase() !== 'refresh') return undefined;
  return /^\s*\d{1,3}\s*[;,]\s*(?:url\s*=\s*)?["']?([^"'\s]{1,2000})/i.exec(content)?.[1];
}

/** Another page of the same site. */
function isOther(address: string, url: string): boolean {
  return address !== url && new URL(address).hostname === new URL(url).hostname;
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
