import type { KnownComment, ReadComment, ReadComments } from '#core/conversations/comments.ts';
import type { FeedItem } from './feed.ts';
import { type IdentifiedItem, identify } from './identity.ts';
import { type About, parseFeed } from './parse.ts';
import { sanitizePost } from './sanitize.ts';

/** What came of reading a feed of the comments on a post. */
export interface ReadDiscussion {
  title: string | null;
  siteUrl: string | null;
  ttlMinutes: number | null;
  skipHours: number[];
  kept: ReadComments;
}

/** Under a post on which more is said, nobody reads on. */
const MOST_COMMENTS = 300;
/** Of a comment's markup; what is longer is a treatise, or no comment at all. */
const LONGEST_COMMENT = 20_000;

/**
 * Reads a feed of comments and compares it with those that we have; what is new or changed is cleaned.
 *
 * @throws FeedError
 */
export function readComments(
  bytes: Uint8Array,
  about: About,
  known: KnownComment[],
  at: Date,
): ReadDiscussion {
  const { title, link, language, ttlMinutes, skipHours, items } = parseFeed(bytes, about);
  const kept = compare(identify(items), known, (each) => clean(each, { url: about.url, language, at }));
  return { title, siteUrl: link, ttlMinutes, skipHours, kept };
}

function compare(
  items: IdentifiedItem[],
  known: KnownComment[],
  clean: (item: IdentifiedItem) => ReadComment,
): ReadComments {
  const byIdentity = new Map(known.map((comment) => [comment.identity, comment]));
  const read: ReadComments = { added: [], changed: [], gone: listGone(items, known) };
  for (const each of items) {
    const before = byIdentity.get(each.identity);
    if (before?.contentHash === each.contentHash) continue;
    const comment = clean(each);
    if (!isSaid(comment.text)) continue;
    if (!before) read.added.push(comment);
    else {
      const { identity: _, datedAt: __, ...edit } = comment;
      read.changed.push({ id: before.id, edit });
    }
  }
  const there = known.filter(({ goneAt }) => goneAt === null).length - read.gone.length;
  return { ...read, added: read.added.slice(0, Math.max(0, MOST_COMMENTS - there)) };
}

/** A feed has the newest: what is newer than something that it still has, and not in it, was taken away. */
function listGone(items: IdentifiedItem[], known: KnownComment[]): number[] {
  const identities = new Set(items.map(({ identity }) => identity));
  const missing = known.filter(({ identity, goneAt }) => goneAt === null && !identities.has(identity));
  const oldest = Math.min(
    ...known.filter(({ identity }) => identities.has(identity)).map(({ datedAt }) => datedAt.getTime()),
  );
  return missing
    .filter(({ datedAt }) => items.length === 0 || datedAt.getTime() > oldest)
    .map(({ id }) => id);
}

/**
 * WordPress lists among the comments which posts elsewhere link here, each with a snippet of them. A link makes an
 * answer by itself, so that it would stand there twice.
 */
function isSaid(text: string): boolean {
  return text !== '' && !/^\[(?:…|\.\.\.)\].*\[(?:…|\.\.\.)\]$/su.test(text);
}

function clean(
  { item, identity, addressKey, contentHash }: IdentifiedItem,
  { url, language, at }: { url: string; language: string | null; at: Date },
): ReadComment {
  const markup = (item.html ?? item.summary ?? '').slice(0, LONGEST_COMMENT);
  const { html, text } = sanitizePost(markup, item.base ?? item.link ?? url);
  return {
    identity,
    author: item.author,
    authorUrl: item.authorUrl,
    url: item.link,
    addressKey,
    language: item.language ?? language,
    contentHash,
    datedAt: writtenAt(item, at),
    html,
    text,
  };
}

function writtenAt({ published, updated }: FeedItem, at: Date): Date {
  const said = published ?? updated;
  const written = said === null ? at : new Date(said);
  return written < at ? written : at;
}
