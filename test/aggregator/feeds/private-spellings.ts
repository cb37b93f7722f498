/** All ways to write an IPv4 address into a web address, and to wrap it into IPv6. */
export function spellings(address: string): string[] {
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

export const REACHED = ['127.0.0.1', '10.0.0.1', '169.254.169.254', '192.168.1.1'].flatMap(spellings);

/** Of two notations at once, or shorter than they might be. */
export const MIXED = [
  '0x7F.0x0.0x0.0x1',
  '0177.0.0.1',
  '0177.0.0.01',
  '%31%32%37.0.0.1',
  '192.168.1',
  '[::ffff:7f00:1]',
  '[::7f00:1]',
  '[0:0:0:0:0:ffff:127.0.0.1]',
  '[64:ff9b:1::127.0.0.1]',
  '[2002:7f00:1::]',
  '[2001:0:7f00:1::]',
];

/** The other ranges that aren't public: their ends, and what stands within. */
export const RANGES = [
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
  ...[
    '127.255.255.254',
    '172.16.0.1',
    '192.168.0.1',
    '100.64.0.1',
    '192.0.0.1',
    '198.18.0.1',
    '[fd12:3456::1]',
  ],
];

export const NAMES = [
  'localhost',
  'LOCALHOST',
  'localhost.',
  'ｌｏｃａｌｈｏｓｔ',
  'local%68ost',
  'ⓛocalhost',
  'loc\u00adalhost',
];

/** Whole addresses, where the trick lies outside of the host; # stands for the port. */
export const ADDRESSES = [
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
