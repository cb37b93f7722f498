import { listen } from './loopback-server.ts';
import type { CaughtMail } from './mailbox/caught-mail.ts';
import { mailboxAnswerer } from './mailbox/pages.ts';
import { startSmtpCatcher } from './mailbox/smtp-catcher.ts';

export type { CaughtMail } from './mailbox/caught-mail.ts';

export interface Mailbox {
  smtpUrl: string;
  /** Where a person reads the mails. */
  url: string;
  /** Oldest first. */
  mails: CaughtMail[];
  /** The next `n` recipients are refused with this reply code. */
  refuseNext(n: number, code: number): void;
  /** The first mail, caught already or still to come, for which the predicate holds. */
  waitFor(predicate: (mail: CaughtMail) => boolean, timeoutMs?: number): Promise<CaughtMail>;
  close(): Promise<void>;
}

interface Waiting {
  predicate: (mail: CaughtMail) => boolean;
  found: (mail: CaughtMail) => void;
}

/** Catches every mail that is sent to it, whoever it is for, and shows them on a page. */
export async function startMailbox(options: { now?: () => Date } = {}): Promise<Mailbox> {
  const now = options.now ?? (() => new Date());
  const mails: CaughtMail[] = [];
  const waiting = new Set<Waiting>();

  const smtp = await startSmtpCatcher((envelope, raw) => {
    const mail = { envelope, raw, receivedAt: now() };
    mails.push(mail);
    for (const one of waiting) if (one.predicate(mail)) one.found(mail);
  });
  const pages = await listen(mailboxAnswerer(mails));

  return {
    smtpUrl: smtp.url,
    url: `${pages.origin}/`,
    mails,
    refuseNext: smtp.refuseNext,
    waitFor(predicate, timeoutMs = 5_000) {
      const caught = mails.find(predicate);
      if (caught) return Promise.resolve(caught);
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(one);
          reject(new Error(`No such mail came within ${timeoutMs} ms; ${mails.length} others did.`));
        }, timeoutMs);
        const one: Waiting = {
          predicate,
          found(mail) {
            clearTimeout(timer);
            waiting.delete(one);
            resolve(mail);
          },
        };
        waiting.add(one);
      });
    },
    async close() {
      await Promise.all([smtp.close(), pages.close()]);
    },
  };
}
