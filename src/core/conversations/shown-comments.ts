import { and, eq, isNull, notExists, type SQL, sql } from 'drizzle-orm';
import type { Db } from '../db/open.ts';
import { comments, hiddenComments } from '../db/schema/conversations.ts';
import type { filings } from '../db/schema/issues.ts';

/** Whether a cohort shows a comment: it is still there, and no facilitator has hidden it; for a query that has it. */
export function isShown(db: Db, cohort: string | typeof filings.cohort): SQL | undefined {
  const hiding = db
    .select({ one: sql`1` })
    .from(hiddenComments)
    .where(and(eq(hiddenComments.commentId, comments.id), eq(hiddenComments.cohort, cohort)));
  return and(isNull(comments.goneAt), notExists(hiding));
}
