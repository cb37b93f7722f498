/** Where blog programs put their feeds, the most used first. */
const COMMON_PATHS = [
  'feed/',
  'feed.xml',
  'rss.xml',
  'index.xml',
  'atom.xml',
  'rss/',
  'feed.json',
  'index.rss',
];

/** The common paths in the page's own directory and at the root of its site. */
export function commonAddresses(url: string): string[] {
  const inDirectory = COMMON_PATHS.map((path) => new URL(path, asDirectory(url)).href);
  const atRoot = COMMON_PATHS.map((path) => new URL(`/${path}`, url).href);
  return inDirectory[0] === atRoot[0]
    ? atRoot
    : inDirectory.flatMap((address, at) => [address, atRoot[at] ?? '']);
}

/** `/blog` is a directory as much as `/blog/`; `/blog/post.html` is in one. */
export function asDirectory(url: string): string {
  const directory = new URL(url);
  directory.search = '';
  if (!/\.\w+$/.test(directory.pathname)) directory.pathname = directory.pathname.replace(/\/*$/, '/');
  return directory.href;
}
