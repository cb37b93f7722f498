import { describe, expect, test } from 'vitest';
import { claimJoinings, findJoining, type Joining, startJoining, tryAnotherAddress } from '#core/joinings.ts';
import { lookAtAddresses } from '../../aggregator/look.ts';
import { startBlogosphere } from '../../demo/blogosphere.ts';
import { later, MINUTE, NOON } from '../support/participants.ts';
import { answer, send } from './feeds/blog-server.ts';
import { makeWorld, post, rss, serve, type World } from './world.ts';

function join({ db }: World, pasted: string | null, name = 'Mira'): Promise<Joining> {
  const email = `${name.toLowerCase()}@example.org`;
  return startJoining(db, { cohort: 'rhizo', name, email, pasted, person: null }, NOON);
}

async function joiningNow({ db }: World, { cohort, id }: Joining): Promise<Joining> {
  return (await findJoining(db, cohort, id)) ?? expect.fail('The joining is gone.');
}

describe('looking at what somebody typed', () => {
  test('writes down the feed behind it, with enough of its posts to recognise it by', async () => {
    const world = makeWorld();
    const blogs = await startBlogosphere({
      now: world.now,
      courseUrl: 'https://potluck.example/rhizo',
      blogs: ['amina'],
    });
    const [amina] = blogs.blogs;
    const joining = await join(world, amina?.pasted ?? '');
    expect(await lookAtAddresses(world, 10)).toBe(1);
    await blogs.close();

    const { state, findings, problem, leaseUntil } = await joiningNow(world, joining);
    expect({ state, problem, leaseUntil }).toEqual({ state: 'found', problem: null, leaseUntil: null });
    expect(findings?.siteUrl).toBe(amina?.origin);
    expect(findings?.candidates[0]).toMatchObject({ title: amina?.title, kind: 'posts' });
    expect(new URL(findings?.candidates[0]?.feedUrl ?? '').origin).toBe(amina?.origin);
    const posts = findings?.candidates[0]?.posts ?? [];
    expect(posts.length).toBeGreaterThan(0);
    expect(posts.length).toBeLessThanOrEqual(10);
    for (const { text, url, published } of posts) {
      expect(text).not.toMatch(/<\w|<\//);
      expect(URL.canParse(url ?? '')).toBe(true);
      expect(published).toMatch(/^\d{4}-\d\d-\d\dT/);
    }
  });

  test('writes down the newest ten posts as plain words, with what decides where they belong', async () => {
    const world = makeWorld();
    const items = Array.from({ length: 15 }, (_, at) =>
      post(`p${at}`, {
        date: later(-at * MINUTE),
        html: '<p>Hi <b>there</b><script>x</script></p>',
        tags: ['Rhizo27'],
      }),
    );
    const server = await serve({ '/feed': send(rss(items)) });
    const joining = await join(world, `${server.url}/feed`);
    await lookAtAddresses(world, 10);
    const posts = (await joiningNow(world, joining)).findings?.candidates[0]?.posts;
    expect(posts).toHaveLength(10);
    expect(posts?.[0]).toEqual({
      title: 'p0',
      url: 'https://mira.example/p0',
      text: 'Hi there',
      categories: ['Rhizo27'],
      published: NOON.toISOString(),
    });
  });

  test.each([
    ['my blog', 'is not a web address'],
    ['jo@example.org', 'is an e-mail address'],
    ['http://192.168.1.1/', 'is on a private network that this course can’t reach'],
    ['http://no-such-blog.invalid/', 'There is no site called no-such-blog.invalid. Check its spelling.'],
  ])('says in a sentence why “%s” leads nowhere', async (pasted, words) => {
    const world = makeWorld();
    const joining = await join(world, pasted);
    await lookAtAddresses(world, 10);
    expect(await joiningNow(world, joining)).toMatchObject({
      state: 'failed',
      problem: expect.stringContaining(words),
      findings: null,
      leaseUntil: null,
    });
  });

  test.each([
    [404, 'no such page'],
    [410, 'gone for good'],
    [403, 'needs a login'],
    [500, 'has a fault of its own (500)'],
  ])('says in a sentence what a %d means', async (status, words) => {
    const world = makeWorld();
    const server = await serve({}, answer(status));
    const joining = await join(world, server.url);
    await lookAtAddresses(world, 10);
    expect((await joiningNow(world, joining)).problem).toContain(words);
  });

  test('of one who has to wait holds nobody else up for longer than it takes', async () => {
    const world = makeWorld({ fetching: { deadlineMs: 200 } });
    const silent = await serve({}, () => {});
    const well = await serve({ '/feed': send(rss([post('one')])) });
    const joinings = await Promise.all([
      join(world, silent.url, 'Sol'),
      join(world, `${well.url}/feed`, 'Ada'),
      join(world, `${well.url}/feed`, 'Bea'),
    ]);
    expect(await lookAtAddresses(world, 10)).toBe(3);
    const states = await Promise.all(joinings.map((joining) => joiningNow(world, joining)));
    expect(states.map(({ state }) => state)).toEqual(['failed', 'found', 'found']);
    expect(states[0]?.problem).toContain('didn’t answer in time');
  });

  test('leaves those alone who typed nothing, and looks at nothing twice', async () => {
    const world = makeWorld();
    const server = await serve({ '/feed': send(rss([post('one')])) });
    await join(world, null, 'Nora');
    await join(world, `${server.url}/feed`);
    const both = await Promise.all([lookAtAddresses(world, 10), lookAtAddresses(world, 10)]);
    expect(both.sort()).toEqual([0, 1]);
    expect(await lookAtAddresses(world, 10)).toBe(0);
    expect(server.requests).toHaveLength(1);
  });

  test('is done again when whoever had begun it died', async () => {
    const world = makeWorld();
    const server = await serve({ '/feed': send(rss([post('one')])) });
    const joining = await join(world, `${server.url}/feed`);
    await claimJoinings(world.db, 4, world.now(), 2 * MINUTE);
    world.pass(2 * MINUTE - 1);
    expect(await lookAtAddresses(world, 10)).toBe(0);
    world.pass(1);
    expect(await lookAtAddresses(world, 10)).toBe(1);
    expect(await joiningNow(world, joining)).toMatchObject({ state: 'found' });
  });

  test('writes nothing over another address that was typed meanwhile', async () => {
    const world = makeWorld();
    const server = await serve({
      '/feed': async (_, response) => {
        await tryAnotherAddress(world.db, joining.id, `${server.url}/second`);
        response.end(rss([post('one')], 'First'));
      },
      '/second': send(rss([post('two')], 'Second')),
    });
    const joining = await join(world, `${server.url}/feed`);
    await lookAtAddresses(world, 10);
    expect(await joiningNow(world, joining)).toMatchObject({ state: 'waiting', findings: null });
    await lookAtAddresses(world, 10);
    expect((await joiningNow(world, joining)).findings?.candidates).toMatchObject([{ title: 'Second' }]);
  });
});
