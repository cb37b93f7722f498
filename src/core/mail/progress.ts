import { and, count, eq, inArray, isNotNull } from 'drizzle-orm';
import type { Db } from '../db/open.ts';
import { outbox } from '../db/schema/issues.ts';
import { type IssueRow, listIssues } from '../issues.ts';
import { describeRefusal } from './refusals.ts';

/** How the mail of an issue is going. It is read from the outbox, so it is the same after a restart. */
export interface Progress {
  issue: IssueRow;
  sent: number;
  waiting: number;
  failed: number;
  /** Why mails failed, or were not taken at the first try. */
  reasons: Reason[];
}

export interface Reason {
  state: 'waiting' | 'failed';
  why: string;
  /** The mail server's own words, to one of them. */
  said: string;
  /** Whose mail it is, by name. */
  names: string[];
}

/** The mail of a cohort's newest issue; null when there is none yet. */
export async function findProgress(db: Db, cohort: string): Promise<Progress | null> {
  const [issue] = await listIssues(db, cohort, 1);
  if (!issue) return null;
  const counts = await db
    .select({ state: outbox.state, mails: count() })
    .from(outbox)
    .where(eq(outbox.issueId, issue.id))
    .groupBy(outbox.state);
  const of = (state: string) => counts.find((row) => row.state === state)?.mails ?? 0;
  return {
    issue,
    sent: of('sent'),
    waiting: of('waiting'),
    failed: of('failed'),
    reasons: await listReasons(db, issue.id),
  };
}

/** The failed before the waiting, and what concerns most people first. */
async function listReasons(db: Db, issueId: number): Promise<Reason[]> {
  const rows = await db
    .select({ state: outbox.state, said: outbox.problem, name: outbox.toName })
    .from(outbox)
    .where(
      and(
        eq(outbox.issueId, issueId),
        inArray(outbox.state, ['waiting', 'failed']),
        isNotNull(outbox.problem),
      ),
    )
    .orderBy(outbox.toName, outbox.id);
  const reasons = new Map<string, Reason>();
  for (const { state, said, name } of rows) {
    if (said === null || (state !== 'waiting' && state !== 'failed')) continue;
    const why = describeRefusal(said);
    const reason = reasons.get(`${state} ${why}`) ?? { state, why, said, names: [] };
    reason.names.push(name);
    reasons.set(`${state} ${why}`, reason);
  }
  return [...reasons.values()].sort(
    (a, b) => a.state.localeCompare(b.state) || b.names.length - a.names.length,
  );
}
