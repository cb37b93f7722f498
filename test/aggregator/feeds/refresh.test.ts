import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { findIssue } from '#core/issues.ts';
import { listPosts, listPostsOfIssue } from '#core/posts-in-cohort.ts';
import { publish } from '../../../aggregator/publish.ts';
import { testCohort } from '../../support/cohort.ts';
import { DAY, HOUR, later, MINUTE, NOON } from '../../support/participants.ts';
import {
  allMails,
  bring,
  feedNow,
  type Item,
  makeWorld,
  pollAgain,
  pollDue,
  post,
  postsOf,
  rss,
  serve,
  type World,
} from '../world.ts';
import { answer, type Route, redirect, send } from './blog-server.ts';

/** A feed whose answer may change from poll to poll. */
async function follow(first: Route | Item[]) {
  const world = makeWorld();
  const asRoute = (route: Route | Item[]) => (Array.isArray(route) ? send(rss(route)) : route);
  const routes = { '/feed': asRoute(first) };
  const server = await serve(routes);
  const { feed } = await bring(world, `${server.url}/feed`);
  return {
    world,
    server,
    feed,
    answer: (next: Route | Item[]) => {
      routes['/feed'] = asRoute(next);
    },
  };
}

async function onlyPost(world: World, feed: Parameters<typeof postsOf>[1]) {
  const [only, ...others] = await postsOf(world, feed);
  if (!only || others.length > 0) throw new Error('There should be one post.');
  return only;
}

describe('the first poll', () => {
  test('stores cleaned posts and files them', async () => {
    const { world, server, feed } = await follow([
      post('bread', {
        title: 'On bread &amp; butter',
        html: '<p onclick="alert(1)">It <b>rises</b>.<script>alert(2)</script> <a href="/why">Why?</a></p>',
        date: later(-2 * HOUR),
        tags: ['baking', 'rhizo27'],
      }),
    ]);
    const [refreshed] = await pollDue(world);

    expect(refreshed).toMatchObject({ added: 1, changed: 0, problem: null });
    expect(await postsOf(world, feed)).toMatchObject([
      {
        identity: 'id:mira.example/bread',
        url: 'https://mira.example/bread',
        addressKey: 'mira.example/bread',
        title: 'On bread & butter',
        text: 'It rises. Why?',
        links: ['https://mira.example/why'],
        categories: ['baking', 'rhizo27'],
        publishedAt: later(-2 * HOUR),
        datedAt: later(-2 * HOUR),
        firstSeenAt: NOON,
        changedAt: null,
      },
    ]);
    const { html } = await onlyPost(world, feed);
    expect(html).not.toMatch(/script|onclick|alert/);
    expect(html).toContain('<b>rises</b>');
    expect(await listPosts(world.db, 'rhizo', 10)).toMatchObject([
      { title: 'On bread & butter', author: { name: 'Mira', blogTitle: 'Notes of Mira' }, issueId: null },
    ]);
    expect(await feedNow(world, feed)).toMatchObject({
      state: 'well',
      title: 'Notes of Mira',
      siteUrl: 'https://mira.example/',
      problem: null,
      failures: 0,
      checkedAt: NOON,
      okAt: NOON,
      nextCheckAt: later(HOUR),
      leaseUntil: null,
    });
    expect(server.requests).toHaveLength(1);
  });

  test('keeps the order of a feed without dates, which begins with its newest', async () => {
    const undated = { date: undefined };
    const { world } = await follow([post('three', undated), post('two', undated), post('one', undated)]);
    await pollDue(world);
    const stream = await listPosts(world.db, 'rhizo', 10);
    expect(stream.map(({ title }) => title)).toEqual(['three', 'two', 'one']);
  });

  test('takes an untitled note without an address of its own', async () => {
    const { world, feed } = await follow([{ guid: 'note-1', html: '<p>Just this.</p>', date: NOON }]);
    await pollDue(world);
    expect(await onlyPost(world, feed)).toMatchObject({
      identity: 'id:note-1',
      title: null,
      text: 'Just this.',
      url: 'https://mira.example/',
      addressKey: '',
    });
  });
});

