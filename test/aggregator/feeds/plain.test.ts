import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FeedError } from '../../../aggregator/feeds/feed.ts';
import { Paragraphs, Words } from '../../../aggregator/feeds/paragraphs.ts';
import { parseFeed } from '../../../aggregator/feeds/parse.ts';
import { sanitizePlain } from '../../../aggregator/feeds/plain.ts';
import { readPlainHtml } from '../../../aggregator/feeds/plain-html.ts';
import { sanitizeAny } from '../../../aggregator/feeds/sanitize.ts';
import { readTags } from '../../../aggregator/feeds/tags.ts';
import { paragraphs } from '../../../aggregator/feeds/text.ts';
import { feedXml } from '../../../bench/feed.ts';
import { listFixtures } from './fixtures.ts';

const BASE = 'https://mira.example/2026/post/';

const NAMES =
  'a abbr article aside b br blockquote caption center code dd del details div dl dt em figcaption figure font footer h2 h3 header hr i iframe image img kbd li noscript ol p pre q s script section small source span strong style sub svg table tbody td template textarea tfoot th thead time title tr u ul video wbr xmp'.split(
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
  '?a=1&b=2&copy=3',
  '?a=1&not_b=2&lt',
  'https://x.example/?utm_source=y&amp;id=1',
  ' https://x.example/a ',
  '//x.example/a',
  'https://[x',
  'https://x.example/\u0085',
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
  '&#8217;',
  '&#x2019;',
  '&#X41;',
  '&#128;',
  '&#0;',
  '&#10;',
  '&#55357;',
  '&#1114112;',
  '&#8217',
  '&hellip;&mdash;',
  '&hellipx;',
  '&notin;',
  '&notit;',
  '&AMP;',
  'a & b',
  'a&b=c',
  '&copy=1',
  '&lt=',
  '\r\n\t',
  '\u2028',
  '\ufeff',
  '\v',
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
  '<!-- wp:paragraph {"a":"<p>"} -->',
  '<!-->',
  '<!--->',
  '<!---->',
  '<!-- a --!> b -->',
  '<!-- a -- b -->',
  '<!--',
  '<!doctype html>',
  '</>',
  '</p',
  '<br/>',
  '<br />',
  '</br>',
  '<p/>',
  '<P>x</P>',
  '<a\n\thref="/x"\n>x</a>',
  "<a href='/x' title='\"'>x</a>",
  '<a href=/x>x</a>',
  '<a href="/x"title="y">x</a>',
  '<a href="/x" HREF="/y" href="/z">x</a>',
  '<a href = "/x">x</a>',
  '<img alt src="/a.png" title="">',
  '<img src="/a.png" / alt="b">',
  '<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ" title="A &amp; B"></iframe>',
  '<iframe src="/x"><b>y</b></iframe>',
  '<p>\u00a0</p>',
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
        'dir',
        'hidden',
        'cite',
        'datetime',
        'colspan',
        'start',
        'reversed',
        'data-src',
        'data-srcset',
        'constructor',
      ),
      fc.constantFrom(
        '',
        '1',
        '100',
        'x y',
        'a &amp; b',
        '&lt;script&gt;',
        '100vw, 50vw',
        'display:none',
        '/a.png',
        '"\'"',
        '&#34;',
        '<b>',
        '&rsquo;',
        '\u0007',
      ),
      fc.constantFrom('"', '"', "'", ''),
    )
    .map(([name, value, quote]) => `${name}=${quote}${value}${quote}`),
  fc.constantFrom('hidden', 'alt', 'data-x', 'reversed', '=', '/', '"'),
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

/** As they should be written, most of the time: only then is there anything to compare. */
const WELL_WRITTEN = [
  'words',
  ' ',
  '\n',
  '"',
  'é😀',
  '&amp;',
  '&#8217;',
  'a &lt; b',
  '<br />',
  '<!-- c -->',
  '\u202e',
  '\ufeff',
];
const plainAttribute = fc.constantFrom(
  'class="x y"',
  'style="color: red"',
  'id="h-1"',
  'title="A &amp; &quot;B&quot;"',
  'title=""',
  'lang="fr"',
  'href="/x?a=1&amp;b=2"',
  'href="https://x.example/?utm_source=y"',
  'href="mailto:a@b.example"',
  'src="/a.png"',
  'srcset="/a.png 1024w, /b.png 300w"',
  'alt="A dog"',
  'width="1"',
  'height="1"',
  'data-src="/c.png"',
  'hidden',
);
const { tree } = fc.letrec<{ tree: string }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5, depthIdentifier: 'tree' },
    fc.constantFrom(...WELL_WRITTEN),
    fc
      .tuple(
        fc.constantFrom(
          'a',
          'b',
          'blockquote',
          'div',
          'em',
          'figure',
          'h2',
          'hr',
          'iframe',
          'img',
          'ol',
          'p',
          'pre',
          'span',
          'table',
          'ul',
        ),
        fc.array(plainAttribute, { maxLength: 3 }),
        fc.array(tie('tree'), { maxLength: 4 }),
      )
      .map(([name, attributes, inside]) => element(name, attributes, inside)),
  ),
}));

