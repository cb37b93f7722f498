import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sanitizePlain } from '../../../aggregator/feeds/plain.ts';
import { rewriteHtml } from '../../../aggregator/feeds/rewrite.ts';
import { sanitizeAny, sanitizePost } from '../../../aggregator/feeds/sanitize.ts';
import { paragraphs, paragraphsOfSafe } from '../../../aggregator/feeds/text.ts';

const BASE = 'https://mira.example/2026/post/';

const NAMES =
  'a b br blockquote code dd del details div dl dt em figcaption figure h2 h3 hr i iframe img kbd li ol p pre q s script section span strong style sub table tbody td template tr u ul video wbr xmp'.split(
    ' ',
  );
const ADDRESSES = [
  'https://x.example/a?b=1&amp;c=2#d',
  'http://x.example/ü',
  'HTTPS://X.example',
  '/rel ative',
  '#fn1',
  'a.png',
  'https://x.example/,a,',
  'https://x.example/a"b',
  "https://x.example/a'b",
  'https://x.example/&lt;b&gt;',
  'https://x.example/a\u00a0b',
  'https://x.example/\\b',
  'https://x.example/&copy=1',
  'javascript:alert(1)',
  'java&#9;script:alert(1)',
  'data:image/png;base64,AAAA',
  'mailto:a@b.example',
  'https://doubleclick.net/x.gif',
  '',
];
const TEXTS = [
  'words',
  ' ',
  '\n',
  '"',
  "'",
  '&amp;',
  '&amp;lt;',
  '&lt;b&gt;',
  '&nbsp;',
  '&quot;',
  '&',
  '&copy',
  '<',
  '>',
  '< b',
  'é😀',
  '\u202e',
  '\u0007',
  '\ud800',
  '<!-- c -->',
  '<![CDATA[x]]>',
  ']]>',
  '<?php ?>',
];

const attribute = fc.oneof(
  fc.constantFrom(...ADDRESSES).map((address) => `href="${address}"`),
  fc.constantFrom(...ADDRESSES).map((address) => `src="${address}"`),
  fc
    .array(fc.tuple(fc.constantFrom(...ADDRESSES), fc.constantFrom('', ' 2x', ' 640w', ' 1.5x', ' 0w')), {
      maxLength: 3,
    })
    .map((sources) => `srcset="${sources.map((source) => source.join('')).join(', ')}"`),
  fc
    .tuple(
      fc.constantFrom(
        'alt',
        'width',
        'height',
        'sizes',
        'title',
        'lang',
        'class',
        'style',
        'onclick',
        'id',
        'rel',
      ),
      fc.constantFrom('', '1', '100', 'x y', 'a &amp; b', '&lt;script&gt;', '100vw, 50vw', 'display:none'),
    )
    .map(([name, value]) => `${name}="${value}"`),
);
const openTag = fc
  .tuple(fc.constantFrom(...NAMES), fc.array(attribute, { maxLength: 3 }))
  .map(([name, attributes]) => `<${[name, ...attributes].join(' ')}>`);
const piece = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 3, arbitrary: openTag },
  { weight: 2, arbitrary: fc.constantFrom(...NAMES).map((name) => `</${name}>`) },
);
/** Well nested, as posts are. */
const { nested } = fc.letrec<{ nested: string }>((tie) => ({
  nested: fc.oneof(
    { maxDepth: 6, depthIdentifier: 'html' },
    fc.constantFrom(...TEXTS),
    fc
      .tuple(
        fc.constantFrom(...NAMES),
        fc.array(attribute, { maxLength: 2 }),
        fc.array(tie('nested'), { maxLength: 4 }),
      )
      .map(
        ([name, attributes, inside]) => `<${[name, ...attributes].join(' ')}>${inside.join('')}</${name}>`,
      ),
  ),
}));

const markup = fc.oneof(
  fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join('')),
  fc.array(nested, { maxLength: 6 }).map((pieces) => pieces.join('')),
);

describe('the short way for plain posts', () => {
  test('gives what the sanitizer gives, wherever it gives anything', () => {
    let short = 0;
    fc.assert(
      fc.property(markup, (html) => {
        const rewritten = rewriteHtml(html, BASE);
        const plain = sanitizePlain(rewritten);
        if (!plain) return;
        short++;
        expect(plain).toEqual(sanitizeAny(rewritten));
      }),
      { numRuns: 4_000 },
    );
    expect(short).toBeGreaterThan(400);
  });

  test('gives the same for HTML that no rewriter has seen', () => {
    fc.assert(
      fc.property(markup, (html) => {
        const plain = sanitizePlain(html);
        if (plain) expect(plain).toEqual(sanitizeAny(html));
      }),
      { numRuns: 2_000 },
    );
  });

  test('reads the same words out of what is safe as out of any HTML', () => {
    fc.assert(
      fc.property(markup, (html) => {
        const safe = sanitizeAny(rewriteHtml(html, BASE)).html;
        expect(paragraphsOfSafe(safe)).toBe(paragraphs(safe));
      }),
      { numRuns: 2_000 },
    );
  });

  test('is taken by what blogs send most', () => {
    const post =
      '<h2 class="wp-block-heading">On &#8220;bread&#8221;</h2>\n\n<p>It <em>rises</em>, <a href="/why?a=1&amp;b=2" target="_blank">slowly</a>.<br>Yes.</p>\n<figure class="wp-block-image"><img loading="lazy" width="1024" src="/a.jpg" alt="A &quot;loaf&quot;" class="x" srcset="/a.jpg 1024w, /b.jpg 300w" sizes="auto, 100vw"/><figcaption>One</figcaption></figure><ul><li>x</li></ul>';
    const rewritten = rewriteHtml(post, BASE);
    expect(sanitizePlain(rewritten)).toEqual(sanitizeAny(rewritten));
    expect(sanitizePost(post, BASE).links).toEqual(['https://mira.example/why?a=1&b=2']);
  });

  test.each([
    '<script>x</script>',
    '<img src="x" onerror="alert(1)">',
    '<a href="javascript:alert(1)">x</a>',
    '<p style="x">x</p>',
    '<p><p>x</p></p>',
    '<b>x',
    'x</b>',
    '<li>x</li>',
    '<P>x</P>',
    '<p >x</p>',
    'a & b',
    '<!-- x -->',
  ])('leaves “%s” to the sanitizer', (html) => {
    expect(sanitizePlain(html)).toBeNull();
  });
});
