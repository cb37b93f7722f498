import { count } from 'drizzle-orm';
import { openDatabase } from '#core/db/open.ts';
import { filings } from '#core/db/schema/issues.ts';
import { readSettings } from '#core/env.ts';
import { pollFeeds } from '../aggregator/feeds/poll.ts';
import { type Workshop, withTools } from '../aggregator/workshop.ts';
import { BEGINNING, contentIn, databaseIn } from './cohort.ts';
import { countNews, POSTS_PER_FEED } from './feed.ts';
import { expectCount, serveWorkloads, type Workload } from './workloads.ts';

// The aggregator as it runs: its own tools, a database with the real migrations, a cohort's folder. Only the clock is
// the benchmark's.

/** Longer than any pause between two polls of a feed that is well. */
const BETWEEN_WORKLOADS_MS = 3 * 24 * 60 * 60 * 1000;

const [folder = '', feedsAsked] = process.argv.slice(2);
const feeds = Number(feedsAsked);
let present = BEGINNING;

const settings = readSettings({
  DATABASE_URL: databaseIn(folder),
  CONTENT_DIR: contentIn(folder),
  FETCH_ALLOW: '127.0.0.0/8',
});
const db = openDatabase(settings.databaseUrl);

async function work(workshop: Workshop, workload: Workload): Promise<void> {
  const polled = await pollFeeds(workshop, { kind: 'due' }, () => {});
  const problem = polled.find((feed) => feed.problem !== null);
  if (problem) throw new Error(`${problem.feed.url}: ${problem.problem}`);
  expectCount('feeds polled', polled.length, feeds);
  const [filed] = await db.select({ posts: count() }).from(filings);
  const news = workload === 'news' ? countNews(feeds) : 0;
  expectCount('posts filed', filed?.posts ?? 0, feeds * POSTS_PER_FEED + news);
  present = new Date(present.getTime() + BETWEEN_WORKLOADS_MS);
}

await withTools(
  settings,
  db,
  () => present,
  async (workshop) => {
    serveWorkloads(feeds, (workload) => work(workshop, workload));
    // The process is ended from outside.
    await new Promise(() => {});
  },
);
