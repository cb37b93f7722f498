import { describe, expect, test } from 'vitest';
import { bodyHash } from '../../../aggregator/feeds/volatile.ts';
import { bring, makeWorld, pollAgain, post, postsOf, rss, serve } from '../world.ts';
import { send } from './blog-server.ts';

function hashOf(text: string): string {
  return bodyHash(new TextEncoder().encode(text));
}

function channel({ date = 'Mon', comments = '3', head = '', item = '', tail = '' } = {}): string {
  return `<?xml version="1.0"?>${head}<rss><channel><title>x</title><lastBuildDate>${date}</lastBuildDate>
<item><title>a</title><pubDate>1</pubDate>${item}<slash:comments>${comments}</slash:comments></item></channel></rss>${tail}`;
}

function atom({ updated = '1', entry = '2', replies = '1' } = {}): string {
  return `<feed><title>x</title><updated>${updated}</updated><entry><updated>${entry}</updated><thr:total>${replies}</thr:total></entry></feed>`;
}

describe('the hash of a feed', () => {
  test.each<[string, string, string]>([
    ['when it was built', channel(), channel({ date: 'Tue' })],
    ['how many comments a post has', channel(), channel({ comments: '12' })],
    ['a comment before it', channel(), channel({ head: '<!-- generated at 12:00 -->' })],
    [
      'a comment behind it',
      channel({ tail: '<!-- in 0.2 s -->' }),
      channel({ tail: '<!-- in 0.3 seconds -->' }),
    ],
    ['when an Atom feed was updated', atom(), atom({ updated: '9' })],
    ['how many replies there are', atom(), atom({ replies: '2' })],
  ])('leaves out %s', (_, before, after) => {
    expect(after).not.toBe(before);
    expect(hashOf(after)).toBe(hashOf(before));
  });

  test.each<[string, string, string]>([
    ['a title', channel(), channel().replace('<title>a', '<title>b')],
    ['the title of the feed', channel(), channel().replace('<title>x', '<title>y')],
    ['when a post was published', channel(), channel().replace('<pubDate>1', '<pubDate>2')],
    ['when an entry was updated', atom(), atom({ entry: '3' })],
    [
      'a comment inside a post',
      channel({ item: '<![CDATA[<!-- one -->]]>' }),
      channel({ item: '<![CDATA[<!-- two -->]]>' }),
    ],
    [
      'a post between two beginnings and ends of comments',
      channel({ head: '<!--', tail: '-->' }),
      channel({ head: '<!--', item: '<item/>', tail: '-->' }),
    ],
    ['a feed without posts', '<rss><title>a</title></rss>', '<rss><title>b</title></rss>'],
    ['a JSON Feed', '{"items":[1]}', '{"items":[2]}'],
  ])('notices a change of %s', (_, before, after) => {
    expect(hashOf(after)).not.toBe(hashOf(before));
  });

  test.each([
    ['comments that never end', '<!--'],
    ['comments that end', '<!---->'],
    ['dates that never end', '<updated>'],
    ['items that never end', '<item>'],
    ['counters that never end', '<item><slash:comments>1'],
    ['counters in much white space', `<item><slash:comments>${' '.repeat(1_000_000)}`],
    [
      'counters with a number in much white space',
      `<item><thr:total>${' '.repeat(500_000)}1${' '.repeat(500_000)}`,
    ],
  ])('of five megabytes of %s is made before a test must end', (_, unit) => {
    const bytes = new TextEncoder().encode(unit.repeat((5 * 1024 * 1024) / unit.length));
    expect(bodyHash(bytes)).toHaveLength(43);
  });
});

describe('a feed that differs by its date alone', () => {
  test('is not read again, and its new validators are kept', async () => {
    const world = makeWorld();
    let reads = 0;
    const { room } = world;
    const read: typeof room.read = (...feed) => {
      reads++;
      return room.read(...feed);
    };
    const counted = { ...world, room: { ...room, read } };
    const built = (at: string) =>
      rss([post('bread')]).replace('<item>', `<lastBuildDate>${at}</lastBuildDate><item>`);
    const routes = { '/feed': send(built('one')) };
    const server = await serve(routes);
    const { feed } = await bring(world, `${server.url}/feed`);
    for (const at of ['one', 'two', 'three']) {
      routes['/feed'] = send(built(at), { etag: `"${at}"` });
      await pollAgain(counted);
      world.pass(24 * 60 * 60 * 1000);
    }
    expect(reads).toBe(1);
    expect(await postsOf(world, feed)).toHaveLength(1);
    expect(server.requests.map(({ headers }) => headers['if-none-match'])).toEqual([
      undefined,
      '"one"',
      '"two"',
    ]);
  });
});
