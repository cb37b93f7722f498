/** Parameters that say where a reader came from, never what the page is. */
const TRACKING =
  /^(utm_|mtm_|pk_|hsa_|_hs)|^(fbclid|gclid|dclid|msclkid|mc_cid|mc_eid|igshid|yclid|wt_mc|vero_id|oly_anon_id|oly_enc_id)$/;

/**
 * The one rule by which two addresses are the same page: scheme, `www.`, default ports, a slash at the end,
 * tracking parameters and fragments make no difference.
 *
 * @returns a key to compare and look up by, such as `example.org/2026/why`; null when it is no web address.
 */
export function addressKey(address: string): string | null {
  const url = URL.parse(address);
  if (!url || !/^https?:$/.test(url.protocol)) return null;
  const host = url.host.replace(/^(www\.)+(?=\w)/, '').replace(/:(80|443)$/, '');
  const segments = url.pathname.split('/');
  const last = segments.findLastIndex((segment) => !/^(index\.html?)?$/.test(segment));
  // %d0 and %D0 are the same byte (RFC 3986, section 6.2.2.1); WordPress writes one, browsers the other.
  const path = segments
    .slice(0, last + 1)
    .join('/')
    .replace(/%[\da-f]{2}/gi, (byte) => byte.toUpperCase());
  return `${host}${path}${url.search === '' ? '' : untrackedQuery(url)}`;
}

function untrackedQuery({ searchParams }: URL): string {
  const kept = [...searchParams].filter(([name]) => !TRACKING.test(name.toLowerCase()));
  return kept.length > 0 ? `?${new URLSearchParams(kept)}` : '';
}
