import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { migrate } from '#core/db/migrate.ts';
import { closeDatabase, openDatabase } from '#core/db/open.ts';
import { outbox } from '#core/db/schema/issues.ts';
import { startMailbox } from '../../demo/mailbox.ts';
import { writeCohort } from '../support/cohort.ts';
import { temporaryFolder } from '../support/database.ts';
import { bringBlog, seat } from '../support/participants.ts';
import { potluck } from '../support/process.ts';

async function newPlace() {
  const folder = temporaryFolder();
  const mailbox = await startMailbox();
  onTestFinished(() => mailbox.close());
  writeCohort(join(folder, 'content'));
  const env = {
    DATABASE_URL: `file:${folder}/data/potluck.db`,
    CONTENT_DIR: join(folder, 'content'),
    SITE_URL: 'https://potluck.example',
    SMTP_URL: mailbox.smtpUrl,
    MAIL_FROM: 'Potluck <table@potluck.example>',
  };
  const db = openDatabase(env.DATABASE_URL);
  onTestFinished(() => closeDatabase(db));
  migrate(db, new Date());
  return {
    db,
    mailbox,
    write: (name: string, bytes: string | Uint8Array) => writeFileSync(join(folder, name), bytes),
    run: (...args: string[]) => potluck(args, env, folder),
  };
}

/** Each run is a process of its own, and a busy machine takes its time to start one. */
vi.setConfig({ testTimeout: 60_000 });

const IMPORT = ['import', 'people.csv', '--cohort', 'rhizo'];

describe('a list of people', () => {
  test('is invited by mail, with a line for each, and once', async () => {
    const place = await newPlace();
    await seat(place.db, 'Ada', { role: 'facilitator' });
    place.write(
      'people.csv',
      Buffer.from('name,email\nZoë Ångström,zoe@example.org\nAda,ada@example.org\n', 'latin1'),
    );

    const looked = await place.run(...IMPORT, '--look');
    expect(looked).toMatchObject({
      status: 0,
      output: expect.stringContaining('1 will be invited, 1 is here already.'),
    });
    expect(await place.db.select().from(outbox)).toEqual([]);

    expect(await place.run(...IMPORT)).toEqual({
      status: 0,
      output: [
        'line 2: Zoë Ångström, zoe@example.org: Invited. The mail is on its way.',
        'line 3: Ada, ada@example.org: Is here already.',
        '1 is invited, 1 is here already.\n',
      ].join('\n'),
    });
    expect(await place.run(...IMPORT)).toMatchObject({
      status: 0,
      output: expect.stringContaining('1 was invited before'),
    });
    await place.run('deliver');
    expect(place.mailbox.mails.map(({ envelope }) => envelope.to)).toEqual([['zoe@example.org']]);
    const mail = await PostalMime.parse(place.mailbox.mails[0]?.raw ?? '');
    expect(mail.to).toEqual([{ name: 'Zoë Ångström', address: 'zoe@example.org' }]);
    expect(mail.text).toMatch(/https:\/\/potluck\.example\/sign-in\/\S+/);
  });

  test('with wrong lines invites the others, says which, and ends with status 1', async () => {
    const place = await newPlace();
    place.write(
      'people.csv',
      '"Ida\r\nBcc: all@example.org",ida@example.org\nJo,jo@example.org\\, all@example.org\nKai,kai at x\n',
    );
    const { status, output } = await place.run(...IMPORT);
    expect(status).toBe(1);
    expect(output).toContain('line 4: Kai,kai at x: “kai at x” is not a mail address.');
    await place.run('deliver');
    const recipients = place.mailbox.mails.flatMap(({ envelope }) => envelope.to);
    expect(recipients).not.toContain('all@example.org');
    expect(recipients).toContain('ida@example.org');
    for (const { raw } of place.mailbox.mails) expect(raw).not.toMatch(/^bcc:/im);
  });

  test('with headings that aren’t known, or of a spreadsheet’s own kind, invites nobody', async () => {
    const place = await newPlace();
    place.write('people.csv', 'When,Who,Where\n2026/11/01 10:00,Grace Hopper,grace@example.com\n');
    const unknown = await place.run(...IMPORT);
    expect(unknown.status).toBe(1);
    expect(unknown.output).toContain('line 1: When,Who,Where: These headings aren’t known: “When”, “Who”');

    place.write('people.csv', Buffer.from('PK\x03\x04\x14\x00\x06\x00', 'latin1'));
    expect(await place.run(...IMPORT)).toEqual({
      status: 1,
      output: 'people.csv: This is a spreadsheet. Save it as CSV, and take that file.\n',
    });
    expect(await place.db.select().from(outbox)).toEqual([]);
  });
});

describe('a list of blogs', () => {
  const opml = (...urls: string[]) =>
    `<?xml version="1.0"?><opml version="2.0"><head><title>Mine</title></head><body><outline text="Folder">${urls
      .map((url) => `<outline type="rss" text="Blog at ${url}" xmlUrl="${url}"/>`)
      .join('')}</outline></body></opml>`;

  test('says of each whether somebody has brought it, and how it can come; it changes nothing', async () => {
    const place = await newPlace();
    const { membership } = await seat(place.db, 'Ida');
    await bringBlog(place.db, membership, 'ida.example');
    place.write(
      'blogs.opml',
      opml('https://ida.example/feed', 'https://jo.example/feed', 'javascript:alert(1)'),
    );
    const { status, output } = await place.run('import', 'blogs.opml', '--cohort', 'rhizo');
    expect(output.split('\n')).toEqual([
      'Blog at https://ida.example/feed, https://ida.example/feed: Ida has brought it.',
      'Blog at https://jo.example/feed, https://jo.example/feed: Nobody has brought it. A blog comes with its author: npx potluck invite EMAIL --cohort rhizo --blog https://jo.example/feed',
      'Blog at javascript:alert(1), javascript:alert(1): That is not a web address.',
      '1 of 3 blogs is here. Nothing was changed.',
      '',
    ]);
    expect(status).toBe(1);
  });

  test('that can’t be read is said to be so', async () => {
    const place = await newPlace();
    place.write('blogs.opml', '<?xml version="1.0"?><html></html>');
    const { status, output } = await place.run('import', 'blogs.opml', '--cohort', 'rhizo');
    expect({ status, output }).toEqual({ status: 1, output: 'There is no blog in blogs.opml.\n' });
  });
});
