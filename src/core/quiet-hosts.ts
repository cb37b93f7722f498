import { and, eq, gt, like, lt, or } from 'drizzle-orm';
import type { Db } from './db/open.ts';
import { feeds, quietHosts } from './db/schema/feeds.ts';

/**
 * Asks nothing more of a server before an instant: none of its feeds, those that are brought meanwhile included, nor
 * those that redirects lead to it. An earlier promise that lasts longer is kept.
 *
 * @param host with its port, as in a feed's `host`.
 */
export async function leaveAlone(db: Db, host: string, until: Date): Promise<void> {
  await db
    .insert(quietHosts)
    .values({ host, until })
    .onConflictDoUpdate({ target: quietHosts.host, set: { until }, setWhere: lt(quietHosts.until, until) });
  const leadsThere = ['http', 'https'].map((scheme) => like(feeds.validatorsUrl, `${scheme}://${host}/%`));
  await db
    .update(feeds)
    .set({ nextCheckAt: until })
    .where(and(or(eq(feeds.host, host), ...leadsThere), lt(feeds.nextCheckAt, until)));
}

/** When a server may be asked next: now, unless it wants to be left alone until later. */
export async function earliest(db: Db, host: string, now: Date): Promise<Date> {
  const [quiet] = await db
    .select({ until: quietHosts.until })
    .from(quietHosts)
    .where(and(eq(quietHosts.host, host), gt(quietHosts.until, now)));
  return quiet?.until ?? now;
}
