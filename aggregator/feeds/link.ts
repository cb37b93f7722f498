/** Longer addresses than this are nobody's: browsers and servers give up before. */
const MAX_LENGTH = 4_096;

/** Parameters that campaigns and networks append to an address, and that lead nowhere else without them. */
const TRACKING =
  /^(?:utm_\w+|mtm_\w+|pk_\w+|fbclid|gclid|dclid|msclkid|yclid|igsh(?:id)?|mc_cid|mc_eid|_hsenc|_hsmi|mkt_tok|oly_anon_id|oly_enc_id)$/i;

/**
 * An absolute http(s) address, as it was written where it was written in full.
 * @param base what a relative address is relative to.
 * @returns null for anything else.
 */
export function webLink(text: string | null | undefined, base?: string | null): string | null {
  if (!text || text.length > MAX_LENGTH) return null;
  const trimmed = text.trim();
  if (trimmed === '') return null;
  if (/^https?:\/\/[^\s\\]+$/i.test(trimmed)) return URL.canParse(trimmed) ? trimmed : null;
  const url = URL.parse(trimmed, base ?? undefined);
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url.href : null;
}

/**
 * An address without the tracking that was hung onto it; all other bytes stay as they are.
 * @param hosts the hosts of the feed and its site: Ghost adds `ref=` with one of these.
 */
export function withoutTracking(address: string, hosts: string[] = []): string {
  const mark = address.indexOf('?');
  if (mark < 0) return address;
  const hash = address.indexOf('#', mark);
  const end = hash < 0 ? address.length : hash;
  const parameters = address.slice(mark + 1, end).split('&');
  const kept = parameters.filter((parameter) => !isTracking(parameter, hosts));
  if (kept.length === parameters.length) return address;
  return address.slice(0, mark) + (kept.length > 0 ? `?${kept.join('&')}` : '') + address.slice(end);
}

function isTracking(parameter: string, hosts: string[]): boolean {
  const [name = '', value = ''] = parameter.split('=', 2);
  return TRACKING.test(name) || (name === 'ref' && hosts.includes(value));
}

/** The host names of some addresses, with and without `www.`; what isn't an address has none. */
export function hostsOf(...addresses: (string | null | undefined)[]): string[] {
  return addresses.flatMap((address) => {
    const host = address ? URL.parse(address)?.hostname : undefined;
    return host ? [host, host.replace(/^www\./, '')] : [];
  });
}
