import { describe, expect, test } from 'vitest';
import { removeBlog } from '#core/blogs.ts';
import type { Db } from '#core/db/open.ts';
import { feeds } from '#core/db/schema.ts';
import {
  claimFeeds,
  countOverdue,
  ensureFeed,
  type Feed,
  type PollOutcome,
  recordPoll,
} from '#core/feeds.ts';
import { temporaryDatabase } from '../support/database.ts';
import { bringBlog, HOUR, later, MINUTE, NOON, seat } from '../support/participants.ts';

const LEASE_MS = 30 * MINUTE;
const DUE = { kind: 'due' } as const;

async function claimed(db: Db, ms: number, which: Parameters<typeof claimFeeds>[4] = DUE, most = 100) {
  const feeds = await claimFeeds(db, most, later(ms), LEASE_MS, which);
  return feeds.map(({ url }) => new URL(url).host).sort();
}

/** Feeds of as many members, due at once. */
async function feedsOf(db: Db, names: string[], cohort = 'rhizo'): Promise<Feed[]> {
  const all: Feed[] = [];
  for (const name of names) {
    const { membership } = await seat(db, name, { cohort });
    all.push((await bringBlog(db, membership, `${name}.example`)).feed);
  }
  return all;
}

async function stored(db: Db): Promise<Feed> {
  const [feed] = await db.select().from(feeds);
  if (!feed) throw new Error('no feed');
  return feed;
}

const read: PollOutcome = {
  kind: 'read',
  etag: '"one"',
  lastModified: 'Mon, 11 Jan 2027 00:00:00 GMT',
  bodyHash: 'hash',
  title: 'Ada’s notes',
  siteUrl: 'https://ada.example/',
};
const unchanged: PollOutcome = { kind: 'unchanged', etag: null, lastModified: null };
const trouble: PollOutcome = { kind: 'trouble', problem: 'It did not answer.', gone: false };

describe('a feed', () => {
  test('is one, however many bring it, and due at once', async () => {
    const db = temporaryDatabase();
    const found = { url: 'https://ada.example/feed', title: 'Ada’s notes', siteUrl: null };
    const all = await Promise.all(Array.from({ length: 5 }, () => ensureFeed(db, found, NOON)));
    expect(new Set(all.map(({ id }) => id)).size).toBe(1);
    expect(all[0]).toMatchObject({ ...found, state: 'new', nextCheckAt: NOON, failures: 0 });
    const later_ = await ensureFeed(db, { ...found, title: 'Another' }, later(HOUR));
    expect(later_).toMatchObject({ title: 'Ada’s notes', nextCheckAt: NOON });
  });

  test('is due from its instant on, each time', async () => {
    const db = temporaryDatabase();
    const [feed] = await feedsOf(db, ['ada']);
    if (!feed) throw new Error('no feed');
    expect(await claimed(db, -1)).toEqual([]);
    expect(await claimed(db, 0)).toEqual(['ada.example']);
    await recordPoll(db, feed, read, { now: later(1), nextCheckAt: later(HOUR) });
    expect(await claimed(db, HOUR - 1)).toEqual([]);
    expect(await claimed(db, HOUR)).toEqual(['ada.example']);
  });

  test('is given to one of several who ask at once', async () => {
    const db = temporaryDatabase();
    const names = Array.from({ length: 10 }, (_, n) => `a${n}`);
    await feedsOf(db, names);
    const claims = await Promise.all(Array.from({ length: 5 }, () => claimed(db, 0, DUE, 3)));
    expect(claims.map((claim) => claim.length).sort()).toEqual([0, 1, 3, 3, 3]);
    expect(claims.flat().sort()).toEqual(names.map((name) => `${name}.example`));
  });

  test('is given again when its lease has run out, each time', async () => {
    const db = temporaryDatabase();
    await feedsOf(db, ['ada']);
    const claims = [];
    for (const ms of [0, 1, LEASE_MS - 1, LEASE_MS, LEASE_MS + 1, 2 * LEASE_MS - 1, 2 * LEASE_MS]) {
      claims.push((await claimed(db, ms)).length);
    }
    expect(claims).toEqual([1, 0, 0, 1, 0, 0, 1]);
  });

  test('that has waited longest comes first', async () => {
    const db = temporaryDatabase();
    const all = await feedsOf(db, ['ada', 'grace', 'eve']);
    for (const [n, feed] of all.entries()) {
      await recordPoll(db, feed, read, { now: NOON, nextCheckAt: later(HOUR - n) });
    }
    expect(await claimed(db, HOUR, DUE, 1)).toEqual(['eve.example']);
    expect(await claimed(db, HOUR, DUE, 1)).toEqual(['grace.example']);
    expect(await claimed(db, HOUR, DUE, 1)).toEqual(['ada.example']);
  });

  test('that no blog uses is never polled', async () => {
    const db = temporaryDatabase();
    await ensureFeed(db, { url: 'https://nobody.example/feed', title: null, siteUrl: null }, NOON);
    const { membership } = await seat(db, 'Ada');
    const { blog } = await bringBlog(db, membership, 'ada.example');
    const all = { kind: 'all', notSince: later(HOUR) } as const;
    expect(await claimed(db, 0)).toEqual(['ada.example']);
    await removeBlog(db, membership, blog.id);
    expect(await claimed(db, LEASE_MS)).toEqual([]);
    expect(await claimed(db, LEASE_MS, all)).toEqual([]);
  });

  test('that is gone is polled only when all are asked for', async () => {
    const db = temporaryDatabase();
    const [feed] = await feedsOf(db, ['ada']);
    if (!feed) throw new Error('no feed');
    await recordPoll(db, feed, { ...trouble, gone: true }, { now: NOON, nextCheckAt: NOON });
    expect((await stored(db)).state).toBe('gone');
    expect(await claimed(db, HOUR)).toEqual([]);
    expect(await claimed(db, HOUR, { kind: 'all', notSince: later(HOUR) })).toEqual(['ada.example']);
  });
});

