import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressKey } from '#core/address.ts';

describe('the key of an address', () => {
  test.each([
    ['https://example.org/2026/why', 'example.org/2026/why'],
    ['http://www.example.org/2026/why/', 'example.org/2026/why'],
    ['https://example.org', 'example.org'],
    ['https://example.org/', 'example.org'],
    ['https://example.org/index.html', 'example.org'],
    ['https://example.org/blog/index.htm', 'example.org/blog'],
    ['https://example.org/my-index.html', 'example.org/my-index.html'],
    ['https://EXAMPLE.org/Why', 'example.org/Why'],
    ['https://example.org:443/a', 'example.org/a'],
    ['http://example.org:80/a', 'example.org/a'],
    ['https://example.org:8443/a', 'example.org:8443/a'],
    ['https://ada:secret@example.org/a', 'example.org/a'],
    ['https://example.org/a#comments', 'example.org/a'],
    ['https://example.org/?p=12', 'example.org?p=12'],
    ['https://example.org/?p=12&utm_source=rss&utm_medium=feed', 'example.org?p=12'],
    ['https://example.org/a?fbclid=x&UTM_campaign=y', 'example.org/a'],
    ['https://example.org/a?utmost=1', 'example.org/a?utmost=1'],
    ['https://wwwexample.org/a', 'wwwexample.org/a'],
    ['https://blog.example.org/a', 'blog.example.org/a'],
    ['https://bücher.example/größe', 'xn--bcher-kva.example/gr%C3%B6%C3%9Fe'],
    ['https://example.org/a/../b/./c', 'example.org/b/c'],
    ['  https://example.org/a\n', 'example.org/a'],
  ])('%s is %s', (address, key) => {
    expect(addressKey(address)).toBe(key);
  });

  test.each([
    '',
    'example.org',
    '/2026/why',
    'mailto:ada@example.org',
    'javascript:alert(1)',
    'http://',
    'https://[',
  ])('does not exist for %j', (address) => {
    expect(addressKey(address)).toBeNull();
  });

  test('is the same however letters of other scripts are written', () => {
    const written = [
      'https://example.org/привет/',
      'https://example.org/%D0%BF%D1%80%D0%B8%D0%B2%D0%B5%D1%82',
      // As WordPress gives its own addresses.
      'https://example.org/%d0%bf%d1%80%d0%b8%d0%b2%d0%b5%d1%82/',
    ];
    expect(new Set(written.map(addressKey)).size).toBe(1);
  });
});

const host = fc
  .array(fc.constantFrom('www', 'blog', 'example', 'a-b', 'xn--bcher-kva'), { minLength: 1, maxLength: 4 })
  .map((labels) => `${labels.join('.')}.org`);
const port = fc.constantFrom('', ':80', ':443', ':8080');
const segment = fc.oneof(
  fc.constantFrom('', 'index.html', 'index.htm', 'Index.html', '2026', 'why', '%d0%bf', '%2F', '..', 'größe'),
  fc.webSegment(),
);
const path = fc
  .array(segment, { maxLength: 5 })
  .map((segments) => segments.map((each) => `/${each}`).join(''));
const parameter = fc.tuple(
  fc.constantFrom('p', 'page', 'id', 'utmost', 'q'),
  fc.oneof(fc.webQueryParameters(), fc.string()).map((value) => encodeURIComponent(value.toWellFormed())),
);
const query = fc
  .array(parameter, { maxLength: 3 })
  .map((pairs) => pairs.map(([name, value]) => `${name}=${value}`).join('&'));
const tracking = fc.constantFrom(
  'utm_source',
  'UTM_Medium',
  'mtm_campaign',
  'fbclid',
  'gclid',
  'mc_eid',
  'pk_kwd',
);
const parts = fc.record({ host, port, path, query });

function build(
  scheme: string,
  { host, port, path, query }: Record<'host' | 'port' | 'path' | 'query', string>,
) {
  return `${scheme}://${host}${port}${path}${query && `?${query}`}`;
}

describe('for any address the key', () => {
  test('is its own key', () => {
    fc.assert(
      fc.property(parts, fc.constantFrom('http', 'https'), (address, scheme) => {
        const key = addressKey(build('https', address));
        expect(key).not.toBeNull();
        expect(addressKey(`${scheme}://${key}`)).toBe(key);
      }),
    );
  });

  test('does not depend on scheme, www., a slash at the end, tracking or fragment', () => {
    fc.assert(
      fc.property(parts, tracking, fc.webFragments(), (address, name, fragment) => {
        const key = addressKey(build('https', address));
        const { host, path, query } = address;
        expect(addressKey(build('http', address))).toBe(key);
        expect(addressKey(build('https', { ...address, host: `www.${host}` }))).toBe(key);
        expect(addressKey(build('https', { ...address, host: host.toUpperCase() }))).toBe(key);
        expect(addressKey(build('https', { ...address, path: `${path}/` }))).toBe(key);
        expect(addressKey(`${build('https', address)}#${fragment}`)).toBe(key);
        const tracked = [query, `${name}=x`].filter(Boolean).join('&');
        expect(addressKey(build('https', { ...address, query: tracked }))).toBe(key);
      }),
    );
  });

  test('depends on every other parameter and on what the path says', () => {
    fc.assert(
      fc.property(parts, fc.webSegment(), (address, word) => {
        const key = addressKey(build('https', address));
        const { path, query } = address;
        const asked = [query, `more=${word}`].filter(Boolean).join('&');
        expect(addressKey(build('https', { ...address, query: asked }))).not.toBe(key);
        expect(addressKey(build('https', { ...address, path: `${path}/x${word}` }))).not.toBe(key);
      }),
    );
  });

  test('is found or not, but never an exception', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const address of [text, `https://${text}`, `https://example.org/${text}?${text}#${text}`]) {
          expect([null, 'string']).toContain(addressKey(address) === null ? null : 'string');
        }
      }),
    );
  });

  test('takes no longer for an address made to be slow', () => {
    const slow = `https://example.org${'/index.html'.repeat(20_000)}x`;
    expect(addressKey(slow)).toBe(slow.replace('https://', ''));
  });
});
