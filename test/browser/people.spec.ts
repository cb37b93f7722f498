import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { cohortFiles } from '../support/cohort.ts';
import { type Program, startProgram } from '../support/program.ts';

let program: Program;

test.use({ javaScriptEnabled: false });
test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  program = await startProgram({ ...cohortFiles, 'conduct.md': 'Ask before you quote.\n' });
});

test.afterAll(() => program?.stop());

test('a host invites people from a list in which one line is wrong, without script', async ({
  page,
  browser,
}) => {
  await test.step('the host comes in', async () => {
    const [founder = ''] = await program.running.says(/http:\/\/\S+\/sign-in\/\S+/);
    await page.goto(founder);
    await page.getByLabel('Your name').fill('Hanne');
    await page.getByLabel('Your mail address').fill('hanne@example.org');
    await page.getByRole('button', { name: 'Come in' }).click();
    await page.getByRole('link', { name: 'People', exact: true }).last().click();
  });

  await test.step('a file is chosen, and shown before anything is sent', async () => {
    await page.getByText('Invite several at once, from a list').click();
    const csv =
      'Name;E-Mail\r\nIda;ida@example.org\r\nJo;jo at example.org\r\nKai Müller;kai@example.org\r\n';
    await page
      .getByLabel('Or a file in CSV')
      .setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(csv, 'latin1') });
    await page.getByRole('button', { name: 'Have a look at it first' }).click();
    await expect(page.getByText('2 will be invited, 1 line can’t be read.')).toBeVisible();
    await expect(page.getByText('“jo at example.org” is not a mail address.')).toBeVisible();
    expect(program.mailbox.mails).toEqual([]);
  });

  await test.step('the wrong line is corrected where it stands', async () => {
    const list = page.getByLabel('The list, a line for each');
    await list.fill((await list.inputValue()).replace('jo at ', 'jo@'));
    await page.getByRole('button', { name: 'Have another look' }).click();
    await expect(page.getByText('3 will be invited.')).toBeVisible();
  });

  await test.step('the invitations go out, and a second time none', async () => {
    await page.getByRole('button', { name: 'Send 3 invitations' }).click();
    await expect(page.getByText('3 are invited.')).toBeVisible();
    for (const name of ['ida', 'jo', 'kai']) await program.linkTo(`${name}@example.org`);
    await page.reload();
    await expect(page.getByText('3 were invited before.')).toBeVisible();
  });

  await test.step('one comes in, one is taken back, one is still out', async () => {
    const guest = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
    await guest.goto(await program.linkTo('ida@example.org'));
    await guest.getByRole('button', { name: 'Sign in' }).click();
    await expect(guest.getByText('Welcome to the table')).toBeVisible();

    await page.getByRole('link', { name: 'Back to the people' }).click();
    await page.getByRole('button', { name: 'Take back: the invitation of Jo' }).click();
    await expect(page.getByText('The invitation is taken back.')).toBeVisible();
    await expect(page.getByText('kai@example.org')).toBeVisible();
    await expect(page.getByText('jo@example.org')).toBeHidden();
    await guest.context().clearCookies();
    await guest.goto(await program.linkTo('jo@example.org'));
    await expect(guest.getByRole('heading', { name: 'This link has done its work' })).toBeVisible();

    await guest.goto(`${program.base}/rhizo/join`);
    await expect(guest.getByText('Ask before you quote.')).toBeVisible();
    await guest.context().close();
    expect(program.mailbox.mails).toHaveLength(3);
  });

  await page.context().storageState({ path: join(program.folder, 'host.json') });
});

test('its pages can be used by everybody, wide and light, narrow and dark', async ({ browser }) => {
  test.setTimeout(240_000);
  for (const [colorScheme, width] of [
    ['light', 1280],
    ['dark', 320],
  ] as const) {
    const storageState = join(program.folder, 'host.json');
    const viewport = { width, height: 800 };
    const context = await browser.newContext({
      javaScriptEnabled: true,
      colorScheme,
      viewport,
      storageState,
    });
    const page = await context.newPage();
    for (const path of ['', '/member/ida', '/hand-over', '/list']) {
      await page.goto(`${program.base}/rhizo/facilitate/people${path}`);
      await expectAccessible(page);
    }
    await page.getByLabel('The list, a line for each').fill('Lea,lea@example.org\nMo,mo at example.org');
    await page.getByRole('button', { name: 'Have a look at it first' }).click();
    await expect(page.getByText('1 will be invited, 1 line can’t be read.')).toBeVisible();
    await expectAccessible(page);
    writeFileSync(join(program.folder, 'content', 'rhizo', '09-odd.md'), '---\ntitle: Why: that\n---\n');
    const desk = ['conduct', 'notes', 'weeks/', 'files/09-odd.md', 'log'].map((name) => `facilitate/${name}`);
    for (const path of [...desk, 'conduct']) {
      await page.goto(`${program.base}/rhizo/${path}`);
      await expectAccessible(page);
    }
    await context.close();
  }
});

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${page.url()}: ${id} ${nodes[0]?.html}`)).toEqual([]);
  const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(tooWide, page.url()).toBeLessThanOrEqual(0);
}
