import PostalMime, { type Email } from 'postal-mime';
import type { Db } from '#core/db/open.ts';
import { findReturned, recordBounce } from '#core/mail/bounces.ts';
import { withoutAddresses } from '#core/mail/refusals.ts';

/** What a mail to the bounce address turned out to be. */
export type Returned =
  /** One of our mails that was not delivered. */
  | { kind: 'undelivered'; said: string; isNews: boolean }
  /** About one of our mails, and not that it failed: it is late, or its reader is on holiday. */
  | { kind: 'harmless' }
  /** To no address that we made: spam, or forged. */
  | { kind: 'stranger' }
  | { kind: 'unreadable' };

/** Where mail servers write the address that a mail was for, with its token. */
const ADDRESSED = /^(to|delivered-to|x-original-to|envelope-to)$/;
const LONGEST_SAID = 500;

/** Takes in a mail that came to the bounce address. A forged one has no effect: it lacks the token of a mail of ours. */
export async function takeReturned(db: Db, raw: Uint8Array, now: Date): Promise<Returned> {
  const email = await parse(raw);
  if (email === null) return { kind: 'unreadable' };
  const mail = await findMail(db, email);
  if (mail === null) return { kind: 'stranger' };
  const said = readFailure(email);
  if (said === null) return { kind: 'harmless' };
  return { kind: 'undelivered', said, isNews: await recordBounce(db, mail, said, now) };
}

async function parse(raw: Uint8Array): Promise<Email | null> {
  try {
    // The mail of ours that comes back with it says nothing new.
    return await PostalMime.parse(raw, { maxRfc822NestingDepth: 0 });
  } catch {
    // Nested too deep, or with endless headers: the parser throws plain errors, and all are the sender's fault.
    return null;
  }
}

async function findMail(db: Db, email: Email) {
  for (const { key, value } of email.headers) {
    if (!ADDRESSED.test(key)) continue;
    const mail = await findReturned(db, value);
    if (mail !== null) return mail;
  }
  return null;
}

/** What the server at the other end said when it gave up, from a delivery report (RFC 3464); null in any other mail. */
function readFailure({ attachments }: Email): string | null {
  const report = attachments.find(({ mimeType }) => mimeType === 'message/delivery-status');
  if (!report) return null;
  const content =
    typeof report.content === 'string' ? report.content : new TextDecoder().decode(report.content);
  // A block about the mail, then one for each recipient; ours have one.
  for (const block of content.replace(/\r\n?/g, '\n').split(/\n{2,}/)) {
    if (readField(block, 'Action')?.toLowerCase() !== 'failed') continue;
    const status = /^[245]\.\d{1,3}\.\d{1,3}/.exec(readField(block, 'Status') ?? '')?.[0] ?? '';
    const diagnostic = (readField(block, 'Diagnostic-Code') ?? '').replace(/^[\w-]+\s*;\s*/, '');
    const said = diagnostic.includes(status) ? diagnostic : `${status} ${diagnostic}`;
    return withoutAddresses(said).trim().slice(0, LONGEST_SAID);
  }
  return null;
}

/** A field of a block, unfolded. */
function readField(block: string, name: string): string | null {
  const found = new RegExp(`^${name}:(.*(?:\\n[ \\t].*)*)`, 'im').exec(block)?.[1];
  return found?.replace(/\s+/g, ' ').trim() ?? null;
}
