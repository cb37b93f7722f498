import { beforeEach, describe, expect, test } from 'vitest';
import type { Fetcher } from '../../../aggregator/feeds/fetch.ts';
import { send, startBlogServer } from './blog-server.ts';
import { FEED, LOOPBACK, openFetcher } from './fetching.ts';

describe('connections', () => {
  let fetcher: Fetcher;
  beforeEach(() => {
    fetcher = openFetcher({ allow: LOOPBACK });
  });

  const startOne = () => startBlogServer({ '/': send(FEED) });
  const startMany = () => Promise.all(Array.from({ length: 70 }, startOne));

  test('are shared by several requests to one host', async () => {
    const server = await startOne();
    for (let time = 0; time < 5; time++) await fetcher.fetch(server.url);
    expect(server.connections()).toBe(1);
    await server.close();
  });

  test('to the servers that were asked last are kept for a while, and those before are given up', async () => {
    const servers = await startMany();
    for (const { url } of servers) await fetcher.fetch(url);
    const [first, last] = [servers[0], servers.at(-1)];
    for (const again of [first, last]) await fetcher.fetch(String(again?.url));
    expect(first?.connections()).toBe(2);
    expect(last?.connections()).toBe(1);
    await Promise.all(servers.map((each) => each.close()));
  });

  test('are not given up while an answer is waited for', async () => {
    let answer = () => {};
    const slow = await startBlogServer({}, (_, response) => {
      answer = () => response.end(FEED);
    });
    const slowly = fetcher.fetch(slow.url);
    const servers = await startMany();
    for (const { url } of servers) await fetcher.fetch(url);
    answer();
    expect((await slowly).kind).toBe('content');
    await Promise.all([slow, ...servers].map((each) => each.close()));
  });

  test('are used again after an answer that nobody wants, unless it is long', async () => {
    const long = await startBlogServer({
      '/404': (_, response) => response.writeHead(404).end('x'.repeat(10_000)),
      '/long-404': (_, response) => response.writeHead(404).end('x'.repeat(1_000_000)),
    });
    for (const path of ['/404', '/404', '/long-404', '/404']) {
      expect(await fetcher.fetch(long.url + path)).toMatchObject({ kind: 'refused', status: 404 });
    }
    expect(long.connections()).toBe(2);
    await long.close();
  });
});
