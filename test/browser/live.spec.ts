import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { migrate } from '../../src/core/db/migrate.ts';
import { closeDatabase, type Db, openDatabase } from '../../src/core/db/open.ts';
import { listAnswers } from '../../src/core/live/answers.ts';
import { planWithQuestions } from '../../src/core/live/edit.ts';
import { listQuestions, openQuestion } from '../../src/core/live/questions.ts';
import { cancelSession, changeSession } from '../../src/core/live/sessions.ts';
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

async function plan(startsAt: Date, questions = ['Whom did you ask last?', 'And before that?']) {
  const { membership } = await member('Hanne', 'facilitator');
  const planned = {
    title: 'An hour on asking',
    introduction: '',
    startsAt,
    minutes: 60,
    timezone: 'Europe/Berlin',
    roomUrl: 'https://room.example/old',
  };
  const session = await planWithQuestions(db, planned, questions, membership, new Date());
  return { session, host: membership, address: `${base}/rhizo/live/${session.id}` };
}

async function begin(): Promise<string> {
  return (await plan(new Date())).address;
}

const follows = /appear here by themselves/;

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

test('who came long before sees it all come: another room, the first question, that it is called off', async ({
  browser,
}) => {
  const { session, host, address } = await plan(new Date(Date.now() + 3 * 60 * 60_000), [
    '1?',
    '2?',
    '3?',
    '4?',
  ]);
  const hanne = await pageOf(browser, 'Hanne', 'facilitator');
  const ada = await pageOf(browser, 'Ada');
  for (const page of [hanne, ada]) {
    await page.goto(address);
    await expect(page.getByText('appear here by themselves')).toBeVisible();
  }
  await changeSession(db, session, { ...session, roomUrl: 'https://room.example/new' }, host, new Date());
  await expect(ada.getByRole('link', { name: 'To the video room' })).toHaveAttribute('href', /new$/);

  await hanne.getByText('What comes after it').click();
  await hanne.getByRole('button', { name: 'Open question 1' }).click();
  await expect(ada.getByLabel('Your answer to question 1')).toBeVisible();
  await hanne.getByRole('button', { name: 'Open question 2' }).click();
  await expect(ada.getByLabel('Your answer to question 2')).toBeVisible();
  await expect(hanne.locator('#later li')).toHaveText(['4?']);
  await expect(hanne.locator('#later')).toHaveAttribute('open');

  await cancelSession(db, session, host, new Date());
  await expect(ada.getByText('It is called off')).toBeVisible();
  await expect(ada.getByText('What stands above has changed.')).toBeVisible();
  await expect(ada.getByText('appear here by themselves')).toHaveCount(0);
  for (const page of [hanne, ada]) await page.context().close();
});

test('a broken line, a slow one, or a way in that has ended lose no words', async ({ browser }) => {
  const { session, address } = await plan(new Date());
  for (const { id } of await listQuestions(db, session.id))
    await openQuestion(db, session.id, id, new Date());
  const ada = await pageOf(browser, 'Ada');
  await ada.goto(address);
  await expect(ada.getByText(follows)).toBeVisible();
  const [first, second] = [1, 2].map((number) => ada.getByLabel(`Your answer to question ${number}`));
  if (!first || !second) throw new Error('There are two questions.');
  const say = ada.getByRole('button', { name: 'Say it' }).first();

  await first.fill('The bus driver.');
  await second.fill('Nobody.');
  await ada.context().setOffline(true);
  await say.click();
  await expect(ada.getByText('the line is broken')).toBeVisible();
  await expect(first).toHaveValue('The bus driver.');
  await expect(second).toHaveValue('Nobody.');
  await ada.context().setOffline(false);

  let answer = () => {};
  const isSlow = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await ada.route(address, async (route) => {
    if (route.request().method() === 'POST') await isSlow;
    await route.continue();
  });
  await say.click();
  await first.press('End');
  await first.pressSequentially(' And my aunt.');
  answer();
  await expect(ada.getByText('The bus driver.', { exact: true }).first()).toBeVisible();
  await expect(first).toHaveValue('The bus driver. And my aunt.');
  await expect(ada.getByText('the line is broken')).toHaveCount(0);

  await ada.context().clearCookies();
  await say.click();
  await expect(ada.getByText('You are not signed in here')).toBeVisible();
  await expect(first).toHaveValue('The bus driver. And my aunt.');
  expect(await listAnswers(db, session.id)).toHaveLength(1);
  await ada.context().close();
});

test('a page that could not be asked for once is asked for again', async ({ browser }) => {
  const { session, address } = await plan(new Date());
  const ada = await pageOf(browser, 'Ada');
  await ada.clock.install();
  await ada.goto(address);
  await expect(ada.getByText(follows)).toBeVisible();
  let isDown = true;
  await ada.route(address, (route) => (isDown ? route.abort() : route.continue()));
  const [question] = await listQuestions(db, session.id);
  const isAsked = ada.waitForRequest(address);
  await openQuestion(db, session.id, question?.id ?? 0, new Date());
  await expect(async () => ada.clock.runFor(1_000)).toPass();
  await isAsked;
  isDown = false;
  await expect(async () => {
    await ada.clock.runFor(5_000);
    await expect(ada.getByText('Whom did you ask last?')).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 20_000 });
  await ada.context().close();
});

test('a page comes back to the stream after a restart of the site behind a proxy', async ({ browser }) => {
  const { session, address } = await plan(new Date());
  const ada = await pageOf(browser, 'Ada');
  let isDown = true;
  await ada.route('**/events?*', (route) => (isDown ? route.fulfill({ status: 502 }) : route.continue()));
  await ada.clock.install();
  await ada.goto(address);
  await expect(ada.getByRole('link', { name: 'See what is new' })).toBeVisible();
  const [question] = await listQuestions(db, session.id);
  await openQuestion(db, session.id, question?.id ?? 0, new Date());
  isDown = false;
  await ada.clock.fastForward(20_000);
  await expect(ada.getByText(follows)).toBeVisible();
  await ada.clock.runFor(2_000);
  await expect(ada.getByText('Whom did you ask last?')).toBeVisible();
  await ada.context().close();
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
