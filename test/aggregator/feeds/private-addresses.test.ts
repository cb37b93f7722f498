import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import ipaddr from 'ipaddr.js';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { addressRule } from '../../../aggregator/feeds/addresses.ts';
import {
  createFetcher,
  FetchError,
  type Fetcher,
  type FetcherSettings,
} from '../../../aggregator/feeds/fetch.ts';
import { type BlogServer, startBlogServer } from './blog-server.ts';

/** Plays the one public address. The servers that nobody may reach are at 127.0.0.1 and ::1. */
const PUBLIC = '127.0.0.2';
const FEED = '<rss version="2.0"><channel><title>Hi</title></channel></rss>';

/** All ways to write an IPv4 address into a web address, and to wrap it into IPv6. */
function spellings(address: string): string[] {
  const bytes = address.split('.').map(Number);
  const [a = 0, b = 0, c = 0, d = 0] = bytes;
  const whole = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, '0'));
  const words = `${hex[0]}${hex[1]}:${hex[2]}${hex[3]}`;
  const inverted = `${(0xffff ^ ((a << 8) | b)).toString(16)}:${(0xffff ^ ((c << 8) | d)).toString(16)}`;
  return [
    address,
    `${address}.`,
    `${a}.${b}.${(c << 8) | d}`,
    `${a}.${(b << 16) | (c << 8) | d}`,
    String(whole),
    `0x${whole.toString(16)}`,
    `0X${whole.toString(16).toUpperCase()}`,
    `0x00000000${whole.toString(16)}`,
    `0${whole.toString(8)}`,
    bytes.map((byte) => `0x${byte.toString(16)}`).join('.'),
    bytes.map((byte) => `0${byte.toString(8)}`).join('.'),
    `0x${hex[0]}.${b}.0${c.toString(8)}.${d}`,
    `0x${hex[0]}.${(b << 16) | (c << 8) | d}`,
    address.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
    address.replace(/\d/g, (digit) =>
      String.fromCodePoint(digit === '0' ? 0x24ea : 0x2460 + Number(digit) - 1),
    ),
    address.replaceAll('.', '。'),
    address.replaceAll('.', '．'),
    address.replaceAll('.', '｡'),
    address.replace(/\d/g, (digit) => `%3${digit}`),
    address.replaceAll('.', '%2E'),
    address.replaceAll('.', '%E3%80%82'),
    `[::ffff:${address}]`,
    `[::FFFF:${words}]`,
    `[0:0:0:0:0:ffff:${words}]`,
    `[::${address}]`,
    `[::${words}]`,
    `[::ffff:0:${address}]`,
    `[64:ff9b::${address}]`,
    `[64:ff9b:1::${words}]`,
    `[2002:${words}::1]`,
    `[2001:0:4136:e378:8000:63bf:${inverted}]`,
    `[2001:0:${words}::1]`,
    `[fe80::5efe:${address}]`,
  ];
}

const REACHED = ['127.0.0.1', '10.0.0.1', '169.254.169.254', '192.168.1.1'].flatMap(spellings);

/** The other ranges that aren't public, by their ends. */
const RANGES = [
  ...[
    '0.0.0.0',
    '0.255.255.255',
    '0',
    '0x0',
    '10.255.255.255',
    '100.64.0.0',
    '100.127.255.255',
    '127.255.255.255',
  ],
  ...[
    '172.16.0.0',
    '172.31.255.255',
    '192.0.0.0',
    '192.0.0.170',
    '192.0.2.1',
    '192.88.99.1',
    '192.168.255.255',
  ],
  ...[
    '198.18.0.0',
    '198.19.255.255',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '239.255.255.250',
    '240.0.0.1',
  ],
  ...['255.255.255.255', '4294967295', '0xffffffff'],
  ...[
    '[::]',
    '[::1]',
    '[0:0:0:0:0:0:0:1]',
    '[::0.0.0.1]',
    '[100::1]',
    '[2001:db8::1]',
    '[3fff::1]',
    '[2001:2::1]',
  ],
  ...['[2001:10::1]', '[2001:20::1]', '[fc00::1]', '[fd00::1]', '[fdff:ffff::1]', '[fe80::1]', '[febf::1]'],
  ...['[fec0::1]', '[ff01::1]', '[ff02::1]', '[ff0e::1]', '[4000::1]', '[5f00::1]', '[::ffff:0.0.0.0]'],
  ...['[64:ff9b::]', '[::fffe:7f00:1]'],
];

const NAMES = [
  'localhost',
  'LOCALHOST',
  'localhost.',
  'ｌｏｃａｌｈｏｓｔ',
  'local%68ost',
  'ⓛocalhost',
  'loc\u00adalhost',
];

/** Whole addresses, where the trick lies outside of the host; # stands for the port. */
const ADDRESSES = [
  ...[
    'http:127.0.0.1:#/',
    'http:/127.0.0.1:#/',
    'http:///127.0.0.1:#/',
    'HTTP://127.0.0.1:#',
    'http:\\\\127.0.0.1:#\\',
  ],
  ...[
    ' http://127.0.0.1:#/ ',
    'ht\ntp://127.0.0.1:#/',
    'http://127.0.\t0.1:#/',
    'http://127.0.0.1:#\\@blog.example/',
  ],
  ...['http://blog.example@127.0.0.1:#/', 'http://blog.example:80@127.0.0.1:#/', 'http://@127.0.0.1:#/'],
  ...[
    'http://127.0.0.1:#/?http://blog.example/',
    'http://127.0.0.1:0#/',
    'https://127.0.0.1:#/',
    'https://[::1]:#/',
  ],
  ...[
    'http://[::1%25lo]:#/',
    'http://127.0.0.1%00.blog.example:#/',
    'ftp://127.0.0.1:#/',
    'file://127.0.0.1/etc/passwd',
  ],
  ...[
    'gopher://127.0.0.1:#/_GET',
    'ws://127.0.0.1:#/',
    'feed://127.0.0.1:#/',
    'unix:/run/docker.sock',
    '//127.0.0.1:#/',
  ],
];

