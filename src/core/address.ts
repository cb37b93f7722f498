/** Parameters that say where a reader came from, never what the page is. */
const TRACKING =
  /^(utm_|mtm_|pk_|hsa_|_hs)|^(fbclid|gclid|dclid|msclkid|mc_cid|mc_eid|igshid|yclid|wt_mc|vero_id|oly_anon_id|oly_enc_id)$/;

/** Parameters with which blog programs show the same post in another dress, or at one of its comments. */
const DRESS = /^(amp|outputtype|replytocom|showcomment|share|nb|like_comment|noamp)$/;

/** Pages of others at Google's, shown fast: the address of the page itself follows. */
const AMP_VIEWER = /^(?:www\.)?google\.[a-z.]+\/amp\/(s\/)?(.+)$/;
const AMP_CACHE = /^[^/]+\.cdn\.ampproject\.org\/[a-z]+\/(s\/)?(.+)$/;

/**
 * The one rule by which two addresses are the same page: scheme, `www.`, default ports, a slash at the end, tracking
 * parameters and fragments make no difference, nor does what shows the same post in another dress: AMP, a page of its
 * comments, Blogger's mobile view and its names in many countries.
 *
 * @returns a key to compare and look up by, such as `example.org/2026/why`; null when it is no web address.
 */
export function addressKey(address: string): string | null {
  const url = behindAmp(URL.parse(address));
  if (!url || !/^https?:$/.test(url.protocol)) return null;
  const host = url.host
    .replace(/^(www\.)+(?=\w)/, '')
    .replace(/:(80|443)$/, '')
    .replace(/\.blogspot\.(com?\.)?[a-z]{2}$/, '.blogspot.com');
  const segments = url.pathname.split('/');
  const last = segments.findLastIndex((segment) => !/^(index\.html?)?$/.test(segment));
  // %d0 and %D0 are the same byte (RFC 3986, section 6.2.2.1); WordPress writes one, browsers the other.
  const path = segments
    .slice(0, last + 1)
    .join('/')
    .replace(/%[\da-f]{2}/gi, (byte) => byte.toUpperCase());
  const name = path.replace(/\/(?:amp|comment-page-\d+)$|\.amp(?=(?:\.html)?$)/, '');
  return `${host}${name}${url.search === '' ? '' : queryWithoutDress(url)}`;
}

function queryWithoutDress({ searchParams }: URL): string {
  const kept = [...searchParams].filter(([name, value]) => !isDress(name.toLowerCase(), value));
  return kept.length > 0 ? `?${new URLSearchParams(kept)}` : '';
}

function isDress(name: string, value: string): boolean {
  return TRACKING.test(name) || DRESS.test(name) || (name === 'm' && /^[01]?$/.test(value));
}

function behindAmp(url: URL | null): URL | null {
  // Most addresses are neither, and are told so cheaply.
  if (!url || !(url.pathname.startsWith('/amp/') || url.host.endsWith('.ampproject.org'))) return url;
  const shown = `${url.host}${url.pathname}`;
  const [, isSecure, page] = AMP_VIEWER.exec(shown) ?? AMP_CACHE.exec(shown) ?? [];
  return page === undefined ? url : URL.parse(`http${isSecure ? 's' : ''}://${page}${url.search}`);
}
