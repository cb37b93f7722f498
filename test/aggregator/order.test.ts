import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { followSuggestion } from '#core/blogs.ts';
import { blogs, feeds } from '#core/db/schema/feeds.ts';
import { hide, letThrough, showAgain } from '#core/order/decide.ts';
import { FLOOD } from '#core/order/gate.ts';
import { mute, unmute } from '#core/order/mutes.ts';
import { confirmOwner, listQuestioned } from '#core/order/questions.ts';
import { listHeld } from '#core/order/withheld.ts';
import { listPosts } from '#core/posts-in-cohort.ts';
import { fileWaitingBlogs } from '../../aggregator/feeds/file.ts';
import { publish } from '../../aggregator/publish.ts';
import { cohortFiles, testCohort } from '../support/cohort.ts';
import { DAY, HOUR, later, seat } from '../support/participants.ts';
import { redirect, send } from './feeds/blog-server.ts';
import { bring, type Item, makeWorld, pollAgain, pollDue, post, rss, serve, type World } from './world.ts';

async function startFeed(items: Item[]) {
  const routes: Parameters<typeof serve>[0] = { '/feed': send(rss(items)) };
  const server = await serve(routes);
  return {
    url: `${server.url}/feed`,
    change: (next: Item[]) => {
      routes['/feed'] = send(rss(next));
    },
    moveTo: (url: string) => {
      routes['/feed'] = redirect(301, url);
    },
  };
}

async function table(world: World, cohort = 'rhizo'): Promise<(string | null)[]> {
  return (await listPosts(world.db, cohort, 200)).map(({ title }) => title).sort();
}

async function held(world: World, cohort = 'rhizo') {
  return (await listHeld(world.db, cohort)).map(({ title, why }) => `${title}: ${why}`).sort();
}

/** Polls every feed, due or not. */
async function pollNow(world: World): Promise<void> {
  await world.db.update(feeds).set({ nextCheckAt: world.now() });
  await pollDue(world);
}

const host = async (world: World) => (await seat(world.db, 'Hanne', { role: 'facilitator' })).membership.id;

const numbered = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => post(`p${String(from + i).padStart(3, '0')}`));

describe('a flood', () => {
  test('comes to the table up to a number, and what is beyond is held, until a day has passed; twice', async () => {
    const world = makeWorld();
    const feed = await startFeed(numbered(0, FLOOD + 3));
    await bring(world, feed.url);
    await pollNow(world);
    expect(await table(world)).toHaveLength(FLOOD);
    expect(await held(world)).toHaveLength(3);

    world.pass(DAY - 2 * HOUR);
    feed.change([...numbered(100, 2), ...numbered(0, FLOOD + 3)]);
    await pollNow(world);
    expect(await held(world)).toHaveLength(5);

    world.pass(3 * HOUR);
    feed.change([...numbered(200, FLOOD), ...numbered(100, 2), ...numbered(0, FLOOD + 3)]);
    await pollNow(world);
    expect(await table(world)).toHaveLength(2 * FLOOD);
    world.pass(HOUR);
    feed.change([...numbered(300, 1), ...numbered(200, FLOOD), ...numbered(100, 2)]);
    await pollNow(world);
    expect(await held(world)).toContain('p300: flood');
  });

  test('is not made of what a facilitator has let through', async () => {
    const world = makeWorld();
    const feed = await startFeed(numbered(0, FLOOD + 3));
    await bring(world, feed.url);
    await pollNow(world);
    world.pass(23 * HOUR);
    const hostId = await host(world);
    for (const { postId } of await listHeld(world.db, 'rhizo'))
      await letThrough(world.db, { cohort: 'rhizo', postId }, hostId, world.now());
    world.pass(2 * HOUR);
    feed.change([...numbered(100, FLOOD), ...numbered(0, FLOOD + 3)]);
    await pollNow(world);
    expect(await held(world)).toEqual([]);
    expect(await table(world)).toHaveLength(2 * FLOOD + 3);
  });
});

