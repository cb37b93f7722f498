import { describe, expect, test } from 'vitest';
import { addBlog, removeBlog } from '#core/blogs.ts';
import type { Db } from '#core/db/open.ts';
import { feeds } from '#core/db/schema/feeds.ts';
import {
  claimFeeds,
  countOverdue,
  ensureFeed,
  type Feed,
  listCohortsOfFeeds,
  releaseFeeds,
} from '#core/feeds.ts';
import { countPeople } from '#core/memberships.ts';
import { recordPoll } from '#core/polls.ts';
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

async function pollWell(db: Db, feed: Feed, at: number, nextAt: number): Promise<void> {
  const outcome = { kind: 'unchanged', etag: null, lastModified: null, validatorsUrl: null } as const;
  await recordPoll(db, feed, outcome, { now: later(at), nextCheckAt: later(nextAt) });
}

async function pollGone(db: Db, feed: Feed): Promise<void> {
  const outcome = { kind: 'trouble', problem: 'It is gone.', gone: true } as const;
  const said = { ...feed, goneSince: later(-24 * HOUR) };
  await recordPoll(db, said, outcome, { now: NOON, nextCheckAt: NOON });
}

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

  test.each([
    ['in trouble', false],
    ['gone', true],
  ])('that was %s is read anew once it is brought again', async (_, gone) => {
    const db = temporaryDatabase();
    const [feed] = await feedsOf(db, ['ada']);
    if (!feed) throw new Error('no feed');
    const outcome = { kind: 'trouble', problem: 'It is so.', gone } as const;
    const said = { ...feed, goneSince: gone ? later(-24 * HOUR) : null };
    await recordPoll(db, said, outcome, { now: NOON, nextCheckAt: later(72 * HOUR) });
    expect(await claimed(db, HOUR)).toEqual([]);
    const again = await ensureFeed(db, { url: feed.url, title: null, siteUrl: null }, later(HOUR));
    expect(again).toMatchObject({ id: feed.id, state: 'new', problem: null, failures: 0, goneSince: null });
    expect(await claimed(db, HOUR)).toEqual(['ada.example']);
  });

  test('is due from its instant on, each time', async () => {
    const db = temporaryDatabase();
    const [feed] = await feedsOf(db, ['ada']);
    if (!feed) throw new Error('no feed');
    expect(await claimed(db, -1)).toEqual([]);
    expect(await claimed(db, 0)).toEqual(['ada.example']);
    await pollWell(db, feed, 1, HOUR);
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
      await pollWell(db, feed, 0, HOUR - n);
    }
    expect(await claimed(db, HOUR, DUE, 1)).toEqual(['eve.example']);
    expect(await claimed(db, HOUR, DUE, 1)).toEqual(['grace.example']);
    expect(await claimed(db, HOUR, DUE, 1)).toEqual(['ada.example']);
  });

  test('waits while another of the same server is polled, each in its turn', async () => {
    const db = temporaryDatabase();
    const { membership } = await seat(db, 'Ada');
    const made: Feed[] = [];
    for (const url of ['https://shared.example/a', 'https://shared.example/b', 'https://own.example/c']) {
      const feed = await ensureFeed(db, { url, title: null, siteUrl: null }, NOON);
      await addBlog(db, membership, feed, 'everything', NOON);
      made.push(feed);
    }
    const paths = async (ms: number) => {
      const claims = await claimFeeds(db, 100, later(ms), LEASE_MS, DUE);
      return claims.map(({ url }) => new URL(url).pathname).sort();
    };
    const [a] = made;
    if (!a) throw new Error('no feed');
    expect(await paths(0)).toEqual(['/a', '/c']);
    expect(await paths(1)).toEqual([]);
    await pollWell(db, a, 2, HOUR);
    expect(await paths(3)).toEqual(['/b']);
    expect(await paths(4)).toEqual([]);
    expect(await paths(LEASE_MS + 3)).toEqual(['/b', '/c']);
  });

  test('that was claimed and not polled can be given back', async () => {
    const db = temporaryDatabase();
    await feedsOf(db, ['ada', 'grace']);
    const claims = await claimFeeds(db, 100, NOON, LEASE_MS, DUE);
    await releaseFeeds(db, claims.slice(0, 1));
    expect(await claimed(db, 1)).toEqual([new URL(claims[0]?.url ?? '').host]);
  });

  test('has the members of all its cohorts for readers, each once', async () => {
    const db = temporaryDatabase();
    const [ada, eve] = [...(await feedsOf(db, ['ada'])), ...(await feedsOf(db, ['eve'], 'alder'))];
    if (!ada || !eve) throw new Error('no feed');
    await seat(db, 'Grace');
    const { membership } = await seat(db, 'ada', { cohort: 'alder' });
    const readersOf = async (feed: Feed) =>
      countPeople(db, (await listCohortsOfFeeds(db, [feed])).get(feed.id) ?? []);
    expect([await readersOf(ada), await readersOf(eve)]).toEqual([2, 2]);
    await addBlog(db, membership, ada, 'everything', NOON);
    expect([await readersOf(ada), await readersOf(eve)]).toEqual([3, 2]);
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
    await pollGone(db, feed);
    expect((await db.select().from(feeds))[0]?.state).toBe('gone');
    expect(await claimed(db, HOUR)).toEqual([]);
    expect(await claimed(db, HOUR, { kind: 'all', notSince: later(HOUR) })).toEqual(['ada.example']);
  });
});

describe('all feeds', () => {
  test('are polled once though they aren’t due, and not again since then', async () => {
    const db = temporaryDatabase();
    const [ada] = await feedsOf(db, ['ada', 'grace']);
    if (!ada) throw new Error('no feed');
    await pollWell(db, ada, -1, HOUR);
    const all = { kind: 'all', notSince: later(0) } as const;
    expect(await claimed(db, 0)).toEqual(['grace.example']);
    expect(await claimed(db, LEASE_MS, all)).toEqual(['ada.example', 'grace.example']);
    await pollWell(db, ada, 0, HOUR);
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

test('feeds are overdue when their instant has long passed, and somebody waits for them', async () => {
  const db = temporaryDatabase();
  const [ada, , eve] = await feedsOf(db, ['ada', 'grace', 'eve']);
  await ensureFeed(db, { url: 'https://nobody.example/feed', title: null, siteUrl: null }, NOON);
  if (!ada || !eve) throw new Error('no feed');
  await pollWell(db, ada, 0, 1);
  await pollGone(db, eve);
  expect(await countOverdue(db, later(0))).toBe(0);
  expect(await countOverdue(db, later(1))).toBe(1);
  expect(await countOverdue(db, later(2))).toBe(2);
});
