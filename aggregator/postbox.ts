import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport, type SendMailOptions } from 'nodemailer';

/** A mail ready to go: addresses are objects, so that no part of them is read as anything else. */
export interface Outgoing {
  /** With its domain, without the angle brackets. */
  messageId: string;
  from: { name: string; address: string };
  to: { name: string; address: string };
  subject: string;
  text: string;
  html: string;
  date: Date;
  headers: Record<string, string>;
}

/** Where mail goes: a mail server, or a folder of files. */
export interface Postbox {
  /** @throws PostError */
  send(mail: Outgoing): Promise<void>;
  close(): void;
}

/** A mail was not taken. `forGood`: this mail was refused, and trying again is of no use. */
export class PostError extends Error {
  readonly forGood: boolean;
  constructor(message: string, forGood: boolean) {
    super(message);
    this.forGood = forGood;
  }
}

/** How many connections to the mail server are open at a time. */
export const CONNECTIONS = 5;

/** @param smtpUrl such as `smtps://user:password@mail.example.org`; null writes each mail to `folder`. */
export function openPostbox(smtpUrl: string | null, folder: string): Postbox {
  return smtpUrl === null ? folderPostbox(folder) : smtpPostbox(smtpUrl);
}

function smtpPostbox(url: string): Postbox {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: CONNECTIONS,
    connectionTimeout: 20_000,
    greetingTimeout: 20_000,
    socketTimeout: 60_000,
    disableFileAccess: true,
    disableUrlAccess: true,
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

function folderPostbox(folder: string): Postbox {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'unix' });
  return {
    async send(mail) {
      const { message } = await transport.sendMail(asMessage(mail));
      await mkdir(folder, { recursive: true });
      const name = `${mail.date.toISOString().replace(/[:.]/g, '-')} ${mail.messageId.replace(/[^\w.@-]/g, '_')}.eml`;
      await writeFile(join(folder, name), message);
    },
    close: () => transport.close(),
  };
}

function asMessage({ messageId, ...mail }: Outgoing): SendMailOptions {
  // The envelope follows from the objects. Given apart, its addresses would be strings, which may hold several.
  return { ...mail, messageId: `<${messageId}>` };
}

function asPostError(error: unknown): PostError {
  if (!(error instanceof Error)) throw error;
  const code = 'responseCode' in error && typeof error.responseCode === 'number' ? error.responseCode : null;
  const command = 'command' in error ? error.command : null;
  // A 5xx about the recipient or the message; one about our own password or sender says nothing about this mail.
  const aboutThisMail = command === 'RCPT TO' || command === 'DATA';
  return new PostError(error.message, aboutThisMail && code !== null && code >= 500);
}
