import { parseAtomFeed, parseFeed, parseJsonFeed, parseRssFeed } from 'feedsmith';
import RssParser from 'rss-parser';
import { describe, expect, test } from 'vitest';
import { digestFeed, type FeedFormat, type FeedPost, postsFeed } from '../../../src/core/digest/feeds.ts';
import { emptyIssue, firstIssue, hostileIssue, issueOf } from '../../support/issues.ts';
import { about } from './links.ts';

const formats: FeedFormat[] = ['atom', 'rss', 'json'];
const issues = [issueOf(12), emptyIssue, firstIssue(), hostileIssue()];

const post: FeedPost = {
  id: 'tag:potluck.example,2026-11-23:learning-at-work/posts/17',
  title: 'A map of who I ask & why',
  url: 'https://blog1.example/2026/11/map?a=1&b=2',
  author: { name: 'Máire Ní Bhriain', blogTitle: 'Half a Thought' },
  excerpt: 'It looked more like a map than like notes.',
  html: null,
  publishedAt: new Date('2026-11-23T08:00:00Z'),
  updatedAt: new Date('2026-11-23T09:30:00Z'),
  language: 'en_IE',
  categories: ['learning', 'R&D <b>'],
};
const untitled: FeedPost = {
  ...post,
  id: 'tag:potluck.example,2026-11-23:x/18',
  title: null,
  updatedAt: null,
};
const hostile: FeedPost = {
  ...post,
  id: 'tag:potluck.example,2026-11-23:x/19',
  title: '<script>alert(1)</script> ]]> I <3 \u0000\u0008\uFFFEblogs &amp; \u202Emore',
  url: 'javascript:alert(1)',
  author: { name: '<img onerror=alert(1)>', blogTitle: '"><script>' },
  excerpt: '</p>]]><script>alert(1)</script>\uD800',
  language: 'x" onload="',
  categories: ['"><script>', ''],
};

describe.each(formats)('a feed as %s', (format) => {
  const feeds = [
    digestFeed(about, issues, format),
    postsFeed(about, [post, untitled, hostile], format),
    digestFeed(about, [], format),
    postsFeed(about, [], format),
  ];

  test('is read back as what it is, complete', () => {
    const counts = feeds.map(({ body }) => {
      const { format: found, feed } = parseFeed(body);
      expect(found).toBe(format);
      return 'entries' in feed ? feed.entries?.length : 'items' in feed ? feed.items?.length : undefined;
    });
    expect(counts.map((count) => count ?? 0)).toEqual([issues.length, 3, 0, 0]);
  });

  test('says its type and charset', () => {
    const types = { atom: 'application/atom+xml', rss: 'application/rss+xml', json: 'application/feed+json' };
    expect(feeds[0]?.contentType).toBe(`${types[format]}; charset=utf-8`);
  });

  test('carries nothing that XML forbids and nothing that reorders text', () => {
    for (const { body } of feeds) {
      expect(body).not.toMatch(/[[\p{Cc}--[\n\r\t]]\uFFFE\uFFFF\u202A-\u202E\u2066-\u2069]/v);
      expect(body.isWellFormed()).toBe(true);
    }
  });

  test('links to no address outside the web', () => {
    for (const { body } of feeds)
      expect(body).not.toMatch(/(href=\\?"|<link>|"url": ?")\s*(javascript|data|vbscript):/i);
  });

  test('is the same for the same issues', () => {
    expect(digestFeed(about, structuredClone(issues), format).body).toBe(feeds[0]?.body);
  });
});

