import { listBrokenCohorts } from './cohorts.ts';
import type { Db } from './db/open.ts';
import { countOverdue } from './feeds.ts';
import { oldestDueAt, outboxState } from './mail/outbox-state.ts';

const HOUR = 60 * 60 * 1000;

/** What an operator should look at, a sentence each; empty when all is well. */
export async function listHealthProblems(db: Db, contentDir: string, now: Date): Promise<string[]> {
  const anHourAgo = new Date(now.getTime() - HOUR);
  const problems: string[] = [];
  const overdue = await countOverdue(db, anHourAgo);
  if (overdue > 0)
    problems.push(`${overdue} feeds should have been polled over an hour ago. Is the aggregator running?`);
  const mail = await outboxState(db);
  // What waits for its reader's hour, or because one provider puts it off, is as it should be.
  const since = mail.problem === null ? await oldestDueAt(db) : mail.oldestWaitingAt;
  if (since !== null && since < anHourAgo) {
    const reason = mail.problem ? 'The mail server does not take them.' : 'Is the aggregator running?';
    problems.push(`${mail.waiting} mails wait, the oldest for over an hour. ${reason}`);
  }
  // Anybody may read this, and a course's name is its own.
  const broken = (await listBrokenCohorts(contentDir)).length;
  if (broken > 0)
    problems.push(
      `${broken === 1 ? 'A course stands still: its file' : `${broken} courses stand still: their files`} can’t be read. npx potluck check says why.`,
    );
  return problems;
}
