import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Discovery, type DiscoveryTools, discover } from '../../../aggregator/feeds/discover.ts';
import { createFetcher } from '../../../aggregator/feeds/fetch.ts';
import { openReadingRoom } from '../../../aggregator/feeds/reading-room.ts';
import { answer, type BlogServer, type Route, redirect, send, startBlogServer } from './blog-server.ts';

let tools: DiscoveryTools;
const servers: BlogServer[] = [];

beforeAll(() => {
  const room = openReadingRoom();
  const fetcher = createFetcher({
    userAgent: 'Potluck',
    allow: ['127.0.0.0/8'],
    deadlineMs: 1_000,
    maxBytes: 200_000,
  });
  tools = { fetcher, room };
  return () => Promise.all([fetcher.close(), room.close()]);
});

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serve(routes: Record<string, Route>, otherwise?: Route): Promise<BlogServer> {
  const server = await startBlogServer(routes, otherwise);
  servers.push(server);
  return server;
}

function page(head: string, body = '<p>Hello</p>'): Route {
  return send(`<!doctype html><html><head><title>Blog</title>${head}</head><body>${body}</body></html>`, {
    'content-type': 'text/html',
  });
}

function rss(title: string, posts: string[] = ['one', 'two']): string {
  const items = posts.map(
    (post, at) =>
      `<item><title>${post}</title><link>https://mira.example/${post}</link><pubDate>${new Date(Date.UTC(2026, 10, 20 - at)).toUTCString()}</pubDate></item>`,
  );
  return `<rss version="2.0"><channel><title>${title}</title><link>https://mira.example/</link>${items.join('')}</channel></rss>`;
}

function atom(title: string, posts: string[] = ['one', 'two']): string {
  const entries = posts.map(
    (post) =>
      `<entry><title>${post}</title><link href="https://mira.example/${post}"/><id>${post}</id></entry>`,
  );
  return `<feed xmlns="http://www.w3.org/2005/Atom"><title>${title}</title>${entries.join('')}</feed>`;
}

function declare(href: string, type = 'application/rss+xml', rel = 'alternate'): string {
  return `<link rel="${rel}" type="${type}" href="${href}">`;
}

/** The paths of the feeds that were found, best first. */
function paths(discovery: Discovery): string[] {
  if (discovery.kind === 'failed') return expect.fail(discovery.problem);
  return discovery.candidates.map(({ feedUrl }) => new URL(feedUrl).pathname);
}

function problem(discovery: Discovery): string {
  return discovery.kind === 'failed' ? discovery.problem : expect.fail('a feed was found');
}

describe('a feed', () => {
  test('is taken as it is, whatever type it is served with, in a single request', async () => {
    const server = await serve({ '/index.xml': send(rss('Mira'), { 'content-type': 'text/html' }) });
    const found = await discover(`${server.url}/index.xml`, tools);
    expect(found).toMatchObject({
      kind: 'found',
      siteUrl: 'https://mira.example/',
      candidates: [
        {
          feedUrl: `${server.url}/index.xml`,
          title: 'Mira',
          kind: 'posts',
          posts: [{ title: 'one' }, { title: 'two' }],
        },
      ],
    });
    expect(server.requests).toHaveLength(1);
  });

  test('that has moved for good is offered where it is now, one that is elsewhere for now is not', async () => {
    const server = await serve({
      '/old': redirect(301, '/new'),
      '/now': redirect(302, '/new'),
      '/new': send(rss('x')),
    });
    expect(paths(await discover(`${server.url}/old`, tools))).toEqual(['/new']);
    expect(paths(await discover(`${server.url}/now`, tools))).toEqual(['/now']);
  });

  test('shows its newest ten posts, newest first', async () => {
    const posts = Array.from({ length: 15 }, (_, at) => `p${at}`);
    const server = await serve({ '/feed': send(rss('x', posts)) });
    const found = await discover(`${server.url}/feed`, tools);
    const items = found.kind === 'found' ? found.candidates[0]?.posts.map(({ title }) => title) : [];
    expect(items).toEqual(posts.slice(0, 10));
  });
});

