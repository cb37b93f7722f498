import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import PostalMime from 'postal-mime';
import { deliver } from '../../aggregator/deliver.ts';
import { publish } from '../../aggregator/publish.ts';
import { withTools } from '../../aggregator/workshop.ts';
import { type Blogosphere, startBlogosphere } from '../../demo/blogosphere.ts';
import { type CaughtMail, type Mailbox, startMailbox } from '../../demo/mailbox.ts';
import { addDays, dayIn, instantOf } from '../../src/core/calendar.ts';
import { closeDatabase, openDatabase } from '../../src/core/db/open.ts';
import { readSettings } from '../../src/core/env.ts';
import { cohortFiles, writeCohort } from '../support/cohort.ts';
import { freePort, potluck, type Running, start } from '../support/process.ts';

// At noon in this zone, the issue of 23:00 is not due, so that the test decides when it is made.
const hoursFromNoon = new Date().getUTCHours() - 12;
const timezone = `Etc/GMT${hoursFromNoon < 0 ? '' : '+'}${hoursFromNoon}`;
const today = () => dayIn(timezone, new Date());

let folder: string;
let env: Record<string, string>;
let mailbox: Mailbox;
let blogosphere: Blogosphere;
let running: Running;

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'potluck-way-'));
  const cohort = cohortFiles['cohort.md'] ?? '';
  writeCohort(join(folder, 'content'), {
    ...cohortFiles,
    'cohort.md': cohort
      .replace(/starts: .*/, `starts: ${addDays(today(), -9)}`)
      .replace(/timezone: .*/, `timezone: ${timezone}`)
      .replace(/digest_hour: .*/, 'digest_hour: 23'),
    '01-roots.md': (cohortFiles['01-roots.md'] ?? '').replace(/opens: .*/, `opens: ${addDays(today(), -9)}`),
  });
  const port = await freePort();
  mailbox = await startMailbox();
  blogosphere = await startBlogosphere({
    now: () => new Date(),
    courseUrl: `http://localhost:${port}/rhizo`,
    blogs: ['amina', 'tomasz'],
  });
  env = {
    PORT: String(port),
    DATABASE_URL: `file:${folder}/data/potluck.db`,
    CONTENT_DIR: join(folder, 'content'),
    SMTP_URL: mailbox.smtpUrl,
    MAIL_FROM: 'Potluck <table@potluck.example>',
    FETCH_ALLOW: '127.0.0.0/8',
  };
  running = start('src/start.ts', [], env, folder);
  await running.says(/Potluck is at/);
});

test.afterAll(async () => {
  await running?.stop();
  await Promise.all([blogosphere?.close(), mailbox?.close()]);
  rmSync(folder, { recursive: true, force: true });
});

const site = (path: string) => `http://localhost:${env.PORT}${path}`;

async function mailTo(address: string, about: RegExp): Promise<PostalMimeMail> {
  const isIt = (mail: CaughtMail) => mail.envelope.to.includes(address) && about.test(mail.raw);
  return PostalMime.parse((await mailbox.waitFor(isIt, 20_000)).raw);
}
type PostalMimeMail = Awaited<ReturnType<typeof PostalMime.parse>>;

