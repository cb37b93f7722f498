import PostalMime, { type Email } from 'postal-mime';
import type { CaughtMail } from './caught-mail.ts';

/** A mail as its reader sees it. */
export interface ReadMail extends CaughtMail {
  /** Counts from 1 in the order in which they came. */
  number: number;
  email: Email;
}

export async function readMail(mail: CaughtMail, number: number): Promise<ReadMail> {
  return { ...mail, number, email: await PostalMime.parse(mail.raw) };
}
