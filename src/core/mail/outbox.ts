import { and, asc, eq, gt, gte, inArray, isNull, lte, or, sql } from 'drizzle-orm';
import type { Cohort } from '../cohorts.ts';
import { type Db, prepared } from '../db/open.ts';
import { issues, outbox } from '../db/schema/issues.ts';
import { endOf } from '../issues.ts';
import { newToken } from '../tokens.ts';
import type { Letter } from './letter.ts';
import { isAboutServer } from './refusals.ts';

/** A mail that is owed, or was. */
export type OwedMail = typeof outbox.$inferSelect;

/**
 * Owes somebody a letter; the aggregator sends it.
 *
 * @param to with the membership that it is about, if any: who has left by then gets it no more.
 */
export async function oweLetter(
  db: Db,
  to: { name: string; email: string; membershipId?: number },
  letter: Letter,
  now: Date,
): Promise<void> {
  await db.insert(outbox).values({
    ...letter,
    messageId: newToken(),
    toName: to.name,
    toAddress: to.email,
    membershipId: to.membershipId ?? null,
    state: 'waiting',
    nextAttemptAt: now,
    createdAt: now,
  });
}

/** Somebody to whom an issue is owed. */
export interface Recipient {
  membershipId: number;
  name: string;
  email: string;
  sendAt: Date;
  /** Since when they were away: the mail tells of all that time. */
  awaySince: Date | null;
}

/**
 * Owes the issue to each recipient, once whatever happens. The Message-ID follows from issue and membership, so
 * that the double which SMTP can't rule out is recognised as one.
 */
export async function oweDigest(
  db: Db,
  issue: typeof issues.$inferSelect,
  recipients: Recipient[],
  now: Date,
): Promise<void> {
  const kind = issue.kind === 'daily' ? '' : `.${issue.kind}`;
  const rows = recipients.map(({ membershipId, name, email, sendAt, awaySince }) => ({
    messageId: `${issue.cohort}${kind}.${issue.publishedOn}.${membershipId}`,
    toName: name,
    toAddress: email,
    issueId: issue.id,
    membershipId,
    awaySince,
    state: 'waiting' as const,
    nextAttemptAt: sendAt,
    createdAt: now,
  }));
  // SQLite takes 32,766 parameters a statement.
  for (let at = 0; at < rows.length; at += 1000) {
    await db
      .insert(outbox)
      .values(rows.slice(at, at + 1000))
      .onConflictDoNothing();
  }
}

/** Until when the digests told that each of these members of a cohort was sent, of those made since an instant. */
export async function listHeardUntil(
  db: Db,
  cohort: Cohort,
  membershipIds: number[],
  since: Date,
): Promise<Map<number, Date>> {
  const heard = new Map<number, Date>();
  for (let at = 0; at < membershipIds.length; at += 1000) {
    const rows = await db
      .select({ id: outbox.membershipId, issue: issues })
      .from(outbox)
      .innerJoin(issues, eq(issues.id, outbox.issueId))
      .where(
        and(
          eq(issues.cohort, cohort.slug),
          gte(issues.madeAt, since),
          inArray(outbox.membershipId, membershipIds.slice(at, at + 1000)),
          eq(outbox.state, 'sent'),
        ),
      );
    for (const { id, issue } of rows) {
      const until = endOf(cohort, issue);
      if (id !== null && until > (heard.get(id) ?? new Date(0))) heard.set(id, until);
    }
  }
  return heard;
}

const claiming = prepared((db) => {
  const now = sql`${sql.placeholder('now')}`;
  const owed = db
    .select({ id: outbox.id })
    .from(outbox)
    .where(
      and(
        eq(outbox.state, 'waiting'),
        lte(outbox.nextAttemptAt, now),
        or(isNull(outbox.leaseUntil), lte(outbox.leaseUntil, now)),
      ),
    )
    .orderBy(asc(outbox.nextAttemptAt), asc(outbox.id))
    .limit(sql.placeholder('most'));
  return db
    .update(outbox)
    .set({ leaseUntil: sql`${sql.placeholder('until')}` })
    .where(inArray(outbox.id, owed))
    .returning()
    .prepare();
});

/** Claims mails to send; nobody else gets them until the lease runs out. */
export async function claimMails(db: Db, most: number, now: Date, leaseMs: number): Promise<OwedMail[]> {
  const at = now.getTime();
  return claiming(db).all({ most, now: at, until: at + leaseMs });
}

/** Gives back what was claimed and not tried. */
export async function releaseMails(db: Db, mails: OwedMail[]): Promise<void> {
  if (mails.length === 0) return;
  const ids = mails.map(({ id }) => id);
  await db
    .update(outbox)
    .set({ leaseUntil: null })
    .where(and(inArray(outbox.id, ids), eq(outbox.state, 'waiting')));
}

/** What is over keeps no words, and so no way in that they held. */
const FORGOTTEN = { text: null, html: null, leaseUntil: null };

const sending = prepared((db) =>
  db
    .update(outbox)
    .set({ state: 'sent', sentAt: sql`${sql.placeholder('now')}`, problem: null, ...FORGOTTEN })
    // It may have come back before we got here.
    .where(and(eq(outbox.id, sql.placeholder('id')), eq(outbox.state, 'waiting')))
    .prepare(),
);

/** To be called right after the server's 250. */
export async function markSent(db: Db, id: number, now: Date): Promise<void> {
  await sending(db).run({ id, now: now.getTime() });
}

export async function markDropped(db: Db, id: number): Promise<void> {
  await db
    .update(outbox)
    .set({ state: 'dropped', ...FORGOTTEN })
    .where(eq(outbox.id, id));
}

/** Has those tried now that wait since the mail server itself was the trouble: somebody says that it is mended. */
export async function endPauses(db: Db, now: Date): Promise<void> {
  const paused = await db
    .select({ id: outbox.id, problem: outbox.problem })
    .from(outbox)
    .where(and(eq(outbox.state, 'waiting'), gt(outbox.attempts, 0), gt(outbox.nextAttemptAt, now)));
  const ids = paused.filter(({ problem }) => isAboutServer(problem ?? '')).map(({ id }) => id);
  for (let at = 0; at < ids.length; at += 1000) {
    await db
      .update(outbox)
      .set({ nextAttemptAt: now })
      .where(and(inArray(outbox.id, ids.slice(at, at + 1000)), eq(outbox.state, 'waiting')));
  }
}

/** The first pause after a failed attempt; each further one is twice as long, up to the longest. */
const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 60 * 60 * 1000;
/** About four days, as mail servers do (RFC 5321, section 4.5.4.1). */
const ATTEMPTS = 100;

/** How long a mail rests after so many attempts and one more. */
export function pauseAfter(attempts: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** attempts, LONGEST_PAUSE_MS);
}

/** Records a failed attempt. For good when the server refused this mail, or after days of trying. */
export async function markFailed(
  db: Db,
  mail: OwedMail,
  failure: { problem: string; forGood: boolean },
  now: Date,
): Promise<void> {
  const attempts = mail.attempts + 1;
  const isOver = failure.forGood || attempts >= ATTEMPTS;
  await db
    .update(outbox)
    .set({
      state: isOver ? 'failed' : 'waiting',
      attempts,
      problem: failure.problem,
      nextAttemptAt: new Date(now.getTime() + pauseAfter(mail.attempts)),
      ...(isOver ? FORGOTTEN : { leaseUntil: null }),
    })
    .where(eq(outbox.id, mail.id));
}
