import { describe, expect, test } from 'vitest';
import { addBlog, followSuggestion, listBlogsOf } from '#core/blogs.ts';
import { leaveCohort } from '#core/leaving.ts';
import { listPosts } from '#core/posts-in-cohort.ts';
import { fileWaitingBlogs } from '../../aggregator/feeds/file.ts';
import { tellOfFirstPosts, tellOfTrouble } from '../../aggregator/tell.ts';
import { testCohort } from '../support/cohort.ts';
import { DAY, HOUR, later } from '../support/participants.ts';
import { answer, send } from './feeds/blog-server.ts';
import {
  allMails,
  bring,
  feedNow,
  makeWorld,
  pollAgain,
  pollDue,
  post,
  rss,
  serve,
  type World,
} from './world.ts';

const FEED = send(rss([post('one')]));

async function subjects(world: World): Promise<(string | null)[]> {
  return (await allMails(world)).map(({ subject }) => subject);
}

describe('the first post', () => {
  test('is told to its author, once', async () => {
    const world = makeWorld();
    const server = await serve({ '/feed': FEED });
    await bring(world, `${server.url}/feed`);
    await tellOfFirstPosts(world);
    expect(await allMails(world)).toEqual([]);
    await pollDue(world);
    await tellOfFirstPosts(world);
    await tellOfFirstPosts(world);
    const mails = await allMails(world);
    expect(mails).toHaveLength(1);
    expect(mails[0]?.subject).toBe('Your first post is at the table: Rhizo');
    expect(mails[0]?.text).toContain('https://potluck.example/rhizo/people/mira');
  });

  test('is told to nobody who has left before the mail went out', async () => {
    const world = makeWorld();
    const server = await serve({ '/feed': FEED });
    const { membership } = await bring(world, `${server.url}/feed`);
    await pollDue(world);
    await tellOfFirstPosts(world);
    expect(await allMails(world)).toHaveLength(1);
    await leaveCohort(world.db, membership);
    expect(await allMails(world)).toEqual([]);
  });

  test('is not one that stays out', async () => {
    const world = makeWorld();
    const server = await serve({ '/feed': FEED });
    await bring(world, `${server.url}/feed`, { filing: 'tag' });
    await pollDue(world);
    await tellOfFirstPosts(world);
    expect(await allMails(world)).toEqual([]);
  });
});

