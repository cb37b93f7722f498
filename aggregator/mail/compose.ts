import type { Db } from '#core/db/open.ts';
import { type Edition, editionFor } from '#core/digest/editions.ts';
import { gatherForReaders, type IssueForReaders } from '#core/digest/gather.ts';
import type { Settings } from '#core/env.ts';
import { getIssue } from '#core/issues.ts';
import { bounceAddress } from '#core/mail/bounces.ts';
import type { OwedMail } from '#core/mail/outbox.ts';
import { stopAnswersUrl, unsubscribeToken } from '#core/mail/unsubscribe.ts';
import type { Wishes } from '#core/mail/wishes.ts';
import type { FindCohort } from '../feeds/file.ts';
import type { Outgoing } from '../postbox.ts';
import { type IssueMailing, mailIssue, mailLetter } from './mailing.ts';

export interface ComposingTools {
  db: Db;
  settings: Pick<Settings, 'siteUrl' | 'mailFrom' | 'bounceTo'>;
  findCohort: FindCohort;
  now: () => Date;
}

/**
 * Puts mails together.
 *
 * @param wishes of the recipient of a digest; null for a letter.
 * @returns null when that can't be done now.
 */
export type Compose = (mail: OwedMail, wishes: Wishes | null) => Promise<Outgoing | null>;

/** Of issues, and of their editions, that go out at the same time, those used last; each may be some hundred kilobytes. */
const KEPT = 20;

/** Puts the mails of one delivery together: each issue is rendered once in each of its editions, whoever gets it. */
export function openComposer(tools: ComposingTools): Compose {
  const { db, now, settings } = tools;
  const issues = new Recent<IssueForReaders | null>(KEPT);
  const mailings = new Recent<IssueMailing | null>(KEPT);

  const mailingFor = async (issueId: number, membershipId: number, mail: OwedMail, wishes: Wishes) => {
    const issueKey = `${issueId} ${mail.awaySince?.getTime() ?? ''}`;
    const found = await issues.get(issueKey, () => gather(issueId, mail, tools).catch(tellOfTrouble));
    if (found === null) return null;
    const edition = await editionFor(db, found, membershipId, wishes);
    return mailings.get(`${issueKey} ${edition.key}`, () =>
      makeMailing(edition, settings).catch(tellOfTrouble),
    );
  };

  return async (mail, wishes) => {
    const recipient = {
      to: { name: mail.toName, address: mail.toAddress },
      messageId: `${mail.messageId}@${new URL(settings.siteUrl).hostname}`,
      date: now(),
    };
    const envelope = {
      sender: settings.bounceTo
        ? await bounceAddress(db, settings.bounceTo, mail)
        : settings.mailFrom.address,
      to: mail.toAddress,
      messageId: recipient.messageId,
      date: recipient.date,
    };
    const { issueId, membershipId } = mail;
    if (issueId === null || membershipId === null || wishes === null) {
      const letter = { subject: mail.subject ?? '', text: mail.text ?? '', html: mail.html ?? '' };
      const stopUrl = await stopUrlOf(mail, tools);
      return { ...envelope, message: mailLetter(letter, settings.mailFrom, recipient, stopUrl) };
    }
    const mailing = await mailingFor(issueId, membershipId, mail, wishes);
    if (mailing === null) return null;
    const personal = { unsubscribeToken: await unsubscribeToken(db, membershipId) };
    return { ...envelope, message: mailing.messageFor(recipient, personal) };
  };
}

async function stopUrlOf(
  { stops, membershipId }: OwedMail,
  { db, settings }: ComposingTools,
): Promise<string | null> {
  if (stops === null || membershipId === null) return null;
  return stopAnswersUrl(settings.siteUrl, await unsubscribeToken(db, membershipId));
}

async function gather(
  issueId: number,
  { awaySince }: OwedMail,
  { db, findCohort, settings }: ComposingTools,
): Promise<IssueForReaders | null> {
  const row = await getIssue(db, issueId);
  const cohort = await findCohort(row.cohort);
  return cohort && gatherForReaders(db, cohort, row, awaySince, settings.siteUrl);
}

async function makeMailing(edition: Edition, settings: ComposingTools['settings']): Promise<IssueMailing> {
  return mailIssue(edition.issue(), settings);
}

/** What was asked for last. */
class Recent<T> {
  readonly #most: number;
  readonly #kept = new Map<string, Promise<T>>();

  constructor(most: number) {
    this.#most = most;
  }

  get(key: string, make: () => Promise<T>): Promise<T> {
    const value = this.#kept.get(key) ?? make();
    // The one used last is at the end.
    this.#kept.delete(key);
    this.#kept.set(key, value);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > this.#most && oldest !== undefined) this.#kept.delete(oldest);
    return value;
  }
}

/** Whatever it is, such as a cohort's folder that can't be read just now: the other mails go out. */
function tellOfTrouble(error: unknown): null {
  console.error('Trouble while putting a mail together:', error);
  return null;
}
