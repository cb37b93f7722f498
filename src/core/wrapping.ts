/** Pages that show another one: the end of their path is its address, with or without a scheme. */
const SHOWN: [RegExp, string][] = [
  [/^(?:www\.)?google\.[a-z.]+\/amp\/(?:s\/)?/, ''],
  [/^[^/]+\.cdn\.ampproject\.org\/[a-z]+\/(?:s\/)?/, ''],
  [/^web\.archive\.org\/web\/\d+[a-z_]*\//, ''],
  [/^via\.hypothes\.is\//, ''],
  [/^hyp\.is\/[\w-]+\//, ''],
  [/^open\.substack\.com\/pub\/([\w-]+)\//, '$1.substack.com/'],
];

/** Doors that offices, mail programs and networks put before a page: one of these parameters is its address. */
const DOORS: [RegExp, string[]][] = [
  [/^(?:www\.)?google\.[a-z.]+\/url$/, ['q', 'url']],
  [/^lm?\.facebook\.com\/l\.php$/, ['u']],
  [/\.safelinks\.protection\.outlook\.com\/$/, ['url']],
  [/^translate\.google\.[a-z.]+\/translate$/, ['u']],
];

const TRANSLATED = '.translate.goog';

/** Most hosts are none of these, and are told so cheaply. */
const MAY_WRAP =
  /google\.|ampproject\.org|archive\.org|hypothes\.is|hyp\.is|open\.substack|facebook\.com|outlook\.com|translate\.goog/;

/**
 * The page that is meant by an address of another page which shows it or leads to it: an archive, a translation, a
 * fast copy at Google's, the door out of Google Docs. Any other address is given back as it is.
 */
export function unwrap(url: URL): URL {
  if (!MAY_WRAP.test(url.host)) return url;
  // Each wrapping is longer than what it holds, so this comes to an end.
  const page = pageShown(url) ?? pageBehind(url) ?? pageTranslated(url);
  return page ? unwrap(page) : url;
}

function pageShown({ host, pathname, search }: URL): URL | null {
  const shown = `${host}${pathname}`;
  for (const [pattern, before] of SHOWN) {
    const page = shown.replace(pattern, before);
    if (page !== shown)
      return webPage(/^https?:\//.test(page) ? `${page}${search}` : `https://${page}${search}`);
  }
  return null;
}

function pageBehind({ host, pathname, searchParams }: URL): URL | null {
  const [, names] = DOORS.find(([pattern]) => pattern.test(`${host}${pathname}`)) ?? [];
  for (const name of names ?? []) {
    const page = webPage(searchParams.get(name) ?? '');
    if (page) return page;
  }
  return null;
}

/** Google translates `my-blog.example` at `my--blog-example.translate.goog`. */
function pageTranslated(url: URL): URL | null {
  if (!url.hostname.endsWith(TRANSLATED)) return null;
  const host = url.hostname
    .slice(0, -TRANSLATED.length)
    .replace(/--?/g, (dashes) => (dashes === '--' ? '-' : '.'));
  return webPage(`https://${host}${url.pathname}${url.search}`);
}

function webPage(address: string): URL | null {
  const url = URL.parse(address);
  return url && /^https?:$/.test(url.protocol) ? url : null;
}
