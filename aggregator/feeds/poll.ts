import { setTimeout as pause } from 'node:timers/promises';
import { claimFeeds, type Feed, releaseFeeds, type Which } from '#core/feeds.ts';
import { Readers } from './readers.ts';
import { type Refreshed, refresh, type Tools } from './refresh.ts';

/** How many servers are asked at the same time; each of them is asked for one feed at a time. */
const SERVERS_AT_ONCE = 16;
/** Claimed ahead, so that one slow server holds up nobody. */
const CLAIM = 100;
/** Longer than what is claimed can take at its slowest. */
const LEASE_MS = 30 * 60 * 1000;
/**
 * Polls feeds until no more can be claimed. An error that nobody foresaw leaves its feed to the end of the lease, and
 * is thrown once the others are done.
 *
 * @param tell hears of each feed as it is done.
 * @param signal stops the claiming; what was claimed is given back, what is under way is finished.
 */
export async function pollFeeds(
  tools: Tools,
  which: Which,
  tell: (refreshed: Refreshed) => void,
  signal?: AbortSignal,
): Promise<Refreshed[]> {
  const { db, now, breathMs } = tools;
  const done: Refreshed[] = [];
  const errors: unknown[] = [];
  const doorbell = new Doorbell(breathMs);
  const readers = new Readers(db);
  const queue: Feed[] = [];
  const underWay = new Set<Promise<void>>();

  const claim = async () => {
    const claimed = await claimFeeds(db, CLAIM, now(), LEASE_MS, which);
    await readers.count(claimed);
    queue.push(...claimed);
  };
  const poll = async (feed: Feed) => {
    try {
      await doorbell.beforeRinging(feed.host);
      const refreshed = await refresh(feed, tools, readers.of(feed));
      tell(refreshed);
      done.push(refreshed);
    } catch (error) {
      errors.push(error);
    } finally {
      doorbell.hasRung(feed.host);
    }
  };
  const begin = (feed: Feed) => {
    const polling = poll(feed).finally(() => underWay.delete(polling));
    underWay.add(polling);
  };

  while (!signal?.aborted) {
    if (queue.length < SERVERS_AT_ONCE) await claim();
    for (const feed of queue.splice(0, SERVERS_AT_ONCE - underWay.size)) begin(feed);
    if (underWay.size === 0) break;
    await Promise.race(underWay);
  }
  await Promise.all(underWay);
  await releaseFeeds(db, queue);
  if (errors.length > 0) throw errors[0];
  return done;
}

/** Leaves a server a moment of peace between two requests. */
class Doorbell {
  readonly #breathMs: number;
  readonly #rangAt = new Map<string, number>();

  constructor(breathMs: number) {
    this.#breathMs = breathMs;
  }

  async beforeRinging(host: string): Promise<void> {
    const rangAt = this.#rangAt.get(host);
    const wait = rangAt === undefined ? 0 : rangAt + this.#breathMs - performance.now();
    if (wait > 0) await pause(wait);
  }

  hasRung(host: string): void {
    this.#rangAt.set(host, performance.now());
  }
}

/** What a poll brought, in a line. */
export function describeRefreshed({ feed, added, changed, problem }: Refreshed): string {
  const name = feed.title ?? feed.url;
  if (problem !== null) return `${name}: ${problem}`;
  const parts = [added > 0 ? `${added} new` : '', changed > 0 ? `${changed} changed` : ''].filter(Boolean);
  return `${name}: ${parts.join(', ') || 'nothing new'}`;
}
