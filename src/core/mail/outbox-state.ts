import { and, asc, count, desc, eq, gt, min } from 'drizzle-orm';
import type { Db } from '../db/open.ts';
import { outbox } from '../db/schema/issues.ts';
import { type OwedMail, pauseAfter } from './outbox.ts';
import { isAboutServer } from './refusals.ts';

export interface OutboxState {
  waiting: number;
  failed: number;
  /** What the mail server said last, while mails wait because the server itself is the trouble. */
  problem: string | null;
  oldestWaitingAt: Date | null;
}

/** Of the newest of each, to see how it goes now. */
const MOST_SEEN = 200;
/** A server that puts off two recipients has something against them; with three, it looks like us. */
const FEW = 3;

/** How the sending of mail goes, for facilitators and the health check. */
export async function outboxState(db: Db): Promise<OutboxState> {
  const countOf = async (state: OwedMail['state']) =>
    (await db.select({ mails: count() }).from(outbox).where(eq(outbox.state, state)))[0]?.mails ?? 0;
  const [oldest] = await db
    .select({ createdAt: outbox.createdAt })
    .from(outbox)
    .where(eq(outbox.state, 'waiting'))
    .orderBy(asc(outbox.createdAt))
    .limit(1);
  return {
    waiting: await countOf('waiting'),
    failed: await countOf('failed'),
    problem: await serverProblem(db),
    oldestWaitingAt: oldest?.createdAt ?? null,
  };
}

/** When the mail that is due longest should have been tried; in the future when none is due. */
export async function oldestDueAt(db: Db): Promise<Date | null> {
  const [next] = await db
    .select({ at: outbox.nextAttemptAt })
    .from(outbox)
    .where(eq(outbox.state, 'waiting'))
    .orderBy(asc(outbox.nextAttemptAt))
    .limit(1);
  return next?.at ?? null;
}

/** Mails that were not taken and are to be tried again. */
export interface Paused {
  mails: number;
  nextAt: Date;
}

export async function findPaused(db: Db): Promise<Paused | null> {
  const [paused] = await db
    .select({ mails: count(), nextAt: min(outbox.nextAttemptAt) })
    .from(outbox)
    .where(and(eq(outbox.state, 'waiting'), gt(outbox.attempts, 0)));
  return paused?.nextAt ? { mails: paused.mails, nextAt: paused.nextAt } : null;
}

/**
 * What the server says to all of us: it can't be reached, refuses our login or our sender, and has taken nothing since;
 * or of the latest attempts most failed. A mail that one recipient's provider puts off is no trouble of the server's.
 */
async function serverProblem(db: Db): Promise<string | null> {
  const rows = await db
    .select({
      problem: outbox.problem,
      attempts: outbox.attempts,
      nextAttemptAt: outbox.nextAttemptAt,
      toAddress: outbox.toAddress,
    })
    .from(outbox)
    .where(and(eq(outbox.state, 'waiting'), gt(outbox.attempts, 0)))
    .orderBy(desc(outbox.nextAttemptAt))
    .limit(MOST_SEEN);
  const failures = rows
    .map(({ problem, attempts, nextAttemptAt, toAddress }) => ({
      problem: problem ?? '',
      toAddress,
      at: nextAttemptAt.getTime() - pauseAfter(attempts - 1),
    }))
    .sort((a, b) => b.at - a.at);
  if (failures.length === 0) return null;
  const sent = await db
    .select({ at: outbox.sentAt })
    .from(outbox)
    .where(eq(outbox.state, 'sent'))
    .orderBy(desc(outbox.id))
    .limit(MOST_SEEN);
  const takenSince = (at: number) => sent.filter((mail) => (mail.at?.getTime() ?? 0) >= at).length;
  const ours = failures.find(({ problem }) => isAboutServer(problem));
  if (ours && takenSince(ours.at) === 0) return ours.problem;
  const [last] = failures;
  const recent = failures.filter(({ at }) => last !== undefined && at > last.at - pauseAfter(0));
  const people = new Set(recent.map(({ toAddress }) => toAddress)).size;
  const since = recent.at(-1)?.at ?? 0;
  return last && people >= FEW && people > takenSince(since) ? last.problem : null;
}
