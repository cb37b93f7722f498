import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { addBlog, listBlogs, removeBlog } from '#core/blogs.ts';
import { listRemarks } from '#core/conversations/remarks.ts';
import { isWaiting } from '#core/conversations/waiting.ts';
import { weave } from '#core/conversations/weave.ts';
import { feeds } from '#core/db/schema/feeds.ts';
import { countOverdue, ensureFeed, type Feed } from '#core/feeds.ts';
import { ensureMembership } from '#core/memberships.ts';
import { fileWaitingBlogs } from '../../../aggregator/feeds/file.ts';
import { pollFeeds } from '../../../aggregator/feeds/poll.ts';
import { tellOfTrouble } from '../../../aggregator/tell.ts';
import { testCohort } from '../../support/cohort.ts';
import { DAY, HOUR, later, NOON, seat } from '../../support/participants.ts';
import { allMails, bring, feedNow, makeWorld, pollDue, postsOf, serve, type World } from '../world.ts';
import { answer, type BlogServer, type Route, send } from './blog-server.ts';

const COMMENTS = '/one/feed/';

interface Said {
  by?: string;
  words: string;
  date?: Date;
}

/** As WordPress gives the comments on a post. */
function commentsFeed(said: Said[], wishes = ''): Route {
  return send(
    `<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Comments on: One</title>${wishes}${said
      .map(
        ({ by = 'A stranger', words, date = NOON }) =>
          `<item><title>By: ${by}</title><link>https://mira.example/one/#${encodeURIComponent(words)}</link><dc:creator>${by}</dc:creator><guid isPermaLink="false">https://mira.example/?p=1#${encodeURIComponent(words)}</guid><pubDate>${date.toUTCString()}</pubDate><description><![CDATA[${words}]]></description></item>`,
      )
      .join('')}</channel></rss>`,
    { etag: `"${said.length}"` },
  );
}

/** A blog whose only post, written now, has a feed of comments at the same server. */
function blog(server: () => string, date = NOON): Route {
  return (_, response) =>
    response.end(
      `<rss version="2.0" xmlns:wfw="http://wellformedweb.org/CommentAPI/"><channel><title>Mira</title><item><title>One</title><link>https://mira.example/one/</link><guid>https://mira.example/one/</guid><pubDate>${date.toUTCString()}</pubDate><description>Words.</description><wfw:commentRss>${server()}${COMMENTS}</wfw:commentRss></item></channel></rss>`,
    );
}

interface Scene {
  world: World;
  server: BlogServer;
  routes: Record<string, Route>;
  brought: Awaited<ReturnType<typeof bring>>;
  /** How often the comments were asked for. */
  asked(): number;
  /** Their feed as it is now. */
  feed(): Promise<Feed | undefined>;
  /** What stands under the post. */
  shown(): Promise<{ text: string; by: string | null }[]>;
}

/** Mira's blog has been read and woven. */
async function scene(comments: Route, { now = NOON, written = NOON } = {}): Promise<Scene> {
  const world = makeWorld({ cohorts: [testCohort(), testCohort({}, 'other')] });
  world.set(now);
  const routes: Record<string, Route> = { [COMMENTS]: comments };
  const server = await serve(routes);
  routes['/feed'] = blog(() => server.url, written);
  const brought = await bring(world, `${server.url}/feed`, { name: 'Mira Sol' });
  await pollDue(world);
  await weaveAll(world);
  const [post] = await postsOf(world, brought.feed);
  return {
    world,
    server,
    routes,
    brought,
    asked: () => server.requests.filter(({ path }) => path === COMMENTS).length,
    feed: async () => (await world.db.select().from(feeds).where(eq(feeds.kind, 'comments')))[0],
    shown: async () =>
      (await listRemarks(world.db, 'rhizo', [post?.id ?? 0])).map(({ text, author, member }) => ({
        text,
        by: member?.handle ?? author,
      })),
  };
}

async function weaveAll({ db, cohorts, settings, now }: World): Promise<void> {
  for (const cohort of cohorts.values()) await weave(db, cohort, settings.siteUrl, now());
}