test('from a blog to everybody’s morning mail, and out again with one click', async ({ page, browser }) => {
  const amina = blogosphere.blogs.find((blog) => blog.name === 'amina');
  if (!amina) throw new Error('Amina is missing.');

  await test.step('somebody joins, and sees their blog found', async () => {
    await page.goto(site('/rhizo/'));
    await page.getByRole('link', { name: 'Join', exact: true }).click();
    await page.getByLabel('Your name').fill('Amina Yusuf');
    await page.getByLabel('Your mail address').fill('amina@example.org');
    await page.getByLabel('Your blog').fill(amina.origin.replace('http://', ''));
    await page.getByRole('button', { name: 'Have a look' }).click();
    await expect(page.getByRole('heading', { name: 'Is this your blog?' })).toBeVisible();
    await expect(page.getByRole('link', { name: amina.title })).toBeVisible();
    await expect(page.getByText('would stay out: not tagged rhizo27').first()).toBeVisible();
    await expectAccessible(page);
    await page.getByLabel('What has a tag or category of my own').check();
    await page.getByLabel('My own tag or category').fill('potluck101');
    await page.getByRole('button', { name: 'Show what that would bring' }).click();
    await expect(page.getByText('would be in the digest').first()).toBeVisible();
    await page.getByLabel(/What I tag rhizo27/).check();
    await page.getByRole('button', { name: 'Yes, this is my blog' }).click();
    await expect(page.getByRole('heading', { name: 'Look in your mail' })).toBeVisible();
    await expectAccessible(page);
  });

  await test.step('an address that leads nowhere gets a sentence, and another try', async () => {
    const other = await (await browser.newContext()).newPage();
    await other.goto(site('/rhizo/join'));
    await other.getByLabel('Your name').fill('Otto');
    await other.getByLabel('Your mail address').fill('otto@example.org');
    await other.getByLabel('Your blog').fill('no-such-blog.invalid');
    await other.getByRole('button', { name: 'Have a look' }).click();
    await expect(other.getByText('There is no site called no-such-blog.invalid.')).toBeVisible({
      timeout: 20_000,
    });
    await expectAccessible(other);
    await other.getByLabel('Try another address').fill(amina.origin);
    await other.getByRole('button', { name: 'Have another look' }).click();
    await expect(other.getByRole('heading', { name: 'Is this your blog?' })).toBeVisible();
    await other.context().close();
  });

  await test.step('a mail scanner that opens the link uses nothing up', async () => {
    const link = linkIn(await mailTo('amina@example.org', /Welcome to the table/));
    expect((await fetch(link)).status).toBe(200);
    await page.goto(link);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByText('Welcome to the table')).toBeVisible();
    await page.goto(link);
    await expect(page.getByRole('heading', { name: 'This link has done its work' })).toBeVisible();
  });

  await test.step('a second person joins without a blog, on a device of their own', async () => {
    const other = await (await browser.newContext()).newPage();
    await other.goto(site('/rhizo/join'));
    await other.getByLabel('Your name').fill('Ulla');
    await other.getByLabel('Your mail address').fill('ulla@example.org');
    await other.getByRole('button', { name: 'Have a look' }).click();
    const link = linkIn(await mailTo('ulla@example.org', /Welcome to the table/));
    await other.goto(link);
    await other.getByRole('button', { name: 'Sign in' }).click();
    await expect(other.getByText('Welcome to the table')).toBeVisible();
    await other.context().close();
  });

  await test.step('a post becomes part of the issue', async () => {
    await running.says(new RegExp(`${amina.title}: `));
    post('why-i-came', 'Why I came', 'For the soup.');
    expect(await potluck(['refresh', '--all'], env, folder)).toMatchObject({ status: 0 });
    const published = await potluck(['publish', '--cohort', 'rhizo'], env, folder);
    expect(published).toMatchObject({ status: 0, output: expect.stringContaining('issue 1 with 1 post') });

    await page.goto(site(`/rhizo/daily/${today()}`));
    await expect(page.getByRole('heading', { name: 'New voices' })).toBeVisible();
    await expect(page.getByRole('link', { name: 'Why I came' })).toHaveAttribute('href', /why-i-came/);
    for (const format of ['atom', 'rss', 'json']) {
      const feed = await fetch(site(`/rhizo/daily.${format}`));
      expect(await feed.text()).toContain('Why I came');
      const etag = feed.headers.get('etag') ?? '';
      const again = await fetch(site(`/rhizo/daily.${format}`), { headers: { 'If-None-Match': etag } });
      expect(again.status).toBe(304);
    }
  });

  await test.step('a mail says that the first post has appeared', async () => {
    expect((await mailTo('amina@example.org', /Your first post/)).text).toContain(amina.title);
  });

  let unsubscribe = '';
  await test.step('the mail comes, with text, HTML and one-click unsubscribe', async () => {
    const mail = await mailTo('amina@example.org', /List-I/);
    expect(mail.subject).toContain('Why I came');
    expect(mail.text).toContain('For the soup.');
    expect(mail.html).toContain('For the soup.');
    expect(header(mail, 'list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    unsubscribe = header(mail, 'list-unsubscribe').slice(1, -1);
    await mailTo('ulla@example.org', /List-I/);
  });

  await test.step('looking at the address leaves the mail on; one click, without cookie or Origin, turns it off', async () => {
    await page.goto(unsubscribe);
    await expect(page.getByRole('heading', { name: 'Stop the mail?' })).toBeVisible();
    const clicked = await fetch(unsubscribe, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
      redirect: 'error',
    });
    expect(clicked.status).toBe(200);
  });

  await test.step('the next day’s issue goes to everybody but her', async () => {
    post('second-helping', 'A second helping', 'There is some left.');
    await potluck(['refresh', '--all'], env, folder);
    await running.stop();
    const digests = () => mailbox.mails.filter((mail) => /^List-I/im.test(mail.raw));
    const before = digests().length;
    const tomorrow = addDays(today(), 1);
    const hour = instantOf(tomorrow, 23, timezone);
    const db = openDatabase(env.DATABASE_URL ?? '');
    await withTools(
      readSettings(env),
      db,
      () => hour,
      async (workshop) => {
        await publish(db, await workshop.getCohort('rhizo'), tomorrow, hour);
        expect(await deliver(workshop)).toMatchObject({ sent: 1, waiting: 0, failed: 0 });
      },
    );
    closeDatabase(db);
    expect(
      digests()
        .slice(before)
        .flatMap((mail) => mail.envelope.to),
    ).toEqual(['ulla@example.org']);
  });
});

async function expectAccessible(page: Page): Promise<void> {
  await page.setViewportSize({ width: 320, height: 800 });
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)).toEqual([]);
  const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(tooWide).toBeLessThanOrEqual(0);
  await page.setViewportSize({ width: 1280, height: 800 });
}

function post(slug: string, title: string, words: string): void {
  blogosphere.publish('amina', { slug, title, html: `<p>${words}</p>`, at: new Date(), tags: ['rhizo27'] });
}

function linkIn(mail: PostalMimeMail): string {
  const link = /http:\/\/\S+\/sign-in\/\S+/.exec(mail.text ?? '')?.[0];
  if (!link) throw new Error(`There is no link in: ${mail.text}`);
  return link;
}

function header(mail: PostalMimeMail, name: string): string {
  return mail.headers.find((each) => each.key === name)?.value ?? '';
}
