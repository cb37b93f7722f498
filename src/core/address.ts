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
  const host = url.host.replace(/^www\./, '');
  const path = url.pathname.replace(/\/(index\.html?)?$/, '');
  const kept = [...url.searchParams].filter(([name]) => !TRACKING.test(name.toLowerCase()));
  const query = kept.length > 0 ? `?${new URLSearchParams(kept)}` : '';
  return `${host}${path}${query}`;
}
