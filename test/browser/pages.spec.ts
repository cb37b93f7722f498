import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { freePort, type Running, start } from '../support/process.ts';

/** The demo is the test bed: fourteen blogs, ten days of issues, a host to sign in as. */
let folder: string;
let demo: Running;
let base: string;
let mailboxUrl: string;
let signedIn: string;
/** The pages behind the links at the foot of a mail. */
let ofMail: string;
let leaving: string;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000);
  folder = mkdtempSync(join(tmpdir(), 'potluck-pages-'));
  symlinkSync(join(process.cwd(), 'content'), join(folder, 'content'));
  const port = await freePort();
  demo = start('demo/main.ts', [], { PORT: String(port) }, folder);
  base = `http://localhost:${port}`;
  const [, host = ''] = await demo.says(/as its host: +(\S+)/, 100_000);
  [, mailboxUrl = ''] = await demo.says(/mail to all: +(\S+)/);
  signedIn = join(folder, 'host.json');
  await keepSession(browser, host);
  const token = await tokenInMail('ulla@potluck.example');
  ofMail = `/mail/${token}`;
  leaving = `/unsubscribe/${token}`;
});

test.afterAll(async () => {
  await demo?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** What signs the links in the newest issue that was mailed to an address. */
async function tokenInMail(address: string): Promise<string> {
  const list = await (await fetch(new URL(`/?to=${encodeURIComponent(address)}`, mailboxUrl))).text();
  for (const [, mail = ''] of list.matchAll(/href="(\/mail\/\d+)"/g)) {
    const html = await (await fetch(new URL(`${mail}/html`, mailboxUrl))).text();
    const [, token] = html.match(/\/mail\/([^"#]+)#rhythm"/) ?? [];
    if (token) return token;
  }
  throw new Error(`No issue was mailed to ${address}.`);
}

async function keepSession(browser: Browser, link: string): Promise<void> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(link);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(/learning-together/);
  await context.storageState({ path: signedIn });
  await context.close();
}

const today = new Date().toISOString().slice(0, 10);
const PAGES = [
  '/',
  '/learning-together/',
  '/learning-together/weeks/',
  '/learning-together/weeks/1',
  '/learning-together/daily/',
  `/learning-together/daily/${today}`,
  '/learning-together/reading',
  '/learning-together/search',
  '/learning-together/search?q=learn',
  `/learning-together/daily/year/${today.slice(0, 4)}`,
  '/learning-together/conversations/',
  '/learning-together/conversations/29',
  '/learning-together/posts/29',
  '/learning-together/people/',
  '/learning-together/people/amina-yusuf',
  '/learning-together/live/',
  '/learning-together/live/1',
  '/learning-together/live/2',
  '/learning-together/join',
  '/sign-in',
  '/sign-in/gone',
  '/unsubscribe/nothing',
  '/mail/nothing',
  '/learning-together/nothing',
];
const PAGES_OF_MEMBERS = [
  '/me',
  '/learning-together/reflect',
  '/learning-together/facilitate/',
  '/learning-together/facilitate/weeks/',
  '/learning-together/facilitate/weeks/1',
  '/learning-together/facilitate/cohort',
  '/learning-together/facilitate/duplicate',
  '/start/',
  '/learning-together/facilitate/tomorrow',
  '/learning-together/facilitate/people',
  '/learning-together/facilitate/blogs',
  '/learning-together/facilitate/log',
  '/learning-together/facilitate/live/',
  '/learning-together/facilitate/live/1',
  '/learning-together/facilitate/live/2',
  '/learning-together/live/1',
  '/learning-together/live/2',
  '/me/answers',
];
const WIDTHS = [320, 1280];

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of WIDTHS) {
    test(`every page is accessible and fits, ${colorScheme}, ${width} pixels wide`, async ({ browser }) => {
      test.setTimeout(300_000);
      for (const [state, paths] of [
        [undefined, [...PAGES, ofMail, leaving]],
        [signedIn, [...PAGES_OF_MEMBERS, '/learning-together/', '/learning-together/weeks/4']],
      ] as const) {
        const context = await browser.newContext({
          colorScheme,
          viewport: { width, height: 800 },
          storageState: state,
        });
        const page = await context.newPage();
        const complaints: string[] = [];
        page.on('console', (message) => {
          if (message.type() === 'error' && !message.text().includes('status of 4'))
            complaints.push(message.text());
        });
        for (const path of paths) {
          await page.goto(base + path);
          await expectFit(page, path);
        }
        expect(complaints).toEqual([]);
        await context.close();
      }
    });
  }
}

test('the page behind a mail’s links is accessible in each of its states', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 800 });
  await page.goto(base + ofMail);
  await page.getByRole('button', { name: 'Pause until then' }).click();
  await expect(page.getByText('Say on which day you are back')).toBeVisible();
  await expectFit(page, 'a day that is none');
  await page.getByLabel('Back on').fill('2099-01-01');
  await page.getByRole('button', { name: 'Pause until then' }).click();
  await expect(page.getByText('Paused until Thursday, 1 January 2099.')).toBeVisible();
  await expectFit(page, 'a pause');
  await page.getByRole('button', { name: 'I am back already' }).click();
  await page.goto(base + leaving);
  await page.getByRole('button', { name: 'Stop the mail' }).click();
  await expectFit(page, 'no more mail');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('heading', { name: 'Stop the mail?' })).toBeVisible();
});

