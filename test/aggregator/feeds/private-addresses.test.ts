import { beforeEach, describe, expect, test } from 'vitest';
import { openFetcher, refusalOf } from './fetching.ts';
import { type Hidden, listenHidden, PUBLIC, REFUSED, startPublic } from './hidden.ts';
import { ADDRESSES, MIXED, NAMES, RANGES, REACHED, spellings } from './private-spellings.ts';

let hidden: Hidden;
beforeEach(async () => {
  hidden = await listenHidden();
});

describe('no connection is made to a private address', () => {
  test('however it is written', async () => {
    const fetcher = openFetcher({});
    const hosts = [...new Set([...REACHED, ...MIXED, ...RANGES])];
    expect(hosts.length).toBeGreaterThanOrEqual(150);
    for (const host of hosts) {
      const reason = await refusalOf(fetcher, `http://${host}:${hidden.port}/`);
      expect([host, reason]).toEqual([host, 'address']);
    }
    for (const url of [...NAMES.map((name) => `http://${name}:#/`), ...ADDRESSES]) {
      const reason = await refusalOf(fetcher, url.replace('#', String(hidden.port)));
      expect([url, reason]).toEqual([url, expect.stringMatching(REFUSED)]);
    }
    expect(hidden.connections).toBe(0);
  });

  test.each([301, 302, 303, 307, 308])('behind a redirect with %d', async (status) => {
    let location = '';
    const server = await startPublic((_, response) => response.writeHead(status, { location }).end());
    const fetcher = openFetcher({ allow: [`${PUBLIC}/32`] });
    const targets = [
      ...[...spellings('127.0.0.1'), ...RANGES].map((host) => `http://${host}:${hidden.port}/`),
      ...ADDRESSES.map((url) => url.replace('#', String(hidden.port))),
    ];
    for (const target of targets.filter((each) => !/[\n\t]/.test(each))) {
      // Raw UTF-8, as servers write it.
      location = Buffer.from(target).toString('latin1');
      const reason = await refusalOf(fetcher, `http://${PUBLIC}:${server.port}/`);
      // Behind a redirect, "http:127.0.0.1" is a path of the same server, which leads round in a circle.
      expect([target, reason]).toEqual([target, expect.stringMatching(/^(?:address|url|dns|redirects)$/)]);
    }
    expect(hidden.connections).toBe(0);
  });

  test('behind several redirects, of which only the last leads there', async () => {
    const server = await startPublic((request, response) => {
      const hop = Number(request.url?.slice(1));
      const location = hop > 0 ? `/${hop - 1}` : `http://127.0.0.1:${hidden.port}/`;
      response.writeHead(302, { location }).end();
    });
    const fetcher = openFetcher({ allow: [`${PUBLIC}/32`] });
    for (const hops of [0, 1, 2, 3, 4]) {
      expect(await refusalOf(fetcher, `http://${PUBLIC}:${server.port}/${hops}`)).toBe('address');
    }
    expect(hidden.connections).toBe(0);
  });
});
