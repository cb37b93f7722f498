import { createTransport } from 'nodemailer';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Mailbox, startMailbox } from '../../demo/mailbox.ts';

const NOON = new Date('2027-01-21T12:00:00Z');
let mailbox: Mailbox;
beforeEach(async () => {
  mailbox = await startMailbox({ now: () => NOON });
});
afterEach(() => mailbox.close());

async function send(mail: { to: string; subject?: string; text?: string; html?: string }): Promise<void> {
  const transport = createTransport(mailbox.smtpUrl);
  await transport.sendMail({
    from: 'Potluck <potluck@course.example>',
    date: '2027-01-20T06:00:00Z',
    ...mail,
  });
}

async function page(path: string): Promise<string> {
  return (await fetch(new URL(path, mailbox.url))).text();
}

test('a mail that was sent is caught, and shown by its own date', async () => {
  await send({ to: 'amina@night-notes.example', subject: 'Grüße', text: 'Guten Morgen' });
  const mail = await mailbox.waitFor(({ envelope }) => envelope.to.includes('amina@night-notes.example'));
  expect(mail.envelope).toEqual({ from: 'potluck@course.example', to: ['amina@night-notes.example'] });
  expect(mail.receivedAt).toEqual(NOON);
  expect(mail.raw).toContain('Guten Morgen');
  const list = await page('/');
  expect(list).toContain('Grüße');
  expect(list).toContain('20 Jan 2027, 06:00 UTC');
});

test('the list is newest first, and can be cut down to one recipient', async () => {
  await send({ to: 'amina@night-notes.example', subject: 'The first' });
  await send({ to: 'ruth@reading-room.example', subject: 'The second' });
  const all = await page('/');
  expect(all.indexOf('The second')).toBeLessThan(all.indexOf('The first'));
  expect(all.indexOf('The second')).toBeGreaterThan(0);
  const hers = await page('/?to=Amina%40night-notes.example');
  expect(hers).toContain('The first');
  expect(hers).not.toContain('The second');
  expect(await page('/?to=%3Cscript%3E')).toContain('Mail for &lt;script&gt;');
});

test('whatever stands in a mail is shown, never run', async () => {
  const nasty = '<script>alert(1)</script>"><img src=x onerror=alert(2)>';
  await send({
    to: 'ruth@reading-room.example',
    subject: nasty,
    text: `${nasty}\n`,
    html: `<p>${nasty}</p>`,
  });
  for (const path of ['/', '/mail/1']) {
    const shown = await page(path);
    expect(shown).not.toContain('<script');
    expect(shown).not.toContain('<img');
    expect(shown).toContain('&lt;script&gt;alert(1)');
  }
  const own = await fetch(new URL('/mail/1', mailbox.url));
  expect(own.headers.get('content-security-policy')).toMatch(/default-src 'none'; style-src 'self'/);
  expect(await own.text()).toMatch(/<iframe src="\/mail\/1\/html"[^>]+sandbox="[^"]+"/);
  const framed = await fetch(new URL('/mail/1/html', mailbox.url));
  expect(framed.headers.get('content-security-policy')).toMatch(/default-src 'none';.*sandbox allow-popups/);
});

test('the links of the text can be followed, without what only ends their sentence', async () => {
  const link = 'http://127.0.0.1:4321/sign-in?code=a&next=/me';
  await send({ to: 'ruth@reading-room.example', subject: 'Sign in', text: `Here (${link}).` });
  const escaped = link.replace('&', '&amp;');
  expect(await page('/mail/1')).toContain(`(<a href="${escaped}" rel="noreferrer">${escaped}</a>).`);
});

test('recipients are refused when asked for, and only as many', async () => {
  mailbox.refuseNext(2, 550);
  mailbox.refuseNext(1, 451);
  const attempt = () => send({ to: 'marek@live-wire.example', subject: 'Hello' });
  await expect(attempt()).rejects.toMatchObject({ responseCode: 550 });
  await expect(attempt()).rejects.toMatchObject({ responseCode: 550 });
  await expect(attempt()).rejects.toMatchObject({ responseCode: 451 });
  await attempt();
  expect(mailbox.mails).toHaveLength(1);
});

test('waiting ends when the mail comes, or with a word about it when it does not', async () => {
  const waiting = mailbox.waitFor(({ raw }) => raw.includes('at last'));
  await send({ to: 'marek@live-wire.example', subject: 'something else' });
  await send({ to: 'marek@live-wire.example', subject: 'at last' });
  expect((await waiting).raw).toContain('Subject: at last');
  await expect(mailbox.waitFor(() => false, 20)).rejects.toThrow(
    'No such mail came within 20 ms; 2 others did.',
  );
});

test('there is no page for a mail that never came', async () => {
  const answer = await fetch(new URL('/mail/1', mailbox.url));
  expect(answer.status).toBe(404);
  expect(await page('/')).toContain('Nothing yet.');
});
