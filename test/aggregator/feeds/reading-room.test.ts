import { describe, expect, onTestFinished, test } from 'vitest';
import { FeedError } from '../../../aggregator/feeds/feed.ts';
import { readFeed } from '../../../aggregator/feeds/read.ts';
import { openReadingRoom, type ReadingRoomOptions } from '../../../aggregator/feeds/reading-room.ts';
import { NOON } from '../../support/participants.ts';
import { post, rss } from '../world.ts';

const ABOUT = { url: 'https://mira.example/feed', contentType: 'application/rss+xml' };

function open(options?: ReadingRoomOptions) {
  const room = openReadingRoom(options);
  onTestFinished(() => room.close());
  return {
    room,
    read: (feed: string) => room.read(new TextEncoder().encode(feed), ABOUT, [], NOON),
  };
}

/** Posts of markup that takes a sanitizer long, each different from the others. */
function slowFeed(): string {
  return rss(Array.from({ length: 300 }, (_, n) => post(`slow-${n}`, { html: '<p>'.repeat(6_000) })));
}

/** Twelve thousand titles are little to send, and much to keep. */
function hungryFeed(): string {
  return rss(Array.from({ length: 12_000 }, (_, n) => post(`hungry-${n}`)));
}

const HONEST = rss([post('bread', { tags: ['baking'] })], 'Mira');

/** The longest that the main thread kept others waiting during some work, in milliseconds. */
async function longestLag(work: Promise<unknown>): Promise<number> {
  const EVERY_MS = 10;
  let last = performance.now();
  let longest = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last - EVERY_MS);
    last = now;
  }, EVERY_MS);
  await work.finally(() => clearInterval(timer));
  return longest;
}

describe('a feed read in the reading room', () => {
  test('is read as it would be anywhere', async () => {
    const { read } = open();
    const here = readFeed(new TextEncoder().encode(HONEST), ABOUT, [], NOON);
    expect(await read(HONEST)).toEqual(here);
    expect(here).toMatchObject({ title: 'Mira', siteUrl: 'https://mira.example/', kept: { changed: [] } });
    expect(here.kept.added).toMatchObject([{ title: 'bread', categories: ['baking'], datedAt: NOON }]);
  });

  test('is refused in the same words', async () => {
    const { read } = open();
    const refused = read('<!doctype html><p>Hello</p>');
    await expect(refused).rejects.toBeInstanceOf(FeedError);
    await expect(refused).rejects.toMatchObject({
      message: 'This is a web page, not a feed.',
      reason: 'no-feed',
    });
  });

  test('is handed over where its bytes have memory of their own', async () => {
    const { room } = open();
    const own = new TextEncoder().encode(HONEST);
    const shared = Buffer.from(HONEST);
    expect(shared.buffer.byteLength).toBeGreaterThan(shared.byteLength);
    await room.read(own, ABOUT, [], NOON);
    await room.read(shared, ABOUT, [], NOON);
    expect(own.byteLength).toBe(0);
    expect(shared.toString()).toBe(HONEST);
  });
});

describe('a feed that means ill', () => {
  test.each([
    ['takes long', slowFeed, { timeLimitMs: 300 }, 'This feed takes too long to read.'],
    ['eats memory', hungryFeed, { memoryLimitMb: 16 }, 'This feed takes too much memory to read.'],
  ])('and %s costs itself and nothing else', async (_, makeFeed, limits, message) => {
    const { read } = open(limits);
    await read(HONEST);
    const feed = makeFeed();
    const ill = read(feed);
    const next = [read(HONEST), read(HONEST)];
    const lag = await longestLag(Promise.allSettled([ill, ...next]));

    await expect(ill).rejects.toBeInstanceOf(FeedError);
    await expect(ill).rejects.toMatchObject({ message, reason: 'costly' });
    expect((await Promise.all(next)).map(({ title }) => title)).toEqual(['Mira', 'Mira']);
    expect(lag).toBeLessThan(200);
  });

  test('keeps nobody waiting where there is a second reader', async () => {
    const { read } = open({ readers: 2, timeLimitMs: 1_000 });
    const order: string[] = [];
    const ill = read(slowFeed()).catch(() => order.push('ill'));
    await read(HONEST).then(() => order.push('honest'));
    await ill;
    expect(order).toEqual(['honest', 'ill']);
  });

  test.each([
    ['elements', '<rss><channel><item>', '<a/>'],
    ['items', '<rss><channel>', '<item/>'],
    ['attributes', '<rss ', 'a="" '],
    ['objects', '{"items":[', '{},'],
    ['lists', '{"items":[', '[],'],
    ['angle brackets', '<rss><channel><item><description>', '<'],
  ])('and is five megabytes of %s stays within the limits', async (_, head, unit) => {
    const { read } = open();
    const answer = await read(head + unit.repeat((5 * 1024 * 1024) / unit.length)).catch((error) => error);
    if (answer instanceof Error) {
      expect(answer).toBeInstanceOf(FeedError);
      expect(answer.message).not.toMatch(/too long|memory/);
    }
    expect(await read(HONEST)).toMatchObject({ title: 'Mira' });
  });
});
