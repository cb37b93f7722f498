/** Addresses whose only purpose is to count readers. */
const TRACKERS = anyOf([
  /(?:^|\.)doubleclick\.net\//,
  /(?:^|\.)google-analytics\.com\//,
  /(?:^|\.)quantserve\.com\//,
  /(?:^|\.)scorecardresearch\.com\//,
  /(?:^|\.)feedsportal\.com\//,
  /(?:^|\.)feedburner\.com\/~(?:r|ff)\//,
  /(?:^|\.)list-manage\.com\/track\//,
  /(?:^|\.)substack(?:cdn)?\.com\/open/,
  /^(?:pixel|stats)\.(?:wp|wordpress)\.com\//,
  /^feeds\.wordpress\.com\/1\.0\//,
  /^medium\.com\/_\/stat/,
  /^www\.facebook\.com\/tr(?:$|[/?])/,
  /^www\.google\.com\/analytics\//,
  /^blogger\.googleusercontent\.com\/tracker\//,
  /\/piwik\.php$|\/matomo\.php$/,
]);

/** One pattern is tried in less time than many. */
function anyOf(patterns: RegExp[]): RegExp {
  return new RegExp(patterns.map(({ source }) => source).join('|'));
}

/**
 * Whether an image is there to count readers: on a counter's host, hidden, or no larger than a pixel.
 * @param address absolute
 */
export function isTracker(address: string, attributes: Record<string, string>): boolean {
  const url = URL.parse(address);
  if (url && TRACKERS.test(url.host + url.pathname)) return true;
  const style = (attributes.style ?? '').slice(0, 500);
  if (/display\s*:\s*none|visibility\s*:\s*hidden/i.test(style)) return true;
  return (
    isPixel(attributes.width ?? /(?:^|;)\s*width\s*:\s*(\w+)/i.exec(style)?.[1]) &&
    isPixel(attributes.height ?? /(?:^|;)\s*height\s*:\s*(\w+)/i.exec(style)?.[1])
  );
}

function isPixel(length = ''): boolean {
  return /^[01](?:px)?$/i.test(length.trim());
}
