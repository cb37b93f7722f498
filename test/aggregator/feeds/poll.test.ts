import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { removeBlog } from '#core/blogs.ts';
import { closeDatabase, connectionOf, type Db, openDatabase } from '#core/db/open.ts';
import { claimFeeds } from '#core/feeds.ts';
import { describeRefreshed, pollFeeds } from '../../../aggregator/feeds/poll.ts';
import type { Refreshed } from '../../../aggregator/feeds/refresh.ts';
import { testCohort } from '../../support/cohort.ts';
import { temporaryDatabase } from '../../support/database.ts';
import { DAY, HOUR, later, MINUTE } from '../../support/participants.ts';
import {
  bring,
  feedNow,
  makeWorld,
  pollAgain,
  pollDue,
  post,
  postsOf,
  rss,
  serve,
  type World,
} from '../world.ts';
import { answer, type BlogServer, type Route, send } from './blog-server.ts';

/** A feed of its own at every address. */
const feedOfPath: Route = (request, response) => response.end(rss([post(`post${request.url}`)]));

async function bringMany(world: World, urls: string[]): Promise<void> {
  for (const [at, url] of urls.entries()) await bring(world, url, { name: `Blogger ${at}` });
}

const addresses = ({ url }: BlogServer, count: number) =>
  Array.from({ length: count }, (_, at) => `${url}/feed/${at}`);

/** How many requests are being answered at a time, and the most that ever were. */
function counter() {
  let now = 0;
  const count = {
    most: 0,
    enter: () => {
      now += 1;
      count.most = Math.max(count.most, now);
    },
    leave: () => {
      now -= 1;
    },
  };
  return count;
}

/** What another process sees of the same file. */
function openBeside(db: Db): Db {
  const other = openDatabase(`file:${connectionOf(db).sqlite.name}`);
  onTestFinished(() => closeDatabase(other));
  return other;
}