test('every page can be read and used without script', async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, storageState: signedIn });
  const page = await context.newPage();
  await page.goto(`${base}/learning-together/reflect`);
  await page.getByLabel('Your words').first().fill('I want to find three people who mend things.');
  await page.getByRole('button', { name: 'Write it down' }).click();
  await expect(page.getByText('Written down.')).toBeVisible();
  await expect(page.getByText('I want to find three people who mend things.').first()).toBeVisible();
  await page.goto(`${base}/me`);
  const name = page.locator('form', { has: page.getByLabel('Your name') });
  await name.getByLabel('Your name').fill('Hanne V.');
  await name.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { name: 'Hanne V.' })).toBeVisible();
  await context.close();
});

test('the way by keyboard: skip to the content, then through the questions to the first post', async ({
  page,
}) => {
  await page.goto(`${base}/learning-together/daily/${today}`);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  const focused = await page.evaluate(() => {
    const element = document.activeElement;
    return {
      isInMain: element?.closest('main') !== null,
      outline: element && getComputedStyle(element).outlineStyle,
    };
  });
  expect(focused).toEqual({ isInMain: true, outline: 'solid' });
});

test('what can be pressed is at least 24 pixels high, or stands in running text', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 800 });
  await page.goto(`${base}/learning-together/`);
  const small = await page
    .locator('button, .button, input, nav a, .name, .titleLink')
    .evaluateAll((elements) =>
      elements.flatMap((element) => {
        const { height } = element.getBoundingClientRect();
        return height > 0 && height < 24 ? [`${element.textContent} ${height}`] : [];
      }),
    );
  expect(small).toEqual([]);
});

test('new posts arrive while it runs', async ({ page }) => {
  test.setTimeout(120_000);
  await demo.says(/has posted/, 100_000);
  await page.goto(`${base}/learning-together/`);
  await expect(page.getByRole('heading', { name: 'Just in' })).toBeVisible();
});

test('what several people share is there to read, with its title and their words', async ({ page }) => {
  await page.goto(`${base}/learning-together/reading`);
  await expect(page.getByRole('link', { name: 'The seed catalogue, a confession' })).toBeVisible();
  await expect(page.getByText(/Read her Dilys’s potatoes after/)).toBeVisible();
  await page.getByRole('link', { name: 'Ruth' }).click();
  await expect(page.getByRole('heading', { level: 1, name: /Ruth/ })).toBeVisible();
});

test('a blog in trouble is told to the host in words, and to nobody else', async ({ browser, page }) => {
  const context = await browser.newContext({ storageState: signedIn });
  const desk = await context.newPage();
  await desk.goto(`${base}/learning-together/facilitate/blogs`);
  await expect(desk.getByText(/503/)).toBeVisible();
  await context.close();
  const answer = await page.goto(`${base}/learning-together/facilitate/blogs`);
  expect(answer?.url()).toBe(`${base}/sign-in`);
});

test('the mails of the past days are there to read', async ({ page }) => {
  await page.goto(mailboxUrl);
  await expect(
    page
      .getByRole('link', {
        name: /November|December|January|February|March|April|May|June|July|August|September|October/,
      })
      .first(),
  ).toBeVisible();
  expect(await page.locator('a[href^="/mail/"]').count()).toBeGreaterThan(50);
});

async function expectFit(page: Page, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${what}: ${id} ${nodes[0]?.html}`)).toEqual([]);
  expect(await overflow(page), `${what} is wider than the window`).toBeLessThanOrEqual(0);
}

function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}