describe('asking again', () => {
  /** The validators of each request. */
  const sent = ({ requests }: { requests: { headers: IncomingMessage['headers'] }[] }) =>
    requests.map(({ headers }) => [headers['if-none-match'] ?? null, headers['if-modified-since'] ?? null]);

  test('sends the validators back to the byte', async () => {
    const etag = 'W/"a, b <c>"';
    const { world, server } = await follow(
      send(rss([post('one')]), { etag, 'last-modified': 'yesterday, roughly' }),
    );
    await pollDue(world);
    await pollAgain(world);
    expect(sent(server)).toEqual([
      [null, null],
      [etag, 'yesterday, roughly'],
    ]);
  });

  test('a 304 is all that is well, and takes only the validators it brings', async () => {
    const both = { etag: '"1"', 'last-modified': 'Mon, 11 Jan 2027 00:00:00 GMT' };
    const followed = await follow(send(rss([post('one')]), both));
    const { world, server, feed } = followed;
    await pollDue(world);
    followed.answer(answer(304));
    expect(await pollAgain(world)).toMatchObject([{ added: 0, changed: 0, problem: null }]);
    expect(await feedNow(world, feed)).toMatchObject({ state: 'well', okAt: later(HOUR), etag: '"1"' });
    followed.answer(answer(304, { etag: '"2"' }));
    await pollAgain(world);
    await pollAgain(world);
    expect(sent(server)).toEqual([
      [null, null],
      ['"1"', both['last-modified']],
      ['"1"', both['last-modified']],
      ['"2"', both['last-modified']],
    ]);
  });

  test('a new answer replaces both validators, even when its body is the same', async () => {
    const body = rss([post('one')]);
    const followed = await follow(send(body, { etag: '"1"', 'last-modified': 'then' }));
    const { world, server } = followed;
    await pollDue(world);
    followed.answer(send(body, { etag: '"2"', 'last-modified': 'then' }));
    expect(await pollAgain(world)).toMatchObject([{ added: 0, changed: 0, problem: null }]);
    await pollAgain(world);
    followed.answer(send(body));
    await pollAgain(world);
    await pollAgain(world);
    expect(sent(server)).toEqual([
      [null, null],
      ['"1"', 'then'],
      ['"2"', 'then'],
      ['"2"', 'then'],
      [null, null],
    ]);
  });

  test('trouble in between keeps the validators', async () => {
    const followed = await follow(send(rss([post('one')]), { etag: '"1"' }));
    const { world, server } = followed;
    await pollDue(world);
    followed.answer(answer(500, { etag: '"error page"' }));
    await pollAgain(world);
    await pollAgain(world);
    expect(sent(server).map(([etag]) => etag)).toEqual([null, '"1"', '"1"']);
  });

  test('a feed that is unchanged is still polled the way it wishes', async () => {
    const wishes = '<ttl>300</ttl><skipHours><hour>17</hour><hour>18</hour></skipHours>';
    const body = rss([post('one')]).replace('<item>', `${wishes}<item>`);
    const followed = await follow(send(body, { etag: '"1"' }));
    const { world, feed } = followed;
    await pollDue(world);
    expect(await feedNow(world, feed)).toMatchObject({ nextCheckAt: later(5 * HOUR) });
    followed.answer(answer(304));
    await pollAgain(world);
    expect(await feedNow(world, feed)).toMatchObject({ nextCheckAt: later(10 * HOUR) });
    followed.answer(send(body, { etag: '"2"' }));
    world.set(later(3 * DAY + HOUR));
    await pollDue(world);
    // At 17:00 GMT it asks to be left alone for two hours.
    expect(await feedNow(world, feed)).toMatchObject({ nextCheckAt: later(3 * DAY + 8 * HOUR) });
  });

  test('no cookie comes back, no referrer is told, and the address stays as it is', async () => {
    const followed = await follow(send(rss([post('one')]), { 'set-cookie': 'a=b', etag: '"1"' }));
    const { world, server } = followed;
    await pollDue(world);
    for (let times = 0; times < 3; times += 1) await pollAgain(world);
    expect(server.requests.map(({ path }) => path)).toEqual(['/feed', '/feed', '/feed', '/feed']);
    for (const { headers } of server.requests) {
      expect(headers).not.toHaveProperty('cookie');
      expect(headers).not.toHaveProperty('referer');
      expect(headers['user-agent']).toBe('Potluck (1 subscribers)');
    }
  });

  test('a feed that is elsewhere for now is read there, and asked for at its own address', async () => {
    const world = makeWorld();
    const server = await serve({ '/feed': redirect(302, '/now'), '/now': send(rss([post('one')])) });
    const { feed } = await bring(world, `${server.url}/feed`);
    await pollDue(world);
    await pollAgain(world);
    expect(await feedNow(world, feed)).toMatchObject({ state: 'well', url: `${server.url}/feed` });
    expect(await postsOf(world, feed)).toHaveLength(1);
  });
});

