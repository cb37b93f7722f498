import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { type Mailbox, startMailbox } from '../../demo/mailbox.ts';
import { writeCohort } from './cohort.ts';
import { freePort, type Running, start } from './process.ts';

/** The whole program as `npm start` runs it, in an empty folder, with a mail server that keeps what it is sent. */
export interface Program {
  base: string;
  folder: string;
  mailbox: Mailbox;
  running: Running;
  /** The sign-in link in the mail to an address, once it has come. */
  linkTo(address: string): Promise<string>;
  stop(): Promise<void>;
}

/** @param files of the one cohort that there is, by name. */
export async function startProgram(files: Record<string, string>): Promise<Program> {
  const folder = mkdtempSync(join(tmpdir(), 'potluck-program-'));
  const contentDir = join(folder, 'content');
  writeCohort(contentDir, files);
  const port = await freePort();
  const mailbox = await startMailbox();
  const env = {
    PORT: String(port),
    DATABASE_URL: `file:${folder}/data/potluck.db`,
    CONTENT_DIR: contentDir,
    SMTP_URL: mailbox.smtpUrl,
    MAIL_FROM: 'Potluck <table@potluck.example>',
  };
  const running = start('src/start.ts', [], env, folder);
  return {
    base: `http://localhost:${port}`,
    folder,
    mailbox,
    running,
    async linkTo(address) {
      const { raw } = await mailbox.waitFor(({ envelope }) => envelope.to.includes(address), 20_000);
      return /http:\/\/\S+\/sign-in\/\S+/.exec((await PostalMime.parse(raw)).text ?? '')?.[0] ?? '';
    },
    async stop() {
      await running.stop();
      await mailbox.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