function element(name: string, attributes: string[], inside: string[]): string {
  const tag = `<${[name, ...attributes].join(' ')}>`;
  if (name === 'img' || name === 'hr') return tag;
  if (name === 'iframe') return `${tag}</iframe>`;
  const words = inside.join('');
  if (name === 'ul' || name === 'ol') return `${tag}\n<li>${words}</li></${name}>`;
  return name === 'table' ? `${tag}<tr><td>${words}</td></tr></table>` : `${tag}${words}</${name}>`;
}

const trees = fc.array(tree, { maxLength: 6 }).map((pieces) => pieces.join(''));

function compare(html: string): boolean {
  const plain = sanitizePlain(html, BASE);
  if (plain) expect(plain).toEqual(sanitizeAny(html, BASE));
  return plain !== null;
}

function postsOf(bytes: Uint8Array): string[] {
  try {
    return parseFeed(bytes).items.flatMap(({ html }) => html ?? []);
  } catch (error) {
    if (error instanceof FeedError) return [];
    throw error;
  }
}

/** The same by going over all that was said, again and again. */
function folded(said: string): string {
  return said
    .replace(/[[\p{Cc}\p{Bidi_Control}]--[\t\n\v\f\r\u061c\u200e\u200f]]/gv, '')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n+/g, (breaks) => (breaks.length > 1 ? '\n\n' : ' '))
    .trim()
    .toWellFormed();
}

describe('the words of a post', () => {
  test('are the same however they are read', () => {
    let plain = 0;
    fc.assert(
      fc.property(fc.oneof(markup, trees), (html) => {
        const words = new Words();
        readTags(html, words);
        expect(paragraphs(html)).toBe(words.toString());
        if (readPlainHtml(html, new Words())) plain++;
      }),
      { numRuns: 4_000 },
    );
    expect(plain).toBeGreaterThan(1_000);
  });

  test('are folded as they are said', () => {
    const texts = fc.oneof(
      fc.constantFrom(...TEXTS, 'a', 'b ', ' c', ' '),
      fc.string({ unit: 'binary', maxLength: 4 }),
    );
    const said = fc.array(
      fc.oneof(
        texts.map((text) => ({ text })),
        fc.constantFrom({ tag: 'br' }, { tag: 'p' }, { tag: 'b' }),
      ),
    );
    const marks: Record<string, string> = { br: '\n', p: '\n\n', b: '' };
    fc.assert(
      fc.property(said, (pieces) => {
        const words = new Paragraphs();
        let all = '';
        for (const piece of pieces) {
          if ('text' in piece) {
            words.say(piece.text);
            all += piece.text.replace(/\n/g, ' ');
          } else {
            words.breakAt(piece.tag);
            all += marks[piece.tag];
          }
        }
        expect(words.toString()).toBe(folded(all));
      }),
      { numRuns: 4_000 },
    );
  });
});