describe('what people paste', () => {
  test.each([
    ['without a scheme', (url: string) => url.replace('http://', '')],
    ['with blanks around it', (url: string) => `  ${url}\n`],
    ['in a sentence', (url: string) => `My blog is at ${url}. Thanks!`],
    ['in quotes', (url: string) => `“${url}”`],
    ['in angle brackets', (url: string) => `Mira <${url}>`],
    ['with the scheme of a feed', (url: string) => url.replace('http://', 'feed://')],
    ['with the scheme of a feed before its own', (url: string) => `feed:${url}`],
    ['in capitals', (url: string) => url.replace('http', 'HTTP')],
    ['with a fragment', (url: string) => `${url}/#about`],
  ])('an address %s is found', async (_, spell) => {
    const server = await serve({ '/': page(declare('/feed.xml')), '/feed.xml': send(rss('Mira')) });
    expect(paths(await discover(spell(server.url), tools))).toEqual(['/feed.xml']);
  });
});

describe('a page that declares its feeds', () => {
  test('may write them in any case, with blanks, relative to a base, doubly, emptily, and beside an API', async () => {
    const server = await serve({
      '/': page(
        `<base href="/blog/"><LINK REL="Alternate" TYPE=" Application/RSS+XML " HREF=" feed.xml ">${declare('/blog/feed.xml')}${declare('')}${declare('/wp-json/wp/v2/posts/1', 'application/json')}${declare('/style.css', 'text/css')}`,
      ),
      '/blog/feed.xml': send(rss('Mira')),
    });
    expect(paths(await discover(server.url, tools))).toEqual(['/blog/feed.xml']);
    expect(server.requests.map(({ path }) => path)).toEqual(['/', '/blog/feed.xml']);
  });

  test('may do so in a header, or with rel=feed', async () => {
    const server = await serve({
      '/header': (_, response) =>
        response
          .writeHead(200, {
            link: '</other>; rel=next, </h.xml>; rel="alternate"; type="application/atom+xml"',
          })
          .end('<html></html>'),
      '/h.xml': send(atom('Header')),
      '/rel': page('<link rel="feed" href="r.xml">'),
      '/r.xml': send(rss('Rel')),
    });
    expect(paths(await discover(`${server.url}/header`, tools))).toEqual(['/h.xml']);
    expect(paths(await discover(`${server.url}/rel`, tools))).toEqual(['/r.xml']);
  });

  test('in RSS and Atom and JSON is offered once', async () => {
    const server = await serve({
      '/': page(
        `${declare('/rss')}${declare('/atom', 'application/atom+xml')}${declare('/gone', 'application/feed+json')}`,
      ),
      '/rss': send(rss('Mira')),
      '/atom': send(atom('Mira')),
    });
    expect(paths(await discover(server.url, tools))).toEqual(['/rss']);
  });

  test('has its posts first, then a category, and comments last', async () => {
    const server = await serve({
      '/': page(`${declare('/comments/feed/')}${declare('/category/potluck/feed/')}${declare('/feed/')}`),
      '/feed/': send(rss('Mira')),
      '/comments/feed/': send(rss('Comments for Mira', ['re-one'])),
      '/category/potluck/feed/': send(rss('Mira » potluck', ['one'])),
    });
    const found = await discover(server.url, tools);
    expect(paths(found)).toEqual(['/feed/', '/category/potluck/feed/', '/comments/feed/']);
    expect(found.kind === 'found' && found.candidates.map(({ kind }) => kind)).toEqual([
      'posts',
      'category',
      'comments',
    ]);
  });

  test('of a category has that category first', async () => {
    const server = await serve({
      '/category/potluck/': page(`${declare('/feed/')}${declare('/category/potluck/feed/')}`),
      '/feed/': send(rss('Mira')),
      '/category/potluck/feed/': send(rss('Mira » potluck', ['one'])),
    });
    expect(paths(await discover(`${server.url}/category/potluck/`, tools))).toEqual([
      '/category/potluck/feed/',
      '/feed/',
    ]);
  });

  test('whose declared feed is gone is searched further', async () => {
    const server = await serve({ '/': page(declare('/gone.xml')), '/feed.xml': send(rss('Mira')) });
    expect(paths(await discover(server.url, tools))).toEqual(['/feed.xml']);
  });

  test('and declares a hundred costs twenty requests at most', async () => {
    const server = await serve({
      '/': page(Array.from({ length: 100 }, (_, at) => declare(`/f${at}`)).join('')),
    });
    expect(problem(await discover(server.url, tools))).toContain('no feed');
    expect(server.requests.length).toBeLessThanOrEqual(21);
  });

  test.each([
    'Reacties op: Waarom',
    'Commenti a: Perché',
    'Comentários sobre: Porquê',
    'Комментарии: Почему',
  ])('has the comments on a post last, in whatever language: %s', async (title) => {
    const server = await serve({
      '/2026/11/why/': page(`${declare('/feed/')}${declare('/2026/11/why/feed/')}`),
      '/feed/': send(rss('Mira')),
      '/2026/11/why/feed/': send(rss(title, [])),
    });
    expect(paths(await discover(`${server.url}/2026/11/why/`, tools))).toEqual([
      '/feed/',
      '/2026/11/why/feed/',
    ]);
  });

  test('has last what leads to comments, and what has none yet isn’t the page’s own', async () => {
    const server = await serve({
      '/why/': page(`${declare('/why/feed/')}${declare('/how/feed/')}${declare('/feed/')}`),
      '/why/feed/': send(rss('Miksi?', [])),
      '/how/feed/': send(rss('Miten?', ['how/#comment-3', 'how/#comment-2'])),
      '/feed/': send(rss('Mira')),
    });
    const found = await discover(`${server.url}/why/`, tools);
    expect(paths(found)).toEqual(['/feed/', '/why/feed/', '/how/feed/']);
    expect(found.kind === 'found' && found.candidates[2]?.kind).toBe('comments');
  });

  test('has behind its kind what has been asleep for a year while another was not', async () => {
    const asleep = rss('Mira’s old blog', ['old']).replaceAll(/<pubDate>[^<]*/g, '<pubDate>1 Nov 2019');
    const server = await serve({
      '/': page(`${declare('/old')}${declare('/feed')}${declare('/tag/x/feed')}`),
      '/old': send(asleep),
      '/feed': send(rss('Mira')),
      '/tag/x/feed': send(rss('Mira » x', ['one'])),
    });
    expect(paths(await discover(server.url, tools))).toEqual(['/feed', '/old', '/tag/x/feed']);
  });
});

