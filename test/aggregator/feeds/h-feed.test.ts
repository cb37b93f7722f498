import { describe, expect, test } from 'vitest';
import { readHFeed } from '../../../aggregator/feeds/h-feed.ts';
import { bring, feedNow, makeWorld, pollAgain, post, postsOf, rss, serve } from '../world.ts';
import { send } from './blog-server.ts';

function notebook(...names: string[]): string {
  const entries = names.map(
    (name) =>
      `<article class="h-entry"><a class="u-url p-name" href="https://mira.example/${name}">${name}</a><time class="dt-published">2027-01-12</time><div class="e-content"><p>About ${name}.</p></div></article>`,
  );
  return `<!doctype html><title>Mira</title><main class="h-feed"><h1 class="p-name">Notes of Mira</h1>${entries.join('')}</main>`;
}

describe('a page with an h-feed', () => {
  test('is followed like any feed', async () => {
    const world = makeWorld();
    const routes = { '/': send(notebook('bread')) };
    const server = await serve(routes);
    const { feed } = await bring(world, `${server.url}/`);
    await pollAgain(world);
    routes['/'] = send(notebook('butter', 'bread'));
    const [refreshed] = await pollAgain(world);
    expect(refreshed).toMatchObject({ added: 1, changed: 0, problem: null });
    expect(await postsOf(world, feed)).toMatchObject([
      { title: 'bread', url: 'https://mira.example/bread', text: 'About bread.' },
      { title: 'butter' },
    ]);
    expect(await feedNow(world, feed)).toMatchObject({ title: 'Notes of Mira', state: 'well' });
  });

  test('can hold answers, which say what they answer', async () => {
    const world = makeWorld();
    const reply = '<a class="u-in-reply-to" href="https://jo.example/walk">to Jo</a>';
    const page = notebook('bread', 'butter').replace(
      '<div class="e-content">',
      `${reply}<div class="e-content">`,
    );
    const server = await serve({ '/': send(page) });
    const { feed } = await bring(world, `${server.url}/`);
    await pollAgain(world);
    const answers = (await postsOf(world, feed)).map(({ title, repliesTo }) => [title, repliesTo]);
    expect(Object.fromEntries(answers)).toEqual({ bread: ['https://jo.example/walk'], butter: [] });
  });

  test('doesn’t stand in for a feed that has ceased to answer with one', async () => {
    const world = makeWorld();
    const routes = { '/feed': send(rss([post('bread', { html: '<p>All of it.</p>' })])) };
    const server = await serve(routes);
    const { feed } = await bring(world, `${server.url}/feed`);
    await pollAgain(world);
    routes['/feed'] = send(notebook('bread', 'butter'));
    const [refreshed] = await pollAgain(world);
    expect(refreshed?.problem).toMatch(/^This is a web page, not a feed\./);
    expect(await postsOf(world, feed)).toMatchObject([{ title: 'bread', text: 'All of it.' }]);
  });

  test('and bold and italics that cross by the thousand is refused in words', async () => {
    const world = makeWorld();
    const server = await serve({ '/': send(notebook('one', 'two') + '<b><i><u><em>x</b>'.repeat(4_500)) });
    await bring(world, `${server.url}/`);
    const [refreshed] = await pollAgain(world);
    expect(refreshed?.problem).toMatch(/^This is nested too deeply to read\./);
  });

  test.each([
    ['a hundred thousand levels', '<div>'.repeat(100_000)],
    ['a million paragraphs', '<p>'.repeat(1_000_000)],
    ['titles that never end', '<title '.repeat(500_000)],
    ['pages in pages', '<html '.repeat(500_000)],
  ])('and %s is read or left before a test must end', (_, markup) => {
    const bytes = new TextEncoder().encode(`${notebook('one', 'two')}${markup}`);
    expect(() => readHFeed(bytes, { url: 'https://mira.example/' })).not.toThrow();
  });
});