describe('trouble with a blog', () => {
  async function inTrouble() {
    const world = makeWorld();
    const routes: Record<string, typeof FEED> = { '/feed': FEED };
    const server = await serve(routes);
    const brought = await bring(world, `${server.url}/feed`);
    await pollDue(world);
    return { world, routes, server, ...brought };
  }

  test('is told after three days, not a hiccup, and once; and once more when it is over', async () => {
    const { world, routes, feed } = await inTrouble();
    routes['/feed'] = answer(503);
    await pollAgain(world);
    const since = (await feedNow(world, feed)).troubledSince ?? later(0);
    world.set(new Date(since.getTime() + 3 * DAY - 1));
    await tellOfTrouble(world);
    expect(await allMails(world)).toEqual([]);

    world.set(new Date(since.getTime() + 3 * DAY));
    await tellOfTrouble(world);
    await tellOfTrouble(world);
    world.pass(30 * DAY);
    await tellOfTrouble(world);
    expect(await subjects(world)).toEqual(['We can’t read your blog at the moment: Rhizo']);
    const [mail] = await allMails(world);
    expect(mail?.text).toContain('has a fault of its own (503)');
    expect(mail?.text).toContain('https://potluck.example/me');

    routes['/feed'] = FEED;
    await pollAgain(world);
    await tellOfTrouble(world);
    await tellOfTrouble(world);
    expect(await subjects(world)).toEqual([
      'We can’t read your blog at the moment: Rhizo',
      'All is well again with your blog: Rhizo',
    ]);
  });

  test('that its server says is for good is told as well', async () => {
    const { world, routes, feed } = await inTrouble();
    routes['/feed'] = answer(410);
    for (const _ of ['first', 'confirmed']) await pollAgain(world);
    expect(await feedNow(world, feed)).toMatchObject({ state: 'gone' });
    world.pass(3 * DAY);
    await tellOfTrouble(world);
    const [mail] = await allMails(world);
    expect(mail?.text).toContain('is gone for good. Give the address of where the blog is now.');
  });

  test('is told without a search where the server wants to be left alone', async () => {
    const { world, routes, server } = await inTrouble();
    routes['/feed'] = answer(429, { 'retry-after': String((7 * DAY) / 1000) });
    await pollAgain(world);
    const before = server.requests.length;
    world.pass(3 * DAY);
    await tellOfTrouble(world);
    expect(server.requests.length).toBe(before);
    expect(await subjects(world)).toEqual(['We can’t read your blog at the moment: Rhizo']);
  });

  test('that comes back after it was over is told again', async () => {
    const { world, routes } = await inTrouble();
    for (const _ of ['once', 'twice']) {
      routes['/feed'] = answer(500);
      await pollAgain(world);
      world.pass(3 * DAY);
      await tellOfTrouble(world);
      routes['/feed'] = FEED;
      await pollAgain(world);
      await tellOfTrouble(world);
    }
    expect(await subjects(world)).toHaveLength(4);
  });

  test('that was over within three days is told to nobody', async () => {
    const { world, routes } = await inTrouble();
    routes['/feed'] = answer(500);
    await pollAgain(world);
    world.pass(2 * DAY);
    routes['/feed'] = FEED;
    await pollAgain(world);
    world.pass(2 * DAY);
    await tellOfTrouble(world);
    expect(await allMails(world)).toEqual([]);
  });

  test('is told once to somebody whose blog is at two tables', async () => {
    const world = makeWorld({ cohorts: [testCohort(), testCohort({}, 'other')] });
    const server = await serve({ '/feed': answer(500) });
    await bring(world, `${server.url}/feed`);
    await bring(world, `${server.url}/feed`, { cohort: 'other' });
    await pollDue(world);
    world.pass(3 * DAY);
    await tellOfTrouble(world);
    expect(await allMails(world)).toHaveLength(1);
  });

  test('of a blog that has moved comes with where it is, which its author may follow without losing a post', async () => {
    const { world, routes, server, feed, membership, blog } = await inTrouble();
    expect(await listPosts(world.db, 'rhizo', 10)).toHaveLength(1);
    routes['/feed'] = answer(404);
    routes['/'] = send('<link rel="alternate" type="application/rss+xml" href="/new.xml"><h1>Moved</h1>', {
      'content-type': 'text/html',
    });
    routes['/new.xml'] = send(rss([post('two'), post('one')]));
    await pollAgain(world);
    world.pass(3 * DAY);
    await tellOfTrouble(world);
    expect((await allMails(world))[0]?.text).toContain(`${server.url}/new.xml`);
    expect(await feedNow(world, feed)).toMatchObject({
      url: `${server.url}/feed`,
      suggestedUrl: `${server.url}/new.xml`,
    });

    await followSuggestion(world.db, membership, blog.id, world.now());
    await pollDue(world);
    expect(await feedNow(world, feed)).toMatchObject({ url: `${server.url}/new.xml`, state: 'well' });
    expect(await listPosts(world.db, 'rhizo', 10)).toHaveLength(2);
    await tellOfTrouble(world);
    expect((await subjects(world)).at(-1)).toBe('All is well again with your blog: Rhizo');
  });

  test('of another person’s blog can’t be ended by following its suggestion', async () => {
    const { world, blog } = await inTrouble();
    const { membership } = await bring(world, 'http://127.0.0.1:1/feed', { name: 'Eve' });
    await followSuggestion(world.db, membership, blog.id, world.now());
    expect(await listBlogsOf(world.db, membership)).toHaveLength(1);
  });
});

describe('a blog filed by a tag of its author’s own', () => {
  test('brings what has it, and not what has the course’s', async () => {
    const world = makeWorld();
    const posts = [post('mine', { tags: ['Garden'] }), post('theirs', { tags: ['rhizo27'] }), post('none')];
    const server = await serve({ '/feed': send(rss(posts)) });
    const { feed, membership } = await bring(world, `${server.url}/feed`);
    await addBlog(world.db, membership, feed, 'tag', world.now(), 'garden');
    await pollDue(world);
    await fileWaitingBlogs(world.db, world.findCohort, later(HOUR));
    const filed = await listPosts(world.db, 'rhizo', 10);
    expect(filed.map(({ categories }) => categories)).toEqual([['Garden']]);
  });
});
