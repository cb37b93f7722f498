import type { Feed } from '#core/feeds.ts';
import type { KnownPost, NewPost } from '#core/posts.ts';
import type { IdentifiedItem } from './identity.ts';
import { sanitizePost } from './sanitize.ts';

/** What a poll brings: only what is new or has changed, cleaned and ready to be stored. */
export interface Kept {
  added: NewPost[];
  changed: { id: number; edit: Partial<NewPost> }[];
}

const HOUR_MS = 60 * 60 * 1000;

/**
 * Compares the items of a feed with the posts we have. An item is known by its identity, or, when its feed has
 * changed all identities (as a move to another program does), by its address. Cleaning is the most expensive step,
 * so only new and changed items are cleaned.
 *
 * @param language the feed's own, for items that declare none.
 */
export function keep(
  feed: Feed,
  items: IdentifiedItem[],
  known: KnownPost[],
  about: { base: string; language: string | null; now: Date },
): Kept {
  const byIdentity = new Map(known.map((post) => [post.identity, post]));
  const byAddress = new Map(known.map((post) => [post.addressKey, post]));
  const kept: Kept = { added: [], changed: [] };
  const taken = new Set<number>();
  for (const each of items) {
    const before =
      byIdentity.get(each.identity) ?? (each.addressKey && byAddress.get(each.addressKey)) ?? null;
    if (before && before.contentHash !== each.contentHash && !taken.has(before.id)) {
      kept.changed.push({ id: before.id, edit: { ...words(each, about), changedAt: about.now } });
    }
    if (before) taken.add(before.id);
    else
      kept.added.push({
        ...words(each, about),
        ...dates(each, about.now),
        feedId: feed.id,
        identity: each.identity,
      });
  }
  return kept;
}

function words(
  { item, addressKey, contentHash }: IdentifiedItem,
  { base, language }: { base: string; language: string | null },
) {
  const url = item.link ?? base;
  const { html, text, links } = sanitizePost(item.html ?? item.summary ?? '', item.base ?? url);
  return {
    url,
    addressKey,
    title: item.title,
    author: item.author,
    html,
    text,
    links,
    language: item.language ?? language,
    categories: item.categories,
    contentHash,
  };
}

function dates({ item }: IdentifiedItem, now: Date) {
  const published = item.published ?? item.updated;
  const publishedAt = published === null ? null : new Date(published);
  // A post dated in the future takes its place when it is seen, and isn't pinned to the top until then.
  const latest = now.getTime() + HOUR_MS;
  const datedAt = publishedAt === null || publishedAt.getTime() > latest ? now : publishedAt;
  return { publishedAt, firstSeenAt: now, datedAt };
}
