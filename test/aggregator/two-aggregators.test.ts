import { join } from 'node:path';
import { isNotNull } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { connectionOf, type Db } from '#core/db/open.ts';
import { feeds } from '#core/db/schema/feeds.ts';
import type { Feed } from '#core/feeds.ts';
import { seeded } from '../../bench/random.ts';
import { writeCohort } from '../support/cohort.ts';
import { temporaryDatabase, temporaryFolder } from '../support/database.ts';
import { type Running, start } from '../support/process.ts';
import type { Route } from './feeds/blog-server.ts';
import { bring, makeWorld, post, postsOf, rss, serve } from './world.ts';

/** What is polled at the same time in `poll.ts`: no more than this can be under way when a process dies. */
const AT_ONCE = 16;
/** More than one of them claims ahead, see `claims.ts`: so there is something to share. */
const SHARED = 230;

const answer: Route = (_, response) => response.end(rss([post('two'), post('one')]));

/** Feeds that are due by the clock on the wall, each at a server of its own. */
async function dueFeeds(count: number, route: Route) {
  const world = makeWorld({ db: temporaryDatabase() });
  const servers = await Promise.all(Array.from({ length: count }, () => serve({}, route)));
  world.set(new Date(0));
  const brought: Feed[] = [];
  for (const [at, { url }] of servers.entries()) {
    brought.push((await bring(world, `${url}/feed`, { name: `Person ${at % 10}` })).feed);
  }
  const folder = temporaryFolder();
  writeCohort(join(folder, 'content'));
  const refresh = (name = 'one'): Running => {
    const env = {
      DATABASE_URL: `file:${connectionOf(world.db).sqlite.name}`,
      CONTENT_DIR: join(folder, 'content'),
      SITE_URL: `https://${name}.example`,
      FETCH_ALLOW: '127.0.0.1/32',
    };
    return start('aggregator/main.ts', ['refresh'], env, folder);
  };
  return {
    db: world.db,
    refresh,
    asked: () => servers.map(({ requests }) => requests.length),
    posts: () =>
      Promise.all(brought.map(async (feed) => (await postsOf(world, feed)).map(({ title }) => title))),
  };
}

async function expireLeases(db: Db): Promise<void> {
  await db
    .update(feeds)
    .set({ leaseUntil: new Date(0) })
    .where(isNotNull(feeds.leaseUntil));
}

test('two aggregators at once share the work, and poll nothing twice', async () => {
  const waiting: (() => void)[] = [];
  const askers = new Set<string | undefined>();
  // Nobody gets an answer before both have asked: else the first could be done before the second begins.
  const { refresh, asked, posts } = await dueFeeds(SHARED, (request, response) => {
    askers.add(request.headers['user-agent']);
    waiting.push(() => answer(request, response));
    if (askers.size === 2) for (const go of waiting.splice(0)) go();
  });
  const ended = await Promise.all([refresh('one').ended, refresh('two').ended]);
  const polled = ended.map(({ output }) => Number(/^(\d+) feeds? polled/m.exec(output)?.[1]));
  expect(ended).toMatchObject([{ status: 0 }, { status: 0 }]);
  expect(polled.reduce((sum, each) => sum + each)).toBe(SHARED);
  expect(Math.min(...polled)).toBeGreaterThan(0);
  expect(asked()).toEqual(Array(SHARED).fill(1));
  expect(await posts()).toEqual(Array(SHARED).fill(['one', 'two']));
  // As the program names itself, with how many people of the course read the feed.
  for (const name of ['one', 'two']) {
    expect([...askers]).toContainEqual(
      expect.stringMatching(
        new RegExp(`^Potluck/[\\d.]+ \\(\\+https://${name}\\.example/?; 10 subscribers\\)$`),
      ),
    );
  }
}, 60_000);

/** Kills one refresh after the other at a random moment, and lets another finish what is left. */
async function killAgainAndAgain(kills: number, random: () => number): Promise<void> {
  let running: Running | null = null;
  let untilKill = 0;
  const kill = () => running?.process.kill('SIGKILL');
  const { db, refresh, asked, posts } = await dueFeeds(60, (request, response) => {
    if (running === null) return answer(request, response);
    untilKill -= 1;
    if (untilKill > 0) return answer(request, response);
    const moment = random();
    // While it waits for the answer, while it has half of it, or soon after it has it: as it reads, or stores.
    if (moment < 0.25) return void kill();
    if (moment < 0.5) return void response.write('<rss', kill);
    answer(request, response);
    setTimeout(kill, random() * 25);
  });

  for (let killed = 0; killed < kills; killed += 1) {
    untilKill = 1 + Math.floor(random() * 12);
    running = refresh();
    await running.ended;
    await expireLeases(db);
  }
  running = null;
  const before = asked();
  expect(before.some((times) => times === 0)).toBe(true);
  expect(await refresh().ended).toMatchObject({ status: 0 });
  expect(await posts()).toEqual(Array(60).fill(['one', 'two']));
  expect(asked().reduce((sum, times) => sum + times) - 60).toBeLessThanOrEqual(kills * AT_ONCE);
}

test('a refresh that is killed in the middle, ten times: nothing is lost, and nothing is there twice', async () => {
  await Promise.all([killAgainAndAgain(5, seeded(27)), killAgainAndAgain(5, seeded(28))]);
}, 60_000);
