import type { Db } from '#core/db/open.ts';
import { countOtherServers, type Feed } from '#core/feeds.ts';

/** Where there are fewer others, their silence says nothing about us. */
const HANDFUL = 5;

/**
 * Whether it may be us who are cut off when no server was reached for a feed: as long as no other server has
 * answered since that began. What has been polled lately is in the database, so that it makes no difference how many
 * feeds are due at a time, nor whether the aggregator was started again in between.
 */
export async function mayBeOurs(db: Db, feed: Feed, now: Date): Promise<boolean> {
  const others = await countOtherServers(db, feed, feed.unreachedSince ?? now);
  return others.all >= HANDFUL && others.answered === 0;
}
