import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decode, repairCharacters } from '../../../aggregator/feeds/decode.ts';
import { readPlainXml } from '../../../aggregator/feeds/plain-xml.ts';
import { readAnyXml, readXml } from '../../../aggregator/feeds/xml.ts';
import { feedXml } from '../../../bench/feed.ts';
import { listFixtures } from './fixtures.ts';

const NAMES =
  'item title link entry content description atom:link dc:creator content:encoded x:y Item _x é x.y'.split(
    ' ',
  );
const NASTY = [
  'words',
  ' ',
  '\n\t',
  'a &amp;lt; b',
  '&lt;p&gt;',
  '&#8217;',
  '&bogus;',
  'a & b',
  'a > b',
  'a < b',
  'I <3 you',
  '<![CDATA[<b>x</b> &amp; y]]>',
  '<![CDATA[]]>',
  '<![CDATA[x',
  ']]>',
  '<!-- c -->',
  '<!-- <a> -->',
  '<!-->',
  '<!--->',
  '<!---->',
  '<!-- a -- b -->',
  '<!-- a --!> b -->',
  '<!--',
  '<?php echo "x>y" ?>',
  '<?x ?>',
  '<?>',
  '<??>',
  '<?x >',
  '<!DOCTYPE rss>',
  '<!DOCTYPE rss [<!ENTITY a "b">]>',
  '<br>',
  '<br/>',
  '<br />',
  '</br>',
  '</ title>',
  '</title >',
  '</Title>',
  '<a b="1" b="2" B="3"/>',
  '<a b=1/>',
  '<a b/>',
  "<a b='\"&amp;<>'/>",
  '<a b="x"c="y"/>',
  '<a b = "x"/>',
  '<a b="x/>',
  '<a\n b="x"\n/>',
  '<a / b="x">',
  '<a b="\u00a0" c="&quot;"></a>',
  '<xhtml:div xmlns:xhtml="http://www.w3.org/1999/xhtml"><p>x</p></xhtml:div>',
  '<a xmlns="http://www.w3.org/2005/Atom"><b/></a>',
  '<a __proto__="x" constructor="y"/>',
  '</rss>',
  '<',
  '',
];

const attributes = fc.constantFrom(
  '',
  '',
  ' a="b"',
  ' xml:base="/x"',
  ' xmlns:x="http://purl.org/dc/elements/1.1/"',
);
const { nested } = fc.letrec<{ nested: string }>((tie) => ({
  nested: fc.oneof(
    { maxDepth: 5, depthIdentifier: 'xml' },
    { weight: 1, arbitrary: fc.constantFrom(...NASTY) },
    {
      weight: 3,
      arbitrary: fc
        .tuple(fc.constantFrom(...NAMES), attributes, fc.array(tie('nested'), { maxLength: 4 }))
        .map(([name, written, inside]) => `<${name}${written}>${inside.join('')}</${name}>`),
    },
  ),
}));
const document = fc
  .tuple(
    fc.constantFrom('', '<?xml version="1.0"?>\n', '<b>Warning</b>: x\n', 'junk <br>', '<!-- x -->'),
    fc.constantFrom('rss', 'feed', 'rdf:RDF', 'channel', 'html', 'x:feed'),
    fc.array(nested, { maxLength: 5 }),
    fc.constantFrom('', '', ' trailing', '<rss>', '<'),
  )
  .map(([before, root, inside, after]) => `${before}<${root}>${inside.join('')}</${root}>${after}`);

/** Whether it is read to the end of its root without a parser. */
function isPlain(text: string): boolean {
  let levels = 0;
  return readPlainXml(text, {
    open: () => ++levels > 0,
    text: () => {},
    cdata: () => {},
    close: () => --levels === 0,
  });
}

describe('the short way for plain XML', () => {
  test('reads what the parser reads, of well-formed feeds and of nasty ones', () => {
    let plain = 0;
    fc.assert(
      fc.property(document, (text) => {
        if (isPlain(text)) plain++;
        expect(readXml(text)).toEqual(readAnyXml(text));
      }),
      { numRuns: 8_000 },
    );
    expect(plain).toBeGreaterThan(1_000);
  });

  test.each(listFixtures().map(({ name, bytes }) => [name, bytes] as const))(
    'reads what the parser reads of the fixture %s',
    (_, bytes) => {
      const text = repairCharacters(decode(bytes)).trimStart();
      expect(readXml(text)).toEqual(readAnyXml(text));
    },
  );

  test('reads what the parser reads of the feeds of the benchmark', () => {
    for (let blog = 0; blog < 10; blog++) {
      expect(isPlain(feedXml(blog, 0))).toBe(true);
      expect(readXml(feedXml(blog, 0))).toEqual(readAnyXml(feedXml(blog, 0)));
    }
  });
});
