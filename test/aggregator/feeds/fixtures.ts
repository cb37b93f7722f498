import { readdirSync, readFileSync } from 'node:fs';
import { FeedError, parseFeed } from '../../../aggregator/feeds/parse.ts';

const FOLDER = new URL('../../fixtures/feeds/', import.meta.url);

/** Where every fixture is said to have been fetched from. */
const FEED_URL = 'https://blog.example/feeds/all.xml';

export interface Fixture {
  name: string;
  bytes: Uint8Array;
  /** What it means: `meaningOf` its bytes. With `contentType` where the header matters. */
  expected: { contentType?: string };
}

/**
 * Every `name.xml` (or `name.feed` for JSON Feed) with its `name.json`. To add one, write both files; the meaning
 * leaves out whatever is null or empty.
 */
export function listFixtures(): Fixture[] {
  return readdirSync(FOLDER)
    .filter((file) => /\.(?:xml|feed)$/.test(file))
    .map((file) => {
      const name = file.replace(/\.\w+$/, '');
      return {
        name,
        bytes: readFileSync(new URL(file, FOLDER)),
        expected: JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8')),
      };
    });
}

/** What a fixture comes to: its feed without what is null or empty, or `{ problem }` where it isn't one. */
export function meaningOf(bytes: Uint8Array, contentType?: string): object {
  try {
    const feed = parseFeed(bytes, { contentType, url: FEED_URL });
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