describe('a blog that may have changed hands', () => {
  test('because its address leads to another server brings nothing to the table until a facilitator has looked', async () => {
    const world = makeWorld();
    const old = await startFeed([post('one'), post('two')]);
    const { blog } = await bring(world, old.url);
    await pollDue(world);
    const other = await startFeed([post('casino'), post('one'), post('two')]);
    old.moveTo(other.url);
    await pollAgain(world);
    expect(await held(world)).toEqual(['casino: owner']);
    const [asked] = await listQuestioned(world.db, 'rhizo');
    expect(asked?.question).toContain(new URL(other.url).host);
    // Nor does what comes after, nor what an issue is made of.
    other.change([post('slots'), post('casino'), post('one'), post('two')]);
    await pollAgain(world);
    await publish(world.db, testCohort(), '2027-01-12', world.now());
    expect(await table(world)).toEqual(['one', 'two']);

    const hostId = await host(world);
    const which = { cohort: 'rhizo', blogId: blog.id };
    expect(await confirmOwner(world.db, { ...which, cohort: 'other' }, hostId, world.now())).toBeNull();
    expect(await confirmOwner(world.db, which, hostId, world.now())).toBe(2);
    expect(await confirmOwner(world.db, which, hostId, world.now())).toBeNull();
    other.change([post('three'), post('slots'), post('casino'), post('one'), post('two')]);
    for (let i = 0; i < 30; i += 1) await pollAgain(world);
    expect(await table(world)).toEqual(['casino', 'one', 'slots', 'three', 'two']);
    expect(await listQuestioned(world.db, 'rhizo')).toEqual([]);
  });

  test('because all that we knew is gone at once, though it is the same server, and stays so until it is settled', async () => {
    const world = makeWorld();
    const feed = await startFeed([post('one'), post('two')]);
    const { membership, blog } = await bring(world, feed.url);
    await pollDue(world);
    feed.change([post('pills'), post('more pills')]);
    await pollAgain(world);
    feed.change([post('still more'), post('pills')]);
    await pollAgain(world);
    expect(await held(world)).toEqual(['more pills: owner', 'pills: owner', 'still more: owner']);
    expect(await table(world)).toEqual(['one', 'two']);
    // Whoever mutes it has decided.
    const whom = { cohort: 'rhizo', membershipId: membership.id, blogId: blog.id };
    await mute(world.db, whom, { reason: 'Taken over.', hidesAll: false }, await host(world), world.now());
    expect(await held(world)).toEqual([]);
    expect(await listQuestioned(world.db, 'rhizo')).toEqual([]);
  });

  test('not because an account at a site of many says a lot, and not another’s either', async () => {
    const world = makeWorld();
    const toot = (account: string, slug: string) =>
      post(slug, { guid: undefined, link: `https://social.example/@${account}/${slug}` });
    const feed = await startFeed([toot('ida', 'one'), toot('ida', 'two')]);
    await bring(world, feed.url);
    await pollDue(world);
    feed.change([toot('ida', 'four'), toot('ida', 'three')]);
    await pollAgain(world);
    expect(await held(world)).toEqual([]);
    feed.change([toot('ida', 'six'), toot('ida', 'five')]);
    await world.db.update(feeds).set({ troubledSince: world.now() });
    await pollAgain(world);
    expect(await held(world)).toEqual(['five: owner', 'six: owner']);
    await world.db.update(blogs).set({ question: null });
    feed.change([toot('otto', 'pills'), toot('otto', 'more pills')]);
    await pollAgain(world);
    expect(await held(world)).toContain('pills: owner');
  });

  test('is asked about even when nothing that it brought was for the course', async () => {
    const world = makeWorld();
    const tagged = (slug: string) => post(slug, { tags: ['rhizo27'] });
    const feed = await startFeed([tagged('one'), tagged('two')]);
    await bring(world, feed.url, { filing: 'tag' });
    await pollDue(world);
    feed.change([post('pills'), post('more pills')]);
    await pollAgain(world);
    expect(await held(world)).toEqual([]);
    feed.change([tagged('tagged pills'), post('pills')]);
    await pollAgain(world);
    expect(await held(world)).toEqual(['tagged pills: owner']);
  });

  test('because its author follows it to where it was found', async () => {
    const world = makeWorld();
    const old = await startFeed([post('one')]);
    const other = await startFeed([post('two'), post('one')]);
    const { feed, blog, membership } = await bring(world, old.url);
    await pollDue(world);
    await world.db.update(feeds).set({ suggestedUrl: other.url }).where(eq(feeds.id, feed.id));
    await followSuggestion(world.db, membership, blog.id, world.now());
    await pollDue(world);
    expect(await held(world)).toEqual(['two: owner']);
  });

  test('is not one that moves to another program on its own server, with the same addresses and other ids', async () => {
    const world = makeWorld();
    const feed = await startFeed([post('one', { guid: 'a1' }), post('two', { guid: 'a2' })]);
    await bring(world, feed.url);
    await pollDue(world);
    feed.change([post('three', { guid: 'b3' }), post('one', { guid: 'b1' }), post('two', { guid: 'b2' })]);
    await pollAgain(world);
    expect(await listQuestioned(world.db, 'rhizo')).toEqual([]);
    expect(await table(world)).toEqual(['one', 'three', 'two']);
  });

  test('is not one whose sample post makes way for the first real one', async () => {
    const world = makeWorld();
    const feed = await startFeed([post('hello world')]);
    await bring(world, feed.url);
    await pollDue(world);
    feed.change([post('my first')]);
    await pollAgain(world);
    expect(await table(world)).toEqual(['hello world', 'my first']);
  });
});

