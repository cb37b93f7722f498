import RssParser from 'rss-parser';
import { describe, expect, test } from 'vitest';
import { FeedError } from '../../../aggregator/feeds/feed.ts';
import { parseFeed } from '../../../aggregator/feeds/parse.ts';
import { listFixtures, meaningOf } from './fixtures.ts';

const fixtures = listFixtures();

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function rss(inside: string): Uint8Array {
  return bytes(`<rss version="2.0"><channel><title>x</title>${inside}</channel></rss>`);
}

describe('what feeds mean', () => {
  test.each(fixtures.map((fixture) => [fixture.name, fixture] as const))(
    '%s',
    (_, { bytes, isPage, expected }) => {
      expect(JSON.parse(JSON.stringify(meaningOf(bytes, isPage, expected.contentType)))).toEqual(expected);
    },
  );

  test('every field is there, null or empty when the feed says nothing', () => {
    expect(parseFeed(bytes('<rss><channel><item/></channel></rss>'))).toEqual({
      title: null,
      link: null,
      description: null,
      author: null,
      updated: null,
      language: null,
      self: null,
      hub: null,
      ttlMinutes: null,
      skipHours: [],
      items: [
        {
          id: null,
          title: null,
          link: null,
          html: null,
          base: null,
          summary: null,
          author: null,
          authorUrl: null,
          published: null,
          updated: null,
          categories: [],
          inReplyTo: [],
          proxyLink: null,
          commentsFeed: null,
          language: null,
          enclosures: [],
        },
      ],
    });
  });
});

/** Fixtures that rss-parser reads too, and means to read as we do. */
const WELL_FORMED = [
  'rss-2.0',
  'rss-0.91',
  'rss-1.0',
  'rss-0.90',
  'atom-1.0',
  'video-channel',
  'summary-beside-content',
  'categories',
  'conversations',
  'emoji-and-scripts',
  'languages',
  'utf-8-bom',
  'comments-and-instructions',
  'nested-cdata',
];

describe('beside rss-parser', () => {
  test.each(WELL_FORMED)('%s has the same titles, links and dates', async (name) => {
    const fixture = fixtures.find((each) => each.name === name);
    if (!fixture) return expect.fail(`There is no fixture ${name}.`);
    const ours = parseFeed(fixture.bytes);
    const theirs = await new RssParser().parseString(new TextDecoder().decode(fixture.bytes));
    expect(ours.title).toBe(theirs.title);
    expect(ours.items.map(({ title, link, published }) => ({ title, link, published }))).toEqual(
      theirs.items.map(({ title, link, isoDate }) => ({
        title: title?.trim(),
        link,
        published: isoDate ?? null,
      })),
    );
  });
});

describe('limits', () => {
  test('of a long feed the newest 300 are read, as they stand', () => {
    const items = Array.from({ length: 1_000 }, (_, at) => `<item><title>${at}</title></item>`).join('');
    const titles = parseFeed(rss(items)).items.map(({ title }) => title);
    expect(titles).toEqual(Array.from({ length: 300 }, (_, at) => String(at)));
  });

  test('of a long feed that begins with its oldest post the last 300 are read', () => {
    const items = Array.from(
      { length: 400 },
      (_, at) =>
        `<item><title>${at}</title><pubDate>${new Date(Date.UTC(2025, 0, 1 + at)).toUTCString()}</pubDate></item>`,
    ).join('');
    const titles = parseFeed(rss(items)).items.map(({ title }) => title);
    expect(titles[0]).toBe('100');
    expect(titles.at(-1)).toBe('399');
  });

  test('a title of a million letters is cut, an address or a date of that size is none', () => {
    const long = 'a'.repeat(1_000_000);
    const [item] = parseFeed(
      rss(
        `<item><title>${long}</title><link>https://x.example/${long}</link><pubDate>${long}</pubDate></item>`,
      ),
    ).items;
    expect(item?.title).toHaveLength(10_000);
    expect(item?.link).toBeNull();
    expect(item?.published).toBeNull();
  });
});

const MILLION = 1_000_000;

