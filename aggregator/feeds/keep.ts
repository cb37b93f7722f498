import { addressKey } from '#core/address.ts';
import type { KnownPost, NewPost } from '#core/posts.ts';
import { type WithWords, withBytes } from '#core/words.ts';
import type { IdentifiedItem } from './identity.ts';
import { sanitizePost } from './sanitize.ts';
import { shownHtml } from './shown.ts';

/** What a poll brings: only what is new or has changed, cleaned and ready to be stored. */
export interface Kept {
  /** Their words as bytes, in one piece of memory. */
  added: WithWords<ReadPost, Uint8Array<ArrayBuffer>>[];
  changed: { id: number; edit: Partial<ReadPost> }[];
  /** Posts that their feed calls by another identity from now on. */
  renamed: { id: number; identity: string }[];
  /**
   * Whether none of what the feed brings is a post that we have, though we have some: perhaps it has changed hands.
   * Less so where all of them are of one account.
   */
  allNew: 'no' | 'of-one-account' | 'yes';
}

/**
 * A feed that brought one post so far says nothing of who writes it: many a new blog begins with a “Hello world” that is
 * deleted on the next day.
 */
const TELLING = 2;

/** A post as its feed gives it; it becomes one of ours with the feed that it is of. */
type ReadPost = Omit<NewPost, 'feedId'>;

const HOUR_MS = 60 * 60 * 1000;

/**
 * Compares the items of a feed with the posts we have. Cleaning is the most expensive step, so only new and changed
 * items are cleaned.
 *
 * @param language the feed's own, for items that declare none.
 */
export function keep(
  items: IdentifiedItem[],
  known: KnownPost[],
  about: { base: string; language: string | null; now: Date },
): Kept {
  const matches = match(items, known, addressKey(about.base));
  const isAllNew = known.length >= TELLING && items.length > 0 && matches.size === 0;
  const allNew = !isAllNew ? 'no' : areOfOne(items, known) ? 'of-one-account' : 'yes';
  const added: ReadPost[] = [];
  const changed: Kept['changed'] = [];
  const renamed: Kept['renamed'] = [];
  // Feeds begin with their newest, which is to be stored last: posts without a date keep their order so.
  for (const each of items.toReversed()) {
    const { identity, contentHash } = each;
    const before = matches.get(each);
    if (!before) {
      added.push({ ...words(each, about), ...dates(each, about.now), identity });
      continue;
    }
    const { id } = before;
    if (before.contentHash !== contentHash) {
      changed.push({ id, edit: { ...words(each, about), changedAt: about.now } });
    }
    if (before.identity !== identity) renamed.push({ id, identity });
  }
  return { added: withBytes(added), changed, renamed, allNew };
}

/**
 * The posts that items are known as: by their identity, or, where a feed has changed its identities (as a move to
 * another program does), by an address that only one of its posts has, and that isn't the site's own.
 */
function match(
  items: IdentifiedItem[],
  known: KnownPost[],
  home: string | null,
): Map<IdentifiedItem, KnownPost> {
  const byIdentity = new Map(known.map((post) => [post.identity, post]));
  const matches = new Map<IdentifiedItem, KnownPost>();
  for (const each of items) {
    const before = byIdentity.get(each.identity);
    if (before) matches.set(each, before);
  }
  if (known.length === 0 || matches.size === items.length) return matches;
  const matched = new Set(matches.values());
  const byAddress = soleByAddress(known);
  for (const [address, each] of soleByAddress(items)) {
    const before = byAddress.get(address);
    if (before && address !== home && !matches.has(each) && !matched.has(before)) matches.set(each, before);
  }
  return matches;
}

/** Whether all are of one account, such as `social.example/@ida`: between two polls of a busy one all may be new. */
function areOfOne(items: IdentifiedItem[], known: KnownPost[]): boolean {
  const accounts = new Set(
    [...items, ...known].map(({ addressKey }) => /^[^/]+\/@[^/]+(?=\/)/.exec(addressKey)?.[0]),
  );
  return accounts.size === 1 && !accounts.has(undefined);
}

/** By the rule of today: keys that were stored under an earlier one are no reason to take a known post for a new one. */
function soleByAddress<T extends { addressKey: string }>(all: T[]): Map<string, T> {
  const groups = [...Map.groupBy(all, ({ addressKey: key }) => addressKey(`https://${key}`) ?? '')];
  return new Map(
    groups.flatMap(([address, [first, ...others]]) =>
      address !== '' && first && others.length === 0 ? [[address, first]] : [],
    ),
  );
}

function words(
  { item, addressKey, contentHash }: IdentifiedItem,
  { base, language }: { base: string; language: string | null },
) {
  const url = item.link ?? base;
  const { html, text, links } = sanitizePost(shownHtml(item), item.base ?? url);
  return {
    url,
    addressKey,
    title: item.title,
    author: item.author,
    html,
    text,
    links,
    repliesTo: item.inReplyTo,
    proxyUrl: item.proxyLink,
    commentsUrl: item.commentsFeed,
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