describe('in a course that looks at first posts', () => {
  const watchful = testCohort({
    'cohort.md': (cohortFiles['cohort.md'] ?? '').replace('tag:', 'hold_first: yes\ntag:'),
  });

  test('those of newcomers are held until one is let through, and those of hosts aren’t', async () => {
    const world = makeWorld({ cohorts: [watchful] });
    const feed = await startFeed([post('one'), post('two')]);
    const hosts = await startFeed([post('of the host')]);
    const hostId = await host(world);
    await bring(world, feed.url);
    await bring(world, hosts.url, { name: 'Hanne' });
    await pollDue(world);
    expect(await table(world)).toEqual(['of the host']);
    expect(await held(world)).toEqual(['one: first', 'two: first']);
    const [first] = await listHeld(world.db, 'rhizo');
    if (first) await letThrough(world.db, { cohort: 'rhizo', postId: first.postId }, hostId, world.now());
    feed.change([post('three'), post('one'), post('two')]);
    await pollAgain(world);
    expect(await table(world)).toContain('three');
    expect(await held(world)).toHaveLength(1);
  });

  test('one that its author takes the tag from waits no longer', async () => {
    const world = makeWorld({ cohorts: [watchful] });
    const feed = await startFeed([post('one', { tags: ['rhizo27'] })]);
    await bring(world, feed.url, { filing: 'tag' });
    await pollDue(world);
    expect(await held(world)).toEqual(['one: first']);
    feed.change([post('one')]);
    await pollAgain(world);
    expect(await held(world)).toEqual([]);
  });
});

describe('what a facilitator took out', () => {
  test('stays out when its author edits it, and comes back into the issue that carried it', async () => {
    const world = makeWorld();
    const feed = await startFeed([post('one'), post('two')]);
    await bring(world, feed.url);
    await pollDue(world);
    const made = await publish(world.db, testCohort(), '2027-01-12', world.now());
    expect(made.kind).toBe('made');
    const [one] = (await listPosts(world.db, 'rhizo', 10)).filter(({ title }) => title === 'one');
    const which = { cohort: 'rhizo', postId: one?.id ?? 0 };
    const hostId = await host(world);
    await hide(world.db, which, 'An advertisement.', hostId, world.now());
    feed.change([post('one', { html: '<p>Buy!</p>' }), post('two')]);
    await pollAgain(world);
    await fileWaitingBlogs(world.db, world.findCohort, world.now());
    expect(await table(world)).toEqual(['two']);
    await showAgain(world.db, which, hostId, world.now());
    await fileWaitingBlogs(world.db, world.findCohort, world.now());
    const back = (await listPosts(world.db, 'rhizo', 10)).find(({ id }) => id === which.postId);
    expect(back).toMatchObject({ issueId: one?.issueId, text: 'Buy!' });
  });

  test('of somebody muted: nothing new comes, what was there stays, and all comes when it ends', async () => {
    const world = makeWorld();
    const feed = await startFeed([post('one')]);
    const { membership } = await bring(world, feed.url);
    await pollDue(world);
    const hostId = await host(world);
    const whom = { cohort: 'rhizo', membershipId: membership.id, blogId: null };
    await mute(world.db, whom, { reason: 'Unkind.', hidesAll: false }, hostId, later(HOUR));
    feed.change([post('two'), post('one', { html: '<p>Edited.</p>' })]);
    await pollAgain(world);
    expect(await table(world)).toEqual(['one']);
    expect(await held(world)).toEqual([]);
    expect(await unmute(world.db, { cohort: 'other', id: 1 }, hostId, world.now())).toBe(false);
    expect(await unmute(world.db, { cohort: 'rhizo', id: 1 }, hostId, world.now())).toBe(true);
    await fileWaitingBlogs(world.db, world.findCohort, world.now());
    expect(await table(world)).toEqual(['one', 'two']);
  });
});
