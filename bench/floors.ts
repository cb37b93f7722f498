import { join } from 'node:path';
import Parser from 'rss-parser';
import sanitizeHtml from 'sanitize-html';
import { migrate } from '#core/db/migrate.ts';
import { connectionOf, type Db, openDatabase, transaction } from '#core/db/open.ts';
import { filePosts, insertPosts, type NewPost } from '#core/posts.ts';
import type { Feed } from '../aggregator/feeds/feed.ts';
import { parseFeed } from '../aggregator/feeds/parse.ts';
import { sanitizePost } from '../aggregator/feeds/sanitize.ts';
import { COHORT, seatBloggers } from './cohort.ts';
import { contentType, feedUrls, feedXml } from './feed.ts';
import { fixturesBothRead } from './fixtures.ts';
import type { Floor } from './floor-names.ts';
import { endWithParent } from './process.ts';
import { type Cost, measure } from './workloads.ts';

// What each step costs by itself, in memory, once its code is warm.

export interface FloorRequest {
  floor: Floor;
}

export type FloorReply = { kind: 'ready' } | { kind: 'done'; cost: Cost };

const FEEDS = 400;
/** Until then the engine still compiles what it has found to be hot, and takes some of that back. */
const ROUNDS_TO_WARM_UP = 3;
/** The one that costs least counts, since what disturbs a measurement only adds to it. */
const ROUNDS = 5;
/** The fixtures are small and few. */
const FIXTURE_ROUNDS = 30;

const [folder = ''] = process.argv.slice(2);
const documents = Array.from({ length: FEEDS }, (_, blog) => Buffer.from(feedXml(blog, 0)));
const parsed = documents.map((bytes, blog) => parseFeed(bytes, { contentType: contentType(blog) }));
const rssParser = new Parser();
const fixtures = await fixturesBothRead();

const steps: Record<Floor, (round: number) => Promise<number>> = {
  parsing: async () => {
    for (const [blog, bytes] of documents.entries()) parseFeed(bytes, { contentType: contentType(blog) });
    return FEEDS;
  },
  'parsing, rss-parser': async () => {
    for (const bytes of documents) await rssParser.parseString(bytes.toString('utf8'));
    return FEEDS;
  },
  fixtures: async () => {
    for (let round = 0; round < FIXTURE_ROUNDS; round += 1) {
      for (const bytes of fixtures) parseFeed(bytes);
    }
    return FIXTURE_ROUNDS * fixtures.length;
  },
  'fixtures, rss-parser': async () => {
    for (let round = 0; round < FIXTURE_ROUNDS; round += 1) {
      for (const bytes of fixtures) await rssParser.parseString(bytes.toString('utf8'));
    }
    return FIXTURE_ROUNDS * fixtures.length;
  },
  sanitizing: async () => {
    for (const { items } of parsed) for (const { html, link } of items) sanitizePost(html ?? '', link ?? '');
    return FEEDS;
  },
  'sanitizing, sanitize-html alone': async () => {
    for (const { items } of parsed) for (const { html } of items) sanitizeHtml(html ?? '');
    return FEEDS;
  },
  storing: (round) => inDatabase(`ours-${round}`, storeThroughCore),
  'storing, bare statements': (round) => inDatabase(`bare-${round}`, storeBarely),
};

const databases = new Map<string, Db>();

/** The database is made before the clock runs, see `prepare`. */
async function inDatabase(name: string, store: (db: Db) => Promise<void>): Promise<number> {
  const db = databases.get(name);
  if (!db) throw new Error(`There is no database ${name}.`);
  await store(db);
  return FEEDS;
}

async function prepare(): Promise<void> {
  const now = new Date('2027-02-01T12:00:00Z');
  const rounds = Array.from({ length: ROUNDS_TO_WARM_UP + ROUNDS }, (_, round) => round);
  for (const name of rounds.flatMap((round) => [`ours-${round}`, `bare-${round}`])) {
    const db = openDatabase(`file:${join(folder, `${name}.db`)}`);
    migrate(db, now);
    await seatBloggers(db, feedUrls(FEEDS, 80), now);
    databases.set(name, db);
  }
}

async function storeThroughCore(db: Db): Promise<void> {
  for (const [blog, feed] of parsed.entries()) {
    await transaction(db, async (tx) => {
      const stored = await insertPosts(tx, rowsOf(feed, blog + 1));
      const filed = stored.map(({ id: postId, datedAt }) => ({ postId, datedAt, filedAt: datedAt }));
      await filePosts(
        tx,
        filed.map((filing) => ({ ...filing, cohort: COHORT, blogId: blog + 1 })),
      );
    });
  }
}

async function storeBarely(db: Db): Promise<void> {
  const { sqlite } = connectionOf(db);
  const post = sqlite.prepare(
    `INSERT INTO posts (feed_id, identity, url, address_key, title, author, html, text, links, categories,
       first_seen_at, dated_at, content_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const filing = sqlite.prepare(
    'INSERT INTO filings (post_id, cohort, blog_id, dated_at, filed_at) VALUES (?, ?, ?, ?, ?)',
  );
  const storeFeed = sqlite.transaction((feed: Feed, id: number) => {
    for (const row of rowsOf(feed, id)) {
      const at = row.datedAt.getTime();
      const { lastInsertRowid } = post.run(
        row.feedId,
        row.identity,
        row.url,
        row.addressKey,
        row.title,
        row.author,
        row.html,
        row.text,
        '[]',
        JSON.stringify(row.categories),
        at,
        at,
        row.contentHash,
      );
      filing.run(lastInsertRowid, COHORT, id, at, at);
    }
  });
  for (const [blog, feed] of parsed.entries()) storeFeed(feed, blog + 1);
}

function rowsOf({ items }: Feed, feedId: number): NewPost[] {
  return items.map(({ id, link, title, author, html, published, categories }) => {
    const at = new Date(published ?? 0);
    return {
      feedId,
      identity: `id:${id}`,
      url: link ?? '',
      addressKey: link ?? '',
      title,
      author,
      html: html ?? '',
      text: html ?? '',
      links: [],
      categories,
      firstSeenAt: at,
      datedAt: at,
      contentHash: id ?? '',
    };
  });
}

await prepare();
process.on('message', async ({ floor }: FloorRequest) => {
  const costs: Cost[] = [];
  for (let round = 0; round < ROUNDS_TO_WARM_UP + ROUNDS; round += 1) {
    const cost = await measure(() => steps[floor](round));
    if (round >= ROUNDS_TO_WARM_UP) costs.push(cost);
  }
  const [least] = costs.toSorted((a, b) => a.cpuMs - b.cpuMs);
  if (least) process.send?.({ kind: 'done', cost: least } satisfies FloorReply);
});
endWithParent();
process.send?.({ kind: 'ready' } satisfies FloorReply);
