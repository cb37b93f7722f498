import { releaseFeeds, type Which } from '#core/feeds.ts';
import { type Claimed, Claims } from './claims.ts';
import { Doorbell } from './doorbell.ts';
import { type Refreshed, refresh, type Tools } from './refresh.ts';

/** How many servers are asked at the same time; each of them is asked for one feed at a time. */
const SERVERS_AT_ONCE = 16;
/** Besides the servers that are asked, those whose answers are being stored: as many as share a commit, and again. */
const MOST_UNDER_WAY = 200;
/** A crash meanwhile costs no more than one during the asking: the feed is asked again when its lease has ended. */
const PATIENCE_MS = 300;

/**
 * Polls feeds until no more can be claimed. An error that nobody foresaw is thrown once the others are done.
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
  const claims = new Claims(db, which);
  const queue: Claimed[] = [];
  const asking = new Set<Claimed>();
  const underWay = new Set<Claimed>();
  /** Once none could be claimed, none can be until a server is done with. */
  let mayClaim = true;
  let progress = Promise.withResolvers<void>();

  /** @returns for how long its outcome may wait for those of others: not at all when it is the last. */
  const hasAnswered = (claimed: Claimed) => {
    if (asking.delete(claimed)) doorbell.hasRung(claimed.feed.host);
    progress.resolve();
    return asking.size + queue.length > 0 ? PATIENCE_MS : 0;
  };
  const poll = async (claimed: Claimed) => {
    asking.add(claimed);
    underWay.add(claimed);
    try {
      await doorbell.beforeRinging(claimed.feed.host);
      const refreshed = await refresh(claimed, tools, () => hasAnswered(claimed));
      tell(refreshed);
      done.push(refreshed);
    } catch (error) {
      errors.push(error);
    } finally {
      hasAnswered(claimed);
      underWay.delete(claimed);
      mayClaim = true;
    }
  };
  const someProgress = async () => {
    await progress.promise;
    progress = Promise.withResolvers();
  };

  while (!signal?.aborted) {
    if (mayClaim && queue.length < SERVERS_AT_ONCE) {
      mayClaim = false;
      const more = await claims.more(now());
      queue.push(...more);
      mayClaim ||= more.length > 0;
    }
    const room = Math.min(SERVERS_AT_ONCE - asking.size, MOST_UNDER_WAY - underWay.size);
    for (const claimed of queue.splice(0, Math.max(room, 0))) poll(claimed);
    if (underWay.size === 0) break;
    await someProgress();
  }
  while (underWay.size > 0) await someProgress();
  await releaseFeeds(
    db,
    queue.map(({ feed }) => feed),
  );
  if (errors.length > 0) throw errors[0];
  return done;
}

/** What a poll brought, in a line. */
export function describeRefreshed({ feed, added, changed, movedTo, problem }: Refreshed): string {
  const name = feed.title ?? feed.url;
  if (problem !== null) return `${name}: ${problem}`;
  const parts = [
    added > 0 ? `${added} new` : '',
    changed > 0 ? `${changed} changed` : '',
    movedTo === null ? '' : `moved from ${feed.url} to ${movedTo}`,
  ].filter(Boolean);
  return `${name}: ${parts.join(', ') || 'nothing new'}`;
}
