import { unwrap } from './wrapping.ts';

/** Parameters that say where a reader came from, never what the page is. */
const TRACKING =
  /^(utm_|mtm_|pk_|hsa_|_hs|_x_tr_|amp_)|^(ref_src|mkt_tok|usqp|fbclid|mibextid|gclid|gbraid|wbraid|gad_source|srsltid|dclid|msclkid|twclid|ttclid|li_fat_id|mc_cid|mc_eid|igsh(id)?|yclid|wt_mc|vero_id|wprov|oly_anon_id|oly_enc_id)$/;

/** Parameters with which blog programs show the same post in another dress, or at one of its comments. */
const DRESS =
  /^(amp|outputtype|replytocom|unapproved|moderation-hash|showcomment|share|spref|nb|like_comment|noamp)$/;

/**
 * The same, where these are a program's only on its own paths: those of Medium, Substack (which hangs more onto the
 * links in its mails), Blogger and Google Docs.
 */
const DRESS_BELOW: [RegExp, RegExp][] = [
  [/^[^?]*-[\da-f]{10,12}\?/, /^(source|sk|gi)$/],
  [/^\/p\/[^/?]+\?/, /^(r|s|triedredirect|isfreemail|showwelcome(onshare)?)$/],
  [/^\/p\/[^/?]+\?(.*&)?(publication_id|action=share)/, /^(publication_id|post_id|action|token)$/],
  [/^\/\d{4}\/\d\d\/[^/?]+\.html\?/, /^sc$/],
  [/^\/(document|spreadsheets|presentation|forms|file)\/d\//, /^(usp|tab|pli)$/],
];

/** What stands behind the path of a page that would be the same without it. */
const TAIL = /^(index\.(html?|php)|amp|comment-page-\d+|trackback)$/;

/**
 * The one rule by which two addresses are the same page: scheme, `www.`, default ports, slashes beyond the first,
 * tracking parameters and fragments make no difference, nor does what shows the same post in another dress: AMP, a
 * page of its comments, Blogger's mobile view and its names in many countries, an archive, a translation.
 *
 * Posts are known again by stored keys, so no rule may change an address that feeds give of their own posts.
 *
 * @returns a key to compare and look up by, such as `example.org/2026/why`; null when it is no web address.
 */
export function addressKey(address: string): string | null {
  const written = URL.parse(address);
  if (!written || !/^https?:$/.test(written.protocol)) return null;
  const url = unwrap(written);
  const path = pathOf(url.pathname);
  return `${hostOf(url.host)}${path}${url.search === '' ? '' : queryOf(url, path)}`;
}

function queryOf({ search, searchParams }: URL, path: string): string {
  const page = path + search;
  const kept = [...searchParams].filter(([name, value]) => !isDress(name.toLowerCase(), value, page));
  return kept.length > 0 ? `?${new URLSearchParams(kept)}` : '';
}

function hostOf(host: string): string {
  return host
    .replace(/^(www\.)+(?=\w)/, '')
    .replace(/:(80|443)$/, '')
    .replace(/\.blogspot\.(com?\.)?[a-z]{2}$/, '.blogspot.com');
}

function pathOf(pathname: string): string {
  const segments = pathname
    .replace(/%[\da-f]{2}/gi, plainByte)
    .replace(/(\.amp)+(?=(\.html)?\/*$)/, '')
    .split('/')
    .filter((segment) => segment !== '');
  const last = segments.findLastIndex((segment) => !TAIL.test(segment));
  const path = segments.slice(0, last + 1).map((segment) => `/${segment}`);
  return path.join('').replace(/^(\/p\/[^/]+)\/(comments|comment\/\d+)$/, '$1');
}

/** %7E is ~, and %d0 the same as %D0 (RFC 3986, section 6.2.2); WordPress writes one, browsers the other. */
function plainByte(byte: string): string {
  const character = String.fromCharCode(Number.parseInt(byte.slice(1), 16));
  return /[\w.~-]/.test(character) ? character : byte.toUpperCase();
}

function isDress(name: string, value: string, page: string): boolean {
  return (
    TRACKING.test(name) ||
    DRESS.test(name) ||
    (name === 'm' && /^[01]?$/.test(value)) ||
    // Ghost hangs the name of the blog that links onto every link.
    (name === 'ref' && /^[\w-]+(\.[\w-]+)*\.[a-z]{2,}$/i.test(value)) ||
    DRESS_BELOW.some(([pages, names]) => pages.test(page) && names.test(name))
  );
}
