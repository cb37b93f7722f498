import { hash as digest } from 'node:crypto';
import { addressKey } from '#core/address.ts';
import type { FeedItem } from './feed.ts';
import { shownHtml } from './shown.ts';

/** An item with what tells whether we have seen it before, and whether it has changed since. */
export interface IdentifiedItem {
  item: FeedItem;
  /** The same for the same post on every poll, and for no other post of the feed. */
  identity: string;
  /** By the one rule for addresses; empty when the item has none. */
  addressKey: string;
  /** Of everything that a reader would see. */
  contentHash: string;
}

/**
 * Gives each item of a feed its identity: its own id, else its address, else its words. Where that stands several
 * times, all who have it add their address, and then their date: so their order makes no difference. What is
 * still the same after that is the same post.
 *
 * @param site whose feed it is: handmade feeds give its front page as the address of all their posts
 */
export function identify(items: FeedItem[], site: string | null = null): IdentifiedItem[] {
  const home = addressKey(site ?? '');
  const identified = items.map((item) => {
    const key = addressKey(item.link ?? '') ?? '';
    return {
      item,
      identity: ownIdentity(item, home),
      addressKey: key,
      contentHash: hash([key, ...wordsOf(item)]),
    };
  });
  return new Set(identified.map(({ identity }) => identity)).size === items.length
    ? identified
    : tellAllApart(identified);
}

function tellAllApart(alike: IdentifiedItem[]): IdentifiedItem[] {
  const once = distinct(alike, ({ item, identity, contentHash }) =>
    JSON.stringify([identity, item.link, item.published, contentHash]),
  );
  const byAddress = tellApart(once, ({ link }) => addressIdentity(link ?? '') ?? '');
  const byDate = tellApart(byAddress, (item) => item.published ?? hash(wordsOf(item)));
  return distinct(byDate, ({ identity }) => identity);
}

function ownIdentity(item: FeedItem, home: string | null): string {
  if (item.id) return `id:${addressIdentity(item.id) ?? item.id}`;
  const address = addressIdentity(item.link ?? '');
  return address === null || address === home ? `words:${hash(wordsOf(item).slice(0, 2))}` : `at:${address}`;
}

/**
 * An address as an identity: without its scheme, since a blog that moves to https changes it, but with its
 * fragment, since a page that holds many posts tells them apart by it.
 */
function addressIdentity(address: string): string | null {
  const key = addressKey(address);
  return key === null ? null : `${key}${address.includes('#') ? (URL.parse(address)?.hash ?? '') : ''}`;
}

function tellApart(items: IdentifiedItem[], mark: (item: FeedItem) => string): IdentifiedItem[] {
  const alike = Map.groupBy(items, ({ identity }) => identity);
  return items.map((each) =>
    alike.get(each.identity)?.length === 1
      ? each
      : { ...each, identity: `${each.identity}|${mark(each.item)}` },
  );
}

/** The first of those that have the same key. */
function distinct(items: IdentifiedItem[], keyOf: (item: IdentifiedItem) => string): IdentifiedItem[] {
  const first = new Map<string, IdentifiedItem>();
  for (const each of items) {
    const key = keyOf(each);
    if (!first.has(key)) first.set(key, each);
  }
  return [...first.values()];
}

function wordsOf(item: FeedItem): string[] {
  return [item.title ?? '', wordsIn(item), item.author ?? '', item.categories.join('\n')];
}

/** Without what we leave out of them, so that a better rule for that changes no post; the pictures of a note count. */
function wordsIn(item: FeedItem): string {
  const words = item.html ?? item.summary ?? '';
  return words.trim() === '' || item.title === null ? shownHtml(item) : words;
}

/** Each part with its length before it, so that no other parts come to the same. */
function hash(parts: string[]): string {
  return digest('sha256', parts.map((part) => `${part.length}:${part}`).join(''), 'base64url');
}
