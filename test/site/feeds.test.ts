import { eq } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import { weave } from '#core/conversations/weave.ts';
import { feeds } from '#core/db/schema/feeds.ts';
import { memberships } from '#core/db/schema/people.ts';
import { feedKey, findMembershipByFeedKey } from '#core/feed-keys.ts';
import { filePosts, updatePost } from '#core/posts.ts';
import { listPosts } from '#core/posts-in-cohort.ts';
import { makeIssue } from '#core/publishing.ts';
import { parseFeed } from '../../aggregator/feeds/parse.ts';
import { cohortFiles, testCohort, writeCohort } from '../support/cohort.ts';
import { DAY, later, NOON, seatWithPost, writePost } from '../support/participants.ts';
import { type Member, useSite } from './site.ts';

const begun = Object.fromEntries(
  Object.entries(cohortFiles).map(([file, source]) => [file, source.replaceAll('2027-01', '2026-01')]),
);
const withField = (field: string) => ({
  ...begun,
  'cohort.md': (begun['cohort.md'] ?? '').replace('title: Rhizo', `title: Rhizo\n${field}`),
});
const site = useSite((contentDir) => {
  writeCohort(contentDir, begun);
  writeCohort(contentDir, withField('openness: closed'), 'closed');
  writeCohort(contentDir, withField('openness: closed'), 'other');
  writeCohort(contentDir, withField('robots: no'), 'shy');
  const odd = (begun['cohort.md'] ?? '').replace('title: Rhizo', 'title: "Odd \\uFFFE & even"');
  writeCohort(contentDir, { ...begun, 'cohort.md': odd }, 'odd');
});

const TODAY = new Date().toISOString().slice(0, 10);
const FILES = [
  'daily.atom',
  'daily.rss',
  'daily.json',
  'posts.atom',
  'posts.rss',
  'posts.json',
  'blogs.opml',
];
const TYPES: Record<string, string> = {
  atom: 'application/atom+xml',
  rss: 'application/rss+xml',
  json: 'application/feed+json',
  opml: 'text/x-opml',
};

beforeAll(async () => {
  for (const [name, title] of [
    ['Ada', 'First & foremost <b>'],
    ['Bert', 'A second'],
  ] as const) {
    const { post } = await seatWithPost(site.db, name, { filedAt: new Date(0) });
    await updatePost(site.db, post.id, { title, text: 'Words & "more".', categories: ['a & b'] });
  }
  await makeIssue(site.db, testCohort(begun), TODAY, new Date());
  const { post } = await seatWithPost(site.db, 'Kanari', { cohort: 'closed', filedAt: new Date(0) });
  await updatePost(site.db, post.id, { title: 'Kanarienvogel' });
  await makeIssue(site.db, testCohort(withField('openness: closed'), 'closed'), TODAY, new Date());
}, 60_000);

