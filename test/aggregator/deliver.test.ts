import { generateKeyPairSync } from 'node:crypto';
import { readdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { closeDatabase, connectionOf, openDatabase } from '#core/db/open.ts';
import { posts } from '#core/db/schema/feeds.ts';
import { outbox } from '#core/db/schema/issues.ts';
import { people } from '#core/db/schema/people.ts';
import { claimMails, oweLetter } from '#core/mail/outbox.ts';
import { outboxState } from '#core/mail/outbox-state.ts';
import { findUnsubscriber } from '#core/mail/unsubscribe.ts';
import { changeWishes } from '#core/mail/wishes.ts';
import { deliver, describeDelivered } from '../../aggregator/deliver.ts';
import { CONNECTIONS, openPostbox, tryMailServer } from '../../aggregator/postbox.ts';
import { publish } from '../../aggregator/publish.ts';
import { type CaughtMail, type Mailbox, startMailbox } from '../../demo/mailbox.ts';
import { testCohort } from '../support/cohort.ts';
import { verifyDkim } from '../support/dkim.ts';
import { DAY, MINUTE, NOON, seat, seatWithPost } from '../support/participants.ts';
import { freePort } from '../support/process.ts';
import { listen } from './feeds/blog-server.ts';
import { allMails, makeWorld, type World } from './world.ts';

const SENT = { sent: 0, waiting: 0, failed: 0, problem: null };

async function openMailbox(): Promise<Mailbox> {
  const mailbox = await startMailbox();
  onTestFinished(() => mailbox.close());
  return mailbox;
}

/** A world with an issue that is owed to Mira, who wrote it, and to these readers. */
async function owe(world: World, ...readers: string[]): Promise<World> {
  await seatWithPost(world.db, 'Mira');
  for (const reader of readers) await seat(world.db, reader);
  await publish(world.db, testCohort(), '2027-01-12', world.now());
  return world;
}

const recipients = ({ mails }: Mailbox) => mails.flatMap(({ envelope }) => envelope.to).sort();

async function only(mailbox: Mailbox): Promise<{ caught: CaughtMail; mail: Email }> {
  const [caught, ...others] = mailbox.mails;
  if (!caught || others.length > 0) throw new Error(`There are ${mailbox.mails.length} mails.`);
  return { caught, mail: await PostalMime.parse(caught.raw) };
}

const header = (mail: Email, name: string) =>
  mail.headers.filter(({ key }) => key === name).map(({ value }) => value);

describe('a delivery', () => {
  test('brings each member one mail, and nobody a second', async () => {
    const mailbox = await openMailbox();
    const readers = Array.from({ length: 120 }, (_, at) => `Reader ${at}`);
    const world = await owe(makeWorld({ smtpUrl: mailbox.smtpUrl }), ...readers);
    expect(await deliver(world)).toEqual({ ...SENT, sent: 121 });
    expect(await deliver(world)).toEqual(SENT);
    expect(recipients(mailbox)).toEqual(
      ['Mira', ...readers].map((name) => `${name.toLowerCase().replace(' ', '-')}@example.org`).sort(),
    );
    for (const { envelope } of mailbox.mails) {
      expect(envelope).toMatchObject({ from: 'table@potluck.example', to: [expect.any(String)] });
    }
    expect(new Set((await allMails(world)).map(({ state }) => state))).toEqual(new Set(['sent']));
  });

  test('says in its headers what it is, from whom, and how to end it', async () => {
    const mailbox = await openMailbox();
    const world = await owe(makeWorld({ smtpUrl: mailbox.smtpUrl }));
    world.set(new Date('2027-01-12T11:22:33Z'));
    await deliver(world);
    const { mail } = await only(mailbox);
    expect(mail).toMatchObject({
      from: { name: 'Rhizo', address: 'table@potluck.example' },
      to: [{ name: 'Mira', address: 'mira@example.org' }],
      messageId: '<rhizo.2027-01-12.1@potluck.example>',
      date: '2027-01-12T11:22:33.000Z',
      subject: '12 January: “Post at https://mira.example/first”',
    });
    expect(header(mail, 'list-id')).toEqual(['<daily.rhizo.potluck.example>']);
    expect(header(mail, 'list-unsubscribe-post')).toEqual(['List-Unsubscribe=One-Click']);
    expect(header(mail, 'auto-submitted')).toEqual(['auto-generated']);
    const [unsubscribe = ''] = header(mail, 'list-unsubscribe');
    expect(unsubscribe).toMatch(/^<https:\/\/potluck\.example\/unsubscribe\/[\w.-]+>$/);
    const token = unsubscribe.slice(1, -1).split('/').at(-1) ?? '';
    expect(await findUnsubscriber(world.db, token)).toMatchObject({ handle: 'mira', cohort: 'rhizo' });
  });

  test('has the same words as text and as HTML, and links that lead to the site', async () => {
    const mailbox = await openMailbox();
    const world = await owe(makeWorld({ smtpUrl: mailbox.smtpUrl }));
    await world.db.update(posts).set({ title: 'Über Brot & Töpfe', text: 'Ein Wort. 一。 كلمة' });
    await deliver(world);
    const { mail } = await only(mailbox);
    for (const part of [mail.text, mail.html]) {
      expect(part).toContain('Ein Wort. 一。 كلمة');
      expect(part).toContain('https://mira.example/first');
      expect(part).toContain('https://potluck.example/rhizo/daily/2027-01-12');
      expect(part).toContain('https://potluck.example/unsubscribe/');
    }
    expect(mail.text).toContain('Über Brot & Töpfe');
    expect(mail.html).toContain('Über Brot &amp; Töpfe');
    expect(mail.subject).toContain('Über Brot & Töpfe');
    expect(mail.attachments).toEqual([]);
  });

  test('is signed when there is a key, for each recipient, with what makes one click of it', async () => {
    const mailbox = await openMailbox();
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const dkim = {
      domain: 'potluck.example',
      selector: 'table',
      privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    };
    const world = await owe(makeWorld({ smtpUrl: mailbox.smtpUrl, dkim }), 'Zoë, of Ångström');
    await oweLetter(
      world.db,
      { name: 'Ada', email: 'ada@example.org' },
      { subject: 'Ü', text: '.', html: '.' },
      NOON,
    );
    expect(await deliver(world)).toEqual({ ...SENT, sent: 3 });
    for (const { raw } of mailbox.mails) {
      const { tags, isValid } = verifyDkim(raw, publicKey);
      expect(isValid).toBe(true);
      expect([tags.get('d'), tags.get('s')]).toEqual(['potluck.example', 'table']);
      const isDigest = raw.includes('List-Unsubscribe-Post');
      expect(tags.get('h')?.includes('list-unsubscribe:list-unsubscribe-post')).toBe(isDigest);
      expect(verifyDkim(raw.replace('Subject: ', 'Subject: Not '), publicKey).isValid).toBe(false);
      expect(verifyDkim(raw.replace('text/html', 'text/htm'), publicKey).isValid).toBe(false);
    }
  });

  test('of one issue to many is one rendering: what differs is whose it is', async () => {
    const mailbox = await openMailbox();
    const world = await owe(makeWorld({ smtpUrl: mailbox.smtpUrl }), 'Dora', 'Otto');
    let asked = 0;
    const { findCohort } = world;
    await deliver({ ...world, findCohort: (slug) => findCohort(slug).finally(() => (asked += 1)) });
    expect(asked).toBe(1);
    const tokens = new Set<string>();
    const words = await Promise.all(
      mailbox.mails.map(async ({ raw }) => {
        const { html = '', text = '' } = await PostalMime.parse(raw);
        const [token = ''] = /(?<=unsubscribe\/)[\w.-]+/.exec(html) ?? [];
        tokens.add(token);
        expect(raw.replace(/=\r\n/g, '').split(token)).toHaveLength(8);
        return [html, text].map((part) => part.replaceAll(token, '…'));
      }),
    );
    expect(tokens.size).toBe(3);
    expect(new Set(words.map((parts) => JSON.stringify(parts))).size).toBe(1);
  });

  test('of a letter sends its own words, forgets them, and offers no end of a list', async () => {
    const mailbox = await openMailbox();
    const world = makeWorld({ smtpUrl: mailbox.smtpUrl });
    const letter = { subject: 'Your way in', text: 'Here: secret-link', html: '<p>Here: secret-link</p>' };
    await oweLetter(world.db, { name: 'Ada', email: 'ada@example.org' }, letter, NOON);
    await deliver(world);
    const { mail } = await only(mailbox);
    expect(mail).toMatchObject({
      from: { name: 'Potluck', address: 'table@potluck.example' },
      to: [{ name: 'Ada', address: 'ada@example.org' }],
      subject: 'Your way in',
      text: 'Here: secret-link\n',
      html: '<p>Here: secret-link</p>\n',
    });
    expect(header(mail, 'auto-submitted')).toEqual(['auto-generated']);
    expect(header(mail, 'list-unsubscribe')).toEqual([]);
    expect(await allMails(world)).toMatchObject([{ state: 'sent', sentAt: NOON, text: null, html: null }]);
  });

  test('leaves those alone who have turned the mail off since it was owed', async () => {
    const mailbox = await openMailbox();
    const world = await owe(makeWorld({ smtpUrl: mailbox.smtpUrl }), 'Dora', 'Nora', 'Lena');
    const { membership: nora } = await seat(world.db, 'Nora');
    await changeWishes(world.db, nora.id, { rhythm: 'none' }, 'UTC');
    const { person: lena } = await seat(world.db, 'Lena');
    await world.db.delete(people).where(eq(people.id, lena.id));
    expect(await deliver(world)).toEqual({ ...SENT, sent: 2 });
    expect(recipients(mailbox)).toEqual(['dora@example.org', 'mira@example.org']);
    await changeWishes(world.db, nora.id, { rhythm: 'daily' }, 'UTC');
    world.pass(DAY);
    expect(await deliver(world)).toEqual(SENT);
  });

  test('is told in a line', () => {
    expect(describeDelivered(SENT)).toBe('0 sent');
    expect(describeDelivered({ sent: 3, waiting: 2, failed: 1, problem: '451 Later' })).toBe(
      '3 sent, 2 to be tried again, 1 refused. The mail server said: 451 Later',
    );
  });
});

describe('hostile words', () => {
  const CRLF = 'Eve\r\nBcc: victim@example.net\r\n\r\nInjected';
  const names = [
    CRLF,
    'a@b.example,c@d.example',
    'Friends: x@example.net, y@example.net;',
    'Eve <eve@example.net>',
    '"Eve" <eve@example.net>, Bob',
    'Eve\u202e\u2066gro.elpmaxe@rorre\u2069',
    'Eve\u0000\u0008\u007f',
    '=?utf-8?q?Eve=0d=0aBcc:_victim@example.net?=',
    'é'.repeat(80),
    '%0d%0aBcc: victim@example.net',
    '',
  ];

  /** The names of a mail's headers. */
  const headerNames = (raw: string) =>
    (raw.split('\r\n\r\n')[0] ?? '')
      .split('\r\n')
      .filter((line) => !/^\s/.test(line))
      .map((line) => line.split(':')[0]);

  test.each(names)('as a name (%j) add no header and no recipient', async (name) => {
    const mailbox = await openMailbox();
    const world = await owe(makeWorld({ smtpUrl: mailbox.smtpUrl }));
    await deliver(world);
    const honest = headerNames(mailbox.mails[0]?.raw ?? '');

    await world.db.update(outbox).set({ state: 'waiting', toName: name });
    expect(await deliver(world)).toMatchObject({ sent: 1 });
    const { envelope, raw } = mailbox.mails[1] ?? expect.fail('There is no mail.');
    expect(envelope.to).toEqual(['mira@example.org']);
    expect(headerNames(raw)).toEqual(honest);
    const mail = await PostalMime.parse(raw);
    expect(mail.to?.map(({ address }) => address)).toEqual(['mira@example.org']);
    expect(mail.cc ?? []).toEqual([]);
    expect(mail.bcc ?? []).toEqual([]);
  });

  test.each(names)('as the title of a post and of the course (%j) neither', async (words) => {
    const mailbox = await openMailbox();
    const world = await owe(makeWorld({ smtpUrl: mailbox.smtpUrl }));
    await deliver(world);
    const honest = headerNames(mailbox.mails[0]?.raw ?? '');

    await world.db.update(posts).set({ title: words, text: words });
    world.cohorts.set('rhizo', { ...testCohort(), title: words });
    await world.db.update(outbox).set({ state: 'waiting' });
    expect(await deliver(world)).toMatchObject({ sent: 1 });
    const { envelope, raw } = mailbox.mails[1] ?? expect.fail('There is no mail.');
    expect(envelope).toEqual({ from: 'table@potluck.example', to: ['mira@example.org'] });
    expect(headerNames(raw)).toEqual(honest);
    const mail = await PostalMime.parse(raw);
    expect(mail.from?.address).toBe('table@potluck.example');
    expect(mail.subject).not.toMatch(/[\r\n]|\p{Bidi_Control}/u);
  });

  test.each([
    'a@b.example,c@d.example',
    'x: a@b.example, c@d.example;',
    'a@b.example\r\nRCPT TO:<c@d.example>',
    '<a@b.example> <c@d.example>',
    '"c@d.example" a@b.example',
  ])('as an address (%j) reach nobody else', async (address) => {
    const mailbox = await openMailbox();
    const world = await owe(makeWorld({ smtpUrl: mailbox.smtpUrl }), 'Otto');
    await world.db.update(outbox).set({ toAddress: address }).where(eq(outbox.toName, 'Mira'));
    expect(await deliver(world)).toMatchObject({ sent: 1, failed: 1 });
    expect(recipients(mailbox)).toEqual(['otto@example.org']);
  });
});

describe('a mail server', () => {
  test('that is down: the mails wait, it is said why, and later each is sent once', async () => {
    const port = await freePort();
    const world = await owe(makeWorld({ smtpUrl: `smtp://127.0.0.1:${port}` }), 'Dora');
    const down = await deliver(world);
    expect(down).toEqual({ ...SENT, waiting: 2, problem: expect.stringMatching(/ECONNREFUSED/) });
    expect(await outboxState(world.db)).toEqual({
      waiting: 2,
      failed: 0,
      problem: down.problem,
      oldestWaitingAt: NOON,
    });
    expect(await deliver(world)).toEqual(SENT);

    const mailbox = await openMailbox();
    const postbox = openPostbox({ smtpUrl: mailbox.smtpUrl, mailDir: world.mailDir, dkim: null });
    world.pass(MINUTE);
    expect(await deliver({ ...world, postbox })).toEqual({ ...SENT, sent: 2 });
    expect(await deliver({ ...world, postbox })).toEqual(SENT);
    postbox.close();
    expect(recipients(mailbox)).toEqual(['dora@example.org', 'mira@example.org']);
    expect(await outboxState(world.db)).toEqual({
      waiting: 0,
      failed: 0,
      problem: null,
      oldestWaitingAt: null,
    });
  });

  test('that says 4xx is tried again, with pauses that grow to an hour, for days', async () => {
    const mailbox = await openMailbox();
    const world = await owe(makeWorld({ smtpUrl: mailbox.smtpUrl }));
    mailbox.refuseNext(1_000, 451);
    const pauses: number[] = [];
    for (let times = 0; times < 100; times += 1) {
      expect(await deliver(world)).toMatchObject({
        waiting: 1,
        problem: expect.stringMatching(/451 Try again later/),
      });
      const [mail] = await allMails(world);
      if (mail?.state !== 'waiting') break;
      pauses.push((mail.nextAttemptAt.getTime() - world.now().getTime()) / MINUTE);
      world.set(new Date(mail.nextAttemptAt.getTime() - 1));
      expect(await deliver(world)).toEqual(SENT);
      world.pass(1);
    }
    expect(pauses.slice(0, 9)).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
    expect(pauses).toHaveLength(99);
    expect(world.now().getTime() - NOON.getTime()).toBeGreaterThan(3.5 * DAY);
    expect(await allMails(world)).toMatchObject([{ state: 'failed', attempts: 100 }]);
    expect(mailbox.mails).toEqual([]);
  });

  test('that says 4xx once gets the mail the next time, with the same Message-ID', async () => {
    const mailbox = await openMailbox();
    const world = await owe(makeWorld({ smtpUrl: mailbox.smtpUrl }));
    mailbox.refuseNext(1, 450);
    await deliver(world);
    world.pass(MINUTE);
    expect(await deliver(world)).toEqual({ ...SENT, sent: 1 });
    expect((await only(mailbox)).mail.messageId).toBe('<rhizo.2027-01-12.1@potluck.example>');
  });

  test.each([550, 553, 552])(
    'that refuses one recipient with %d: that mail is given up, the others go out',
    async (code) => {
      const mailbox = await openMailbox();
      const world = await owe(makeWorld({ smtpUrl: mailbox.smtpUrl }), 'Dora', 'Otto');
      mailbox.refuseNext(1, code);
      expect(await deliver(world)).toEqual({
        ...SENT,
        sent: 2,
        failed: 1,
        problem: expect.stringMatching(new RegExp(`${code} No such person here`)),
      });
      expect(mailbox.mails).toHaveLength(2);
      world.pass(DAY);
      expect(await deliver(world)).toEqual(SENT);
      expect(await outboxState(world.db)).toMatchObject({ waiting: 0, failed: 1, problem: null });
    },
  );

  test('that says 421 and hangs up in the middle: everybody gets their mail later', async () => {
    const mailbox = await openMailbox();
    const world = await owe(makeWorld({ smtpUrl: mailbox.smtpUrl }), 'Dora', 'Otto', 'Paul');
    mailbox.refuseNext(2, 421);
    expect(await deliver(world)).toMatchObject({ sent: 2, waiting: 2, failed: 0 });
    world.pass(MINUTE);
    expect(await deliver(world)).toMatchObject({ sent: 2, waiting: 0, failed: 0 });
    expect(recipients(mailbox)).toHaveLength(4);
    expect(new Set(recipients(mailbox)).size).toBe(4);
  });

  /** A mail server that refuses at one stage. */
  async function refuseAt(stage: Partial<SMTPServerOptions>): Promise<string> {
    const server = new SMTPServer({ disabledCommands: ['STARTTLS'], authOptional: true, ...stage });
    onTestFinished(() => new Promise((resolve) => server.close(() => resolve())));
    return `smtp://us:secret@127.0.0.1:${await listen(server.server)}`;
  }
  const refusal = (responseCode: number, words: string) => Object.assign(new Error(words), { responseCode });
  const letIn: SMTPServerOptions['onAuth'] = (_auth, _session, callback) => callback(null, { user: 'us' });

  test.each<[string, Partial<SMTPServerOptions>, RegExp]>([
    [
      'our password',
      { onAuth: (_auth, _session, callback) => callback(refusal(535, 'Wrong password')) },
      /535 Wrong password/,
    ],
    [
      'our sender',
      {
        onAuth: letIn,
        onMailFrom: (_from, _session, callback) => callback(refusal(550, 'Not your address')),
      },
      /550 Not your address/,
    ],
    [
      'our coming here',
      { onConnect: (_session, callback) => callback(refusal(554, 'Blocked')) },
      /554 Blocked/,
    ],
  ])('that refuses %s says nothing about the mails: they wait', async (_, stage, words) => {
    const world = await owe(makeWorld({ smtpUrl: await refuseAt(stage) }), 'Dora');
    expect(await deliver(world)).toEqual({ ...SENT, waiting: 2, problem: expect.stringMatching(words) });
    expect(await outboxState(world.db)).toMatchObject({ waiting: 2, failed: 0 });
  });

  test('that speaks no TLS at first, or nothing else: it is said what to write, in one line', async () => {
    const plain = (await refuseAt({})).replace('smtp:', 'smtps:');
    const world = await owe(makeWorld({ smtpUrl: plain }));
    const words =
      "This port doesn't speak TLS from the first byte: write smtp:// instead of smtps:// in SMTP_URL.";
    expect(await deliver(world)).toEqual({ ...SENT, waiting: 1, problem: words });

    const silent = createServer();
    onTestFinished(() => new Promise((resolve) => silent.close(() => resolve())));
    await expect(tryMailServer(`smtp://127.0.0.1:${await listen(silent)}`)).rejects.toThrow(
      'The port says nothing. If it waits for TLS, write smtps:// instead of smtp:// in SMTP_URL.',
    );
    // It waits for words for five seconds, longer than other tests may take.
  }, 30_000);

  test('that needs several lines to refuse is quoted in one', async () => {
    const onConnect: SMTPServerOptions['onConnect'] = (_session, callback) =>
      callback(refusal(554, 'Blocked\nAsk us why'));
    const world = await owe(makeWorld({ smtpUrl: await refuseAt({ onConnect }) }));
    expect((await deliver(world)).problem).toMatch(/^554.Blocked .*Ask us why$/);
  });

  test('that refuses the words of a mail has said its last word about it', async () => {
    const smtpUrl = await refuseAt({
      onAuth: letIn,
      onData: (stream, _session, callback) => {
        stream.resume().on('end', () => callback(refusal(554, 'This looks like spam')));
      },
    });
    const world = await owe(makeWorld({ smtpUrl }));
    expect(await deliver(world)).toMatchObject({
      failed: 1,
      problem: expect.stringMatching(/554 This looks/),
    });
  });

  test('that is not there: each mail becomes a file that a mail program opens', async () => {
    const world = await owe(makeWorld({ smtpUrl: null }), 'Dora');
    expect(await deliver(world)).toEqual({ ...SENT, sent: 2 });
    const files = readdirSync(world.mailDir).sort();
    expect(files).toEqual([
      '2027-01-12T11-00-00-000Z rhizo.2027-01-12.1@potluck.example.eml',
      '2027-01-12T11-00-00-000Z rhizo.2027-01-12.2@potluck.example.eml',
    ]);
    const mail = await PostalMime.parse(readFileSync(join(world.mailDir, files[1] ?? '')));
    expect(mail).toMatchObject({ to: [{ name: 'Dora', address: 'dora@example.org' }] });
    expect(header(mail, 'list-id')).toEqual(['<daily.rhizo.potluck.example>']);
  });

  test('that is not there, where no file can be written either: the mail waits, and the folder is named', async () => {
    const world = await owe(makeWorld({ smtpUrl: null }));
    writeFileSync(world.mailDir, 'A letter to my aunt.');
    expect(await deliver(world)).toEqual({
      ...SENT,
      waiting: 1,
      problem: expect.stringMatching(
        /^Mail can't be written into \S+\/mail \(EEXIST\)\. \S+\/mail belongs to .+, and this runs as .+\.$/,
      ),
    });
    unlinkSync(world.mailDir);
    world.pass(MINUTE);
    expect(await deliver(world)).toEqual({ ...SENT, sent: 1 });
  });
});

describe('several deliveries', () => {
  test('at once, on connections of their own, send nothing twice', async () => {
    const mailbox = await openMailbox();
    const readers = Array.from({ length: 150 }, (_, at) => `Reader ${at}`);
    const world = await owe(makeWorld({ smtpUrl: mailbox.smtpUrl }), ...readers);
    const db = openDatabase(`file:${connectionOf(world.db).sqlite.name}`);
    const postbox = openPostbox({ smtpUrl: mailbox.smtpUrl, mailDir: world.mailDir, dkim: null });
    const both = await Promise.all([deliver(world), deliver({ ...world, db, postbox })]);
    closeDatabase(db);
    postbox.close();
    for (const { sent } of both) expect(sent).toBeGreaterThan(0);
    expect(both.reduce((sum, { sent }) => sum + sent, 0)).toBe(151);
    expect(new Set(recipients(mailbox)).size).toBe(151);
    expect(mailbox.mails).toHaveLength(151);
  });

  test('of which one died in the middle: its mails go out when its lease has run out', async () => {
    const mailbox = await openMailbox();
    const world = await owe(makeWorld({ smtpUrl: mailbox.smtpUrl }), 'Dora', 'Otto');
    expect(await claimMails(world.db, 2, world.now(), 15 * MINUTE)).toHaveLength(2);
    expect(await deliver(world)).toMatchObject({ sent: 1 });
    world.pass(15 * MINUTE - 1);
    expect(await deliver(world)).toEqual(SENT);
    world.pass(1);
    expect(await deliver(world)).toMatchObject({ sent: 2 });
    expect(new Set(recipients(mailbox)).size).toBe(3);
  });

  test('end with a signal: what is on its way is sent, and the rest waits for nothing', async () => {
    const mailbox = await openMailbox();
    const readers = Array.from({ length: 119 }, (_, at) => `Reader ${at}`);
    const world = await owe(makeWorld({ smtpUrl: mailbox.smtpUrl }), ...readers);
    const stop = new AbortController();
    const first = mailbox.waitFor(() => true).then(() => stop.abort());
    const { sent, ...others } = await deliver(world, stop.signal);
    await first;
    expect(others).toEqual({ waiting: 0, failed: 0, problem: null });
    expect(sent).toBeGreaterThan(0);
    expect(sent).toBeLessThanOrEqual(2 * CONNECTIONS);
    expect(await deliver(world, AbortSignal.abort())).toEqual(SENT);
    expect(await deliver(world)).toEqual({ ...SENT, sent: 120 - sent });
    expect(mailbox.mails).toHaveLength(120);
  });
});

describe('a mail that can’t be put together', () => {
  /** A world with a mail of the cohort `rhizo`, and many of the cohort `sick`, owed earlier. */
  async function oweBoth(mailbox: Mailbox): Promise<World> {
    const world = makeWorld({ smtpUrl: mailbox.smtpUrl });
    const sick = testCohort({}, 'sick');
    await seatWithPost(world.db, 'Seth', { cohort: 'sick' });
    for (let at = 0; at < 9; at += 1) await seat(world.db, `Sick ${at}`, { cohort: 'sick' });
    await publish(world.db, sick, '2027-01-12', world.now());
    world.pass(MINUTE);
    return owe(world);
  }

  test('because the words of its cohort can’t be read waits until they can; the others go out', async () => {
    const mailbox = await openMailbox();
    const world = await oweBoth(mailbox);
    expect(await deliver(world)).toEqual({ ...SENT, sent: 1, waiting: 10 });
    expect(recipients(mailbox)).toEqual(['mira@example.org']);
    expect(await outboxState(world.db)).toMatchObject({
      waiting: 10,
      problem: 'The mail could not be put together.',
    });
    world.cohorts.set('sick', testCohort({}, 'sick'));
    world.pass(MINUTE);
    expect(await deliver(world)).toEqual({ ...SENT, sent: 10 });
  });

  test('for a reason that nobody foresaw is told of; the others go out', async () => {
    const told = vi.spyOn(console, 'error').mockImplementation(() => {});
    onTestFinished(() => told.mockRestore());
    const mailbox = await openMailbox();
    const world = await oweBoth(mailbox);
    const { findCohort } = world;
    world.findCohort = async (slug) => {
      if (slug === 'sick') throw new Error('The disk is on fire.');
      return findCohort(slug);
    };
    expect(await deliver(world)).toEqual({ ...SENT, sent: 1, waiting: 10 });
    expect(recipients(mailbox)).toEqual(['mira@example.org']);
    expect(told).toHaveBeenCalledWith(expect.any(String), new Error('The disk is on fire.'));
  });
});
