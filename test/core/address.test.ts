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
    ['https://example.org//a///b/', 'example.org/a/b'],
    ['https://example.org/%7Eada/%62log%2Fa', 'example.org/~ada/blog%2Fa'],
    ['https://example.org/index.php?p=12', 'example.org?p=12'],
    ['https://example.org/index.php/a', 'example.org/index.php/a'],
    ['  https://example.org/a\n', 'example.org/a'],
  ])('%s is %s', (address, key) => {
    expect(addressKey(address)).toBe(key);
  });

  test.each([
    ['at its comments', 'https://example.org/a/comment-page-2/?replytocom=7#respond'],
    ['for trackbacks', 'https://example.org/a/trackback/'],
    ['shown fast', 'https://example.org/a/amp/'],
    ['shown fast, as a file', 'https://example.org/a.amp'],
    ['shown fast, by a parameter', 'https://example.org/a?amp'],
    ['shown fast by Google', 'https://www.google.com/amp/s/example.org/a'],
    ['from Google’s store', 'https://example-org.cdn.ampproject.org/v/s/example.org/a/amp/?usqp=mq331'],
    ['on a telephone', 'https://example.org/a?m=1'],
    ['shared by a button', 'https://example.org/a?share=twitter&nb=1'],
    ['linked to by a Ghost blog', 'https://example.org/a?ref=blog.ada.example'],
    ['linked to by Twitter', 'https://example.org/a?ref_src=twsrc%5Etfw'],
    ['out of Google Docs', 'https://www.google.com/url?q=https://example.org/a&sa=D&source=editors&ust=1'],
    [
      'out of a search',
      'https://www.google.co.uk/url?sa=t&url=https%3A%2F%2Fexample.org%2Fa%3Futm_source%3Dx',
    ],
    ['out of a search in Brazil', 'https://www.google.com.br/url?q=https://example.org/a'],
    ['out of Facebook', 'https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2Fa%3Ffbclid%3Dx&h=AT0'],
    [
      'out of a mail',
      'https://eur02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org%2Fa&data=5',
    ],
    ['translated', 'https://example-org.translate.goog/a?_x_tr_sl=auto&_x_tr_tl=en'],
    [
      'translated, as it was once',
      'https://translate.google.com/translate?sl=auto&tl=en&u=https://example.org/a',
    ],
    ['archived', 'https://web.archive.org/web/20270301120000/https://example.org/a'],
    ['archived, without our tools', 'https://web.archive.org/web/20270301id_/http://example.org:80/a'],
    ['with notes in its margin', 'https://via.hypothes.is/https://example.org/a#annotations:x'],
    ['at a note in its margin', 'https://hyp.is/Ab-1_x/example.org/a'],
    [
      'archived on its way out of Google Docs',
      'https://www.google.com/url?q=https%3A%2F%2Fweb.archive.org%2Fweb%2F2027%2Fhttps%3A%2F%2Fexample.org%2Fa',
    ],
  ])('is the page’s own when it is given %s', (_, address) => {
    expect(addressKey(address)).toBe('example.org/a');
  });

  test.each([
    ['Medium', 'https://medium.com/@ada/why-0a1b2c3d4e5f', '?source=friends_link&sk=abc', '?gi=1'],
    [
      'Substack',
      'https://ada.substack.com/p/why',
      '?r=1x2y3z&triedRedirect=true',
      '?showWelcomeOnShare=true',
      '?action=share&token=eyJ1c2VyIjoxfQ',
      '/comments',
      '/comment/4567890',
    ],
    [
      'a mail of Substack’s',
      'https://news.ada.example/p/why',
      '?utm_source=post-email-title&publication_id=12&post_id=34&utm_campaign=email-post-title&isFreemail=true&r=1abc&triedRedirect=true&utm_medium=email',
    ],
    [
      'Blogger',
      'http://ada.blogspot.com/2027/01/why.html',
      '?m=1',
      '?spref=fb',
      '?showComment=17#c55',
      '?sc=1721363204924#c469',
    ],
    [
      'WordPress',
      'https://ada.example/2027/01/why/',
      '?replytocom=7#respond',
      '?unapproved=12&moderation-hash=0a1b2c#comment-12',
    ],
    ['Instagram', 'https://www.instagram.com/p/Ab1/', '?igshid=x', '?igsh=x'],
    ['Google', 'https://docs.google.com/document/d/1a/edit', '?usp=sharing', '?tab=t.0#heading=h.1'],
    [
      'YouTube',
      'https://www.youtube.com/watch?v=dQw4w9WgXcQ',
      '&t=95s',
      '&feature=youtu.be',
      '&list=PL1&index=2',
    ],
    ['YouTube', 'https://www.youtube.com/shorts/dQw4w9WgXcQ', '?si=Ab1'],
    ['Wikipedia', 'https://en.wikipedia.org/wiki/Rhizome', '?wprov=sfla1'],
  ])('forgets what %s hangs onto it', (_, address, ...more) => {
    for (const each of more) expect(addressKey(address + each)).toBe(addressKey(address));
  });

  test.each([
    ['http://ada.blogspot.de/2027/01/why.html', 'ada.blogspot.com/2027/01/why.html'],
    ['http://ada.blogspot.co.nz/2027/01/why.html', 'ada.blogspot.com/2027/01/why.html'],
    ['https://open.substack.com/pub/ada/p/why?r=1x2y3z', 'ada.substack.com/p/why'],
    ['https://my--blog-example-org.translate.goog/a', 'my-blog.example.org/a'],
    ['https://youtu.be/dQw4w9WgXcQ?si=Ab1', 'youtube.com/watch?v=dQw4w9WgXcQ'],
    ['https://m.youtube.com/watch?si=Ab1&v=dQw4w9WgXcQ', 'youtube.com/watch?v=dQw4w9WgXcQ'],
    ['https://www.youtube.com/live/dQw4w9WgXcQ', 'youtube.com/watch?v=dQw4w9WgXcQ'],
    ['https://en.m.wikipedia.org/wiki/Rhizome', 'en.wikipedia.org/wiki/Rhizome'],
    ['https://en.wikipedia.org/wiki/Rhizome_%28philosophy%29', 'en.wikipedia.org/wiki/Rhizome_(philosophy)'],
    ['https://de.m.wikipedia.org/wiki/Was_ist%3A_%c3%b6%3f', 'de.wikipedia.org/wiki/Was_ist:_%C3%B6%3F'],
  ])('%s is %s, its name at home', (address, key) => {
    expect(addressKey(address)).toBe(key);
  });

  test.each([
    ['https://example.org/amplitude', 'https://example.org'],
    ['https://example.org/a/comments', 'https://example.org/a'],
    ['https://example.org/a.html', 'https://example.org/a'],
    ['https://example.org/a-2', 'https://example.org/a'],
    ['https://example.org/a?m=2027-01', 'https://example.org/a'],
    ['https://example.org/a?source=ada', 'https://example.org/a'],
    ['https://example.org/a?r=7', 'https://example.org/a'],
    ['https://example.org/a?sc=7', 'https://example.org/a'],
    ['https://example.org/p/news?post_id=12', 'https://example.org/p/news?post_id=13'],
    ['https://example.org/p/a/comment/b', 'https://example.org/p/a'],
    ['https://www.youtube.com/watch?v=dQw4w9WgXcQ', 'https://www.youtube.com/watch?v=dQw4w9WgXcR'],
    ['https://www.youtube.com/@ada', 'https://www.youtube.com'],
    ['https://en.wikipedia.org/wiki/Rhizome', 'https://de.wikipedia.org/wiki/Rhizome'],
    ['https://example.org/a?ref=main', 'https://example.org/a'],
    ['https://example.org/a?ref=v1.2', 'https://example.org/a'],
    ['https://example.org/%2Fa', 'https://example.org/a'],
    ['https://blogspot.de/a', 'https://blogspot.com/a'],
    ['https://www.google.com/search?q=https://example.org/a', 'https://example.org/a'],
    ['https://www.google.com/url?q=related:example.org/a', 'https://example.org/a'],
    ['https://www.facebook.com/sharer/sharer.php?u=https://example.org/a', 'https://example.org/a'],
    ['https://example.net/url?q=https://example.org/a', 'https://example.org/a'],
    ['https://google.mallory.example/url?q=https://example.org/a', 'https://example.org/a'],
    ['https://google.mallory.example/amp/s/example.org/a', 'https://example.org/a'],
    ['https://translate.google.mallory.example/translate?u=https://example.org/a', 'https://example.org/a'],
    ['https://web.archive.org/save/https://example.org/a', 'https://example.org/a'],
  ])('%s is not the page %s', (address, other) => {
    expect(addressKey(address)).not.toBe(addressKey(other));
  });

  test.each([
    'https://www.youtube.com/watch?v=dQw4w9WgXcQ',
    'https://www.youtube.com/shorts/dQw4w9WgXcQ',
    'https://ada.tumblr.com/post/7123/why',
    'https://www.tumblr.com/ada/7123',
    'https://medium.com/@ada/why-0a1b2c3d4e5f',
    'https://ada.medium.com/why-0a1b2c3d4e5f',
    'https://social.example/@ada/1129',
    'https://example.org/it%27s_%28not%29_that',
    "https://example.org/it's_(not)_that",
  ])('leaves %s as its feed gives it, so that stored posts are known again', (address) => {
    expect(addressKey(address)).toBe(address.replace(/^https:\/\/(www\.)?/, ''));
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
    const deep = `https://${'via.hypothes.is/'.repeat(1_000)}example.org/a`;
    expect(addressKey(deep)).toBe('example.org/a');
    expect(addressKey(`https://example.org/a${'.amp'.repeat(20_000)}x`)).not.toBe('example.org/a');
  });
});