describe('a feed', () => {
  test.each(FILES)('%s says its type, and links to itself and to nothing relative', async (file) => {
    const answer = await site.get(`/rhizo/${file}`);
    const body = await answer.text();
    expect(answer.headers.get('content-type')).toBe(`${TYPES[file.split('.')[1] ?? '']}; charset=utf-8`);
    const own = file === 'blogs.opml' ? 'posts.atom' : file;
    expect(body).toContain(`${site.url}/rhizo/${own}`);
    expect(body).not.toMatch(/(href|src|xmlUrl|htmlUrl)=\\?"(?!https?:)/);
  });

  test.each(['posts.atom', 'posts.rss', 'posts.json'])(
    '%s gives our own reader the same posts',
    async (file) => {
      const answer = await site.get(`/rhizo/${file}`);
      const feed = parseFeed(Buffer.from(await answer.arrayBuffer()), {
        contentType: answer.headers.get('content-type') ?? '',
      });
      const posts = await listPosts(site.db, 'rhizo', 10);
      expect(feed.title).toContain('every post');
      expect(feed.items.map(({ title, link, author }) => [title, link, author])).toEqual(
        posts.map(({ title, url, author }) => [title, url, author.name]),
      );
      expect(feed.items.map(({ published }) => new Date(published ?? 0))).toEqual(
        posts.map(({ datedAt }) => datedAt),
      );
      expect(feed.items.map(({ categories }) => categories)).toEqual(posts.map((post) => post.categories));
      const ids = feed.items.map(({ id }) => id);
      expect(new Set(ids).size).toBe(posts.length);
      for (const id of ids) expect(id).toMatch(/^tag:localhost,2027-01-12:rhizo\/posts\/\d+$/);
    },
  );

  test('begins with the post that came last, however old', async () => {
    const { feed, blog } = await seatWithPost(site.db, 'Otto', { filedAt: new Date(0) });
    const late = { cohort: 'rhizo', blogId: blog.id, datedAt: later(-4 * DAY) };
    const { id } = await writePost(site.db, feed, {
      url: 'https://otto.example/late',
      title: 'Late',
      ...late,
    });
    await filePosts(site.db, [{ postId: id, ...late, filedAt: NOON }]);
    const { items } = parseFeed(Buffer.from(await (await site.get('/rhizo/posts.atom')).arrayBuffer()));
    expect(items[0]?.title).toBe('Late');
    expect(new Date(items[0]?.published ?? Number.NaN)).toEqual(late.datedAt);
  });

  test('keeps the ids of its posts when the first day of the course moves', async () => {
    // With a query, past what is kept of the content.
    const read = async (query: string) =>
      parseFeed(Buffer.from(await (await site.get(`/rhizo/posts.atom?${query}`)).arrayBuffer())).items;
    const before = (await read('before')).map(({ id }) => id);
    const moved = (begun['cohort.md'] ?? '').replace('starts: 2026-01-11', 'starts: 2026-01-04');
    writeCohort(site.contentDir, { 'cohort.md': moved });
    expect((await read('after')).map(({ id }) => id)).toEqual(before);
    writeCohort(site.contentDir, begun);
  });

  test.each(['daily.atom', 'daily.rss', 'daily.json'])(
    '%s gives our own reader the issue, under one id',
    async (file) => {
      const read = async () =>
        parseFeed(Buffer.from(await (await site.get(`/rhizo/${file}`)).arrayBuffer())).items;
      const [issue, ...others] = await read();
      expect(others).toEqual([]);
      expect(issue).toMatchObject({
        id: `tag:localhost,${TODAY}:rhizo/daily/${TODAY}`,
        link: `${site.url}/rhizo/daily/${TODAY}`,
      });
      expect(issue?.html).toContain('A second');
      expect((await read())[0]?.id).toBe(issue?.id);
    },
  );

  test('is named on every page of the course', async () => {
    for (const path of [
      '',
      'weeks/',
      'weeks/1',
      'daily/',
      `daily/${TODAY}`,
      'people/',
      'people/ada',
      'join',
      'search',
    ]) {
      const words = await (await site.get(`/rhizo/${path}`)).text();
      expect(words, path).toMatch(
        /<link rel="alternate" href="\/rhizo\/daily.atom" [^>]*application\/atom\+xml/,
      );
      expect(words, path).toContain('<link rel="alternate" href="/rhizo/posts.atom"');
    }
  });
});

test('the list of blogs can be read by every program, whatever somebody is called', async () => {
  const { feed } = await seatWithPost(site.db, 'Uli\uFFFE', { cohort: 'odd', filedAt: new Date(0) });
  await site.db.update(feeds).set({ title: 'Words\uFFFE\nand & more' }).where(eq(feeds.id, feed.id));
  const words = await (await site.get('/odd/blogs.opml')).text();
  expect(words).toContain('<title><![CDATA[The blogs of Odd & even]]></title>');
  expect(words).toMatch(/text="Odd &amp; even: every post" .*title="Odd &amp; even: every post"/);
  expect(words).toMatch(/text="Uli: Words and &amp; more" .*title="Words and &amp; more"/);
  expect(words).not.toContain('\uFFFE');
});

/** What a member's key opens. */
const KEYED = [...FILES, 'calendar.ics'];

describe('the feeds of a closed course', () => {
  const feed = async (cohort: string, file: string, key: string) => {
    const answer = await fetch(`${site.url}/${cohort}/${file}?key=${key}`, { redirect: 'manual' });
    return { answer, status: answer.status, words: await answer.text() };
  };
  const addressesOf = async (member: Member) =>
    [...(await (await site.get('/me', member)).text()).matchAll(/href="(http[^"]+\?key=[^"]+)"/g)].map(
      ([, address = '']) => address,
    );

  test('have addresses of a member’s own on their page, which need no cookie', async () => {
    const member = await site.member('Carla', 'closed');
    const addresses = await addressesOf(member);
    expect(addresses).toHaveLength(KEYED.length);
    for (const address of addresses) {
      const answer = await fetch(address);
      expect(answer.status, address).toBe(200);
      expect(answer.headers.get('cache-control')).toBe('private, no-cache');
      expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
      expect(answer.headers.get('x-robots-tag')).toBe('noindex');
      expect(answer.headers.get('cache-status')).toBeNull();
      const again = await fetch(address, { headers: { 'if-none-match': answer.headers.get('etag') ?? '' } });
      expect(again.status).toBe(304);
      const own = address.includes('.ics') ? 'BEGIN:VCALENDAR' : 'Kanarienvogel';
      expect(await answer.text()).toContain(address.includes('opml') ? 'posts.atom?key=' : own);
    }
    const page = await (await site.get('/closed/', member)).text();
    expect(page).toMatch(/<link rel="alternate" href="\/closed\/daily.atom\?key=[\w-]+"/);
  });

  test('keep the ids of feed and posts whatever the key', async () => {
    const read = async (name: string) => {
      const { membership } = await site.member(name, 'closed');
      const { words } = await feed('closed', 'posts.atom', await feedKey(site.db, membership));
      return [...words.matchAll(/<id>([^<]+)<\/id>/g)].map(([, id]) => id);
    };
    expect(await read('Dirk')).toEqual(await read('Elsa'));
  });

  test.each(KEYED)('give nothing of %s to the key of another course, a wrong one, or none', async (file) => {
    const { membership } = await site.member('Fred', 'other');
    const key = await feedKey(site.db, membership);
    for (const wrong of [
      key,
      '',
      'x',
      `1-${'A'.repeat(43)}`,
      key.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
    ]) {
      const { status, words } = await feed('closed', file, wrong);
      expect([status, words.includes('Members find their own feed addresses at')]).toEqual([404, true]);
      expect(words).not.toContain('Kanari');
    }
    expect((await site.get(`/closed/${file}`)).status).toBe(404);
  });

  test('open nothing but feeds', async () => {
    const { membership } = await site.member('Gisa', 'closed');
    const key = await feedKey(site.db, membership);
    for (const path of ['', 'weeks/1', `daily/${TODAY}`, 'people/', 'search', 'reflect']) {
      const { status, words } = await feed('closed', path, key);
      expect([status, words.includes('Kanari')]).toEqual([302, false]);
    }
  });

  test('end with new addresses, and with the membership', async () => {
    const member = await site.member('Hilde', 'closed');
    const [before = ''] = await addressesOf(member);
    await site.post('/me', { do: 'feeds', cohort: 'closed' }, member);
    expect((await fetch(before)).status).toBe(404);
    const [after = ''] = await addressesOf(member);
    expect((await fetch(after)).status).toBe(200);
    await site.db.delete(memberships).where(eq(memberships.id, member.membership.id));
    expect((await fetch(after)).status).toBe(404);
    expect(await findMembershipByFeedKey(site.db, new URL(after).searchParams.get('key') ?? '')).toBeNull();
  });

  test('are nobody else’s to renew', async () => {
    const member = await site.member('Ines', 'closed');
    const [address = ''] = await addressesOf(member);
    const stranger = await site.member('Jakob', 'rhizo');
    await site.post('/me', { do: 'feeds', cohort: 'closed' }, stranger);
    expect((await fetch(address)).status).toBe(200);
  });
});

describe('search engines', () => {
  test('may list an open course, unless it asks them not to; never a closed one', async () => {
    const open = await site.get('/rhizo/');
    expect([open.headers.get('x-robots-tag'), (await open.text()).includes('name="robots"')]).toEqual([
      null,
      false,
    ]);
    const shy = await site.get('/shy/');
    expect(shy.headers.get('x-robots-tag')).toBe('noindex');
    expect(await shy.text()).toContain('<meta name="robots" content="noindex">');
    expect((await site.get('/shy/posts.atom')).headers.get('x-robots-tag')).toBe('noindex');
    const closed = await site.get('/closed/', await site.member('Karin', 'closed'));
    expect(closed.headers.get('x-robots-tag')).toBe('noindex');
  });

  test('read in robots.txt what to leave alone, but may come and hear that a course isn’t to be listed', async () => {
    const answer = await site.get('/robots.txt');
    expect(answer.headers.get('content-type')).toContain('text/plain');
    const words = await answer.text();
    expect(words).toMatch(/^User-agent: \*\nDisallow: \/me\n/);
    expect(words).not.toMatch(/shy|closed|other|rhizo/);
  });
});

describe('what an author lets us show', () => {
  test('is chosen on their own page, and holds at once for everybody', async () => {
    const { post, blog, membership } = await seatWithPost(site.db, 'Lena', { filedAt: new Date(0) });
    await updatePost(site.db, post.id, {
      title: 'Lenas title',
      text: 'Lenas secret.',
      html: '<p>All of Lenas secret.</p>',
    });
    await weave(site.db, testCohort(begun), site.url, new Date());
    const lena = await site.member('Lena', 'rhizo');
    const choose = (consent: string) =>
      site.post('/me', { do: 'consent', cohort: 'rhizo', blog: String(blog.id), consent }, lena);
    const shown = async () =>
      Promise.all(
        ['', 'people/lena', 'posts.atom', 'search?q=lenas'].map(async (path) =>
          (await (await site.get(`/rhizo/${path}`)).text()).replace(/<\/?mark>/g, ''),
        ),
      );
    expect(membership.id).toBe(lena.membership.id);
    for (const words of await shown()) expect(words).toContain('Lenas secret.');
    await choose('title');
    for (const words of await shown()) {
      expect(words).toContain('Lenas title');
      expect(words).not.toContain('secret');
    }
    await choose('full');
    expect((await shown())[2]).toContain('All of Lenas secret.');
    expect(await (await site.get('/me', lena)).text()).toContain('Each post may be read here in full');
  });
});
