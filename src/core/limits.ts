import { and, count, eq, gt, lt } from 'drizzle-orm';
import { type Db, transaction } from './db/open.ts';
import { limitUses } from './db/schema/door.ts';

export interface Limit {
  /** What is counted, such as `mail to ada@example.org`. */
  key: string;
  most: number;
  withinMs: number;
}

const LONGEST_MS = 24 * 60 * 60 * 1000;

/**
 * Counts one use against several limits at once, in a window that slides.
 *
 * @returns whether it was within all of them; a refused use is not counted.
 */
export async function isWithinLimits(db: Db, limits: Limit[], now: Date): Promise<boolean> {
  return transaction(db, async (tx) => {
    await tx.delete(limitUses).where(lt(limitUses.usedAt, new Date(now.getTime() - LONGEST_MS)));
    for (const limit of limits) if (!(await hasRoom(tx, limit, now))) return false;
    await tx.insert(limitUses).values(limits.map(({ key }) => ({ key, usedAt: now })));
    return true;
  });
}

/** Whether one more use would be within a limit; it isn't counted. */
export async function hasRoom(db: Db, { key, most, withinMs }: Limit, now: Date): Promise<boolean> {
  const since = new Date(now.getTime() - withinMs);
  const [used] = await db
    .select({ times: count() })
    .from(limitUses)
    .where(and(eq(limitUses.key, key), gt(limitUses.usedAt, since)));
  return used === undefined || used.times < most;
}
