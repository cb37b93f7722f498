import { describe, expect, test } from 'vitest';
import { sanitizePost } from '../../../aggregator/feeds/sanitize.ts';

const BASE = 'https://mira.example/2026/post/';
const IMG = 'loading="lazy" decoding="async" referrerpolicy="no-referrer"';
const LINK = 'rel="noopener noreferrer nofollow ugc" referrerpolicy="no-referrer"';

function html(markup: string): string {
  return sanitizePost(markup, BASE).html;
}

describe('what stays', () => {
  test('words, lists, tables, quotes and code stay as they were', () => {
    const markup =
      '<h2>Title</h2><p>One <em>two</em> <code>a &lt; b</code></p><ul><li>x</li></ul><blockquote><p>q</p></blockquote><table><tbody><tr><td colspan="2">1</td></tr></tbody></table><pre>a\n  b</pre>';
    expect(html(markup)).toBe(markup);
  });

  test('the language and direction of a text stay', () => {
    expect(html('<p lang="ar" dir="rtl">مرحبا</p>')).toBe('<p lang="ar" dir="rtl">مرحبا</p>');
  });

  test('ruby, details and a picture’s caption stay', () => {
    expect(html('<ruby>漢<rt>kan</rt></ruby>')).toBe('<ruby>漢<rt>kan</rt></ruby>');
    expect(html('<details><summary>More</summary><p>x</p></details>')).toContain('<summary>More</summary>');
  });

  test('text without markup is shown as it is', () => {
    expect(html('<xmp>a <b> &amp;</xmp>')).toBe('<pre>a &lt;b&gt; &amp;amp;</pre>');
  });

  test('an element with the name of something every object has is one nobody knows', () => {
    expect(html('<p>a <constructor>b</constructor> <valueof toString="x">c</valueof></p>')).toBe(
      '<p>a b c</p>',
    );
  });

  test('an element nobody knows leaves its words behind', () => {
    expect(html('<p>a <blink>b</blink> <my-card>c</my-card></p>')).toBe('<p>a b c</p>');
  });
});

describe('addresses', () => {
  test.each([
    [
      'a relative link',
      '<a href="../other">x</a>',
      `<a href="https://mira.example/2026/other" ${LINK}>x</a>`,
    ],
    [
      'a link from the root',
      '<a href="/a?b=1&amp;c">x</a>',
      `<a href="https://mira.example/a?b=1&amp;c" ${LINK}>x</a>`,
    ],
    ['a link without a scheme', '<a href="//b.example/">x</a>', `<a href="https://b.example/" ${LINK}>x</a>`],
    ['a footnote', '<a href="#fn1">1</a>', `<a href="${BASE}#fn1" ${LINK}>1</a>`],
    ['a mail address', '<a href="mailto:a@b.example">x</a>', `<a href="mailto:a@b.example" ${LINK}>x</a>`],
    [
      'a tracked link',
      '<a href="https://b.example/?utm_source=x&amp;id=1">x</a>',
      `<a href="https://b.example/?id=1" ${LINK}>x</a>`,
    ],
    [
      'its own rel and target',
      '<a href="https://b.example/" rel="opener" target="_blank">x</a>',
      `<a href="https://b.example/" ${LINK}>x</a>`,
    ],
    [
      'a citation',
      '<blockquote cite="/q">x</blockquote>',
      '<blockquote cite="https://mira.example/q">x</blockquote>',
    ],
    ['a picture', '<img src="a b.png" alt="A">', `<img alt="A" src="${BASE}a%20b.png" ${IMG} />`],
    ['a picture without words', '<img src="a.png">', `<img alt="" src="${BASE}a.png" ${IMG} />`],
    [
      'a small picture in the page',
      '<img src="data:image/png;base64,AAAA">',
      `<img alt="" src="data:image/png;base64,AAAA" ${IMG} />`,
    ],
  ])('%s', (_, markup, expected) => {
    expect(html(markup)).toBe(expected);
  });

  test('a srcset is made absolute, and its addresses may hold commas', () => {
    const srcset = 'https://cdn.example/w_424,c_limit/a.png 424w, /b.png 848w';
    expect(html(`<img src="a.png" srcset="${srcset}">`)).toContain(
      'srcset="https://cdn.example/w_424%2Cc_limit/a.png 424w, https://mira.example/b.png 848w"',
    );
  });
});

