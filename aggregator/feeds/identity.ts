import { createHash } from 'node:crypto';
import { addressKey } from '#core/address.ts';
import type { FeedItem } from './parse.ts';

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
 * Gives each item of a feed its identity: its own id, else its address, else its words. An id that is an address
 * counts without its scheme, since a blog that moves to https changes it. Where an id stands twice, the later
 * items add their address to it.
 */
export function identify(items: FeedItem[]): IdentifiedItem[] {
  const seen = new Set<string>();
  return items.flatMap((item) => {
    const key = addressKey(item.link ?? '') ?? '';
    let identity = ownIdentity(item, key);
    if (seen.has(identity)) identity = `${identity}|${key || hash(wordsOf(item))}`;
    if (seen.has(identity)) return [];
    seen.add(identity);
    return [{ item, identity, addressKey: key, contentHash: hash([key, ...wordsOf(item)]) }];
  });
}

function ownIdentity(item: FeedItem, key: string): string {
  if (item.id) return `id:${addressKey(item.id) ?? item.id}`;
  if (key) return `at:${key}`;
  return `words:${hash(wordsOf(item))}`;
}

function wordsOf(item: FeedItem): string[] {
  return [item.title ?? '', item.html ?? item.summary ?? '', item.author ?? '', item.categories.join('\n')];
}

function hash(parts: string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