describe('a turn of polling', () => {
  test('asks each server for one feed at a time, and several servers at once', async () => {
    const world = makeWorld();
    const all = counter();
    const asked = await Promise.all(
      Array.from({ length: 24 }, async () => {
        const own = counter();
        const server = await serve({}, async (request, response) => {
          for (const count of [all, own]) count.enter();
          // As long as it takes the others to come as well.
          for (let turns = 0; turns < 20; turns += 1) await turn();
          for (const count of [all, own]) count.leave();
          feedOfPath(request, response);
        });
        await bringMany(world, addresses(server, 3));
        return { own, server };
      }),
    );
    expect(await pollDue(world)).toHaveLength(72);
    for (const { own, server } of asked) {
      expect(own.most).toBe(1);
      expect(server.requests).toHaveLength(3);
    }
    expect(all.most).toBeGreaterThan(1);
    expect(all.most).toBeLessThanOrEqual(16);
  });

  test('leaves a server in peace for a moment between two requests', async () => {
    const breathMs = 60;
    const world = { ...makeWorld(), breathMs };
    const events: number[] = [];
    const server = await serve({}, (request, response) => {
      events.push(performance.now());
      response.on('finish', () => events.push(performance.now()));
      feedOfPath(request, response);
    });
    await bringMany(world, addresses(server, 3));
    expect(await pollDue(world)).toHaveLength(3);
    const [, end, start, nextEnd, last] = events;
    for (const peace of [Number(start) - Number(end), Number(last) - Number(nextEnd)]) {
      // A timer may ring a moment early.
      expect(peace).toBeGreaterThan(breathMs - 5);
    }
  });

  test('puts off a feed that our program fails at, as it does with any in trouble, and says so', async () => {
    const world = makeWorld();
    const server = await serve({}, feedOfPath);
    const { feed } = await bring(world, `${server.url}/odd`);
    await bring(world, `${server.url}/good`, { name: 'Otto' });
    const { room } = world;
    const read: typeof room.read = async (bytes, about, known, at) => {
      if (about.url?.endsWith('/odd')) throw new Error('Nobody foresaw this.');
      return room.read(bytes, about, known, at);
    };
    await expect(pollDue({ ...world, room: { ...room, read } })).rejects.toThrow('Nobody foresaw this.');
    expect(await feedNow(world, feed)).toMatchObject({
      state: 'troubled',
      problem: expect.stringContaining('a fault of ours'),
      leaseUntil: null,
      nextCheckAt: later(HOUR),
    });
    expect(server.requests).toHaveLength(2);
  });

  test('begins with those that have waited longest, and goes on until none is left', async () => {
    const world = makeWorld();
    const server = await serve({}, feedOfPath);
    world.set(later(HOUR));
    await bringMany(world, addresses(server, 120));
    world.set(later(0));
    await bring(world, `${server.url}/patient`);
    world.set(later(HOUR));
    expect(await pollDue(world)).toHaveLength(121);
    expect(server.requests.slice(0, 50).map(({ path }) => path)).toContain('/patient');
    expect(await pollDue(world)).toEqual([]);
  });

  test('polls a quiet feed after an hour, and then every four, however often it is asked to', async () => {
    const world = makeWorld();
    const server = await serve({}, feedOfPath);
    await bring(world, `${server.url}/feed`);
    for (let minutes = 0; minutes < 24 * 60; minutes += 5) {
      world.set(later(minutes * MINUTE));
      await pollDue(world);
    }
    expect(server.requests).toHaveLength(7);
  });

  test('by hand polls all feeds, or those of a cohort, due or not, and each once', async () => {
    const world = makeWorld({ cohorts: [testCohort(), testCohort({}, 'other')] });
    const server = await serve({ '/gone': answer(410) }, feedOfPath);
    await bring(world, `${server.url}/rhizo`);
    await bring(world, `${server.url}/gone`, { name: 'Goneril' });
    await bring(world, `${server.url}/other`, { name: 'Otto', cohort: 'other' });
    await pollDue(world);
    await pollAgain(world);
    world.pass(MINUTE);
    const ask = async (cohort?: string) => {
      const from = server.requests.length;
      await pollFeeds(world, { kind: 'all', notSince: world.now(), cohort }, () => {});
      return server.requests.slice(from).map(({ path }) => path);
    };
    expect(await ask('other')).toEqual(['/other']);
    expect((await ask()).sort()).toEqual(['/gone', '/rhizo']);
    expect(await ask()).toEqual([]);
  });

  test('leaves feeds alone that no blog uses any more, and takes them up with the next blog', async () => {
    const world = makeWorld();
    const server = await serve({}, feedOfPath);
    const { membership, blog, feed } = await bring(world, `${server.url}/feed`);
    await pollDue(world);
    await removeBlog(world.db, membership, blog.id);
    world.pass(30 * DAY);
    expect(await pollDue(world)).toEqual([]);
    expect(await pollFeeds(world, { kind: 'all', notSince: world.now() }, () => {})).toEqual([]);
    expect(server.requests).toHaveLength(1);
    await bring(world, feed.url);
    expect(await pollDue(world)).toMatchObject([{ added: 0, problem: null }]);
  });

  test('tells of each feed as it is done', async () => {
    const world = makeWorld();
    const server = await serve({ '/bad': answer(500) }, feedOfPath);
    await bring(world, `${server.url}/good`);
    await bring(world, `${server.url}/bad`, { name: 'Otto' });
    const told: string[] = [];
    await pollFeeds(world, { kind: 'due' }, (refreshed) => told.push(describeRefreshed(refreshed)));
    expect(told.sort()).toEqual([
      expect.stringMatching(/\/bad: .* has a fault of its own \(500\)\./),
      `${server.url}/good: 1 new`,
    ]);
  });

  test.each<[Partial<Refreshed>, string]>([
    [{ added: 0, changed: 0 }, 'Notes: nothing new'],
    [{ added: 2, changed: 0 }, 'Notes: 2 new'],
    [{ added: 0, changed: 1 }, 'Notes: 1 changed'],
    [
      { movedTo: 'https://new.example/feed' },
      'Notes: moved from https://mira.example/feed to https://new.example/feed',
    ],
    [{ added: 2, changed: 1 }, 'Notes: 2 new, 1 changed'],
    [{ added: 0, changed: 0, problem: 'It broke.' }, 'Notes: It broke.'],
  ])('tells %o as “%s”', async (what, words) => {
    const world = makeWorld();
    const { feed } = await bring(world, 'https://mira.example/feed');
    const refreshed = {
      feed: { ...feed, title: 'Notes' },
      added: 0,
      changed: 0,
      movedTo: null,
      problem: null,
      ...what,
    };
    expect(describeRefreshed(refreshed)).toBe(words);
  });
});