describe('pictures', () => {
  test.each([
    ['data-src beside a placeholder', '<img src="data:image/gif;base64,R0lGOD" data-src="real.jpg">'],
    ['data-src beside a blank', '<img src="/blank.gif" data-src="real.jpg">'],
    ['data-lazy-src', '<img data-lazy-src="real.jpg">'],
    ['a noscript after an empty one', '<img class="lazy"><noscript><img src="real.jpg"></noscript>'],
    ['a noscript that repeats it', '<img data-src="real.jpg"><noscript><img src="real.jpg"></noscript>'],
    ['a noscript before it', '<noscript><img src="real.jpg"></noscript><img data-src="real.jpg">'],
  ])('a picture that loads late is made real: %s', (_, markup) => {
    expect(html(markup).match(/<img/g)).toHaveLength(1);
    expect(html(markup)).toContain(`src="${BASE}real.jpg"`);
  });

  test('a srcset that loads late is made real', () => {
    expect(html('<img data-srcset="a.jpg 1x, b.jpg 2x" src="s.jpg">')).toContain(
      `srcset="${BASE}a.jpg 1x, ${BASE}b.jpg 2x"`,
    );
  });

  test('a picture that is shown twice on purpose is shown twice', () => {
    expect(html('<img src="star.png"><img src="star.png">').match(/<img/g)).toHaveLength(2);
  });

  test.each([
    '<img src="https://x.example/p.gif" width="1" height="1">',
    '<img src="https://x.example/p.gif" width="0" height="0">',
    '<img src="https://x.example/p.gif" style="width:1px; height:1px">',
    '<img src="https://x.example/p.gif" style="display: none">',
    '<img src="https://pixel.wp.com/b.gif?v=noscript">',
    '<img src="https://feeds.feedburner.com/~r/mira/~4/abc">',
    '<img src="https://medium.com/_/stat?event=post.clientViewed">',
    '<img src="https://www.facebook.com/tr?id=1">',
    '<img src="https://eotrx.substackcdn.com/open?token=x">',
    '<img src="data:image/svg+xml;base64,AAAA">',
    '<img alt="nothing">',
  ])('no picture is shown for %s', (markup) => {
    expect(html(markup)).toBe('');
  });

  test('a thin picture is not a pixel', () => {
    expect(html('<img src="rule.png" width="600" height="1">')).toContain('<img');
  });
});

describe('what blog programs add', () => {
  const drawn = (source: string, alt: string) =>
    `<p>Hello <img src="${source}" alt="${alt}" class="wp-smiley" style="height: 1em;" />!</p>`;

  test.each(['🙂', '👩‍🚀', ':)', '🇪🇺'])('a drawn emoji is written: %s', (emoji) => {
    const source = 'https://s.w.org/images/core/emoji/15.0.3/72x72/1f642.png';
    expect(html(drawn(source, emoji))).toBe(`<p>Hello ${emoji}!</p>`);
  });

  test('a picture that says something stays a picture', () => {
    expect(html(drawn('https://mira.example/me.png', 'Mira'))).toContain('<img');
  });

  test('the frame beside a quoted post is left out, the quotation stays', () => {
    const quoted = `<blockquote class="wp-embedded-content"><a href="https://otto.example/post/">Otto</a></blockquote><iframe class="wp-embedded-content" src="https://otto.example/post/embed/#?secret=x"></iframe>`;
    expect(html(quoted)).toBe(
      `<blockquote><a href="https://otto.example/post/" ${LINK}>Otto</a></blockquote>`,
    );
  });

  test.each(['true', '1', 'lazy'])('a mark for a script is no address of a picture: %s', (mark) => {
    expect(
      html(`<img src="https://mira.example/a.png" data-src="${mark}" data-original="${mark}">`),
    ).toContain('src="https://mira.example/a.png"');
  });

  test('the buttons and times of a player of Ghost go, its recording stays', () => {
    const card = `<div class="kg-card kg-audio-card"><audio src="https://mira.example/talk.mp3"></audio><div class="kg-audio-title">Talk</div><div class="kg-audio-player"><span>0:00</span>/<span>123.4</span></div></div>`;
    expect(sanitizePost(card, BASE).text).toBe('Listen\n\nTalk');
  });

  test('a formula keeps its words, once', () => {
    const formula =
      '<math><semantics><mrow><mi>n</mi><mo>=</mo><mn>3</mn></mrow><annotation encoding="application/x-tex">n=3</annotation></semantics></math>';
    expect(html(`<p>Let ${formula} be.</p>`)).toBe('<p>Let n=3 be.</p>');
  });
});

