import { and, eq, exists, not, type SQL, sql } from 'drizzle-orm';
import type { Db } from '../db/open.ts';
import { hiddenAnswers, liveAnswers } from '../db/schema/live.ts';
import { isSilenced } from '../order/muted.ts';

/** Whether everybody sees an answer: its writer isn't muted, and it isn't hidden; for a query that has it. */
export function isShown(db: Db): SQL | undefined {
  return and(not(isSilenced(db, liveAnswers.membershipId)), not(isHidden(db)));
}

/** Whether a facilitator has hidden an answer; for a query that has it. */
export function isHidden(db: Db): SQL {
  const hiding = db
    .select({ one: sql`1` })
    .from(hiddenAnswers)
    .where(eq(hiddenAnswers.answerId, liveAnswers.id));
  return exists(hiding);
}
