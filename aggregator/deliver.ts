import type { Db } from '#core/db/open.ts';
import { gatherIssue } from '#core/digest/gather.ts';
import { digestHtml } from '#core/digest/html.ts';
import type { Issue } from '#core/digest/issue.ts';
import { digestSubject } from '#core/digest/subject.ts';
import { digestText } from '#core/digest/text.ts';
import type { Settings } from '#core/env.ts';
import { getIssue } from '#core/issues.ts';
import {
  claimMails,
  markDropped,
  markFailed,
  markSent,
  type OwedMail,
  wantsDigest,
} from '#core/mail/outbox.ts';
import { unsubscribeUrl } from '#core/mail/unsubscribe.ts';
import type { FindCohort } from './feeds/file.ts';
import { CONNECTIONS, type Outgoing, type Postbox, PostError } from './postbox.ts';

export interface DeliveryTools {
  db: Db;
  postbox: Postbox;
  settings: Pick<Settings, 'siteUrl' | 'mailFrom'>;
  findCohort: FindCohort;
  now: () => Date;
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

/** Few enough to be done within the lease, even by a server that hangs at each. */
const CLAIM = 25;
const LEASE_MS = 15 * 60 * 1000;

/**
 * Sends what the outbox owes now. Each mail is marked right after the server took it: a crash in between sends that
 * one twice, with the same Message-ID, and loses none.
 *
 * @param signal stops the claiming; what is on its way is finished.
 */
export async function deliver(tools: DeliveryTools, signal?: AbortSignal): Promise<Delivered> {
  const delivered: Delivered = { sent: 0, waiting: 0, failed: 0, problem: null };
  while (!signal?.aborted) {
    const mails = await claimMails(tools.db, CLAIM, tools.now(), LEASE_MS);
    if (mails.length === 0) break;
    const issues = new Map<number, Promise<Issue | null>>();
    const worker = async () => {
      for (let mail = mails.shift(); mail; mail = mails.shift()) {
        await send(mail, tools, issues, delivered);
      }
    };
    // Until all have ended, so that none goes on behind the back of whoever handles an error.
    const ends = await Promise.allSettled(Array.from({ length: CONNECTIONS }, worker));
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  }
  return delivered;
}

async function send(
  mail: OwedMail,
  tools: DeliveryTools,
  issues: Map<number, Promise<Issue | null>>,
  delivered: Delivered,
): Promise<void> {
  const { db, postbox, now } = tools;
  if (!(await wantsDigest(db, mail))) return markDropped(db, mail.id);
  const outgoing = await compose(mail, tools, issues).catch(tellOfTrouble);
  if (outgoing === null) {
    // Whatever it is, such as a cohort's folder that can't be read just now: the other mails go out.
    delivered.waiting += 1;
    return markFailed(db, mail, { problem: 'The mail could not be put together.', forGood: false }, now());
  }
  try {
    await postbox.send(outgoing);
  } catch (error) {
    if (!(error instanceof PostError)) throw error;
    delivered.problem = error.message;
    delivered[error.forGood ? 'failed' : 'waiting'] += 1;
    return markFailed(db, mail, { problem: error.message, forGood: error.forGood }, now());
  }
  await markSent(db, mail.id, now());
  delivered.sent += 1;
}

async function compose(
  mail: OwedMail,
  tools: DeliveryTools,
  issues: Map<number, Promise<Issue | null>>,
): Promise<Outgoing | null> {
  const { siteUrl, mailFrom } = tools.settings;
  const envelope = {
    messageId: `${mail.messageId}@${new URL(siteUrl).hostname}`,
    from: mailFrom,
    to: { name: mail.toName, address: mail.toAddress },
    date: tools.now(),
  };
  const { issueId, membershipId } = mail;
  if (issueId === null || membershipId === null) {
    const headers = { 'Auto-Submitted': 'auto-generated' };
    return {
      ...envelope,
      subject: mail.subject ?? '',
      text: mail.text ?? '',
      html: mail.html ?? '',
      headers,
    };
  }

  const loading = issues.get(issueId) ?? loadIssue(issueId, tools);
  issues.set(issueId, loading);
  const issue = await loading;
  if (issue === null) return null;
  const { slug, title } = issue.cohort;
  const unsubscribe = await unsubscribeUrl(tools.db, siteUrl, membershipId);
  const links = {
    issueUrl: `${siteUrl}/${slug}/daily/${issue.on}`,
    cohortUrl: `${siteUrl}/${slug}/`,
    settingsUrl: `${siteUrl}/me`,
    unsubscribeUrl: unsubscribe,
  };
  return {
    ...envelope,
    from: { name: title, address: mailFrom.address },
    subject: digestSubject(issue),
    text: digestText(issue, links),
    html: digestHtml(issue, links),
    headers: {
      'List-Id': `<daily.${slug}.${new URL(siteUrl).hostname}>`,
      // One click, without a page in between: RFC 8058, section 3.1.
      'List-Unsubscribe': `<${unsubscribe}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      'Auto-Submitted': 'auto-generated',
      Precedence: 'list',
    },
  };
}

async function loadIssue(id: number, { db, findCohort, settings }: DeliveryTools): Promise<Issue | null> {
  const row = await getIssue(db, id);
  const cohort = await findCohort(row.cohort);
  return cohort && gatherIssue(db, cohort, row, settings.siteUrl);
}

function tellOfTrouble(error: unknown): null {
  console.error('Trouble while putting a mail together:', error);
  return null;
}

/** What a delivery did, in a line. */
export function describeDelivered({ sent, waiting, failed, problem }: Delivered): string {
  const parts = [`${sent} sent`];
  if (waiting > 0) parts.push(`${waiting} to be tried again`);
  if (failed > 0) parts.push(`${failed} refused`);
  return `${parts.join(', ')}${problem === null ? '' : `. The mail server said: ${problem}`}`;
}
