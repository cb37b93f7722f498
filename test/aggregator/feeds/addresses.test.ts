import { describe, expect, test } from 'vitest';
import { addressRule } from '../../../aggregator/feeds/addresses.ts';
import { send, startBlogServer } from './blog-server.ts';
import { failure, LOOPBACK, openFetcher } from './fetching.ts';

describe('the rule', () => {
  const isAllowed = addressRule([]);

  test.each([
    ...[
      '1.1.1.1',
      '8.8.8.8',
      '93.184.215.14',
      '172.15.255.255',
      '172.32.0.0',
      '100.63.255.255',
      '100.128.0.0',
    ],
    ...['11.0.0.0', '126.255.255.255', '128.0.0.1', '169.253.255.255', '192.167.255.255', '198.17.255.255'],
    ...['223.255.255.255', '2606:4700::1111', '2001:4860:4860::8888', '::ffff:8.8.8.8', '2a00:1450:4001::1'],
  ])('lets the public address %s through', (address) => {
    expect(isAllowed(address)).toBe(true);
  });
});

describe('where it may go', () => {
  test('a name whose every address is private is not connected to', async () => {
    const hidden = await startBlogServer({}, send('secret'));
    const guarded = openFetcher({
      resolve: async () => ['127.0.0.1', '10.0.0.1', '::1', '::ffff:127.0.0.1', 'fe80::1', 'fd00::1'],
    });
    const error = await failure(guarded.fetch(`http://blog.example:${hidden.port}/`));
    expect(error.reason).toBe('address');
    expect(error.message).toBe('blog.example is on a private network that this course can’t reach.');
    expect(hidden.connections()).toBe(0);
    await hidden.close();
  });

  test('a name that is rebound between two lookups is still only connected to where it may be', async () => {
    const hidden = await startBlogServer({}, send('secret'));
    // 127.0.0.2 plays the public address: nobody listens there on this port.
    const answers = [['127.0.0.2'], ['127.0.0.1']];
    const rebound = openFetcher({
      allow: ['127.0.0.2/32'],
      resolve: async () => answers.shift() ?? ['127.0.0.1'],
    });
    expect((await failure(rebound.fetch(`http://blog.example:${hidden.port}/`))).reason).toBe('connection');
    expect((await failure(rebound.fetch(`http://blog.example:${hidden.port}/`))).reason).toBe('address');
    expect(hidden.connections()).toBe(0);
    await hidden.close();
  });

  test('an allowed IPv4 range holds for the same addresses written as IPv6', async () => {
    const server = await startBlogServer({ '/': send('hi') });
    const fetched = await openFetcher({ allow: LOOPBACK }).fetch(`http://[::ffff:127.0.0.1]:${server.port}/`);
    expect(fetched.kind).toBe('content');
    await server.close();
  });

  test('an allowed range opens that range only', async () => {
    const narrow = openFetcher({ allow: ['10.0.0.0/8', 'fd00::/8'] });
    expect((await failure(narrow.fetch('http://127.0.0.1/'))).reason).toBe('address');
  });

  test.each([
    'ftp://127.0.0.1/',
    'file:///etc/passwd',
    'data:text/xml,<rss/>',
    'javascript:alert(1)',
    'http://user@127.0.0.1/',
    'https://user:secret@blog.example/',
    'nonsense',
    '',
    'http://',
  ])('"%s" is not an address to fetch', async (url) => {
    expect((await failure(openFetcher({ allow: LOOPBACK }).fetch(url))).reason).toBe('url');
  });
});
