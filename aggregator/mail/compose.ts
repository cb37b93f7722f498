import type { Db } from '#core/db/open.ts';
import { gatherIssue } from '#core/digest/gather.ts';
import { DAILY, type Variant } from '#core/digest/variants.ts';
import type { Settings } from '#core/env.ts';
import { getIssue } from '#core/issues.ts';
import { bounceAddress } from '#core/mail/bounces.ts';
import type { OwedMail } from '#core/mail/outbox.ts';
import { unsubscribeToken } from '#core/mail/unsubscribe.ts';
import type { FindCohort } from '../feeds/file.ts';
import type { Outgoing } from '../postbox.ts';
import { type IssueMailing, mailIssue, mailLetter } from './mailing.ts';

export interface ComposingTools {
  db: Db;
  settings: Pick<Settings, 'siteUrl' | 'mailFrom' | 'bounceTo'>;
  findCohort: FindCohort;
  now: () => Date;
}

/** Puts mails together. @returns null when that can't be done now. */
export type Compose = (mail: OwedMail) => Promise<Outgoing | null>;

/** The newest of several issues that go out at the same time; each may be some hundred kilobytes. */
const KEPT = 20;

/** Puts the mails of one delivery together: each issue is rendered once in each of its variants, whoever gets it. */
export function openComposer(tools: ComposingTools): Compose {
  const { db, now, settings } = tools;
  const kept = new Map<string, Promise<IssueMailing | null>>();

  const mailingOf = (issueId: number, variant: Variant) => {
    const key = `${issueId} ${variant.key}`;
    const mailing = kept.get(key) ?? makeMailing(issueId, variant, tools).catch(tellOfTrouble);
    // The one used last is at the end.
    kept.delete(key);
    kept.set(key, mailing);
    const [oldest] = kept.keys();
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
    return mailing;
  };

  return async (mail) => {
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
    if (issueId === null || membershipId === null) {
      const letter = { subject: mail.subject ?? '', text: mail.text ?? '', html: mail.html ?? '' };
      return { ...envelope, message: mailLetter(letter, settings.mailFrom, recipient) };
    }
    const mailing = await mailingOf(issueId, DAILY);
    if (mailing === null) return null;
    const personal = { unsubscribeToken: await unsubscribeToken(db, membershipId) };
    return { ...envelope, message: mailing.messageFor(recipient, personal) };
  };
}

async function makeMailing(
  issueId: number,
  variant: Variant,
  { db, findCohort, settings }: ComposingTools,
): Promise<IssueMailing | null> {
  const row = await getIssue(db, issueId);
  const cohort = await findCohort(row.cohort);
  return cohort && mailIssue(await gatherIssue(db, cohort, row, settings.siteUrl), variant, settings);
}

/** Whatever it is, such as a cohort's folder that can't be read just now: the other mails go out. */
function tellOfTrouble(error: unknown): null {
  console.error('Trouble while putting a mail together:', error);
  return null;
}
