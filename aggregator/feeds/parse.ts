import { readAtom } from './atom.ts';
import { decode, repairCharacters } from './decode.ts';
import type { Element } from './element.ts';
import { type Feed, FeedError } from './feed.ts';
import { readJsonFeed } from './json-feed.ts';
import { readRss } from './rss.ts';
import { describeOther } from './sniff.ts';
import { readXml } from './xml.ts';

/** What came with some bytes. */
export interface About {
  /** The HTTP header, where there was one. */
  contentType?: string | null;
  /** Where they came from, which is what relative links start from. */
  url: string;
}

/**
 * Reads a feed in any of the formats blogs use: RSS 0.9 to 2.0, RDF, Atom 0.3 and 1.0, JSON Feed.
 * @throws FeedError whose message says what the bytes are instead.
 */
export function parseFeed(bytes: Uint8Array, about: Partial<About> = {}): Feed {
  const text = repairCharacters(decode(bytes, about.contentType)).trimStart();
  const url = about.url ?? null;
  if (text.startsWith('{')) return readJsonFeed(text, url);

  const { root, firstName, open } = readXml(text);
  if (!root) throw new FeedError(describeOther(bytes, text, firstName));
  dropCutItem(open);
  const feed = root.name === 'atom:feed' ? readAtom(root, url) : readRss(root, url);
  if (open.length > 0 && feed.items.length === 0)
    throw new FeedError('This feed breaks off before its first post.');
  return feed;
}

/**
 * Leaves out the item in whose field the feed breaks off: half a post would be filed under an identity
 * that is only half there, and come a second time when the feed is whole again.
 */
function dropCutItem(open: Element[]): void {
  const isItem = (element?: Element) => element?.name === 'item' || element?.name === 'atom:entry';
  let at = open.findIndex(isItem);
  while (isItem(open[at + 1])) at++;
  const item = open[at];
  if (!item || item === open.at(-1)) return;
  const siblings = open[at - 1]?.content;
  siblings?.splice(siblings.indexOf(item), 1);
}
