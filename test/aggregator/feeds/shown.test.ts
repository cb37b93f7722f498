import { expect, test } from 'vitest';
import { parseFeed } from '../../../aggregator/feeds/parse.ts';
import { shownHtml } from '../../../aggregator/feeds/shown.ts';
import { bring, makeWorld, pollDue, postsOf, serve } from '../world.ts';
import { send } from './blog-server.ts';

const feed = (item: string) =>
  `<rss version="2.0"><channel><title>x</title><item><title>Sunset</title><link>https://mira.example/sunset</link>${item}</item></channel></rss>`;

const enclosure = (url: string, type: string) => `<enclosure url="${url}" type="${type}" length="1"/>`;

test.each<[string, string, string]>([
  [
    'a picture',
    enclosure('https://mira.example/a.jpg?x=1&amp;y=2', 'image/jpeg'),
    '<p><img src="https://mira.example/a.jpg?x=1&amp;y=2" alt=""></p>',
  ],
  [
    'something to hear, by its name',
    enclosure('https://mira.example/talk%20one.mp3', 'audio/mpeg'),
    '<p><a href="https://mira.example/talk%20one.mp3">talk one.mp3</a></p>',
  ],
  [
    'a picture of which only its name says that it is one',
    enclosure('https://mira.example/a.PNG', ''),
    '<p><img src="https://mira.example/a.PNG" alt=""></p>',
  ],
  [
    'a name that can’t be decoded',
    enclosure('https://mira.example/%ff.mp3', 'audio/mpeg'),
    '<p><a href="https://mira.example/%ff.mp3">%ff.mp3</a></p>',
  ],
  [
    'something without a name',
    enclosure('https://mira.example/', 'audio/mpeg'),
    '<p><a href="https://mira.example/">https://mira.example/</a></p>',
  ],
  ['nothing', '', ''],
  [
    'words, which are enough',
    `<description>Red.</description>${enclosure('https://mira.example/a.jpg', 'image/jpeg')}`,
    'Red.',
  ],
])('a post of a title is shown by what is enclosed: %s', (_, item, html) => {
  const [only] = parseFeed(Buffer.from(feed(item))).items;
  expect(only && shownHtml(only)).toBe(html);
});

test.each<[string, string, string]>([
  [
    'in English',
    '<p>The post <a href="https://mira.example/sunset/">Sunset</a> appeared first on <a href="https://mira.example">Mira</a>.</p>',
    '',
  ],
  [
    'in German, with more attributes',
    '<p>Der Beitrag <a rel="nofollow" href="https://mira.example/sunset">Sunset &amp; more</a> erschien zuerst auf <a rel="nofollow" href="https://mira.example/">Mira</a>.</p>\n',
    '',
  ],
  [
    'with a link to another part of the site, which is the author’s',
    '<p>See <a href="https://mira.example/sunset">above</a>, or <a href="https://mira.example/archive">all my essays</a>.</p>',
    '<p>See <a href="https://mira.example/sunset">above</a>, or <a href="https://mira.example/archive">all my essays</a>.</p>',
  ],
  [
    'with other links, which are the author’s',
    '<p>See <a href="https://otto.example/a">a</a> and <a href="https://mira.example/">me</a>.</p>',
    '<p>See <a href="https://otto.example/a">a</a> and <a href="https://mira.example/">me</a>.</p>',
  ],
])('where a post appeared first is not said under it: %s', (_, notice, left) => {
  const [only] = parseFeed(
    Buffer.from(feed(`<description><![CDATA[<p>Red.</p>${notice}]]></description>`)),
  ).items;
  expect(only && shownHtml(only)).toBe(`<p>Red.</p>${left}`);
});

test.each<[string, string, string]>([
  [
    'with what is to be seen on it',
    '',
    '<p>Frost.</p><p><img src="https://mira.example/a.jpg" alt="A &quot;leaf&quot;"></p>',
  ],
  [
    'not where its author says that it isn’t for everybody',
    '<media:rating>adult</media:rating>',
    '<p>Frost.</p>',
  ],
])('a note has its picture under its words, %s', (_, more, html) => {
  const media = `<media:content url="https://mira.example/a.jpg" type="image/jpeg"><media:description>A "leaf"</media:description>${more}</media:content>`;
  const note = feed(
    `<description>&lt;p&gt;Frost.&lt;/p&gt;</description>${enclosure('https://mira.example/a.jpg', 'image/jpeg')}${media}`,
  ).replace('<title>Sunset</title>', '');
  const [only] = parseFeed(Buffer.from(note)).items;
  expect(only && shownHtml(only)).toBe(html);
});

test('much white space is looked through once', () => {
  for (const words of [`<p>${' '.repeat(1_000_000)}</p>`, `${' '.repeat(1_000_000)}</p>`]) {
    const [only] = parseFeed(Buffer.from(feed(`<description><![CDATA[${words}]]></description>`))).items;
    expect(only && shownHtml(only)).toHaveLength(words.length);
  }
});

test('a film for a player of old is no file', () => {
  const flash = enclosure('https://mira.example/v/x?version=3', 'application/x-shockwave-flash');
  const [only] = parseFeed(Buffer.from(feed(flash))).items;
  expect(only && shownHtml(only)).toBe('');
});

test('a photographer’s post comes to the table as a picture', async () => {
  const world = makeWorld();
  const picture = enclosure('https://mira.example/a.jpg', 'image/jpeg');
  const server = await serve({ '/feed': send(feed(picture)) });
  const { feed: brought } = await bring(world, `${server.url}/feed`);
  await pollDue(world);
  const [post] = await postsOf(world, brought);
  expect(post?.html).toContain('src="https://mira.example/a.jpg"');
});