describe('all feeds', () => {
  test('are polled once though they aren’t due, and not again since then', async () => {
    const db = temporaryDatabase();
    const [ada] = await feedsOf(db, ['ada', 'grace']);
    if (!ada) throw new Error('no feed');
    await recordPoll(db, ada, read, { now: later(-1), nextCheckAt: later(HOUR) });
    const all = { kind: 'all', notSince: later(0) } as const;
    expect(await claimed(db, 0)).toEqual(['grace.example']);
    expect(await claimed(db, LEASE_MS, all)).toEqual(['ada.example', 'grace.example']);
    await recordPoll(db, ada, read, { now: later(0), nextCheckAt: later(HOUR) });
    expect(await claimed(db, 2 * LEASE_MS, all)).toEqual(['grace.example']);
  });

  test('may be those of one cohort', async () => {
    const db = temporaryDatabase();
    await feedsOf(db, ['ada']);
    await feedsOf(db, ['grace'], 'alder');
    const of = (cohort: string) => claimed(db, 0, { kind: 'all', notSince: later(1), cohort });
    expect(await of('nowhere')).toEqual([]);
    expect(await of('alder')).toEqual(['grace.example']);
    expect(await of('rhizo')).toEqual(['ada.example']);
  });

  test('respect what another is polling', async () => {
    const db = temporaryDatabase();
    await feedsOf(db, ['ada']);
    await claimed(db, 0);
    expect(await claimed(db, 1, { kind: 'all', notSince: later(1) })).toEqual([]);
  });
});

describe('a poll', () => {
  async function polled(...outcomes: PollOutcome[]): Promise<Feed> {
    const db = temporaryDatabase();
    await feedsOf(db, ['ada']);
    for (const [n, outcome] of outcomes.entries()) {
      await claimed(db, n * HOUR);
      const when = { now: later(n * HOUR), nextCheckAt: later((n + 1) * HOUR) };
      await recordPoll(db, await stored(db), outcome, when);
    }
    return stored(db);
  }

  test('that read the feed keeps its validators to the byte', async () => {
    const etag = 'W/"a b\\"ü"';
    expect(await polled({ ...read, etag })).toMatchObject({
      etag,
      lastModified: 'Mon, 11 Jan 2027 00:00:00 GMT',
      bodyHash: 'hash',
      title: 'Ada’s notes',
      state: 'well',
      problem: null,
      okAt: NOON,
      checkedAt: NOON,
      nextCheckAt: later(HOUR),
      leaseUntil: null,
    });
  });

  test('that read the feed drops validators that it no longer has', async () => {
    expect(await polled(read, { ...read, etag: null, lastModified: null })).toMatchObject({
      etag: null,
      lastModified: null,
    });
  });

  test('that read the feed keeps a title and a site that it no longer gives', async () => {
    expect(await polled(read, { ...read, title: null, siteUrl: null })).toMatchObject({
      title: 'Ada’s notes',
      siteUrl: 'https://ada.example/',
    });
  });

  test('that found nothing changed keeps the validators it didn’t repeat', async () => {
    expect(await polled(read, unchanged)).toMatchObject({
      etag: '"one"',
      lastModified: 'Mon, 11 Jan 2027 00:00:00 GMT',
      bodyHash: 'hash',
      checkedAt: later(HOUR),
      okAt: later(HOUR),
    });
  });

  test('that found nothing changed takes the validators it did repeat', async () => {
    expect(await polled(read, { ...unchanged, etag: '"two"' })).toMatchObject({
      etag: '"two"',
      lastModified: 'Mon, 11 Jan 2027 00:00:00 GMT',
    });
  });

  test('that failed keeps validators and says since when there is trouble', async () => {
    expect(await polled(read, trouble, { ...trouble, problem: 'Still not.' })).toMatchObject({
      etag: '"one"',
      bodyHash: 'hash',
      state: 'troubled',
      problem: 'Still not.',
      failures: 2,
      troubledSince: later(HOUR),
      okAt: NOON,
      checkedAt: later(2 * HOUR),
      leaseUntil: null,
    });
  });

  test.each([read, unchanged])('that succeeds after trouble forgets it: $kind', async (outcome) => {
    expect(await polled(trouble, trouble, outcome)).toMatchObject({
      state: 'well',
      problem: null,
      failures: 0,
      troubledSince: null,
      okAt: later(2 * HOUR),
    });
  });

  test('of one feed changes no other', async () => {
    const db = temporaryDatabase();
    const [ada, grace] = await feedsOf(db, ['ada', 'grace']);
    if (!ada) throw new Error('no feed');
    await recordPoll(db, ada, read, { now: NOON, nextCheckAt: later(HOUR) });
    expect((await db.select().from(feeds)).find(({ id }) => id === grace?.id)).toEqual(grace);
  });
});

test('feeds are overdue when their instant has long passed, and somebody waits for them', async () => {
  const db = temporaryDatabase();
  const [ada, , eve] = await feedsOf(db, ['ada', 'grace', 'eve']);
  await ensureFeed(db, { url: 'https://nobody.example/feed', title: null, siteUrl: null }, NOON);
  if (!ada || !eve) throw new Error('no feed');
  await recordPoll(db, ada, read, { now: NOON, nextCheckAt: later(1) });
  await recordPoll(db, eve, { ...trouble, gone: true }, { now: NOON, nextCheckAt: NOON });
  expect(await countOverdue(db, later(0))).toBe(0);
  expect(await countOverdue(db, later(1))).toBe(1);
  expect(await countOverdue(db, later(2))).toBe(2);
});
