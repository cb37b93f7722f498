import type { KnownPost } from '#core/posts.ts';
import { type Feed, FeedError, type FeedItem } from './feed.ts';
import { readHFeed } from './h-feed.ts';
import { identify } from './identity.ts';
import { type Kept, keep } from './keep.ts';
import { type PageLinks, readWebPage } from './page.ts';
import { type About, parseFeed } from './parse.ts';
import { sanitizePost } from './sanitize.ts';
import { shownHtml } from './shown.ts';

/** What came of reading a feed that we follow. */
export interface Read {
  title: string | null;
  siteUrl: string | null;
  language: string | null;
  ttlMinutes: number | null;
  skipHours: number[];
  kept: Kept;
}

/**
 * Reads a feed and compares it with the posts that we have of it; what is new or changed is cleaned. From bytes to
 * what is to be stored nothing else is needed, so that it can be done anywhere.
 *
 * @param url where the bytes came from
 * @throws FeedError
 */
export function readFeed(bytes: Uint8Array, about: About, known: KnownPost[], at: Date): Read {
  const { title, link, language, ttlMinutes, skipHours, items } = parseFollowed(bytes, about, known);
  const kept = keep(identify(items, link), known, { base: link ?? about.url, language, now: at });
  return { title, siteUrl: link, language, ttlMinutes, skipHours, kept };
}

/**
 * A page may be a feed itself. But a feed whose posts have ids and that answers with a page is out of order, and
 * what the page shows is not what its posts say.
 */
function parseFollowed(bytes: Uint8Array, about: About, known: KnownPost[]): Feed {
  try {
    return parseFeed(bytes, about);
  } catch (error) {
    if (!(error instanceof FeedError) || error.reason === 'costly') throw error;
    const feed = known.some(({ identity }) => identity.startsWith('id:')) ? null : readHFeed(bytes, about);
    if (feed) return feed;
    throw error;
  }
}

/** What some bytes are, for somebody who looks for a feed. */
export type Glance =
  | { kind: 'feed'; feed: Preview }
  /** Not a feed, but perhaps a page that leads to one, or that can be read as one. */
  | { kind: 'page'; links: PageLinks; feed: Preview | null };

/** Enough of a feed to recognise it by. */
export interface Preview {
  title: string | null;
  siteUrl: string | null;
  /** The newest ten, newest first. */
  posts: PostPreview[];
}

/** What a post would be filed by and recognised by. */
export interface PostPreview {
  id: string | null;
  title: string | null;
  url: string | null;
  /** Its words, without markup. */
  text: string;
  categories: string[];
  published: string | null;
}

/** The newest posts are enough to recognise a blog by. */
const SHOWN_POSTS = 10;

/** @throws FeedError when it costs too much to tell. */
export function glanceAt(bytes: Uint8Array, about: About): Glance {
  try {
    return { kind: 'feed', feed: previewFeed(parseFeed(bytes, about), about.url) };
  } catch (error) {
    if (!(error instanceof FeedError) || error.reason === 'costly') throw error;
    const feed = readHFeed(bytes, about);
    return { kind: 'page', links: readWebPage(bytes, about), feed: feed && previewFeed(feed, about.url) };
  }
}

function previewFeed({ title, link, items }: Feed, url: string): Preview {
  const newest = items.toSorted((a, b) => dateOf(b).localeCompare(dateOf(a))).slice(0, SHOWN_POSTS);
  return { title, siteUrl: link, posts: newest.map((item) => previewPost(item, url)) };
}

function dateOf({ published, updated }: FeedItem): string {
  return published ?? updated ?? '';
}

function previewPost(item: FeedItem, url: string): PostPreview {
  const { text } = sanitizePost(shownHtml(item), item.base ?? url);
  const { id, title, link, categories } = item;
  return { id, title, url: link, text, categories, published: dateOf(item) || null };
}