describe('two pollers', () => {
  test('at once, on connections of their own, poll nothing twice', async () => {
    const world = makeWorld();
    const servers = await Promise.all(Array.from({ length: 32 }, () => serve({}, feedOfPath)));
    await bringMany(
      world,
      servers.flatMap((server) => addresses(server, 5)),
    );
    const beside = { ...world, db: openBeside(world.db) };
    const [mine, theirs] = await Promise.all([pollDue(world), pollDue(beside)]);
    expect(mine.length + theirs.length).toBe(160);
    for (const { requests } of servers) {
      expect(new Set(requests.map(({ path }) => path)).size).toBe(5);
      expect(requests).toHaveLength(5);
    }
    for (const { feed } of [...mine, ...theirs]) expect(await postsOf(world, feed)).toHaveLength(1);
  });

  test('of which one died in the middle: its feeds are polled when its lease has run out', async () => {
    const world = makeWorld();
    const servers = await Promise.all(Array.from({ length: 3 }, () => serve({}, feedOfPath)));
    await bringMany(
      world,
      servers.flatMap((server) => addresses(server, 1)),
    );
    const claimed = await claimFeeds(world.db, 2, world.now(), 30 * MINUTE, { kind: 'due' });
    expect(claimed).toHaveLength(2);
    expect(await pollDue(world)).toHaveLength(1);
    world.set(later(30 * MINUTE - 1));
    expect(await pollDue(world)).toEqual([]);
    world.set(later(30 * MINUTE));
    expect(await pollDue(world)).toHaveLength(2);
    expect(servers.flatMap(({ requests }) => requests)).toHaveLength(3);
  });
});

describe('a signal to stop', () => {
  test('ends the claiming; what was claimed is finished', async () => {
    const world = makeWorld();
    const stop = new AbortController();
    const server = await serve({}, (request, response) => {
      stop.abort();
      feedOfPath(request, response);
    });
    await bringMany(world, addresses(server, 70));
    const done = await pollFeeds(world, { kind: 'due' }, () => {}, stop.signal);
    expect(done.length).toBeGreaterThan(0);
    expect(done.length).toBeLessThan(70);
    for (const { feed } of done) expect(await feedNow(world, feed)).toMatchObject({ state: 'well' });
    // None of the others is held by a lease.
    expect(await pollDue(world)).toHaveLength(70 - done.length);
    expect(server.requests).toHaveLength(70);
  });

  test('that has come before leaves everything as it is', async () => {
    const world = makeWorld();
    const server = await serve({}, feedOfPath);
    await bring(world, `${server.url}/feed`);
    expect(await pollFeeds(world, { kind: 'due' }, () => {}, AbortSignal.abort())).toEqual([]);
    expect(server.requests).toEqual([]);
  });
});

describe('an error that nobody foresaw', () => {
  test('in one feed comes out when the others are done, and keeps nothing of that feed', async () => {
    const trouble = new Error('The disk is full.');
    const world = makeWorld({ db: temporaryDatabase(), cohorts: [testCohort(), testCohort({}, 'sick')] });
    const { findCohort } = world;
    const feeling = { sick: true };
    world.findCohort = async (slug) => {
      if (feeling.sick && slug === 'sick') throw trouble;
      return findCohort(slug);
    };
    const server = await serve({ '/first': send(rss([post('one')])) }, feedOfPath);
    const { feed } = await bring(world, `${server.url}/first`, { name: 'Seth', cohort: 'sick' });
    const other = await serve({}, feedOfPath);
    await bringMany(world, addresses(other, 3));

    const told: Refreshed[] = [];
    await expect(pollFeeds(world, { kind: 'due' }, (each) => told.push(each))).rejects.toBe(trouble);
    expect(told).toHaveLength(3);
    expect(await postsOf(world, feed)).toEqual([]);
    expect(await feedNow(world, feed)).toMatchObject({ state: 'new', checkedAt: null, etag: null });

    feeling.sick = false;
    expect(await pollDue(world)).toEqual([]);
    world.pass(30 * MINUTE);
    expect(await pollDue(world)).toMatchObject([{ added: 1, problem: null }]);
    expect(await postsOf(world, feed)).toHaveLength(1);
  });
});
