import { and, eq, notExists, type SQL, sql } from 'drizzle-orm';
import type { Db } from '../db/open.ts';
import { comments, hiddenComments } from '../db/schema/conversations.ts';
import type { filings } from '../db/schema/issues.ts';

/** Whether a cohort shows a comment: no facilitator of it has hidden it there; for a query that has the comment. */
export function isShown(db: Db, cohort: string | typeof filings.cohort): SQL {
  return notExists(
    db
      .select({ one: sql`1` })
      .from(hiddenComments)
      .where(and(eq(hiddenComments.commentId, comments.id), eq(hiddenComments.cohort, cohort))),
  );
}
