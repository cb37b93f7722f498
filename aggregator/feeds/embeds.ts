/** Where an embedded player's page is on the site itself. */
const PLAYERS: [pattern: RegExp, page: string, name: string][] = [
  [
    /^(?:www\.)?youtube(?:-nocookie)?\.com\/embed\/videoseries\?(?:.*&)?list=([\w-]+)/,
    'https://www.youtube.com/playlist?list=$1',
    'YouTube',
  ],
  [
    /^(?:www\.)?youtube(?:-nocookie)?\.com\/embed\/live_stream\?(?:.*&)?channel=([\w-]+)/,
    'https://www.youtube.com/channel/$1/live',
    'YouTube',
  ],
  [
    /^(?:www\.)?youtube(?:-nocookie)?\.com\/embed\/([\w-]{6,20})/,
    'https://www.youtube.com/watch?v=$1',
    'YouTube',
  ],
  // Those that aren't listed need their key.
  [/^player\.vimeo\.com\/video\/(\d+)\?(?:.*&)?h=(\w+)/, 'https://vimeo.com/$1/$2', 'Vimeo'],
  [/^player\.vimeo\.com\/video\/(\d+)/, 'https://vimeo.com/$1', 'Vimeo'],
  [/^(?:www\.)?dailymotion\.com\/embed\/video\/(\w+)/, 'https://www.dailymotion.com/video/$1', 'Dailymotion'],
  [/^open\.spotify\.com\/embed\/(\w+\/\w+)/, 'https://open.spotify.com/$1', 'Spotify'],
  [/^archive\.org\/embed\/([\w.-]+)/, 'https://archive.org/details/$1', 'Internet Archive'],
];

/**
 * The link that stands in for an embedded frame: neither mail nor a calm page shows other sites' frames.
 * @param address absolute address of the frame
 * @param title the author's name for it, if any
 */
export function linkForEmbed(address: string, title: string | undefined): { href: string; label: string } {
  const url = new URL(address);
  const path = url.host + url.pathname + url.search;
  for (const [pattern, page, name] of PLAYERS) {
    const match = pattern.exec(path);
    if (match) {
      const href = page.replace(/\$([12])/g, (_, part) => match[part] ?? '');
      return { href, label: title || `Watch or listen on ${name}` };
    }
  }
  return { href: address, label: title || `See it at ${url.host.replace(/^www\./, '')}` };
}