interface Hidden {
  port: number;
  connections: number;
}

/** What nobody may reach, at both loopback addresses. */
async function listenHidden(): Promise<Hidden> {
  const hidden: Hidden = { port: 0, connections: 0 };
  const servers: Server[] = [];
  for (const host of ['127.0.0.1', '::1']) {
    const server = createServer((socket) => {
      hidden.connections += 1;
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nsecret');
    });
    servers.push(server);
    const isListening = await new Promise<boolean>((resolve) => {
      // Not every machine has IPv6.
      server.once('error', () => resolve(false));
      server.listen(hidden.port, host, () => resolve(true));
    });
    const address = server.address();
    if (isListening && address !== null && typeof address !== 'string') hidden.port = address.port;
  }
  onTestFinished(() => {
    for (const server of servers) server.close();
  });
  expect(hidden.port).toBeGreaterThan(0);
  return hidden;
}

function openFetcher(settings: Partial<FetcherSettings>): Fetcher {
  const fetcher = createFetcher({ userAgent: 'Potluck', allow: [], deadlineMs: 5_000, ...settings });
  onTestFinished(() => fetcher.close());
  return fetcher;
}

/** Why an address wasn't fetched; "fetched" if it was. */
async function refusalOf(fetcher: Fetcher, url: string): Promise<string> {
  return fetcher.fetch(url).then(
    () => 'fetched',
    (error) => {
      if (error instanceof FetchError) return error.reason;
      throw error;
    },
  );
}

/** Not an address that may be connected to, no web address at all, or no name. */
const REFUSED = /^(?:address|url|dns)$/;

let hidden: Hidden;
beforeEach(async () => {
  hidden = await listenHidden();
});

describe('no connection is made to a private address', () => {
  test('however it is written', async () => {
    const fetcher = openFetcher({});
    const hosts = [...new Set([...REACHED, ...RANGES])];
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

describe('names', () => {
  let zone: Zone;
  let server: BlogServer;
  let fetcher: Fetcher;

  beforeEach(async () => {
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

/** A server at the address that plays a public one. */
async function startPublic(route: Parameters<typeof startBlogServer>[1], port = 0): Promise<BlogServer> {
  const server = await startBlogServer({}, route, { host: PUBLIC, port });
  onTestFinished(() => server.close());
  return server;
}

/** What is answered for a name at the first question, the second, and so on; its last answer stays. */
type Zone = Map<string, string[][]>;

/** A name server for IPv4 and IPv6 addresses and aliases (RFC 1035, section 4). */
async function startNameServer(zone: Zone): Promise<Resolver> {
  const socket = createSocket('udp4');
  const asked = new Map<string, number>();
  socket.on('message', (question, from) => {
    const { name, type, end } = readQuestion(question);
    const times = asked.get(`${name} ${type}`) ?? 0;
    asked.set(`${name} ${type}`, times + 1);
    const answers = zone.get(name);
    const records = answers?.[Math.min(times, answers.length - 1)] ?? [];
    socket.send(answerTo(question.subarray(0, end), type, name, answers && records), from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  onTestFinished(() => void socket.close());
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  resolver.setServers([`127.0.0.1:${socket.address().port}`]);
  return resolver;
}

const TYPES = { A: 1, CNAME: 5, AAAA: 28 };

function readQuestion(message: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: message.readUInt16BE(at + 1), end: at + 5 };
}

/** @param records addresses, and aliases as `cname:other.example` before them; undefined for a name nobody has. */
function answerTo(question: Buffer, type: number, name: string, records: string[] | undefined): Buffer {
  let owner = name;
  const answers = (records ?? []).flatMap((record) => {
    if (record.startsWith('cname:')) {
      const alias = record.slice('cname:'.length);
      const answer = resource(owner, TYPES.CNAME, nameBytes(alias));
      owner = alias;
      return [answer];
    }
    const bytes = Buffer.from(ipaddr.parse(record).toByteArray());
    const own = bytes.length === 4 ? TYPES.A : TYPES.AAAA;
    return own === type ? [resource(owner, own, bytes)] : [];
  });
  const header = Buffer.alloc(12);
  question.copy(header, 0, 0, 2);
  // An authoritative answer; 3 is "no such name".
  header.writeUInt16BE(0x8500 | (records === undefined ? 3 : 0), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(answers.length, 6);
  return Buffer.concat([header, question.subarray(12), ...answers]);
}

function resource(owner: string, type: number, data: Buffer): Buffer {
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(type, 0);
  fixed.writeUInt16BE(1, 2);
  // It may be kept for no time at all (bytes 4 to 7).
  fixed.writeUInt16BE(data.length, 8);
  return Buffer.concat([nameBytes(owner), fixed, data]);
}

function nameBytes(name: string): Buffer {
  const labels = name.split('.').map((label) => Buffer.concat([Buffer.of(label.length), Buffer.from(label)]));
  return Buffer.concat([...labels, Buffer.of(0)]);
}
