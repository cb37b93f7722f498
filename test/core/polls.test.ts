import { describe, expect, test } from 'vitest';
import type { Db } from '#core/db/open.ts';
import { feeds } from '#core/db/schema/feeds.ts';
import { claimFeeds, type Feed } from '#core/feeds.ts';
import { countPostsOfWeek, isFollowed, type PollOutcome, recordMove, recordPoll } from '#core/polls.ts';
import { temporaryDatabase } from '../support/database.ts';
import { bringBlog, DAY, HOUR, later, NOON, seat, seatWithPost, writePost } from '../support/participants.ts';

async function stored(db: Db): Promise<Feed> {
  const [feed] = await db.select().from(feeds);
  if (!feed) throw new Error('no feed');
  return feed;
}

const read: Extract<PollOutcome, { kind: 'read' }> = {
  kind: 'read',
  etag: '"one"',
  lastModified: 'Mon, 11 Jan 2027 00:00:00 GMT',
  validatorsUrl: 'https://ada.example/feed',
  ttlMinutes: 60,
  skipHours: [2, 3],
  bodyHash: 'hash',
  title: 'Ada’s notes',
  siteUrl: 'https://ada.example/',
};
const unchanged: PollOutcome = {
  kind: 'unchanged',
  etag: null,
  lastModified: null,
  validatorsUrl: 'https://ada.example/feed',
};
const trouble: PollOutcome = { kind: 'trouble', problem: 'It did not answer.', gone: false };

describe('a poll', () => {
  const polled = (...outcomes: PollOutcome[]) => polledEvery(HOUR, outcomes);

  async function polledEvery(pause: number, outcomes: PollOutcome[]): Promise<Feed> {
    const db = temporaryDatabase();
    const { membership } = await seat(db, 'Ada');
    await bringBlog(db, membership, 'ada.example');
    for (const [n, outcome] of outcomes.entries()) {
      await claimFeeds(db, 1, later(n * pause), HOUR, { kind: 'due' });
      const when = { now: later(n * pause), nextCheckAt: later((n + 1) * pause) };
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
    const { membership } = await seat(db, 'Ada');
    await bringBlog(db, membership, 'ada.example');
    const { feed: other } = await bringBlog(db, membership, 'other.example');
    await recordPoll(db, await stored(db), read, { now: NOON, nextCheckAt: later(HOUR) });
    expect((await db.select().from(feeds)).find(({ id }) => id === other.id)).toEqual(other);
  });

  test('that found nothing changed keeps how the feed wishes to be polled', async () => {
    expect(await polled(read, unchanged)).toMatchObject({ ttlMinutes: 60, skipHours: [2, 3] });
    expect(await polled(read, { ...read, ttlMinutes: null, skipHours: [] })).toMatchObject({
      ttlMinutes: null,
      skipHours: [],
    });
  });

  test('that was perhaps cut off on our side says nothing of the feed but since when', async () => {
    const before = await polled(read, trouble);
    const outage = { kind: 'outage' } as const;
    const cutOff = { ...before, unreachedSince: later(2 * HOUR) };
    expect(await polled(read, trouble, outage)).toEqual({ ...cutOff, nextCheckAt: later(3 * HOUR) });
    expect(await polled(read, trouble, outage, outage)).toEqual({ ...cutOff, nextCheckAt: later(4 * HOUR) });
    expect(await polled(outage, read)).toMatchObject({ unreachedSince: null });
    expect(await polled(outage, trouble)).toMatchObject({ unreachedSince: null });
  });

  test('believes that a feed is gone when its server still says so a day later', async () => {
    const gone = { ...trouble, gone: true };
    const daily = (...outcomes: PollOutcome[]) => polledEvery(DAY, outcomes);
    expect(await daily(trouble, gone)).toMatchObject({ state: 'troubled', goneSince: later(DAY) });
    expect(await daily(gone, gone)).toMatchObject({ state: 'gone', goneSince: NOON });
    expect(await polled(gone, gone)).toMatchObject({ state: 'troubled', goneSince: NOON });
    expect(await daily(gone, trouble)).toMatchObject({ state: 'troubled', goneSince: null });
    expect(await daily(gone, trouble, gone)).toMatchObject({ state: 'troubled', goneSince: later(2 * DAY) });
    expect(await daily(gone, { kind: 'outage' }, gone)).toMatchObject({ state: 'gone' });
    expect(await daily(gone, read)).toMatchObject({ state: 'well', goneSince: null });
  });
});

test('a feed that has moved is asked at its new server from then on', async () => {
  const db = temporaryDatabase();
  const { feed } = await seatWithPost(db, 'Ada');
  const announced = {
    url: feed.url,
    movedTo: 'https://new.example:8443/feed',
    movedSince: NOON,
    movedSeen: 1,
  };
  await recordMove(db, feed, announced);
  expect(await stored(db)).toEqual({ ...feed, ...announced });
  const moved = { url: 'https://new.example:8443/feed', movedTo: null, movedSince: null, movedSeen: 0 };
  await recordMove(db, feed, moved);
  expect(await stored(db)).toEqual({ ...feed, ...moved, host: 'new.example:8443' });
});

test('a feed that has moved to where another one is stays where it is', async () => {
  const db = temporaryDatabase();
  const { feed } = await seatWithPost(db, 'Ada');
  const { feed: other } = await seatWithPost(db, 'Grace');
  await recordMove(db, feed, { url: other.url, movedTo: null, movedSince: null, movedSeen: 0 });
  expect(await db.select().from(feeds).orderBy(feeds.id)).toEqual([feed, other]);
});

test('the posts of a week are those of the seven days before', async () => {
  const db = temporaryDatabase();
  const { feed } = await seatWithPost(db, 'Ada');
  const { feed: other } = await seatWithPost(db, 'Grace');
  const ofWeek = async (each: Feed, now: Date) =>
    (await countPostsOfWeek(db, [feed, other], now)).get(each.id) ?? 0;
  expect(await ofWeek(feed, later(7 * DAY))).toBe(1);
  expect(await ofWeek(feed, later(7 * DAY + 1))).toBe(0);
  await writePost(db, other, { url: 'https://grace.example/second', datedAt: later(DAY) });
  expect(await ofWeek(feed, later(DAY))).toBe(1);
  expect(await ofWeek(other, later(DAY))).toBe(2);
});

test('an address is followed when there is a feed of it', async () => {
  const db = temporaryDatabase();
  await seatWithPost(db, 'Ada');
  expect(await isFollowed(db, 'https://ada.example/feed')).toBe(true);
  expect(await isFollowed(db, 'https://ada.example/')).toBe(false);
});
