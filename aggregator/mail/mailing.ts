import { type DigestLinks, digestHtml } from '#core/digest/html.ts';
import type { Issue } from '#core/digest/issue.ts';
import { digestSubject } from '#core/digest/subject.ts';
import { digestText } from '#core/digest/text.ts';
import type { Settings } from '#core/env.ts';
import { escapeHtml } from '#core/escape.ts';
import { controlsUrl, unsubscribeUrl } from '#core/mail/unsubscribe.ts';
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

/** An issue in one of its editions, put together once for all who get it so. */
export interface IssueMailing {
  /** The whole message for one of them, as it goes over the wire. */
  messageFor(recipient: Recipient, personal: Personal): string;
}

/** Puts an edition of an issue together. */
export function mailIssue(
  issue: Issue,
  { siteUrl, mailFrom }: Pick<Settings, 'siteUrl' | 'mailFrom'>,
): IssueMailing {
  const gaps = newGaps();
  const links: DigestLinks = {
    issueUrl: pageOf(issue, siteUrl),
    cohortUrl: `${siteUrl}/${issue.cohort.slug}/`,
    controlsUrl: controlsUrl(siteUrl, gaps.mark('unsubscribe')),
    unsubscribeUrl: unsubscribeUrl(siteUrl, gaps.mark('unsubscribe')),
  };
  const words = { text: digestText(issue, links), html: digestHtml(issue, links) };
  const body = alternative(words, gaps);
  const common = headerFields([
    ['From', { name: issue.cohort.title, address: mailFrom.address }],
    ['Subject', digestSubject(issue)],
    ['List-Id', `<daily.${issue.cohort.slug}.${new URL(siteUrl).hostname}>`],
    ['Auto-Submitted', 'auto-generated'],
    ['Precedence', 'list'],
    ...body.fields,
  ]);
  return {
    messageFor(recipient, { unsubscribeToken }) {
      const own = headerFields([
        ...fieldsFor(recipient),
        ...oneClick(unsubscribeUrl(siteUrl, unsubscribeToken)),
      ]);
      const fillings = { unsubscribe: asFilling(unsubscribeToken) };
      return `${own}${common}\r\n${body.fill(fillings)}`;
    },
  };
}

/** Where an issue is to be read on the web: all of what somebody missed is among the dailies. */
function pageOf({ kind, on, cohort }: Issue, siteUrl: string): string {
  const home = `${siteUrl}/${cohort.slug}`;
  return kind === 'return' ? `${home}/daily/` : `${home}/${kind}/${on}`;
}

/**
 * A letter to one person, such as the way in.
 *
 * @param stopUrl ends letters of its kind; null for one that comes but once.
 */
export function mailLetter(
  letter: { subject: string; text: string; html: string },
  from: Mailbox,
  recipient: Recipient,
  stopUrl: string | null,
): string {
  const body = alternative(letter, newGaps());
  const fields = headerFields([
    ...fieldsFor(recipient),
    ['From', from],
    ['Subject', letter.subject],
    ...(stopUrl === null ? [] : oneClick(stopUrl)),
    ['Auto-Submitted', 'auto-generated'],
    ...body.fields,
  ]);
  return `${fields}\r\n${body.fill({})}`;
}

/** One click, without a page in between: RFC 8058, section 3.1. */
function oneClick(url: string): Field[] {
  return [
    ['List-Unsubscribe', `<${url}>`],
    ['List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'],
  ];
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