describe('frames and players', () => {
  test.each([
    [
      '<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ?rel=0"></iframe>',
      'https://www.youtube.com/watch?v=dQw4w9WgXcQ',
      'Watch or listen on YouTube',
    ],
    [
      '<iframe src="//player.vimeo.com/video/123" title="My film">old browser</iframe>',
      'https://vimeo.com/123',
      'My film',
    ],
    ['<iframe src="https://maps.example/m"></iframe>', 'https://maps.example/m', 'See it at maps.example'],
    [
      '<iframe src="https://www.youtube.com/embed/videoseries?list=PL12"></iframe>',
      'https://www.youtube.com/playlist?list=PL12',
      'Watch or listen on YouTube',
    ],
    [
      '<iframe src="https://www.youtube.com/embed/live_stream?channel=UC12"></iframe>',
      'https://www.youtube.com/channel/UC12/live',
      'Watch or listen on YouTube',
    ],
    [
      '<iframe src="https://player.vimeo.com/video/123?title=0&amp;h=ab12"></iframe>',
      'https://vimeo.com/123/ab12',
      'Watch or listen on Vimeo',
    ],
    [
      '<iframe src="about:blank" data-lazy-src="https://player.vimeo.com/video/123"></iframe>',
      'https://vimeo.com/123',
      'Watch or listen on Vimeo',
    ],
    ['<video src="v.mp4" controls>no video</video>', `${BASE}v.mp4`, 'Watch'],
    ['<audio><source src="a.ogg"><source src="a.mp3">no audio</audio>', `${BASE}a.ogg`, 'Watch or listen'],
  ])('%s becomes a link', (markup, address, label) => {
    expect(html(`<p>Before</p>${markup}<p>After</p>`)).toBe(
      `<p>Before</p><p><a href="${address}" ${LINK}>${label}</a></p><p>After</p>`,
    );
  });

  test.each([
    '<iframe src="javascript:alert(1)"></iframe>',
    '<iframe srcdoc="<b>x</b>"></iframe>',
    '<iframe></iframe>',
    '<video></video>',
  ])('%s leaves nothing', (markup) => {
    expect(html(`${markup}<p>After</p>`)).toBe('<p>After</p>');
  });
});

