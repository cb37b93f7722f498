import { afterEach, expect, test } from 'vitest';
import { arrivals } from '../../demo/arrivals.ts';
import { cast } from '../../demo/cast.ts';
import { COURSE, daysBeforeNoon, feedPaths, NOON, startWorld } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
afterEach(() => world.close());

test('posts appear as the clock passes them', async () => {
  world = await startWorld(['amina']);
  const titles = async () =>
    (await (await fetch(`${world.originOf('amina')}/feed/`)).text()).match(/<item>/g);
  world.setClock(daysBeforeNoon(10, '19:39'));
  expect(await titles()).toBeNull();
  world.setClock(daysBeforeNoon(10, '19:40'));
  expect(await titles()).toHaveLength(1);
  world.setClock(daysBeforeNoon(7, '08:55'));
  expect(await titles()).toHaveLength(2);
  world.setClock(NOON);
  expect(await titles()).toHaveLength(4);
});

test.each(['00:01', '23:59'])('a post of today has been written by %s already', async (time) => {
  world = await startWorld(['grace'], new Date(`2027-01-21T${time}:00Z`));
  const home = await (await fetch(world.originOf('grace'))).text();
  expect(home).toContain('datetime="2027-01-21T');
});

test('a published post appears at once, and again under its slug as an edit', async () => {
  world = await startWorld(['maeve']);
  const post = { slug: 'new', title: null, html: '<p>See {{maeve/custard}}</p>', at: NOON, tags: [] };
  expect(() => world.publish('maeve', post)).toThrow('has written no post "custard"');
  world.publish('maeve', { ...post, html: '<p>First words</p>' });
  world.publish('maeve', { ...post, html: '<p>Second thoughts</p>' });
  const feed = await (await fetch(`${world.originOf('maeve')}/feed.json`)).text();
  expect(feed).not.toContain('First words');
  expect(feed).toContain('Second thoughts');
});

test('every link of every post leads to a page that answers, as it did when it was written', async () => {
  world = await startWorld();
  for (const { blog, post } of arrivals) world.publish(blog, { ...post, at: NOON });
  const links = new Set<string>();
  let read = 0;
  for (const blog of world.blogs) {
    world.setClock(blog.name === 'kofi' ? daysBeforeNoon(5) : NOON);
    const home = await (await fetch(blog.origin)).text();
    const pages = [...home.matchAll(/<h2><a href="([^"]+)"|class="meta"><a href="([^"]+)"/g)];
    read += pages.length;
    for (const [, titled, untitled] of pages) {
      const page = await (await fetch(titled ?? untitled ?? '')).text();
      expect(page).not.toContain('{{');
      for (const [, link] of page.matchAll(/(?:href|src)="(http:[^"]+)"/g)) if (link) links.add(link);
    }
  }
  expect(read).toBe(cast.flatMap(({ posts }) => posts).length + arrivals.length);
  const broken: string[] = [];
  for (const link of links) {
    if (link.startsWith(COURSE)) {
      expect(link).toMatch(/\/learning-together(\/weeks\/[12])?$/);
      continue;
    }
    const isAboutTheDead = link.startsWith(world.originOf('kofi'));
    world.setClock(isAboutTheDead ? daysBeforeNoon(5) : NOON);
    // Two addresses that real software only ever puts into its head.
    if (/\/wp-json\/|\/\d{19}\/posts\/default$/.test(link)) continue;
    const { status } = await fetch(link);
    if (status !== 200) broken.push(`${status} ${link}`);
  }
  expect(broken).toEqual([]);
  expect(links.size).toBeGreaterThan(60);
});

test('a blog that moved answers at its former address with a 301 to the same path at the new one', async () => {
  world = await startWorld(['wanjiru']);
  const [blog] = world.blogs;
  expect(blog?.pasted).not.toBe(blog?.origin);
  const response = await fetch(`${blog?.pasted}/feeds/posts/default?alt=rss`, { redirect: 'manual' });
  expect(response.status).toBe(301);
  expect(response.headers.get('location')).toBe(`${blog?.origin}/feeds/posts/default?alt=rss`);
});

test('a host that fails was alive before, and then answers 503 to everything', async () => {
  world = await startWorld(['kofi']);
  const statusOf = async (path: string) => (await fetch(world.originOf('kofi') + path)).status;
  world.setClock(daysBeforeNoon(4, '01:59'));
  expect([await statusOf('/'), await statusOf('/feed/')]).toEqual([200, 200]);
  world.setClock(daysBeforeNoon(4, '02:00'));
  expect([await statusOf('/'), await statusOf('/feed/')]).toEqual([503, 503]);
});

test('the first post of the newest person has been answered by nobody yet', async () => {
  world = await startWorld();
  const posts = cast.flatMap((person) => person.posts);
  expect(posts.some(({ html }) => html.includes('{{grace'))).toBe(false);
  expect(arrivals.some(({ post }) => post.html.includes('{{grace/'))).toBe(true);
});

test('everything but feeds and pages is refused politely', async () => {
  world = await startWorld(['tomasz']);
  const origin = world.originOf('tomasz');
  expect((await fetch(`${origin}/nothing-here`)).status).toBe(404);
  expect((await fetch(origin, { method: 'POST' })).status).toBe(405);
  const head = await fetch(`${origin}/feed.xml`, { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
  const picture = await fetch(`${origin}/assets/bearing-17.jpg`);
  expect(picture.headers.get('content-type')).toBe('image/jpeg');
});

test('requests are kept with their time and headers, the latest of them only', async () => {
  world = await startWorld(['henk']);
  await fetch(world.originOf('henk') + feedPaths.henk, { headers: { 'User-Agent': 'Potluck/test' } });
  expect(world.requests).toMatchObject([
    { blog: 'henk', method: 'GET', path: '/index.rdf', at: NOON, headers: { 'user-agent': 'Potluck/test' } },
  ]);
  for (let count = 0; count < 2_050; count++) await fetch(`${world.originOf('henk')}/${count}`);
  expect(world.requests).toHaveLength(2_000);
  expect(world.requests.at(-1)?.path).toBe('/2049');
});

test('a smaller world links to absent people at hosts that do not exist, and knows its own names', async () => {
  world = await startWorld(['amina']);
  const feed = await (await fetch(`${world.originOf('amina')}/feed/`)).text();
  expect(feed).toContain('http://tomasz.example/the-third-sound');
  await expect(startWorld(['nobody'])).rejects.toThrow('Nobody of the cast is called "nobody"');
});

test('people paste different things, each of which leads to their blog', async () => {
  world = await startWorld();
  expect(new Set(world.blogs.map(({ name }) => name)).size).toBe(world.blogs.length);
  expect(new Set(world.blogs.map(({ origin }) => origin)).size).toBe(world.blogs.length);
  expect(world.blogs.filter(({ pasted }) => !pasted.trim().startsWith('http'))).not.toEqual([]);
  for (const { pasted, origin } of world.blogs.filter(({ name }) => name !== 'wanjiru')) {
    expect(pasted).toContain(new URL(origin).host);
  }
});
