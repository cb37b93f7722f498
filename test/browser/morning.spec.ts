import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { migrate } from '../../src/core/db/migrate.ts';
import { closeDatabase, type Db, openDatabase } from '../../src/core/db/open.ts';
import { outbox } from '../../src/core/db/schema/issues.ts';
import { ensureMembership } from '../../src/core/memberships.ts';
import { ensurePerson } from '../../src/core/people.ts';
import { filePosts } from '../../src/core/posts.ts';
import { sessionsIn } from '../../src/core/sessions.ts';
import { writeCohort } from '../support/cohort.ts';
import { bringBlog, writePost } from '../support/participants.ts';
import { freePort, type Running, start } from '../support/process.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const NAMES = ['Ada', 'Bo', 'Cy', 'Di', 'Ed', 'Flo', 'Gus', 'Hal', 'Ivy', 'Jo'];
const TEXTS = [
  'My allotment has beehives and a swarm of bees.',
  'A swarm left our beehives in the allotment this May.',
];
const folder = mkdtempSync(join(tmpdir(), 'potluck-morning-'));
let running: Running;
let db: Db;
let desk: string;
let cookie: { name: string; value: string };

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  const port = await freePort();
  desk = `http://localhost:${port}/rhizo/facilitate/`;
  writeCohort(join(folder, 'content'));
  const env = {
    PORT: String(port),
    DATABASE_URL: `file:${folder}/p.db`,
    CONTENT_DIR: join(folder, 'content'),
  };
  db = openDatabase(env.DATABASE_URL);
  migrate(db, new Date());
  const at = new Date(Date.now() - 3 * DAY_MS);
  for (const [n, name] of NAMES.entries()) {
    const person = await ensurePerson(db, { name, email: `${name}@example.org` }, at);
    const membership = await ensureMembership(db, person, 'rhizo', 'participant', at);
    const { feed, blog } = await bringBlog(db, membership, `${membership.handle}.example`);
    const url = `https://${membership.handle}.example/1`;
    const text = TEXTS[n] ?? `Only ${name} writes this.`;
    const post = await writePost(db, feed, { url, title: `By ${name}`, text, language: 'en', datedAt: at });
    const filed = { postId: post.id, cohort: 'rhizo', blogId: blog.id, datedAt: at, filedAt: at };
    await filePosts(db, [filed]);
  }
  const hanne = await ensurePerson(db, { name: 'Hanne', email: 'hanne@example.org' }, at);
  await ensureMembership(db, hanne, 'rhizo', 'facilitator', at);
  const sessions = sessionsIn(db, false);
  const { id } = await sessions.createSession(hanne.id, {});
  cookie = { name: sessions.sessionCookieName, value: id };
  running = start('src/server.ts', [], env, folder);
  await new Promise((resolve) => running.process.once('message', resolve));
});

test.afterAll(async () => {
  await running?.stop();
  if (db) closeDatabase(db);
  rmSync(folder, { recursive: true, force: true });
});

for (const [colorScheme, width] of [
  ['light', 1280],
  ['dark', 320],
] as const) {
  test(`the full desk is accessible and fits, ${colorScheme}, ${width} pixels wide`, async ({ browser }) => {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 } });
    await context.addCookies([{ ...cookie, url: desk }]);
    const page = await context.newPage();
    for (const path of ['', 'introduce?posts=1+2', 'tomorrow']) {
      await page.goto(desk + path);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${path} ${id} ${nodes[0]?.html}`)).toEqual([]);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, `${path} is wider than the window`).toBeLessThanOrEqual(0);
    }
    await context.close();
  });
}

test('a morning at the desk with twenty things on it, without script', async ({ browser }) => {
  test.setTimeout(120_000);
  const context = await browser.newContext({ javaScriptEnabled: false });
  await context.addCookies([{ ...cookie, url: desk }]);
  const page = await context.newPage();
  await page.goto(desk);
  await expect(page.getByRole('navigation', { name: 'On the desk today' }).getByRole('link')).toHaveText([
    '10 newcomers',
    '10 first posts',
    '1 pair to introduce',
  ]);
  await page.getByText('Write Ada a short note').click();
  await page.getByLabel('Your words to Ada').fill('How good that you are here.');
  await page.getByRole('button', { name: 'Send it to Ada' }).click();
  await expect(page.getByText('You welcomed Ada.')).toBeVisible();

  await page.getByRole('button', { name: 'I have welcomed Bo' }).click();
  await page.getByRole('button', { name: 'Undo: welcomed Bo' }).first().click();
  await expect(page.getByText('Put back on the desk.')).toBeVisible();
  for (const name of NAMES.slice(1))
    await page.getByRole('button', { name: `I have welcomed ${name}` }).click();

  await page.getByRole('button', { name: 'I’ll answer: Cy' }).click();
  await expect(page.getByText('You have taken this.')).toBeVisible();
  for (const name of NAMES) await page.getByRole('button', { name: `${name} has an answer` }).click();

  await page.getByRole('link', { name: 'Introduce Ada and Bo' }).click();
  await page.getByLabel('A line of your own').fill('You both keep bees!');
  await page.getByRole('button', { name: 'See it with my words' }).click();
  await expect(page.getByRole('region', { name: 'The note to Bo' })).toContainText('You both keep bees!');
  await page.getByRole('button', { name: 'Send it to both' }).click();

  await expect(page.getByText('Nobody is waiting for you.')).toBeVisible();
  await page.getByRole('link', { name: 'See the whole issue' }).click();
  await expect(page.getByRole('link', { name: 'By Ada' }).first()).toBeVisible();
  expect((await db.select().from(outbox)).map(({ toAddress }) => toAddress)).toHaveLength(3);
  await context.close();
});