describe('a page that declares nothing', () => {
  test('may link to its feed in the body', async () => {
    const server = await serve({
      '/': page('', '<p>Hi</p><a href="/about">About</a><a href="/categories/x/index.xml">Subscribe</a>'),
      '/categories/x/index.xml': send(rss('Mira')),
    });
    expect(paths(await discover(server.url, tools))).toEqual(['/categories/x/index.xml']);
  });

  test('may have it at a common path of its own directory, or of its site', async () => {
    const server = await serve({
      '/blog/': page(''),
      '/blog/index.xml': send(rss('Mira')),
      '/notes/': page(''),
      '/atom.xml': send(atom('Root')),
    });
    expect(paths(await discover(`${server.url}/blog/`, tools))).toEqual(['/blog/index.xml']);
    expect(paths(await discover(`${server.url}/notes/`, tools))).toEqual(['/atom.xml']);
  });

  test('and answers everything with a page has no feed, and is not asked more than twenty times', async () => {
    const server = await serve({}, page('', '<a href="/feed">Feed</a>'));
    expect(problem(await discover(server.url, tools))).toBe(
      `We found no feed at 127.0.0.1:${server.port}. Look in your blog’s settings for “RSS”, “Atom” or “feed” and switch it on, or paste the feed’s own address.`,
    );
    expect(server.requests.length).toBeLessThanOrEqual(21);
  });

  test.each(['/blog/index.rss', '/feed.json', '/index.rss'])(
    'is looked for at every common path in both places: %s',
    async (path) => {
      const server = await serve({ '/blog/': page(''), [path]: send(rss('Mira')) });
      expect(paths(await discover(`${server.url}/blog/`, tools))).toEqual([path]);
    },
  );

  test('and links to its comments alone is searched further', async () => {
    const server = await serve({
      '/': page('', '<a href="/comments/feed/">RSS of the comments</a>'),
      '/comments/feed/': send(rss('Comments for Mira', ['re-one'])),
      '/feed/': send(rss('Mira')),
    });
    expect(paths(await discover(server.url, tools))).toEqual(['/feed/', '/comments/feed/']);
  });

  test('and links to many has the first four of them looked at', async () => {
    const links = Array.from({ length: 9 }, (_, at) => `<a href="/f${at}/rss">RSS</a>`);
    const server = await serve({ '/': page('', links.join('')) });
    await discover(server.url, tools);
    const asked = server.requests.map(({ path }) => path).filter((path) => /^\/f\d/.test(path));
    expect(asked.sort()).toEqual(['/f0/rss', '/f1/rss', '/f2/rss', '/f3/rss']);
  });

  test.each([
    ['it sends browsers there', '<meta http-equiv="Refresh" content="0; url=/en/">', '', '/en/'],
    ['it calls it so', '', '<a href="/about">About</a><a href="/words">My Blog</a>', '/words'],
  ])('may have its blog on another page: %s', async (_, head, body, path) => {
    const server = await serve({
      '/': page(head, body),
      [path]: page(declare('/words.rss', 'text/xml'), '<a href="/">Blog</a>'),
      '/words.rss': send(rss('Mira')),
    });
    expect(paths(await discover(server.url, tools))).toEqual(['/words.rss']);
  });

  test('may have it at a common path of the page that it calls its blog', async () => {
    const server = await serve({
      '/': page('', '<a href="/words/">Blog</a>'),
      '/words/': page(''),
      '/words/feed.xml': send(rss('Mira')),
    });
    expect(paths(await discover(server.url, tools))).toEqual(['/words/feed.xml']);
  });

  test('and leads on after many requests is asked no more than twenty times', async () => {
    const declared = Array.from({ length: 10 }, (_, at) => declare(`/f${at}`)).join('');
    const linked = Array.from({ length: 4 }, (_, at) => `<a href="/l${at}/rss">RSS</a>`).join('');
    const more = ['/blog', '/notes'].map((path) => `<a href="${path}">${path.slice(1)}</a>`).join('');
    const server = await serve({
      '/': page(declared, linked + more),
      '/blog': page(Array.from({ length: 10 }, (_, at) => declare(`/b${at}`)).join('')),
      '/notes': page(Array.from({ length: 10 }, (_, at) => declare(`/n${at}`)).join('')),
    });
    expect(problem(await discover(server.url, tools))).toContain('no feed');
    expect(server.requests.length).toBeLessThanOrEqual(21);
  });

  test('is led on once only, and not to another site', async () => {
    const other = await serve({}, page(declare('/feed')));
    const server = await serve({
      '/': page(
        '',
        `<a href="/blog">Blog</a><a href="${other.url.replace('127.0.0.1', '127.0.0.2')}/">Blog</a>`,
      ),
      '/blog': page('', '<a href="/notes">Notes</a>'),
      '/notes': page(declare('/far')),
      '/far': send(rss('Mira')),
    });
    expect(problem(await discover(server.url, tools))).toContain('no feed');
    expect(other.requests).toEqual([]);
    expect(server.requests.map(({ path }) => path)).not.toContain('/far');
  });

  test('of a Mastodon server has its feed beside it', async () => {
    const server = await serve({
      '/@mira': (_, response) => response.writeHead(200, { server: 'Mastodon' }).end('<html></html>'),
      '/@mira.rss': send(rss('Mira')),
    });
    expect(paths(await discover(`${server.url}/@mira`, tools))).toEqual(['/@mira.rss']);
  });
});

