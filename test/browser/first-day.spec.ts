import { type Browser, expect, type Page, test } from '@playwright/test';
import { cohortFiles } from '../support/cohort.ts';
import { type Program, startProgram } from '../support/program.ts';

let program: Program;

test.use({ javaScriptEnabled: false });

test.beforeAll(async () => {
  program = await startProgram(cohortFiles);
});

test.afterAll(() => program?.stop());

/** Somebody who was invited comes in by the link in their mail. */
async function comeIn(browser: Browser, address: string): Promise<Page> {
  const guest = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await guest.goto(await program.linkTo(address));
  await guest.getByRole('button', { name: 'Sign in' }).click();
  await expect(guest.getByText('Welcome to the table')).toBeVisible();
  return guest;
}

test('a facilitator’s first day', async ({ page, browser }) => {
  test.setTimeout(120_000);

  await test.step('they come in by the link that the program prints', async () => {
    const [founder = ''] = await program.running.says(/http:\/\/\S+\/sign-in\/\S+/);
    await page.goto(founder);
    await page.getByLabel('Your name').fill('Hanne');
    await page.getByLabel('Your mail address').fill('hanne@example.org');
    await page.getByRole('button', { name: 'Come in' }).click();
  });

  await test.step('they start a course from the questions', async () => {
    await page.goto(`${program.base}/start/`);
    await page.getByLabel('In your own words').fill('Telling bad news kindly');
    await page.getByRole('button', { name: 'Go on' }).last().click();
    await page.getByLabel('By talking').check();
    await page.getByRole('button', { name: 'Go on' }).last().click();
    await page.getByLabel('One person').check();
    // One's own way back, and the browser's, lose nothing.
    await page.getByRole('button', { name: 'Back' }).click();
    await expect(page.getByLabel('By talking')).toBeChecked();
    await page.getByRole('button', { name: 'Go on' }).last().click();
    await expect(page.getByLabel('One person')).toBeChecked();
    for (let left = 3; left > 0; left -= 1) await page.getByRole('button', { name: 'Go on' }).last().click();
    await expect(page.getByRole('heading', { name: 'A draft of your course' })).toBeVisible();
    await expect(page.getByLabel('Name')).toHaveValue('Telling bad news kindly');
    await page.getByLabel('Address').fill('bad-news');
    await page.getByRole('button', { name: 'Go on' }).last().click();
    await page.getByLabel('The first week is meant to open on').fill('2027-02-01');
    await page.goBack();
    await expect(page.getByLabel('Address')).toHaveValue('bad-news');
    await page.getByRole('button', { name: 'Go on' }).last().click();
    await page.getByLabel('The first week is meant to open on').fill('2027-02-01');
    await page.getByRole('button', { name: 'Make it' }).click();
    await expect(page).toHaveURL(`${program.base}/bad-news/facilitate/weeks/?done=cohort-made`);
  });

  await test.step('they write week one, with a preview', async () => {
    await page.getByRole('link', { name: 'Week 1: Where we are' }).click();
    await page.getByLabel('Introduction, in Markdown').fill('Nobody *likes* to begin.');
    await page.getByRole('button', { name: 'Another question' }).click();
    await expect(page.getByLabel('Introduction, in Markdown')).toHaveValue('Nobody *likes* to begin.');
    await page.getByLabel('The question').last().fill('Who told you well?');
    await page.getByRole('button', { name: 'Preview' }).last().click();
    const preview = page.getByRole('region', { name: 'Preview' });
    await expect(preview.getByText('Who told you well?')).toBeVisible();
    await expect(preview.locator('em', { hasText: 'likes' })).toBeVisible();
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('Saved. This is how the file is now.')).toBeVisible();
  });

  await test.step('they invite three people', async () => {
    await page.getByRole('link', { name: 'People', exact: true }).last().click();
    for (const [name, address] of [
      ['Ida', 'ida@example.org'],
      ['Jo', 'jo@example.org'],
      ['Kai', 'kai@example.org'],
    ] as const) {
      await page.getByLabel('Name', { exact: true }).fill(name);
      await page.getByLabel('Mail address').fill(address);
      await page.getByRole('button', { name: 'Send the invitation' }).click();
      await expect(page.getByText('The invitation is on its way.')).toBeVisible();
    }
  });

  const guests = await test.step('two of them come in, and see nothing of a draft', async () => {
    const here = [await comeIn(browser, 'ida@example.org'), await comeIn(browser, 'jo@example.org')];
    for (const guest of here) {
      const answer = await guest.goto(`${program.base}/bad-news/weeks/1`);
      expect(answer?.status()).toBe(404);
    }
    return here;
  });

  await test.step('the third never answers, and nobody says a word about it', async () => {
    await program.linkTo('kai@example.org');
    await page.reload();
    const invited = page.locator('section', { has: page.getByText('kai@example.org') }).last();
    await expect(invited.getByText('ida@example.org')).toBeHidden();
    await expect(invited.getByRole('button', { name: /^Invite again/ })).toBeVisible();
    await expect(page.getByText(/inactive|overdue|remind/i)).toHaveCount(0);
  });

  await test.step('they open the week, and everybody can read it', async () => {
    await page.goto(`${program.base}/bad-news/facilitate/weeks/1`);
    await page.getByLabel('It opens by itself').check();
    await page.getByLabel('Day', { exact: true }).fill('2020-02-03');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('Saved. This is how the file is now.')).toBeVisible();
    for (const guest of guests) {
      await guest.goto(`${program.base}/bad-news/weeks/1`);
      await expect(guest.getByText('Who told you well?')).toBeVisible();
    }
  });

  await test.step('the desk shows whom to welcome', async () => {
    await page.goto(`${program.base}/bad-news/facilitate/`);
    await expect(page.getByRole('button', { name: 'I have welcomed Ida' })).toBeVisible();
    await page.getByRole('button', { name: 'I have welcomed Jo' }).click();
    await expect(page.getByRole('button', { name: 'I have welcomed Jo' })).toBeHidden();
  });
});
