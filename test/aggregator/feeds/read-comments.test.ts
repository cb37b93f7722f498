import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { KnownComment } from '#core/conversations/comments.ts';
import { readComments } from '../../../aggregator/feeds/read-comments.ts';
import { HOUR, later, NOON } from '../../support/participants.ts';
import { type Item, rss } from '../world.ts';

const URL_OF_FEED = 'https://blog.example/ask/feed/';

function read(feed: string | Uint8Array, known: KnownComment[] = [], at = NOON) {
  const bytes = typeof feed === 'string' ? new TextEncoder().encode(feed) : feed;
  return readComments(bytes, { url: URL_OF_FEED }, known, at);
}

function said(...items: Item[]) {
  return read(rss(items)).kept.added;
}

/** As if what was read had been stored. */
function stored(feed: string): KnownComment[] {
  return read(feed).kept.added.map(({ identity, contentHash, datedAt }, at) => ({
    id: at + 1,
    identity,
    contentHash,
    datedAt,
    goneAt: null,
  }));
}

test('a comment is its words, who signed it, and the page that it is on', () => {
  const feed = readFileSync(new URL('../../fixtures/feeds/comments-atom.xml', import.meta.url));
  expect(read(feed)).toMatchObject({
    title: 'Comments on Walking to school: Rain',
    kept: {
      added: [
        {
          identity: 'id:tag:blogger.com,1999:blog-70.post-72',
          author: 'Mira Sol',
          authorUrl: 'https://mira.example/',
          url: 'https://walk.blogspot.example/2026/11/rain.html?showComment=1#c72',
          addressKey: 'walk.blogspot.example/2026/11/rain.html',
          text: 'Take an umbrella.',
          datedAt: new Date('2026-11-04T07:00:00Z'),
        },
        { author: 'Anonymous', authorUrl: null, text: 'Or a hat.' },
      ],
      changed: [],
    },
  });
});

test('what is known and the same is left alone, and an edit keeps its date', () => {
  const before = rss([
    { guid: 'a', html: 'One' },
    { guid: 'b', html: 'Two' },
  ]);
  const now = rss([
    { guid: 'a', html: 'One' },
    { guid: 'b', html: 'Two, mended' },
  ]);
  const { added, changed } = read(now, stored(before)).kept;
  expect(added).toEqual([]);
  expect(changed).toMatchObject([{ id: 2, edit: { text: 'Two, mended' } }]);
  expect(changed[0]?.edit).not.toHaveProperty('datedAt');
});

test('what was taken away is gone; what has only grown old, or may be there still, stays', () => {
  const said = (...hours: number[]) =>
    rss(hours.map((hour) => ({ guid: `c${hour}`, html: `No. ${hour}`, date: later(-hour * HOUR) })));
  const known = stored(said(1, 2, 3, 4));
  const goneOf = (feed: string) => read(feed, known).kept.gone;
  expect(goneOf(said(1, 2, 3, 4))).toEqual([]);
  expect(goneOf(said(0, 1, 2))).toEqual([]);
  expect(goneOf(said(1, 3, 4))).toEqual([2]);
  expect(goneOf(said(2, 3))).toEqual([1]);
  expect(goneOf(said())).toEqual([1, 2, 3, 4]);
  expect(goneOf(said(9))).toEqual([]);
  const goneBefore = known.map((each) => ({ ...each, contentHash: '', goneAt: each.id === 2 ? NOON : null }));
  const { gone, changed } = read(said(1, 2, 3), goneBefore).kept;
  expect(gone).toEqual([]);
  expect(changed).toContainEqual({ id: 2, edit: expect.objectContaining({ text: 'No. 2' }) });
  expect(read(said(1, 3, 4), goneBefore).kept.gone).toEqual([]);
  expect(() => goneOf(said(1).split('<item>')[0] ?? '')).toThrow('breaks off');
});

test.each([
  '[&#8230;] somebody wrote about <a href="https://blog.example/ask">asking</a> and [&#8230;]',
  '<p>[&#8230;] a snippet\n of another page [&#8230;]</p>',
  '[...] a snippet [...]',
  '',
  '<p> <img src="https://blog.example/smile.gif" alt=""></p>',
])('no comment is what was not said here: %s', (html) => {
  expect(said({ guid: 'a', html })).toEqual([]);
});

test.each(['[…] I skip the rest', 'You wrote […] and I wonder', 'See [1] and [2]'])(
  'a comment may quote: %s',
  (html) => {
    expect(said({ guid: 'a', html })).toMatchObject([{ text: html }]);
  },
);

test('markup is cleaned, and a treatise is cut', () => {
  const [nasty, long] = said(
    { guid: 'a', html: 'Hi <script>alert(1)</script><a href="/x" onclick="alert(2)">there</a>' },
    { guid: 'b', html: `<p><b>${'word '.repeat(10_000)}</b></p>` },
  );
  expect(nasty?.text).toBe('Hi there');
  expect(nasty?.html).toContain('href="https://mira.example/x"');
  expect(nasty?.html).not.toMatch(/script|onclick/);
  expect(long?.text.length).toBeLessThan(20_001);
  expect(long?.html).toMatch(/<\/b><\/p>$/);
});

test('a comment without a date, or from the future, was written when it is seen', () => {
  const dates = said(
    { guid: 'a', html: 'One' },
    { guid: 'b', html: 'Two', date: later(HOUR) },
    { guid: 'c', html: 'Three', date: later(-HOUR) },
  ).map(({ datedAt }) => datedAt);
  expect(dates).toEqual([NOON, NOON, later(-HOUR)]);
});

test('under a post stand three hundred comments at most', () => {
  const feed = (from: number, to: number) =>
    rss(Array.from({ length: to - from }, (_, at) => ({ guid: `c${from + at}`, html: `No. ${from + at}` })));
  const known = stored(feed(0, 290));
  expect(read(feed(280, 340), known).kept.added).toHaveLength(10);
});

test('a page in place of the feed is no feed', () => {
  expect(() => read('<!doctype html><div class="h-feed"><p class="h-entry">Hi</p></div>')).toThrow(/page/);
});
