import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { migrate } from '../../src/core/db/migrate.ts';
import { closeDatabase, type Db, openDatabase } from '../../src/core/db/open.ts';
import { planWithQuestions } from '../../src/core/live/edit.ts';
import { ensureMembership } from '../../src/core/memberships.ts';
import { ensurePerson } from '../../src/core/people.ts';
import { sessionsIn } from '../../src/core/sessions.ts';
import { writeCohort } from '../support/cohort.ts';
import { freePort, type Running, start } from '../support/process.ts';

/** A course of which a live session has just begun. */
let folder: string;
let site: Running;
let base: string;
let db: Db;

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'potluck-live-'));
  writeCohort(join(folder, 'content'));
  const port = await freePort();
  base = `http://localhost:${port}`;
  const env = {
    PORT: String(port),
    DATABASE_URL: `file:${folder}/data/potluck.db`,
    CONTENT_DIR: join(folder, 'content'),
  };
  db = openDatabase(env.DATABASE_URL);
  migrate(db, new Date());
  site = start('src/server.ts', [], env, folder);
  await new Promise((resolve) => site.process.once('message', resolve));
});

test.afterAll(async () => {
  await site?.stop();
  if (db) closeDatabase(db);
  rmSync(folder, { recursive: true, force: true });
});

async function member(name: string, role: 'participant' | 'facilitator' = 'participant') {
  const person = await ensurePerson(db, { name, email: `${name.toLowerCase()}@example.org` }, new Date());
  return { person, membership: await ensureMembership(db, person, 'rhizo', role, new Date()) };
}

async function pageOf(
  browser: Browser,
  name: string,
  role: 'participant' | 'facilitator' = 'participant',
  javaScriptEnabled = true,
): Promise<Page> {
  const { person } = await member(name, role);
  const sessions = sessionsIn(db, false);
  const { id } = await sessions.createSession(person.id, {});
  const context = await browser.newContext({ javaScriptEnabled });
  await context.addCookies([{ name: sessions.sessionCookieName, value: id, url: base }]);
  return context.newPage();
}

async function begin(): Promise<string> {
  const { membership } = await member('Hanne', 'facilitator');
  const plan = {
    title: 'An hour on asking',
    introduction: '',
    startsAt: new Date(),
    minutes: 60,
    timezone: 'Europe/Berlin',
    roomUrl: null,
  };
  const questions = ['Whom did you ask last?', 'And before that?'];
  const { id } = await planWithQuestions(db, plan, questions, membership, new Date());
  return `${base}/rhizo/live/${id}`;
}

const follows = 'New answers appear here by themselves.';