describe('what goes', () => {
  test.each([
    '<script>alert(1)</script>',
    '<style>p{}</style>',
    '<noscript><p>Switch on JavaScript</p></noscript>',
    '<template><p>x</p></template>',
    '<svg><script>alert(1)</script><title>x</title></svg>',
    '<math><annotation>x</annotation></math>',
    '<object data="x"><p>y</p></object>',
    '<form><textarea>x</textarea><select><option>1</option></select><button>Go</button></form>',
    '<p hidden>secret</p>',
    '<!-- comment -->',
  ])('%s goes with everything in it', (markup) => {
    expect(sanitizePost(`<p>Kept</p>${markup}`, BASE)).toMatchObject({ html: '<p>Kept</p>', text: 'Kept' });
  });

  const VECTORS = [
    '<a href="javascript:alert(1)">x</a>',
    '<a href="jav&#9;ascript:alert(1)">x</a>',
    '<a href=" &#1; javascript:alert(1)">x</a>',
    '<a href="vbscript:x">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<img src=x onerror=alert(1)>',
    '<img src="javascript:alert(1)">',
    '<img srcset="javascript:alert(1) 1x">',
    '<p onclick="alert(1)" style="position:fixed" class="x" id="y">x</p>',
    '<svg/onload=alert(1)>',
    '<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    '<iframe src="javascript:alert(1)">',
    '<base href="https://evil.example/">',
    '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">',
    '<link rel="stylesheet" href="https://evil.example/x.css">',
    '<form action="javascript:alert(1)"><input type="submit"></form>',
    '<video poster="javascript:alert(1)"></video>',
    '<p title="&quot; onmouseover=alert(1) x=&quot;">x</p>',
    '<a href="https://x.example/" title=\'"><script>alert(1)</script>\'>x</a>',
    '<<script>alert(1)</script>',
    '<scr<script>ipt>alert(1)</script>',
    '<img title="--><script>alert(1)</script>" src="a.png">',
    '<textarea><img src=x onerror=alert(1)></textarea>',
    '<plaintext><img src=x onerror=alert(1)>',
  ];
  test.each(VECTORS)('%s can’t run', (markup) => {
    const safe = html(markup);
    const tags = (safe.match(/<[^>]*>/g) ?? []).join('');
    expect(tags).not.toMatch(
      /<(?:script|style|iframe|svg|math|form|input|base|meta|link|video|textarea|object|embed)/i,
    );
    expect(tags.replace(/"[^"]*"/g, '""')).not.toMatch(/\s(?:on\w+|style|class|id)=/i);
    expect(tags).not.toMatch(/(?:href|src|srcset|cite|action|poster)="\s*(?:javascript|vbscript|data:text)/i);
  });

  test('what is safe once is left alone the second time', () => {
    for (const markup of [
      ...VECTORS,
      '<p>a <img src="a.png" srcset="b.png 2x"> &amp; <a href="/x">y</a></p>',
    ]) {
      const once = html(markup);
      expect(html(once)).toBe(once);
    }
  });
});

describe('words and links', () => {
  test('paragraphs are separated by a blank line, white space is folded', () => {
    const { text } = sanitizePost(
      '<h1>A  title</h1><p>One\n two<br>three</p><p>Four &amp; <b>fi</b>ve</p><ul><li>x<li>y</ul>a<br><br>b',
      BASE,
    );
    expect(text).toBe('A title\n\nOne two three\n\nFour & five\n\nx\n\ny\n\na\n\nb');
  });

  test('links are absolute, in order, each once, and only to the web', () => {
    const { links } = sanitizePost(
      '<a href="/b">1</a><a href="https://a.example/">2</a><a href="/b">3</a><a href="mailto:x@y.example">4</a><a name="z">5</a><script><a href="/no"></script>',
      BASE,
    );
    expect(links).toEqual(['https://mira.example/b', 'https://a.example/']);
  });

  test.each([
    ['a tag', 'rel="category tag"'],
    ['a hashtag', 'class="mention hashtag" rel="tag nofollow"'],
    ['a hashtag without rel', 'class="hashtag"'],
    ['a licence', 'rel="license"'],
  ])('%s stays in the post, and is nothing that it links to', (_, attributes) => {
    for (const more of ['', '<video>']) {
      const post = sanitizePost(
        `<p>Here <a href="https://a.example/x" ${attributes}>it</a> is, <a href="/y" rel="tags">and</a>.</p>${more}`,
        BASE,
      );
      expect(post.html).toContain('<a href="https://a.example/x" rel="noopener');
      expect(post.links).toEqual(['https://mira.example/y']);
    }
  });

  test.each([
    ['below a picture it says whose that is', '<a href="/p"><img src="/p.png"></a>', '', ['/p']],
    ['below one of several pictures', '<figure><img src="/p.png"></figure>', '', []],
    ['below a quotation it says where that is from', '<blockquote>Roots.</blockquote>', '', ['/credit']],
    ['in the words too', '<img src="/p.png">', '<p><a href="/credit">They</a> say.</p>', ['/credit']],
  ])('a link in a caption: %s', (_, inside, after, expected) => {
    for (const more of ['', '<video>']) {
      const html = `<figure>${inside}<figcaption>By <a href="/credit">them</a></figcaption></figure>${after}${more}`;
      const post = sanitizePost(html, BASE);
      expect(post.html).toContain('https://mira.example/credit');
      expect(post.links).toEqual(expected.map((path) => `https://mira.example${path}`));
    }
  });

  test.each([
    [
      'a picture is said in brackets',
      '<p>Look: <img src="a.png" alt="A worn bearing"> it hums.</p>',
      'Look: [A worn bearing] it hums.',
    ],
    [
      'also where it touches words',
      '<p>Look<img src="a.png" alt="A worn &amp; torn bearing">it hums',
      'Look [A worn & torn bearing] it hums',
    ],
    ['one that stands for a sign is that sign', '<p>Well<img src="s.png" alt="🙂">.</p>', 'Well🙂.'],
    [
      'one that shows nothing worth saying is not',
      '<p>Look <img src="a.png" alt=""><img src="b.png"> here</p>',
      'Look here',
    ],
    [
      'nor one that is called by its file',
      '<p>Look <img src="a.png" alt="IMG_1234.JPG"> here</p>',
      'Look here',
    ],
    [
      'nor one in what nobody sees',
      '<p>Look<template><img src="a.png" alt="no"></template> here</p>',
      'Look here',
    ],
  ])('%s', (_, markup, words) => {
    expect(sanitizePost(markup, BASE).text).toBe(words);
  });

  test.each([
    ['plain markup', '<p>'],
    ['any other', '<p><x>'],
  ])('in %s is without U+0000, and half a surrogate becomes U+FFFD', (_, start) => {
    const { html, text } = sanitizePost(`${start}a\0b \ud83c <b title="\0\udf72">c</b></p>`, BASE);
    expect(html).toBe('<p>ab \ufffd <b title="\ufffd">c</b></p>');
    expect(text).toBe('ab \ufffd c');
  });

  test('an empty post is empty', () => {
    expect(sanitizePost('', BASE)).toEqual({ html: '', text: '', links: [] });
  });
});

// What grows with the square of these takes longer than a test may.
describe('limits', () => {
  test.each([
    ['a hundred thousand nested tags', `${'<b>'.repeat(100_000)}deep`, 'deep'],
    ['a hundred thousand paragraphs nobody closed', `${'<p>x'.repeat(100_000)}`, 'x'],
    ['a million angle brackets', '<'.repeat(1_000_000), '<'],
    [
      'three hundred thousand nested divs and their ends',
      `${'<div>'.repeat(90_000)}in${'</div>'.repeat(80_000)}out`,
      'in',
    ],
    ['a million ampersands', '&'.repeat(1_000_000), '&'],
    ['an attribute of a million letters', `<p title="${'a'.repeat(1_000_000)}">x</p><p>y</p>`, ''],
    ['a srcset of a million commas', `<img src="a.png" srcset="${','.repeat(900_000)}"><p>y</p>`, 'y'],
    ['a style of a million blanks', `<img src="a.png" style="${' '.repeat(900_000)}"><p>y</p>`, 'y'],
    ['iframes in iframes', `${'<iframe>'.repeat(100_000)}`, ''],
    ['a million blanks', `a${' '.repeat(900_000)}b`, 'a b'],
    [
      'a million attributes',
      `<p ${Array.from({ length: 100_000 }, (_, at) => `a${at}`).join(' ')}>y</p>`,
      'y',
    ],
  ])('%s', (_, markup, words) => {
    const { text } = sanitizePost(markup, BASE);
    expect(text).toContain(words);
  });

  test('a post with great pictures written into it keeps its words', () => {
    const picture = `<img src="data:image/png;base64,${'A'.repeat(1_500_000)}">`;
    expect(sanitizePost(`<p>Before</p>${picture}<p>After</p>`, BASE).text).toBe('Before\n\nAfter');
  });
});
