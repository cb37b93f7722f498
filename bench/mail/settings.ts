import { readSettings, type Settings } from '#core/env.ts';
import { contentIn, databaseIn } from '../cohort.ts';

/** For a sender that was started with a folder, a number of recipients and the port of the post office. */
export function settingsFor(argv: string[]): Settings {
  const [folder = '', , port] = argv.slice(2);
  return readSettings({
    DATABASE_URL: databaseIn(folder),
    CONTENT_DIR: contentIn(folder),
    SMTP_URL: `smtp://127.0.0.1:${port}`,
    MAIL_FROM: 'table@potluck.example',
    SITE_URL: 'https://potluck.example',
  });
}