test('two people and a host see each other’s words and questions come, and nobody loses what they type', async ({
  browser,
}) => {
  const address = await begin();
  const host = await pageOf(browser, 'Hanne', 'facilitator');
  const ada = await pageOf(browser, 'Ada');
  const grace = await pageOf(browser, 'Grace');
  const complaints: string[] = [];
  for (const page of [host, ada, grace]) {
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    await page.goto(address);
    await expect(page.getByText(follows)).toBeVisible();
  }

  await host.getByRole('button', { name: 'Open question 1' }).click();
  const first = 'Your answer to question 1';
  await expect(ada.getByText('Whom did you ask last?')).toBeVisible();
  await expect(grace.getByText('Whom did you ask last?')).toBeVisible();

  await grace.getByLabel(first).pressSequentially('I asked nob');
  await ada.getByLabel(first).fill('The bus driver.');
  await ada.getByRole('button', { name: 'Say it' }).click();
  await expect(grace.getByText('The bus driver.')).toBeVisible();
  await expect(ada.getByText('The bus driver.').first()).toBeVisible();
  await expect(ada.getByLabel(first)).toHaveValue('');
  await expect(grace.getByLabel(first)).toHaveValue('I asked nob');
  await expect(grace.getByLabel(first)).toBeFocused();

  await host.getByRole('button', { name: 'Open question 2' }).click();
  await expect(grace.getByText('And before that?')).toBeVisible();
  await expect(grace.getByLabel(first)).toBeFocused();
  await grace.getByLabel(first).pressSequentially('ody.');
  await grace.getByRole('button', { name: 'Say it' }).first().click();
  await expect(ada.getByText('I asked nobody.')).toBeVisible();

  await ada.getByText('Change or remove').first().click();
  await ada.getByLabel('Your words').fill('The bus driver, twice.');
  await ada.getByRole('button', { name: 'Save' }).click();
  await expect(grace.getByText('The bus driver, twice.')).toBeVisible();
  await ada.getByText('Change or remove').first().click();
  await ada.getByRole('button', { name: 'Remove it for good' }).click();
  await expect(grace.getByText('The bus driver')).toHaveCount(0);

  await host.getByRole('button', { name: /^Mark for the next issue.*Grace/ }).click();
  await expect(ada.getByText('one of the best lines')).toBeVisible();

  await host.locator('summary', { hasText: 'what Grace said' }).click();
  await host.getByLabel('Why').fill('Too curt.');
  await host.getByRole('button', { name: 'Hide it' }).click();
  await expect(ada.getByText('I asked nobody.')).toHaveCount(0);
  await expect(host.getByText('I asked nobody.')).toHaveCount(0);
  await expect(grace.getByText('Hidden by Hanne: “Too curt.”')).toBeVisible();
  await host.getByRole('link', { name: 'Held and hidden' }).click();
  await host.getByRole('button', { name: 'Show it again' }).click();
  await expect(ada.getByText('I asked nobody.')).toBeVisible();
  expect(complaints).toEqual([]);
  for (const page of [host, ada, grace]) await page.context().close();
});

test('what is too long is answered with its reason, and stays', async ({ browser }) => {
  const address = await begin();
  const host = await pageOf(browser, 'Hanne', 'facilitator');
  await host.goto(address);
  await host.getByRole('button', { name: 'Open question 1' }).click();
  const label = 'Your answer to question 1';
  await host.getByLabel(label).fill('z'.repeat(501));
  await host.getByRole('button', { name: 'Say it' }).click();
  await expect(host.getByText('more than 500 letters')).toBeVisible();
  await expect(host.getByLabel(label)).toHaveValue('z'.repeat(501));
  await host.context().close();
});

test('without script the same is done by forms, and a link shows what is new', async ({ browser }) => {
  const address = await begin();
  const host = await pageOf(browser, 'Hanne', 'facilitator', false);
  const ada = await pageOf(browser, 'Ada', 'participant', false);
  await ada.goto(address);
  await expect(ada.getByText('open here one by one')).toBeVisible();
  await host.goto(address);
  await host.getByRole('button', { name: 'Open question 1' }).click();
  await expect(host.getByText('The question is open.')).toBeVisible();
  await ada.getByRole('link', { name: 'See what is new' }).click();
  await ada.getByLabel('Your answer to question 1').fill('My neighbour.');
  await ada.getByRole('button', { name: 'Say it' }).click();
  await expect(ada.getByText('It stands there.')).toBeVisible();
  await host.getByRole('link', { name: 'See what is new' }).click();
  await expect(host.getByText('My neighbour.').first()).toBeVisible();
  await host.locator('summary', { hasText: 'what Ada said' }).click();
  await host.getByLabel('Why').fill('Names a neighbour.');
  await host.getByRole('button', { name: 'Hide it' }).click();
  await expect(host.getByText('Hidden. Its writer sees that and why')).toBeVisible();
  await expect(host.getByText('My neighbour.')).toHaveCount(0);
  await ada.getByRole('link', { name: 'See what is new' }).click();
  await expect(ada.getByText('“Names a neighbour.”')).toBeVisible();
  await host.getByRole('button', { name: 'Close question 1 again' }).click();
  await expect(host.getByText('The question is closed again.')).toBeVisible();
  for (const page of [host, ada]) await page.context().close();
});
