import { readdirSync, readFileSync } from 'node:fs';
import { FeedError } from '../../../aggregator/feeds/feed.ts';
import { readHFeed } from '../../../aggregator/feeds/h-feed.ts';
import { parseFeed } from '../../../aggregator/feeds/parse.ts';

const FOLDER = new URL('../../fixtures/feeds/', import.meta.url);

/** Where every fixture is said to have been fetched from. */
const FEED_URL = 'https://blog.example/feeds/all.xml';

export interface Fixture {
  name: string;
  bytes: Uint8Array;
  /** Whether it is to be read as a page's own feed. */
  isPage: boolean;
  /** What it means: `meaningOf` its bytes. With `contentType` where the header matters. */
  expected: { contentType?: string };
}

/**
 * Every `name.xml` (`name.feed` for JSON Feed, `name.html` for a page with an h-feed) with its `name.json`. To add one, write both files; the meaning
 * leaves out whatever is null or empty.
 */
export function listFixtures(): Fixture[] {
  return readdirSync(FOLDER)
    .filter((file) => /\.(?:xml|feed|html)$/.test(file))
    .map((file) => {
      const name = file.replace(/\.\w+$/, '');
      return {
        name,
        bytes: readFileSync(new URL(file, FOLDER)),
        isPage: file.endsWith('.html'),
        expected: JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8')),
      };
    });
}

/** What a fixture comes to: its feed without what is null or empty, or `{ problem }` where it isn't one. */
export function meaningOf(bytes: Uint8Array, isPage: boolean, contentType?: string): object {
  try {
    const about = { contentType, url: FEED_URL };
    const feed = isPage ? readHFeed(bytes, about) : parseFeed(bytes, about);
    if (feed === null) return { problem: 'This page is no feed.' };
    const items = feed.items.map((item) =>
      told({ ...item, base: item.base === item.link ? null : item.base }),
    );
    return { ...(contentType ? { contentType } : {}), ...told({ ...feed, items }) };
  } catch (error) {
    if (error instanceof FeedError) return { problem: error.message };
    throw error;
  }
}

function told(record: object): object {
  return Object.fromEntries(
    Object.entries(record).filter(
      ([, value]) => value !== null && !(Array.isArray(value) && value.length === 0),
    ),
  );
}
