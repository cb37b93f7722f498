import { type Db, transaction } from '#core/db/open.ts';
import { countBounce } from '#core/mail/bounces.ts';
import {
  claimMails,
  markDropped,
  markFailed,
  markSent,
  type OwedMail,
  releaseMails,
} from '#core/mail/outbox.ts';
import { isHardBounce, NOT_PUT_TOGETHER } from '#core/mail/refusals.ts';
import { findWishesFor } from '#core/mail/wishes.ts';
import { type Compose, type ComposingTools, openComposer } from './mail/compose.ts';
import { CONNECTIONS, type Postbox, PostError } from './postbox.ts';

export interface DeliveryTools extends ComposingTools {
  postbox: Postbox;
}

export interface Delivered {
  sent: number;
  /** Tried and to be tried again. */
  waiting: number;
  /** Refused for good. */
  failed: number;
  /** What the mail server said last when it didn't take a mail. */
  problem: string | null;
}

/** Few enough to be done within the lease, even by a server that hangs at each, and not to wait long after a crash. */
const CLAIM = 2 * CONNECTIONS;
const LEASE_MS = 10 * 60 * 1000;
/**
 * How long a mail that was taken waits for others to be marked with: making that durable costs as much as sending. Its
 * connection sends nothing meanwhile, so that a crash doubles no more mails than there are connections.
 */
const MOMENT_MS = 10;

/**
 * Sends what the outbox owes now. Each mail is marked right after the server took it: a crash in between sends that
 * one twice, with the same Message-ID, and loses none.
 *
 * @param signal stops it: what is on its way is finished, the rest waits for the next time.
 */
export async function deliver(tools: DeliveryTools, signal?: AbortSignal): Promise<Delivered> {
  const delivered: Delivered = { sent: 0, waiting: 0, failed: 0, problem: null };
  const refused: OwedMail[] = [];
  const compose = openComposer(tools);
  const mails = claimOneByOne(tools.db, tools.now, signal);
  const connection = async () => {
    for await (const mail of mails) await send(mail, tools, compose, delivered, refused);
  };
  // Until all have ended, so that none goes on behind the back of whoever handles an error.
  const ends = await Promise.allSettled(Array.from({ length: CONNECTIONS }, connection));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  // A server that takes nobody's mail says something about us, and nothing about them.
  if (delivered.sent > 0) for (const mail of refused) await countBounce(tools.db, mail, tools.now());
  return delivered;
}

/** What is owed, for several to take from at the same time. What is claimed and not taken is given back at the end. */
async function* claimOneByOne(db: Db, now: () => Date, signal?: AbortSignal): AsyncGenerator<OwedMail> {
  let claimed: OwedMail[] = [];
  try {
    while (!signal?.aborted) {
      if (claimed.length === 0) claimed = await claimMails(db, CLAIM, now(), LEASE_MS);
      const mail = claimed.shift();
      if (!mail) return;
      yield mail;
    }
  } finally {
    await releaseMails(db, claimed);
  }
}

async function send(
  mail: OwedMail,
  { db, postbox, now }: DeliveryTools,
  compose: Compose,
  delivered: Delivered,
  refused: OwedMail[],
): Promise<void> {
  const wishes = mail.issueId === null ? null : await findWishesFor(db, mail);
  if (mail.issueId !== null && wishes === null) return markDropped(db, mail.id);
  const outgoing = await compose(mail, wishes);
  if (outgoing === null) {
    delivered.waiting += 1;
    return markFailed(db, mail, { problem: NOT_PUT_TOGETHER, forGood: false }, now());
  }
  try {
    await postbox.send(outgoing);
  } catch (error) {
    if (!(error instanceof PostError)) throw error;
    const { message: problem, refused: whom } = error;
    delivered.problem = problem;
    delivered[whom === null ? 'waiting' : 'failed'] += 1;
    if (whom === 'recipient' && isHardBounce(problem)) refused.push(mail);
    return markFailed(db, mail, { problem, forGood: whom !== null }, now());
  }
  await transaction(db, (tx) => markSent(tx, mail.id, now()), MOMENT_MS);
  delivered.sent += 1;
}

/** What a delivery did, in a line. */
export function describeDelivered({ sent, waiting, failed, problem }: Delivered): string {
  const parts = [`${sent} sent`];
  if (waiting > 0) parts.push(`${waiting} to be tried again`);
  if (failed > 0) parts.push(`${failed} refused`);
  return `${parts.join(', ')}${problem === null ? '' : `. The mail server said: ${problem}`}`;
}