describe('Atom', () => {
  const digest = parseAtomFeed(digestFeed(about, issues, 'atom').body);
  const posts = parseAtomFeed(postsFeed(about, [post, untitled, hostile], 'atom').body);

  test('has self and alternate links and the newest date', () => {
    expect(digest.links).toEqual([
      { href: about.selfUrl, rel: 'self', type: 'application/atom+xml' },
      { href: about.siteUrl, rel: 'alternate', type: 'text/html' },
    ]);
    expect(posts.updated).toBe('2026-11-23T09:30:00.000Z');
  });

  test('gives an issue a tag URI, its page and the beginning of its day', () => {
    expect(digest.entries?.[0]).toMatchObject({
      id: 'tag:potluck.example,2026-11-23:learning-at-work/daily/2026-11-23',
      title: { value: '23 November: “Nobody reads the manual, everybody reads Grace”, and 11 more' },
      links: [{ href: 'https://potluck.example/learning-at-work/daily/2026-11-23', rel: 'alternate' }],
      updated: '2026-11-22T23:00:00.000Z',
    });
    expect(digest.entries?.[0]?.content?.type).toBe('html');
    expect(digest.entries?.[0]?.content?.value).not.toContain('style=');
  });

  test('names each author and links to the post on their blog', () => {
    expect(posts.entries?.[0]).toMatchObject({
      id: post.id,
      title: { value: post.title },
      authors: [{ name: post.author.name }],
      links: [{ href: post.url, rel: 'alternate' }],
      published: '2026-11-23T08:00:00.000Z',
      updated: '2026-11-23T09:30:00.000Z',
      summary: { value: post.excerpt },
    });
    expect(posts.entries?.[0]?.categories).toEqual([{ term: 'learning' }, { term: 'R&D <b>' }]);
    expect(postsFeed(about, [post], 'atom').body).toContain('xml:lang="en-IE"');
  });

  test('makes a title for an untitled post from its excerpt', () => {
    expect(posts.entries?.[1]?.title?.value).toBe(untitled.excerpt);
    expect(posts.entries?.[1]?.updated).toBe('2026-11-23T08:00:00.000Z');
  });

  test('has no white space around a title or a name', () => {
    const named = { ...post, author: { name: 'Tom & Jo', blogTitle: 'A blog' } };
    const { body } = postsFeed(about, [named], 'atom');
    expect(body).toContain('<name><![CDATA[Tom & Jo]]></name>');
    expect(body).toContain(`<title><![CDATA[${post.title}]]></title>`);
  });

  test('keeps hostile words as words', () => {
    const entry = posts.entries?.[2];
    expect(entry?.title?.value).toBe('<script>alert(1)</script> ]]> I <3 blogs &amp; more');
    expect(entry?.title?.type).toBeUndefined();
    expect(entry?.content?.value).not.toContain('<script');
    expect(entry?.links).toBeUndefined();
  });
});

describe('RSS', () => {
  const posts = parseRssFeed(postsFeed(about, [post, untitled, hostile], 'rss').body);

  test('names the author as dc:creator, links to itself, and has ids that are no links', () => {
    expect(posts.atom?.links?.[0]).toMatchObject({ href: about.selfUrl, rel: 'self' });
    expect(posts.items?.[0]).toMatchObject({
      title: post.title,
      link: post.url,
      guid: { value: post.id, isPermaLink: false },
      pubDate: 'Mon, 23 Nov 2026 08:00:00 GMT',
      dc: { creators: [post.author.name] },
    });
  });

  test('gives readers that trim nothing a title, a name and an address without white space around them', async () => {
    const html = '<pre>a\n  ]]>\n  </pre>';
    const words = { title: 'Bread & butter ]]> and more', author: { name: 'Tom & Jo', blogTitle: 'A blog' } };
    const { body } = postsFeed(about, [{ ...post, ...words, html }], 'rss');
    const [item] = (await new RssParser().parseString(body)).items;
    expect(item).toMatchObject({ title: words.title, creator: 'Tom & Jo', link: post.url });
    expect(item?.categories).toEqual(post.categories.map((category) => category.replace('<', '&lt;')));
    expect(item?.content).toContain(html);
  });

  test('describes itself by its title where a course says no more', () => {
    const { body } = postsFeed({ ...about, description: '' }, [], 'rss');
    expect(parseRssFeed(body).description).toBe(about.title);
  });

  test('has no title that a reader could take for a tag', () => {
    const body = postsFeed(about, [hostile], 'rss').body;
    expect(body).not.toMatch(/<script|<img/i);
    expect(body).toContain('I <3 blogs');
  });
});

describe('JSON Feed', () => {
  test('leaves an untitled post untitled, and always has its list', () => {
    const posts = parseJsonFeed(postsFeed(about, [post, untitled, hostile], 'json').body);
    expect(posts.items?.[0]).toMatchObject({
      id: post.id,
      url: post.url,
      authors: [{ name: post.author.name }],
    });
    expect(posts.items?.[1]?.title).toBeUndefined();
    expect(posts.items?.[2]?.url).toBeUndefined();
    expect(posts.items?.[2]?.content_html).not.toContain('<script');
    expect(JSON.parse(postsFeed(about, [], 'json').body)).toMatchObject({
      version: 'https://jsonfeed.org/version/1.1',
      feed_url: about.selfUrl,
      items: [],
    });
  });
});

describe('what an author lets us show', () => {
  const full = { ...post, html: '<p>All <em>of</em> it &amp; more.\u0007</p>' };
  const titleOnly = { ...post, excerpt: '' };

  test.each(formats)('in full, stands in %s with the way to the blog below it', (format) => {
    const { body } = postsFeed(about, [full], format);
    const text = JSON.stringify(parseFeed(body).feed);
    expect(text).toContain('<p>All <em>of</em> it &amp; more.</p>');
    expect(text).toContain('Read it at Half a Thought');
  });

  test.each(formats)('by title only, leaves %s with nothing but the way to the blog', (format) => {
    const { body } = postsFeed(about, [titleOnly], format);
    expect(body).not.toContain('<p dir');
    expect(body).not.toContain('summary');
    expect(body).toContain('Read it at Half a Thought');
  });
});
