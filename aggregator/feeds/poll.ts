import { claimFeeds, type Feed, type Which } from '#core/feeds.ts';
import { type Refreshed, refresh, type Tools } from './refresh.ts';

/** How many servers are asked at the same time; each of them is asked for one feed at a time. */
const SERVERS_AT_ONCE = 8;
const CLAIM = 50;
/** Longer than the slowest feeds of one server can take together. */
const LEASE_MS = 30 * 60 * 1000;

/**
 * Polls feeds until no more can be claimed. An error that nobody foresaw leaves its feed to the end of the lease, and
 * is thrown once the others are done.
 *
 * @param tell hears of each feed as it is done.
 * @param signal stops the claiming; what was claimed is finished.
 */
export async function pollFeeds(
  tools: Tools,
  which: Which,
  tell: (refreshed: Refreshed) => void,
  signal?: AbortSignal,
): Promise<Refreshed[]> {
  const done: Refreshed[] = [];
  const errors: unknown[] = [];
  const poll = async (feed: Feed) => {
    try {
      const refreshed = await refresh(feed, tools);
      tell(refreshed);
      done.push(refreshed);
    } catch (error) {
      errors.push(error);
    }
  };
  while (!signal?.aborted) {
    const claimed = await claimFeeds(tools.db, CLAIM, tools.now(), LEASE_MS, which);
    if (claimed.length === 0) break;
    const servers = [...Map.groupBy(claimed, (feed) => new URL(feed.url).host).values()];
    const worker = async () => {
      for (let feeds = servers.pop(); feeds; feeds = servers.pop()) {
        for (const feed of feeds) await poll(feed);
      }
    };
    await Promise.all(Array.from({ length: SERVERS_AT_ONCE }, worker));
    if (errors.length > 0) throw errors[0];
  }
  return done;
}

/** What a poll brought, in a line. */
export function describeRefreshed({ feed, added, changed, problem }: Refreshed): string {
  const name = feed.title ?? feed.url;
  if (problem !== null) return `${name}: ${problem}`;
  const parts = [added > 0 ? `${added} new` : '', changed > 0 ? `${changed} changed` : ''].filter(Boolean);
  return `${name}: ${parts.join(', ') || 'nothing new'}`;
}
