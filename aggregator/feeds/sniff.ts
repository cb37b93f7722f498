/** The beginnings of files that get linked where a feed should be. */
const MAGIC: [bytes: string, what: string][] = [
  ['%PDF', 'a PDF document'],
  ['\x89PNG', 'a picture'],
  ['\xff\xd8\xff', 'a picture'],
  ['GIF8', 'a picture'],
  ['RIFF', 'a picture or a sound'],
  ['PK\x03\x04', 'a ZIP file'],
  ['ID3', 'a sound file'],
];

const ROOTS = new Map([
  ['html', 'a web page, not a feed'],
  ['xhtml:html', 'a web page, not a feed'],
  ['opml', 'an OPML list of feeds, not a feed'],
  ['urlset', 'a sitemap, not a feed'],
  ['sitemapindex', 'a sitemap, not a feed'],
  ['svg', 'a picture, not a feed'],
  ['atom:entry', 'a single Atom entry, not a feed'],
  ['entry', 'a single Atom entry, not a feed'],
]);

/** Tags that only web pages begin with, when they begin without `html`. */
const PAGE_TAGS = new Set([
  'head',
  'body',
  'title',
  'meta',
  'div',
  'p',
  'script',
  'h1',
  'link',
  'style',
  'main',
]);

/**
 * One sentence on what something that isn't a feed is instead.
 * @param firstName the name of its first element, or null
 */
export function describeOther(bytes: Uint8Array, text: string, firstName: string | null): string {
  if (text.trim() === '') return 'This is empty.';
  const head = Buffer.from(bytes.subarray(0, 8)).toString('latin1');
  const file = MAGIC.find(([magic]) => head.startsWith(magic));
  if (file) return `This is ${file[1]}, not a feed.`;
  if (/^<!doctype\s+html/i.test(text)) return 'This is a web page, not a feed.';
  if (firstName === null) return 'This is plain text, not a feed.';
  const known = ROOTS.get(firstName);
  if (known) return `This is ${known}.`;
  return PAGE_TAGS.has(firstName) ? 'This is a web page, not a feed.' : 'This is XML, but not a feed.';
}
