import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { isSystemError } from '#core/cohort-files.ts';
import { describeOwner } from '#core/db/owner.ts';
import type { Settings } from '#core/env.ts';
import { withoutAddresses } from '#core/mail/refusals.ts';

/** A mail ready to go. */
export interface Outgoing {
  /** Where it comes back to when it can't be delivered (RFC 5321, section 4.4). */
  sender: string;
  to: string;
  /** With its domain, without the angle brackets. */
  messageId: string;
  date: Date;
  /** Header and body, as they go over the wire. */
  message: string;
}

/** Where mail goes: a mail server, or a folder of files. */
export interface Postbox {
  /** @throws PostError */
  send(mail: Outgoing): Promise<void>;
  close(): void;
}

/** Whom a refusal is about: this recipient, this mail, or neither: the server is away, or minds our own login. */
export type Refused = 'recipient' | 'mail' | null;

/** A mail was not taken. */
export class PostError extends Error {
  /** For good: trying again is of no use. Null: it may be taken later. */
  readonly refused: Refused;
  constructor(message: string, refused: Refused) {
    super(message);
    this.refused = refused;
  }
}

/** How many connections to the mail server are open at a time. */
export const CONNECTIONS = 5;

type PostSettings = Pick<Settings, 'smtpUrl' | 'mailDir' | 'dkim'>;

/** The mail server, or the folder while there is none; what goes there is signed when there is a key (RFC 6376). */
export function openPostbox({ smtpUrl, mailDir, dkim }: PostSettings): Postbox {
  return smtpUrl === null ? folderPostbox(mailDir, dkim) : smtpPostbox(smtpUrl, dkim);
}

/** Those of RFC 6376, section 5.4.1, and what makes an unsubscription one click (RFC 8058, section 4). */
const SIGNED =
  'From:To:Subject:Date:Message-ID:MIME-Version:Content-Type:List-Id:List-Unsubscribe:List-Unsubscribe-Post:Auto-Submitted';

function signing(dkim: Settings['dkim']) {
  if (dkim === null) return {};
  const { domain, selector, privateKey } = dkim;
  return { dkim: { domainName: domain, keySelector: selector, privateKey, headerFieldNames: SIGNED } };
}

/** Where mail goes, in a line. */
export function describePostbox({ smtpUrl, mailDir }: PostSettings): string {
  if (smtpUrl === null) return `written as files into ${mailDir}, nothing is sent`;
  const { protocol, hostname, port } = new URL(smtpUrl);
  return `by ${hostname}:${port || (protocol === 'smtps:' ? 465 : 587)}`;
}

/** How long a trial may take, for which somebody waits. */
const TRIAL_MS = 10_000;

/** Signs in at the mail server and sends nothing. @throws PostError when it doesn't let us in. */
export async function tryMailServer(url: string): Promise<void> {
  const transport = createTransport({
    url,
    connectionTimeout: TRIAL_MS / 2,
    greetingTimeout: TRIAL_MS / 2,
    socketTimeout: TRIAL_MS / 2,
  });
  const done = new AbortController();
  // It may go on saying something, and never come to an end.
  const tooLate = pause(TRIAL_MS, new Error('It takes too long to answer.'), { signal: done.signal });
  try {
    const late = await Promise.race([transport.verify(), tooLate]);
    if (late instanceof Error) throw late;
  } catch (error) {
    throw asPostError(error);
  } finally {
    done.abort();
    transport.close();
  }
}

function smtpPostbox(url: string, dkim: Settings['dkim']): Postbox {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: CONNECTIONS,
    connectionTimeout: 20_000,
    greetingTimeout: 20_000,
    socketTimeout: 60_000,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...signing(dkim),
  });
  return {
    async send(mail) {
      try {
        await transport.sendMail(asMessage(mail));
      } catch (error) {
        throw asPostError(error);
      }
    },
    close: () => transport.close(),
  };
}

function folderPostbox(relative: string, dkim: Settings['dkim']): Postbox {
  // Where the process began may be deleted meanwhile, and Node would look for it without end.
  const folder = resolve(relative);
  const transport = createTransport({
    streamTransport: true,
    buffer: true,
    newline: 'unix',
    ...signing(dkim),
  });
  return {
    async send(mail) {
      const { message } = await transport.sendMail(asMessage(mail));
      const name = `${mail.date.toISOString().replace(/[:.]/g, '-')} ${mail.messageId.replace(/[^\w.@-]/g, '_')}.eml`;
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await writeFile(join(folder, name), message, { mode: 0o600 });
      } catch (error) {
        if (!isSystemError(error)) throw error;
        const problem = `Mail can't be written into ${relative} (${error.code}). ${describeOwner(folder)}.`;
        throw new PostError(problem, null);
      }
    },
    close: () => transport.close(),
  };
}

function asMessage({ sender, to, messageId, message }: Outgoing): SendMailOptions {
  // Objects: an address given as a string may be read as several.
  return {
    raw: message,
    messageId: `<${messageId}>`,
    envelope: { from: { address: sender }, to: { address: to } },
  };
}

function asPostError(error: unknown): PostError {
  if (!(error instanceof Error)) throw error;
  const said = 'response' in error && typeof error.response === 'string' ? error.response : error.message;
  const code = 'responseCode' in error && typeof error.responseCode === 'number' ? error.responseCode : null;
  const isForGood = code !== null && code >= 500;
  const command = 'command' in error ? error.command : null;
  const refused = !isForGood
    ? null
    : command === 'RCPT TO'
      ? 'recipient'
      : command === 'DATA'
        ? 'mail'
        : null;
  return new PostError(withoutAddresses(inPlainWords(said)), refused);
}

/** In one line; and where a port waits for TLS and we don't, or the reverse, what to write. */
function inPlainWords(said: string): string {
  if (said.includes('wrong version number'))
    return "This port doesn't speak TLS from the first byte: write smtp:// instead of smtps:// in SMTP_URL.";
  if (said.includes('Greeting never received'))
    return 'The port says nothing. If it waits for TLS, write smtps:// instead of smtp:// in SMTP_URL.';
  return said.replace(/\s+/g, ' ').trim();
}
