import Parser from 'rss-parser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { cast } from '../../demo/cast.ts';
import { daysBeforeNoon, feedPaths, NOON, startWorld } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

function feedOf(blog: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(world.originOf(blog) + feedPaths[blog], { headers });
}

async function textOf(blog: string): Promise<string> {
  const bytes = await (await feedOf(blog)).arrayBuffer();
  const charset = cast.find(({ name }) => name === blog)?.make.charset;
  return new TextDecoder(charset, { fatal: true }).decode(bytes);
}

const alive = cast.filter(({ fate }) => fate.kind !== 'fails').map(({ name }) => name);
const inXml = alive.filter((name) => !feedPaths[name]?.endsWith('.json'));
const inJson = alive.filter((name) => feedPaths[name]?.endsWith('.json'));

describe.each(inXml)("%s's feed", (blog) => {
  test('is well-formed XML with every post, each with an address of its own', async () => {
    // It parses XML strictly.
    const feed = await new Parser().parseString(await textOf(blog));
    const person = cast.find(({ name }) => name === blog);
    expect(feed.title).toBe(person?.title);
    expect(feed.items).toHaveLength(person?.posts.length ?? 0);
    expect(new Set(feed.items.map(({ link }) => link)).size).toBe(feed.items.length);
    expect(feed.items.map(({ title }) => title).sort()).toEqual(
      person?.posts.map(({ title }) => title).sort(),
    );
  });
});

describe.each(inJson)("%s's feed", (blog) => {
  const jsonFeed = z.object({
    version: z.literal('https://jsonfeed.org/version/1.1'),
    title: z.string(),
    home_page_url: z.url(),
    feed_url: z.url(),
    items: z.array(
      z.object({
        id: z.string(),
        url: z.url(),
        title: z.string().min(1).optional(),
        content_html: z.string(),
        date_published: z.iso.datetime({ offset: true }),
        tags: z.array(z.string()).min(1).optional(),
      }),
    ),
  });

  test('is JSON Feed 1.1 with every post', async () => {
    const response = await feedOf(blog);
    expect(response.headers.get('content-type')).toMatch(/^application\/feed\+json/);
    const feed = jsonFeed.parse(await response.json());
    expect(feed.items).toHaveLength(cast.find(({ name }) => name === blog)?.posts.length ?? 0);
  });
});

describe.each(alive)("%s's server", (blog) => {
  const { validators, gzip } = cast.find(({ name }) => name === blog)?.make ?? {
    validators: null,
    gzip: null,
  };

  test(`answers conditional requests by ${validators}`, async () => {
    const first = await feedOf(blog);
    const etag = first.headers.get('etag');
    const lastModified = first.headers.get('last-modified');
    expect(etag !== null).toBe(validators === 'both' || validators === 'etag');
    expect(lastModified !== null).toBe(validators === 'both' || validators === 'last-modified');
    if (etag !== null) {
      expect((await feedOf(blog, { 'If-None-Match': etag })).status).toBe(304);
      expect((await feedOf(blog, { 'If-None-Match': '"another"' })).status).toBe(200);
    }
    if (lastModified !== null) {
      expect((await feedOf(blog, { 'If-Modified-Since': lastModified })).status).toBe(304);
      const earlier = new Date(Date.parse(lastModified) - 1_000).toUTCString();
      expect((await feedOf(blog, { 'If-Modified-Since': earlier })).status).toBe(200);
    }
  });

  test(gzip ? 'compresses where it is asked to' : 'does not compress', async () => {
    const response = await feedOf(blog, { 'Accept-Encoding': 'gzip' });
    expect(response.headers.get('content-encoding')).toBe(gzip ? 'gzip' : null);
    expect(
      (await feedOf(blog, { 'Accept-Encoding': 'identity' })).headers.get('content-encoding'),
    ).toBeNull();
  });
});

test('a new post undoes a 304, by tag and by date', async () => {
  world.setClock(new Date(NOON.getTime() + 60_000));
  for (const blog of ['maeve', 'henk']) {
    const { headers } = await feedOf(blog);
    const known: Record<string, string> = {};
    const etag = headers.get('etag');
    const lastModified = headers.get('last-modified');
    if (etag !== null) known['If-None-Match'] = etag;
    if (lastModified !== null) known['If-Modified-Since'] = lastModified;
    expect((await feedOf(blog, known)).status).toBe(304);
    world.publish(blog, {
      slug: 'one-more',
      title: 'One more',
      html: '<p>One more.</p>',
      at: NOON,
      tags: [],
    });
    expect((await feedOf(blog, known)).status).toBe(200);
  }
  world.setClock(NOON);
});