describe('the short way for plain posts', () => {
  test('gives what the sanitizer gives for whatever it takes of nasty HTML', () => {
    let taken = 0;
    fc.assert(
      fc.property(markup, (html) => {
        if (compare(html)) taken++;
      }),
      { numRuns: 8_000 },
    );
    expect(taken).toBeGreaterThan(400);
  });

  test('gives what the sanitizer gives for HTML that is well written', () => {
    let taken = 0;
    fc.assert(
      fc.property(trees, (html) => {
        if (compare(html)) taken++;
      }),
      { numRuns: 6_000 },
    );
    expect(taken).toBeGreaterThan(3_000);
  });

  test('takes every post of the benchmark, and gives what the sanitizer gives', () => {
    for (let blog = 0; blog < 40; blog++) {
      for (const { html, base } of parseFeed(Buffer.from(feedXml(blog, 0))).items) {
        expect(sanitizePlain(html ?? '', base ?? BASE)).toEqual(sanitizeAny(html ?? '', base ?? BASE));
      }
    }
  });

  test.each(listFixtures().map(({ name, bytes }) => [name, bytes] as const))(
    'gives what the sanitizer gives for the posts of the fixture %s',
    (_, bytes) => {
      for (const html of postsOf(bytes)) compare(html);
    },
  );

  test.each([
    [
      'WordPress',
      '\n<h2 class="wp-block-heading" id="h-1">On &#8220;bread&#8221;</h2>\n\n\n\n<p>It <em>rises</em>, <a href="/why?a=1&amp;b=2" target="_blank" rel="noreferrer noopener">slowly</a>.<br />Yes &#8230;&nbsp;</p>\n<figure class="wp-block-image"><img fetchpriority="high" decoding="async" width="1024" height="683" src="/a.jpg" alt="A &quot;loaf&quot;" class="x" srcset="/a.jpg 1024w, /b.jpg 300w" sizes="auto, (max-width: 1024px) 100vw, 1024px" data-recalc-dims="1"/><figcaption class="wp-element-caption">One</figcaption></figure><ul class="wp-block-list"><li>x</li>\n\n</ul><figure class="wp-block-embed is-type-video"><div class="wp-block-embed__wrapper">\n<iframe title="Bread" width="500" height="281" src="https://www.youtube.com/embed/dQw4w9WgXcQ?feature=oembed" frameborder="0" allow="autoplay; encrypted-media" allowfullscreen></iframe>\n</div></figure>',
    ],
    [
      'Blogger',
      '<p>&nbsp;Hello</p><div class="separator" style="clear: both;"><a href="https://x.example/s1600/a.jpg" imageanchor="1" style="margin-left: 1em; margin-right: 1em;"><img border="0" data-original-height="1200" data-original-width="1600" height="300" src="https://x.example/s400/a.jpg" width="400" /></a></div><br /><div style="text-align: left;"><span style="font-family: inherit;">Words&#160;and words.</span></div>',
    ],
    [
      'Ghost',
      '<p>Hello</p><figure class="kg-card kg-image-card kg-card-hascaption"><img src="https://x.example/a.png" class="kg-image" alt loading="lazy" width="2000" height="1333" srcset="https://x.example/size/w600/a.png 600w, https://x.example/a.png 2000w" sizes="(min-width: 720px) 720px"><figcaption><span style="white-space: pre-wrap;">One</span></figcaption></figure><!--kg-card-begin: html--><blockquote>Q</blockquote><!--kg-card-end: html-->',
    ],
    [
      'Jekyll',
      '<h2 id="why">Why</h2>\n\n<div class="language-js highlighter-rouge"><div class="highlight"><pre class="highlight"><code><span class="kd">const</span> <span class="nx">a</span> <span class="o">=</span> <span class="dl">"</span>b<span class="dl">"</span> <span class="o">&lt;</span> 2;\n</code></pre></div></div><table>\n  <thead>\n    <tr>\n      <th>a</th>\n    </tr>\n  </thead>\n  <tbody>\n    <tr>\n      <td style="text-align: left">b</td>\n    </tr>\n  </tbody>\n</table><p>A note.<sup id="fnref:1" role="doc-noteref"><a href="#fn:1" class="footnote" rel="footnote">1</a></sup></p><dl><dt>x</dt><dd>y</dd></dl>',
    ],
  ])('takes what %s writes', (_, html) => {
    expect(compare(html)).toBe(true);
  });

  test.each([
    '<script>x</script>',
    '<svg onload="alert(1)"></svg>',
    '<img src="data:image/png;base64,AAAA">',
    '<p><p>x</p></p>',
    '<h2><div>x</div></h2>',
    '<a href="/x"><b><a href="/y">x</a></b></a>',
    '<b>x',
    'x</b>',
    '<b><i>x</b></i>',
    '<li>x</li>',
    '<td>x</td>',
    '<P>x</P>',
    '<p/>x</p>',
    '<p title=x>x</p>',
    '<p title="x"class="y">x</p>',
    'a &notit; b',
    '<!-- x --!> -->',
    '<iframe src="/x">y</iframe>',
    '<p><iframe src="/x"></iframe></p>',
    '<x-y>x</x-y>',
    `${'<b>'.repeat(60)}x${'</b>'.repeat(60)}`,
    'x'.repeat(100_001),
  ])('leaves “%s” to the sanitizer', (html) => {
    expect(sanitizePlain(html, BASE)).toBeNull();
  });
});