describe('a page that is a feed itself', () => {
  const entry = (name: string) =>
    `<article class="h-entry"><h2 class="p-name"><a class="u-url" href="/${name}">${name}</a></h2><div class="e-content"><p>About <b>${name}</b>.</p></div></article>`;
  const notebook = `<div class="h-feed"><h1 class="p-name">Gwen’s notebook</h1>${entry('rain')}${entry('sun')}</div>`;

  test('is offered where there is nothing else, after everything else was tried', async () => {
    const server = await serve({ '/notes/': page('', notebook) });
    const found = await discover(`${server.url}/notes/`, tools);
    expect(found).toMatchObject({
      kind: 'found',
      candidates: [
        {
          feedUrl: `${server.url}/notes/`,
          title: 'Gwen’s notebook',
          kind: 'posts',
          posts: [
            { title: 'rain', url: `${server.url}/rain`, text: 'About rain.' },
            { title: 'sun', url: `${server.url}/sun`, text: 'About sun.' },
          ],
        },
      ],
    });
    expect(server.requests.map(({ path }) => path)).toContain('/feed.xml');
  });

  test.each(['//', 'http://', 'https://[', '//&#91;'])(
    'is read though it has an address in it that is none: %s',
    async (address) => {
      const broken = `<a href="${address}">x</a><img src='${address}'>${notebook}`;
      const server = await serve({
        '/notes/': page('', broken),
        '/with': page(declare('/posts'), broken),
        '/posts': send(rss('Gwen')),
      });
      expect(paths(await discover(`${server.url}/notes/`, tools))).toEqual(['/notes/']);
      expect(paths(await discover(`${server.url}/with`, tools))).toEqual(['/posts']);
    },
  );

  test('is not offered beside a feed, but before a feed of comments', async () => {
    const server = await serve({
      '/with': page(declare('/posts'), notebook),
      '/posts': send(rss('Gwen')),
      '/without': page(declare('/comments/feed/'), notebook),
      '/comments/feed/': send(rss('Comments on Gwen')),
    });
    expect(paths(await discover(`${server.url}/with`, tools))).toEqual(['/posts']);
    expect(paths(await discover(`${server.url}/without`, tools))).toEqual(['/without', '/comments/feed/']);
  });
});