describe('an edit', () => {
  test('updates the post in place, and leaves its dates as they were', async () => {
    const followed = await follow([post('one', { date: later(-HOUR) })]);
    const { world, feed } = followed;
    await pollDue(world);
    const before = await onlyPost(world, feed);
    followed.answer([
      post('one', { title: 'One, mended', html: '<p>Better.</p>', date: later(30 * MINUTE), tags: ['new'] }),
    ]);
    expect(await pollAgain(world)).toMatchObject([{ added: 0, changed: 1 }]);
    expect(await onlyPost(world, feed)).toMatchObject({
      id: before.id,
      title: 'One, mended',
      text: 'Better.',
      categories: ['new'],
      publishedAt: later(-HOUR),
      datedAt: later(-HOUR),
      firstSeenAt: NOON,
      changedAt: later(HOUR),
    });
  });

  test('of the address alone moves the post', async () => {
    const followed = await follow([post('one')]);
    const { world, feed } = followed;
    await pollDue(world);
    followed.answer([post('one', { link: 'https://mira.example/uno' })]);
    await pollAgain(world);
    expect(await onlyPost(world, feed)).toMatchObject({ addressKey: 'mira.example/uno' });
  });

  test('never goes out again, however often it flaps', async () => {
    const followed = await follow([post('one')]);
    const { world } = followed;
    const cohort = testCohort();
    await pollDue(world);
    expect(await publish(world.db, cohort, '2027-01-12', world.now())).toMatchObject({
      kind: 'made',
      posts: 1,
    });
    for (let times = 0; times < 10; times += 1) {
      followed.answer([post('one', { html: `<p>With advertisement ${times % 2}.</p>` })]);
      expect(await pollAgain(world)).toMatchObject([{ added: 0, changed: 1 }]);
    }
    world.set(later(DAY));
    expect(await publish(world.db, cohort, '2027-01-13', world.now())).toMatchObject({ kind: 'empty' });
    expect(await allMails(world)).toHaveLength(1);
  });

  test('is shown in the issue that carried the post', async () => {
    const followed = await follow([post('one')]);
    const { world } = followed;
    await pollDue(world);
    await publish(world.db, testCohort(), '2027-01-12', world.now());
    followed.answer([post('one', { title: 'One, mended' })]);
    await pollAgain(world);
    const issue = await findIssue(world.db, 'rhizo', '2027-01-12');
    expect(await listPostsOfIssue(world.db, issue?.id ?? 0)).toMatchObject([{ title: 'One, mended' }]);
  });
});

describe('dates', () => {
  test('a post from the future takes its place when it is seen, and appears once', async () => {
    const followed = await follow([post('party', { date: later(30 * DAY) }), post('today')]);
    const { world, feed } = followed;
    await pollDue(world);
    expect(await postsOf(world, feed)).toMatchObject([
      { title: 'today', publishedAt: NOON, datedAt: NOON },
      { title: 'party', publishedAt: later(30 * DAY), datedAt: NOON },
    ]);
    const cohort = testCohort();
    await publish(world.db, cohort, '2027-01-12', world.now());
    world.set(later(DAY));
    followed.answer([post('party', { date: later(30 * DAY) }), post('tomorrow', { date: later(DAY) })]);
    await pollAgain(world);
    expect((await listPosts(world.db, 'rhizo', 10)).map(({ title }) => title)).toEqual([
      'tomorrow',
      'party',
      'today',
    ]);
    expect(await publish(world.db, cohort, '2027-01-13', world.now())).toMatchObject({ posts: 1 });
    world.set(later(31 * DAY));
    await pollAgain(world);
    expect(await publish(world.db, cohort, '2027-02-12', world.now())).toMatchObject({ kind: 'empty' });
  });

  test('a clock that is a little fast is believed', async () => {
    const { world, feed } = await follow([post('one', { date: later(59 * MINUTE) })]);
    await pollDue(world);
    expect(await onlyPost(world, feed)).toMatchObject({ datedAt: later(59 * MINUTE) });
  });

  test.each([undefined, 'sometime last week'])(
    'a post dated “%s” is dated when it was first seen, and stays so',
    async (date) => {
      const followed = await follow([post('one', { date })]);
      const { world, feed } = followed;
      await pollDue(world);
      followed.answer([post('two', { date }), post('one', { date, html: '<p>Mended.</p>' })]);
      await pollAgain(world);
      expect(await postsOf(world, feed)).toMatchObject([
        { title: 'one', publishedAt: null, datedAt: NOON, firstSeenAt: NOON, text: 'Mended.' },
        { title: 'two', publishedAt: null, datedAt: later(HOUR), firstSeenAt: later(HOUR) },
      ]);
    },
  );
});
