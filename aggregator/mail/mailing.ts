import type { DigestLinks } from '#core/digest/html.ts';
import type { Issue } from '#core/digest/issue.ts';
import type { Variant } from '#core/digest/variants.ts';
import type { Settings } from '#core/env.ts';
import { escapeHtml } from '#core/escape.ts';
import { unsubscribeUrl } from '#core/mail/unsubscribe.ts';
import { alternative, type Field, type Filling, headerFields, type Mailbox, newGaps } from './mime.ts';

/** What differs from one recipient of a mailing to the next. */
export interface Recipient {
  to: Mailbox;
  /** With its domain, without the angle brackets. */
  messageId: string;
  date: Date;
}

/** What an issue has for one recipient only. */
export interface Personal {
  unsubscribeToken: string;
}

/** An issue in one of its variants, put together once for all who get it so. */
export interface IssueMailing {
  /** The whole message for one of them, as it goes over the wire. */
  messageFor(recipient: Recipient, personal: Personal): Buffer;
}

/** Puts an issue together in one of its variants. */
export function mailIssue(
  issue: Issue,
  variant: Variant,
  { siteUrl, mailFrom }: Pick<Settings, 'siteUrl' | 'mailFrom'>,
): IssueMailing {
  const gaps = newGaps();
  const links: DigestLinks = {
    issueUrl: `${siteUrl}/${issue.cohort.slug}/daily/${issue.on}`,
    cohortUrl: `${siteUrl}/${issue.cohort.slug}/`,
    settingsUrl: `${siteUrl}/me`,
    unsubscribeUrl: unsubscribeUrl(siteUrl, gaps.mark('unsubscribe')),
  };
  const { subject, ...words } = variant.render(issue, links);
  const body = alternative(words, gaps);
  const common = headerFields([
    ['From', { name: issue.cohort.title, address: mailFrom.address }],
    ['Subject', subject],
    ['List-Id', `<daily.${issue.cohort.slug}.${new URL(siteUrl).hostname}>`],
    ['List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'],
    ['Auto-Submitted', 'auto-generated'],
    ['Precedence', 'list'],
    ...body.fields,
  ]);
  return {
    messageFor(recipient, { unsubscribeToken }) {
      const own = headerFields([
        ...fieldsFor(recipient),
        // One click, without a page in between: RFC 8058, section 3.1.
        ['List-Unsubscribe', `<${unsubscribeUrl(siteUrl, unsubscribeToken)}>`],
      ]);
      const fillings = { unsubscribe: asFilling(unsubscribeToken) };
      return Buffer.concat([Buffer.from(`${own}${common}\r\n`), ...body.fill(fillings)]);
    },
  };
}

/** A letter to one person, such as the way in. */
export function mailLetter(
  letter: { subject: string; text: string; html: string },
  from: Mailbox,
  recipient: Recipient,
): Buffer {
  const body = alternative(letter, newGaps());
  const fields = headerFields([
    ...fieldsFor(recipient),
    ['From', from],
    ['Subject', letter.subject],
    ['Auto-Submitted', 'auto-generated'],
    ...body.fields,
  ]);
  return Buffer.concat([Buffer.from(`${fields}\r\n`), ...body.fill({})]);
}

function fieldsFor({ to, messageId, date }: Recipient): Field[] {
  return [
    ['To', to],
    ['Message-ID', `<${messageId}>`],
    ['Date', date],
  ];
}

function asFilling(words: string): Filling {
  return { text: words, html: escapeHtml(words) };
}