/** Each must be read or refused in well under a second on a slow machine. */
const ATTACKS: Record<string, string> = {
  'a hundred thousand levels': `<rss><channel>${'<a>'.repeat(100_000)}`,
  'a hundred thousand levels in a post': `<rss><channel><item><description>${'<b>'.repeat(100_000)}`,
  'a million character references': `<rss><channel><item><title>${'&#65;'.repeat(MILLION)}</title></item></channel></rss>`,
  'two hundred thousand named entities': `<rss><channel><item><title>${'&nbsp;'.repeat(200_000)}</title></item></channel></rss>`,
  'a post of angle brackets': `<rss><channel><item><description>${'<'.repeat(MILLION)}</description></item></channel></rss>`,
  'a post of angle brackets in CDATA': `<rss><channel><item><description><![CDATA[${'<'.repeat(MILLION)}]]></description></item></channel></rss>`,
  'a million ampersands': `<rss><channel><item><title>${'&'.repeat(MILLION)}</title></item></channel></rss>`,
  'comments that never end': `<rss><${'<!--'.repeat(250_000)}`,
  'CDATA that never ends': `<rss><channel><title>1 < 2${'<![CDATA['.repeat(100_000)}`,
  'instructions that never end': `<rss>${'<?x '.repeat(250_000)}`,
  'two hundred thousand attributes': `<rss ${Array.from({ length: 200_000 }, (_, at) => `a${at}=""`).join(' ')}>`,
  'fifty thousand namespaces': `<rss>${Array.from({ length: 50_000 }, (_, at) => `<a xmlns:p${at}="u"/>`).join('')}</rss>`,
  'a namespace of slashes': `<rss xmlns="${'/'.repeat(500_000)}x" xmlns:a="constructor"><a:b/></rss>`,
  'names that every object has':
    '<constructor><toString><rss xmlns="__proto__"><channel __proto__="x"><item><pubDate>3 Nov 2026 10:00 constructor</pubDate><hasOwnProperty/></item>',
  'white space by the million': `<rss><channel><item><title>${' '.repeat(MILLION)}x</title><pubDate>${' '.repeat(MILLION)}</pubDate><author>${' '.repeat(MILLION)}</author></item></channel></rss>`,
  'a category of commas': `<rss><channel><item><category>${','.repeat(MILLION)}</category></item></channel></rss>`,
  'an author of at signs': `<rss><channel><item><author>${'@'.repeat(MILLION)}</author></item></channel></rss>`,
  'thirty thousand items': `<rss><channel>${'<item><title>a</title><pubDate>Tue, 03 Nov 2026 08:15:00 GMT</pubDate></item>'.repeat(30_000)}`,
  'unclosed tags in an untyped post': `<feed><entry><content>${'&lt;p'.repeat(200_000)}</content></entry></feed>`,
  'entities that multiply': `<!DOCTYPE rss [<!ENTITY a "${'a'.repeat(50_000)}">]><rss><channel><title>${'&a;'.repeat(50_000)}</title></channel></rss>`,
  'JSON a hundred thousand levels deep': `{"items":${'['.repeat(100_000)}`,
  'a web page': `<!DOCTYPE html><html>${'<div>'.repeat(200_000)}`,
};

describe('hostile feeds', () => {
  test.each(Object.entries(ATTACKS))('%s: read or refused before a test must end', (_, text) => {
    const attack = bytes(text);
    try {
      parseFeed(attack);
    } catch (error) {
      expect(error).toBeInstanceOf(FeedError);
    }
  });

  test('nothing outside the feed is ever read into it', () => {
    const xml =
      '<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/hostname">]><rss><channel><title>&f;</title></channel></rss>';
    expect(parseFeed(bytes(xml)).title).toBe('&f;');
  });

  test('any cut of a feed is read or refused in words', () => {
    for (const { bytes: whole } of fixtures.filter(({ name }) =>
      /^(?:rss-2.0|atom-1.0|json-feed-1.1)$/.test(name),
    )) {
      for (let length = 0; length < whole.length; length++) {
        try {
          parseFeed(whole.subarray(0, length));
        } catch (error) {
          expect(error).toBeInstanceOf(FeedError);
        }
      }
    }
  });
});