test('WordPress offers a comments feed, and knows a post by its number', async () => {
  const origin = world.originOf('amina');
  expect(await (await fetch(origin)).text()).toContain(`href="${origin}/comments/feed/"`);
  expect(await (await fetch(`${origin}/comments/feed/`)).text()).toContain('<title>Comments for Night Notes');
  const [, guid] = /<guid isPermaLink="false">([^<]+)</.exec(await textOf('amina')) ?? [];
  const post = await fetch(guid ?? '', { redirect: 'manual' });
  expect(post.status).toBe(301);
  expect(post.headers.get('location')).toMatch(/\/2027\/01\/[a-z-]+\/$/);
});

test('the feed of a label holds only the posts that bear it', async () => {
  const labelled = await fetch(`${world.originOf('dilys')}/feeds/posts/default/-/potluck101`);
  const xml = await labelled.text();
  expect(xml).toContain('Custard for ninety');
  expect(xml).not.toContain('The shed roof');
});

test('the hand-rolled feed is ISO-8859-1 and says so only in its XML', async () => {
  const response = await feedOf('juergen');
  expect(response.headers.get('content-type')).toBe('text/xml');
  const bytes = Buffer.from(await response.arrayBuffer());
  expect(bytes.toString('latin1')).toContain('<title>Köhlers Werkbank</title>');
  expect(bytes.toString('utf8')).not.toContain('Köhlers');
});

test('Ghost marks links that lead elsewhere, and the marked links still work', async () => {
  const [, marked] = /href="([^"]+\?ref=127\.0\.0\.1:\d+)"/.exec(await textOf('priya')) ?? [];
  expect(marked).toBeDefined();
  const [, answer] =
    /href="([^"]+\/blog\/abierto-para-quien\/\?ref=[^"]+)"/.exec(await textOf('priya')) ?? [];
  expect((await fetch(answer ?? '')).status).toBe(200);
});

test('the theme of the Hugo blog names no feed', async () => {
  expect(await (await fetch(world.originOf('mele'))).text()).not.toContain('rel="alternate"');
});

test('one post bears a date that has not come yet', async () => {
  const dates = [...(await textOf('ines')).matchAll(/<updated>([^<]+)<\/updated>/g)].map(([, date]) => date);
  expect(dates).toContain(daysBeforeNoon(-9, '22:30').toISOString());
});

test('the Arabic blog is in Arabic, right to left, at percent-encoded addresses', async () => {
  expect(await textOf('lina')).toContain('<language>ar</language>');
  const home = await (await fetch(world.originOf('lina'))).text();
  expect(home).toContain('<html lang="ar" dir="rtl">');
  const [, address] = /<h2><a href="([^"]+)"/.exec(home) ?? [];
  expect(address).toMatch(/%d8/);
  expect((await fetch(address ?? '')).status).toBe(200);
});

test('the feeds of comments that posts name hold what was said until now, newest first', async () => {
  const commentsOn = async (blog: string, slug: string) => {
    const post = (await textOf(blog)).split(/<item>|<entry>/).find((item) => item.includes(slug)) ?? '';
    const [, rss, atom] =
      /<wfw:commentRss>([^<]+)<|rel='replies' type='application\/atom\+xml' href='([^']+)'/.exec(post) ?? [];
    const xml = await (await fetch(rss ?? atom ?? '')).text();
    const feed = await new Parser().parseString(xml);
    expect(feed.title).toMatch(/^Comments on/);
    return { xml, authors: feed.items.map((item) => item.creator ?? item.author) };
  };
  expect((await commentsOn('amina', 'a-hook-with-a-name-on-it')).authors).toEqual([]);
  const [tomasz, ...others] = (await commentsOn('amina', 'where-do-i-put-my-coat')).authors;
  expect(tomasz).toBe('Tomasz Wisniewski');
  expect(others).toHaveLength(2);
  const { xml, authors } = await commentsOn('dilys', 'first-day-in-a-hairnet');
  expect(authors).toEqual(['Dilys Pritchard', 'Bethan', 'maeve bakes']);
  expect(xml).toContain(`<uri>${world.originOf('maeve')}/</uri>`);
  world.setClock(daysBeforeNoon(1, '12:00'));
  expect((await commentsOn('dilys', 'first-day-in-a-hairnet')).authors).toEqual(['maeve bakes']);
  world.setClock(NOON);
});
