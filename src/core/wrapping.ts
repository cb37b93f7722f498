/** Pages that show another one: the end of their path is its address, with or without a scheme. */
const SHOWN: [RegExp, string][] = [
  [/^(?:www\.)?google\.(?:com?\.)?[a-z]{2,3}\/amp\/(?:s\/)?/, ''],
  [/^[^/]+\.cdn\.ampproject\.org\/[a-z]+\/(?:s\/)?/, ''],
  [/^web\.archive\.org\/web\/\d+[a-z_]*\//, ''],
  [/^via\.hypothes\.is\//, ''],
  [/^hyp\.is\/[\w-]+\//, ''],
  [/^open\.substack\.com\/pub\/([\w-]+)\//, '$1.substack.com/'],
];

/** Doors that offices, mail programs and networks put before a page: one of these parameters is its address. */
const DOORS: [RegExp, string[]][] = [
  [/^(?:www\.)?google\.(?:com?\.)?[a-z]{2,3}\/url$/, ['q', 'url']],
  [/^lm?\.facebook\.com\/l\.php$/, ['u']],
  [/\.safelinks\.protection\.outlook\.com\/$/, ['url']],
  [/^translate\.google\.(?:com?\.)?[a-z]{2,3}\/translate$/, ['u']],
];

const TRANSLATED = '.translate.goog';

/** A video of YouTube's: `shorts/` if it is one, and its id. */
const VIDEO =
  /^(?:youtu\.be\/|(?:www\.|m\.)?youtube\.com\/(?:watch\?(?:.*&)?v=|live\/|(shorts\/)))([\w-]{11})(?![\w-])/;

const WIKIPEDIA = /^([a-z-]+)(?:\.m)?\.wikipedia\.org$/;
/** `! $ ' ( ) * , : ; @` in percent. */
const SIGNS = /%(?:2[14789AC]|3[AB]|40)/gi;

/** Most hosts are none of these, and are told so cheaply. */
const MAY_WRAP =
  /google\.|ampproject\.org|archive\.org|hypothes\.is|hyp\.is|open\.substack|facebook\.com|outlook\.com|translate\.goog|youtu|wikipedia\.org/;

/**
 * The page that is meant by an address of another page which shows it or leads to it: an archive, a translation, a
 * fast copy at Google's, the door out of Google Docs, a site for telephones. Any other address is given back as it is.
 */
export function unwrap(url: URL): URL {
  if (!MAY_WRAP.test(url.host)) return url;
  // Each wrapping is longer than what it holds, so this comes to an end.
  const page = pageShown(url) ?? pageBehind(url) ?? pageTranslated(url);
  return page ? unwrap(page) : (pageOfYouTube(url) ?? pageOfWikipedia(url) ?? url);
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

/** By the address that YouTube's own feeds give of it, without the moment to begin at. */
function pageOfYouTube({ host, pathname, search }: URL): URL | null {
  const [, short = 'watch?v=', id] = VIDEO.exec(`${host}${pathname}${search}`) ?? [];
  return id === undefined ? null : webPage(`https://www.youtube.com/${short}${id}`);
}

/** Wikipedia has a second site for telephones, and signs in its titles that many a program writes in percent. */
function pageOfWikipedia({ host, pathname, search }: URL): URL | null {
  const [, language] = WIKIPEDIA.exec(host) ?? [];
  const title = pathname.replace(SIGNS, decodeURIComponent);
  return language === undefined ? null : webPage(`https://${language}.wikipedia.org${title}${search}`);
}

function webPage(address: string): URL | null {
  const url = URL.parse(address);
  return url && /^https?:$/.test(url.protocol) ? url : null;
}
