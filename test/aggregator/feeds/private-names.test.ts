import { beforeEach, describe, expect, test } from 'vitest';
import type { Fetcher } from '../../../aggregator/feeds/fetch.ts';
import type { BlogServer } from './blog-server.ts';
import { FEED, openFetcher, refusalOf } from './fetching.ts';
import { type Hidden, listenHidden, PUBLIC, REFUSED, startPublic } from './hidden.ts';
import { startNameServer, type Zone } from './name-server.ts';

describe('names', () => {
  let hidden: Hidden;
  let zone: Zone;
  let server: BlogServer;
  let fetcher: Fetcher;

  beforeEach(async () => {
    hidden = await listenHidden();
    zone = new Map();
    const resolver = await startNameServer(zone);
    server = await startPublic(
      (_, response) => response.writeHead(200, { connection: 'close' }).end(FEED),
      hidden.port,
    );
    fetcher = openFetcher({
      allow: [`${PUBLIC}/32`],
      resolve: async (name) => {
        const found = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
        const addresses = found.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
        if (addresses.length === 0 && found[0].status === 'rejected') throw found[0].reason;
        return addresses;
      },
    });
  });

  const ask = (name: string) => refusalOf(fetcher, `http://${name}:${hidden.port}/`);

  test.each([
    ...['127.0.0.1', '10.0.0.1', '192.168.0.1', '172.16.0.1', '169.254.169.254', '100.64.0.1', '0.0.0.0'],
    ...[
      '192.0.2.1',
      '198.18.0.1',
      '224.0.0.1',
      '255.255.255.255',
      '::1',
      '::',
      '::ffff:127.0.0.1',
      '::127.0.0.1',
    ],
    ...['64:ff9b::7f00:1', '64:ff9b:1::7f00:1', '2002:7f00:1::1', '2001:0:7f00:1::1', 'fe80::1', 'fec0::1'],
    ...['fd00::1', 'ff02::1', '2001:db8::1', '100::1', '4000::1'],
  ])('of %s are not connected to', async (address) => {
    zone.set('blog.example', [[address]]);
    expect(await ask('blog.example')).toBe('address');
    expect(await ask('BLOG.example.')).toBe('address');
    expect(hidden.connections).toBe(0);
  });

  test('that are rebound are connected to while they are public, and not from then on', async () => {
    for (const [at, private_] of ['127.0.0.1', '::1', '::ffff:127.0.0.1', '10.0.0.1'].entries()) {
      const name = `rebound${at}.example`;
      zone.set(name, [[PUBLIC], [private_]]);
      expect(await ask(name)).toBe('fetched');
      expect(await ask(name)).toBe('address');
      expect(await ask(name)).toBe('address');
    }
    expect(server.requests).toHaveLength(4);
    expect(hidden.connections).toBe(0);
  });

  test('that alternate with every question never lead inside', async () => {
    zone.set(
      'dice.example',
      Array.from({ length: 40 }, (_, at) => [at % 2 === 0 ? PUBLIC : '127.0.0.1']),
    );
    const answers = [];
    for (let times = 0; times < 40; times += 1) answers.push(await ask('dice.example'));
    expect(new Set(answers)).toEqual(new Set(['fetched', 'address']));
    expect(hidden.connections).toBe(0);
  });

  test('with public and private addresses at once lead to the public ones only', async () => {
    zone.set('mixed.example', [['127.0.0.1', PUBLIC, '10.0.0.1', '::1', 'fd00::1']]);
    for (let times = 0; times < 10; times += 1) expect(await ask('mixed.example')).toBe('fetched');
    expect(server.requests).toHaveLength(10);
    expect(hidden.connections).toBe(0);
  });

  test('that stand for others are taken for where these lead', async () => {
    zone.set('inside.example', [['cname:a.example', 'cname:b.example', '127.0.0.1']]);
    zone.set('outside.example', [['cname:a.example', 'cname:b.example', PUBLIC]]);
    zone.set('nowhere.example', [['cname:localhost']]);
    expect(await ask('inside.example')).toBe('address');
    expect(await ask('outside.example')).toBe('fetched');
    expect(await ask('nowhere.example')).toMatch(REFUSED);
    expect(hidden.connections).toBe(0);
  });

  test('nobody has are said to be nobody’s', async () => {
    expect(await ask('nobody.example')).toBe('dns');
  });

  test('a redirect to a name that has been rebound since leads nowhere', async () => {
    zone.set('first.example', [[PUBLIC]]);
    zone.set('second.example', [[PUBLIC], ['127.0.0.1']]);
    const redirecting = await startPublic((_, response) =>
      response.writeHead(301, { location: `http://second.example:${hidden.port}/` }).end(),
    );
    const url = `http://first.example:${redirecting.port}/`;
    expect(await refusalOf(fetcher, url)).toBe('fetched');
    expect(await refusalOf(fetcher, url)).toBe('address');
    expect(hidden.connections).toBe(0);
  });
});
