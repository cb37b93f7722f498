import type { Address } from 'postal-mime';
import { escapeMarkup } from '../markup.ts';
import { mailboxLayout } from './layout.ts';
import { mailDate } from './mail-date.ts';
import type { ReadMail } from './read-mail.ts';

export function mailPage({ number, email, envelope }: ReadMail): string {
  const subject = email.subject || '(no subject)';
  return mailboxLayout(
    `${subject} – Mailbox`,
    `<p><a href="/">All mail</a></p>
<h1 dir="auto">${escapeMarkup(subject)}</h1>
<dl class="envelope">
<dt>From</dt><dd>${email.from ? written(email.from) : escapeMarkup(envelope.from)}</dd>
<dt>To</dt><dd>${envelope.to.map((address) => `<a href="/?to=${encodeURIComponent(address)}">${escapeMarkup(address)}</a>`).join(', ')}</dd>
<dt>Date</dt><dd>${mailDate(email.date)}</dd>
</dl>
${email.html ? `<iframe src="/mail/${number}/html" title="The mail as HTML" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>` : ''}
<h2>As text</h2>
${email.text ? `<pre class="text" dir="auto">${linked(email.text)}</pre>` : '<p class="empty">It has no text part.</p>'}
${attachments(email.attachments.map(({ filename, mimeType }) => `${filename ?? 'unnamed'} (${mimeType})`))}
<h2>Headers</h2>
<dl class="headers">
${email.headers.map(({ originalKey, value }) => `<dt>${escapeMarkup(originalKey)}</dt><dd>${escapeMarkup(value)}</dd>`).join('\n')}
</dl>`,
  );
}

function written(address: Address): string {
  if (address.address === undefined) return escapeMarkup(address.name);
  return escapeMarkup(address.name ? `${address.name} <${address.address}>` : address.address);
}

function attachments(names: string[]): string {
  if (names.length === 0) return '';
  return `<h2>Attached</h2>
<ul>${names.map((name) => `<li>${escapeMarkup(name)}</li>`).join('')}</ul>`;
}

/** A full stop or a bracket that follows an address is rarely part of it. */
const ADDRESS = /https?:\/\/[^\s<>"]*[^\s<>"'.,;:!?)\]}]/g;

function linked(text: string): string {
  let html = '';
  let done = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = escapeMarkup(match[0]);
    html += `${escapeMarkup(text.slice(done, match.index))}<a href="${address}" rel="noreferrer">${address}</a>`;
    done = match.index + match[0].length;
  }
  return html + escapeMarkup(text.slice(done));
}
