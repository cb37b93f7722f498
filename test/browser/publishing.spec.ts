import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { migrate } from '../../src/core/db/migrate.ts';
import { closeDatabase, openDatabase } from '../../src/core/db/open.ts';
import { ensureMembership } from '../../src/core/memberships.ts';
import { ensurePerson } from '../../src/core/people.ts';
import { sessionsIn } from '../../src/core/sessions.ts';
import { writeCohort } from '../support/cohort.ts';
import { freePort, type Running, start } from '../support/process.ts';

let folder: string;
let running: Running;
let url: string;
let cookie: { name: string; value: string };

test.use({ javaScriptEnabled: false });

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'potluck-publishing-'));
  const contentDir = join(folder, 'content');
  writeCohort(contentDir);
  const port = await freePort();
  url = `http://localhost:${port}`;
  const database = `file:${folder}/data/potluck.db`;
  const db = openDatabase(database);
  migrate(db, new Date());
  const host = await ensurePerson(db, { name: 'Ada', email: 'ada@example.org' }, new Date());
  await ensureMembership(db, host, 'rhizo', 'facilitator', new Date());
  const sessions = sessionsIn(db, false);
  cookie = { name: sessions.sessionCookieName, value: (await sessions.createSession(host.id, {})).id };
  closeDatabase(db);
  const env = { PORT: String(port), DATABASE_URL: database, CONTENT_DIR: contentDir };
  running = start('src/server.ts', [], env, folder);
  await new Promise((resolve) => running.process.once('message', resolve));
});

test.afterAll(async () => {
  await running?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('a facilitator starts a course from the questions, writes week one with a preview, and opens it', async ({
  context,
  page,
}) => {
  await context.addCookies([{ ...cookie, url }]);
  await page.goto(`${url}/start/`);
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
  await expect(page).toHaveURL(`${url}/bad-news/facilitate/weeks/?done=cohort-made`);

  await page.getByRole('link', { name: 'Week 1: Where we are' }).click();
  await page.getByLabel('Introduction, in Markdown').fill('Nobody *likes* to begin.');
  await page.getByRole('button', { name: 'Another question' }).click();
  await expect(page.getByLabel('Introduction, in Markdown')).toHaveValue('Nobody *likes* to begin.');
  await page.getByLabel('The question').last().fill('Who told you well?');
  await page.getByRole('button', { name: 'Preview' }).last().click();
  const preview = page.getByRole('region', { name: 'Preview' });
  await expect(preview.getByText('Who told you well?')).toBeVisible();
  await expect(preview.locator('em', { hasText: 'likes' })).toBeVisible();
  await page.getByLabel('It opens by itself').check();
  await page.getByLabel('Day', { exact: true }).fill('2020-02-03');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved. This is how the file is now.')).toBeVisible();

  await page.goto(`${url}/bad-news/weeks/1`);
  await expect(page.getByText('Who told you well?')).toBeVisible();
});