describe('the comments on a post', () => {
  test('come under it with the next turn of polling, and what is new with the one after', async () => {
    const { world, routes, shown, brought } = await scene(commentsFeed([{ words: 'Well said.' }]));
    const [post] = await postsOf(world, brought.feed);
    expect(await isWaiting(world.db, 'rhizo', post?.id ?? 0)).toBe(true);
    expect(await pollDue(world)).toMatchObject([{ added: 1, changed: 0, problem: null }]);
    expect(await shown()).toEqual([{ text: 'Well said.', by: 'A stranger' }]);
    expect(await isWaiting(world.db, 'rhizo', post?.id ?? 0)).toBe(false);
    routes[COMMENTS] = commentsFeed([{ words: 'Thank you.', by: 'Mira Sol', date: later(HOUR) }]);
    world.pass(HOUR);
    await pollDue(world);
    expect(await shown()).toEqual([
      { text: 'Well said.', by: 'A stranger' },
      { text: 'Thank you.', by: 'mira-sol' },
    ]);
  });

  test('are asked for as feeds are: with validators, our name and how many read them', async () => {
    const { world, server } = await scene(commentsFeed([]));
    await seat(world.db, 'Otto');
    await pollDue(world);
    world.pass(HOUR);
    await pollDue(world);
    expect(
      server.requests.filter(({ path }) => path === COMMENTS).map(({ headers }) => headers),
    ).toMatchObject([
      { 'user-agent': 'Potluck (2 subscribers)' },
      { 'user-agent': 'Potluck (2 subscribers)', 'if-none-match': '"0"' },
    ]);
  });

  test('are looked for hourly for two days, then ever more rarely, and after sixty days never', async () => {
    const { world, server, asked, feed } = await scene(commentsFeed([]));
    const ages: number[] = [];
    for (let next = await feed(); next; next = await feed()) {
      world.set(next.nextCheckAt);
      const before = asked();
      await pollDue(world);
      if (asked() > before) ages.push(world.now().getTime() - NOON.getTime());
    }
    const pauses = ages.slice(1).map((age, at) => age - (ages[at] ?? 0));
    expect(ages.filter((age) => age < 2 * DAY)).toHaveLength(48);
    expect(ages.filter((age) => age >= 2 * DAY && age < 18 * DAY).length).toBeLessThan(20);
    expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
    expect(Math.max(...pauses)).toBe(3 * DAY);
    expect(Math.max(...ages)).toBeLessThanOrEqual(60 * DAY);
    await weaveAll(world);
    expect(await feed()).toBeUndefined();
    expect(server.requests.at(-1)?.path).toBe('/feed');
  });

  test('aren’t looked for when the post is old', async () => {
    const { feed } = await scene(commentsFeed([]), { now: later(61 * DAY), written: NOON });
    expect(await feed()).toBeUndefined();
  });

  test.each([
    ['its feed’s wish', commentsFeed([], '<ttl>300</ttl>'), 5 * HOUR],
    ['what its server wants', answer(429, { 'retry-after': '20000' }), 20_000_000],
    ['trouble', answer(500), HOUR],
  ])('are looked for later by %s', async (_, route, ms) => {
    const { world, feed } = await scene(route);
    await pollDue(world);
    expect((await feed())?.nextCheckAt).toEqual(later(ms));
  });

  test('aren’t looked for any more once the blog is taken away', async () => {
    const { world, brought, asked } = await scene(commentsFeed([]));
    await removeBlog(world.db, brought.membership, brought.blog.id);
    world.pass(HOUR);
    expect(await pollDue(world)).toEqual([]);
    expect(await pollFeeds(world, { kind: 'all', notSince: world.now() }, () => {})).toEqual([]);
    expect(asked()).toBe(0);
  });

  test('are polled by hand with their cohort alone', async () => {
    const { world } = await scene(commentsFeed([]));
    world.pass(1);
    const poll = async (cohort: string) =>
      (await pollFeeds(world, { kind: 'all', notSince: world.now(), cohort }, () => {})).map(
        ({ feed }) => feed.kind,
      );
    expect(await poll('other')).toEqual([]);
    expect((await poll('rhizo')).sort()).toEqual(['comments', 'posts']);
  });

  test('are nobody’s trouble: no letter, no alarm, no blog', async () => {
    const { world, feed, brought } = await scene(answer(500));
    for (let day = 0; day < 5; day += 1) {
      world.pass(DAY);
      await pollDue(world);
    }
    expect(await feed()).toMatchObject({ state: 'troubled' });
    await tellOfTrouble(world);
    expect(await allMails(world)).toEqual([]);
    expect(await listBlogs(world.db, 'rhizo')).toMatchObject([{ feed: { id: brought.feed.id } }]);
    await world.db.update(feeds).set({ nextCheckAt: NOON }).where(eq(feeds.kind, 'comments'));
    expect(await countOverdue(world.db, later(HOUR))).toBe(0);
  });

  test('that are gone for good aren’t asked for again', async () => {
    const { world, asked, feed } = await scene(answer(410));
    for (let day = 0; day < 30; day += 1) {
      await pollDue(world);
      world.pass(DAY);
    }
    expect(asked()).toBe(2);
    expect(await feed()).toMatchObject({ state: 'gone' });
  });

  test('are theirs who bring their blog later', async () => {
    const { world, shown } = await scene(commentsFeed([{ words: 'Hello', by: 'Otto Hill' }]));
    await pollDue(world);
    expect(await shown()).toEqual([{ text: 'Hello', by: 'Otto Hill' }]);
    const server = await serve({ '/feed': send('<rss><channel><title>Otto</title></channel></rss>') });
    await bring(world, `${server.url}/feed`, { name: 'Otto Hill' });
    await fileWaitingBlogs(world.db, world.findCohort, world.now());
    expect(await shown()).toEqual([{ text: 'Hello', by: 'otto-hill' }]);
  });

  test('become a blog when somebody brings their feed as one', async () => {
    const { world, feed, brought } = await scene(commentsFeed([{ words: 'Hello' }]));
    await pollDue(world);
    const comments = await feed();
    const { person } = await seat(world.db, 'Otto');
    const membership = await ensureMembership(world.db, person, 'rhizo', 'participant', NOON);
    const url = comments?.url ?? '';
    const taken = await ensureFeed(world.db, { url, title: null, siteUrl: null }, world.now());
    expect(taken).toMatchObject({ id: comments?.id, kind: 'posts', commentsOf: null });
    await addBlog(world.db, membership, taken, 'everything', NOON);
    await pollDue(world);
    expect(await postsOf(world, taken)).toHaveLength(1);
    expect(await feedNow(world, brought.feed)).toMatchObject({ kind: 'posts' });
  });

  test('that were withdrawn while their server answered do no harm', async () => {
    const open = await scene((_, response) => response.end());
    const { world, brought, routes, shown } = open;
    routes[COMMENTS] = async (request, response) => {
      await removeBlog(world.db, brought.membership, brought.blog.id);
      commentsFeed([{ words: 'Too late' }])(request, response);
    };
    expect(await pollDue(world)).toMatchObject([{ problem: null }]);
    expect(await open.feed()).toBeUndefined();
    expect(await shown()).toEqual([{ text: 'Too late', by: 'A stranger' }]);
  });
});
