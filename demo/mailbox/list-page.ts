import { escapeMarkup } from '../markup.ts';
import { mailboxLayout } from './layout.ts';
import { mailDate } from './mail-date.ts';
import type { ReadMail } from './read-mail.ts';

/** Newest first, as they are given. */
export function mailListPage(mails: ReadMail[], to: string | null): string {
  const heading = to ? `Mail for ${to}` : 'All mail';
  return mailboxLayout(
    `${heading} – Mailbox`,
    `<h1>${escapeMarkup(heading)}</h1>
<p>${to ? '<a href="/">All mail</a>' : 'Every mail that was sent ends here. None of it reaches anybody.'}</p>
${mails.length === 0 ? `<p class="empty">${to ? 'Nothing for this address yet.' : 'Nothing yet.'}</p>` : list(mails)}`,
  );
}

function list(mails: ReadMail[]): string {
  return `<ol class="mails" reversed>
${mails.map(line).join('\n')}
</ol>`;
}

function line({ number, email, envelope }: ReadMail): string {
  const recipients = envelope.to.map(
    (address) => `<a href="/?to=${encodeURIComponent(address)}">${escapeMarkup(address)}</a>`,
  );
  return `<li>
<a class="subject" href="/mail/${number}" dir="auto">${escapeMarkup(email.subject || '(no subject)')}</a>
<p class="meta">to ${recipients.join(', ')} · ${mailDate(email.date)}</p>
</li>`;
}