describe('what is wrong', () => {
  test.each([
    ['', /no address here/],
    ['   ', /no address here/],
    ['my blog', /“my blog” is not a web address/],
    ['jo@example.org', /is an e-mail address/],
    ['ftp://blog.example/', /is not a web address/],
    ['javascript:alert(1)', /is not a web address/],
    ['no-such-blog.invalid', /There is no site called no-such-blog\.invalid\. Check its spelling\./],
    ['http://10.0.0.1/', /^10\.0\.0\.1 is on a private network that this course can’t reach\./],
    ['http://[::1]/', /on a private network/],
    ['https://user:secret@blog.example/', /user name or password/],
  ])('“%s” is told in words', async (pasted, words) => {
    expect(problem(await discover(pasted, tools))).toMatch(words);
  });

  test.each<[string, Route, RegExp]>([
    ['a login', answer(401), /needs a login/],
    ['a closed door', answer(403), /needs a login/],
    ['a browser check', answer(403, { 'cf-mitigated': 'challenge' }), /real browser/],
    ['no such page', answer(404), /no such page/],
    ['a page that is gone', answer(410), /gone for good/],
    ['too many requests', answer(429), /less often/],
    ['a broken server', answer(500), /fault of its own \(500\)/],
    ['a teapot', answer(418), /unexpected status \(418\)/],
    ['too much', send('x'.repeat(300_000)), /larger than/],
    ['a circle', redirect(302, '/'), /redirects in a circle/],
    ['silence', () => {}, /didn’t answer in time/],
    ['a login page', page('', '<form><input type="password"></form>'), /asks for a password/],
    ['a picture', send(Buffer.from('\x89PNG\r\n')), /no feed/],
    ['nothing', send(''), /no feed/],
  ])('%s has its own sentence', async (_, route, words) => {
    const server = await serve({ '/': route });
    expect(problem(await discover(server.url, tools))).toMatch(words);
  });

  test.each([401, 403, 404])('a page that is answered by %i has its feed found behind it', async (status) => {
    const server = await serve({ '/': answer(status), '/feed/': send(rss('Mira')) });
    expect(paths(await discover(server.url, tools))).toEqual(['/feed/']);
  });

  test('a site that refuses connections', async () => {
    const server = await startBlogServer({});
    await server.close();
    expect(problem(await discover(server.url, tools))).toMatch(/refuses connections/);
  });

  test('a certificate that can’t be trusted', async () => {
    const server = await serve({});
    expect(problem(await discover(server.url.replace('http:', 'https:'), tools))).toMatch(/certificate/);
  });
});
