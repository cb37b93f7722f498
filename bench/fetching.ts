import { Agent, request } from 'undici';
import { atOnce } from './at-once.ts';
import { countNews, feedUrls } from './feed.ts';
import { expectCount, serveWorkloads, type Workload } from './workloads.ts';

// The floor of all polling: nothing but the requests. Bodies are received and neither uncompressed nor looked at.

const AT_ONCE = 50;

const [, feedsAsked, port] = process.argv.slice(2);
const feeds = Number(feedsAsked);
const urls = feedUrls(feeds, Number(port));
const etags = new Map<string, string>();

async function work(workload: Workload): Promise<void> {
  // As few connections at a time as ours has: each of them costs.
  const dispatcher = new Agent({ connections: 1, keepAliveTimeout: 2_000, keepAliveMaxTimeout: 2_000 });
  let received = 0;
  await atOnce(AT_ONCE, urls, async (url) => {
    const etag = etags.get(url);
    const headers = { 'accept-encoding': 'gzip', ...(etag ? { 'if-none-match': etag } : {}) };
    const response = await request(url, { dispatcher, headers });
    const body = await response.body.bytes();
    if (body.length > 0) received += 1;
    etags.set(url, String(response.headers.etag));
  });
  // As ours does: connections that are left open are work that is left undone.
  await dispatcher.close();
  const expected = { first: feeds, unchanged: 0, news: countNews(feeds) };
  expectCount('bodies fetched', received, expected[workload]);
}

serveWorkloads(feeds, work);
