import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { count } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import Parser from 'rss-parser';
import sanitizeHtml from 'sanitize-html';
import { atOnce } from './at-once.ts';
import { countNews, feedUrls, POSTS_PER_FEED } from './feed.ts';
import { expectCount, serveWorkloads, type Workload } from './workloads.ts';

// The loop that one writes first: every feed is read in full each time, every item cleaned, and the database told to
// ignore those that it has.

const AT_ONCE = 50;

const [folder = '', feedsAsked, port] = process.argv.slice(2);
const feeds = Number(feedsAsked);
const urls = feedUrls(feeds, Number(port));

const posts = sqliteTable(
  'posts',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    feedUrl: text('feed_url').notNull(),
    guid: text('guid').notNull(),
    url: text('url'),
    title: text('title'),
    html: text('html').notNull(),
    publishedAt: integer('published_at', { mode: 'timestamp_ms' }),
  },
  (t) => [uniqueIndex('posts_guid').on(t.feedUrl, t.guid)],
);

const sqlite = new Sqlite(join(folder, 'naive.db'));
sqlite.pragma('journal_mode = WAL');
sqlite.exec(`
  CREATE TABLE posts (id INTEGER PRIMARY KEY AUTOINCREMENT, feed_url TEXT NOT NULL, guid TEXT NOT NULL, url TEXT,
    title TEXT, html TEXT NOT NULL, published_at INTEGER);
  CREATE UNIQUE INDEX posts_guid ON posts (feed_url, guid);
`);
const db = drizzle(sqlite);
const parser = new Parser();

async function read(feedUrl: string): Promise<void> {
  const feed = await parser.parseURL(feedUrl);
  for (const item of feed.items) {
    await db
      .insert(posts)
      .values({
        feedUrl,
        guid: item.guid ?? item.id ?? item.link ?? '',
        url: item.link,
        title: item.title,
        html: sanitizeHtml(item['content:encoded'] ?? item.content ?? ''),
        publishedAt: item.isoDate ? new Date(item.isoDate) : null,
      })
      .onConflictDoNothing();
  }
}

async function work(workload: Workload): Promise<void> {
  await atOnce(AT_ONCE, urls, read);
  const [stored] = await db.select({ posts: count() }).from(posts);
  const news = workload === 'news' ? countNews(feeds) : 0;
  expectCount('posts of the naive loop', stored?.posts ?? 0, feeds * POSTS_PER_FEED + news);
}

serveWorkloads(feeds, work);
