/** What a path on a host matches, and the feeds that follow from it, best first. */
type Rule = [host: RegExp, path: RegExp, ...feeds: string[]];

/** The first rule that matches counts. `$h` is the host; `$1` and `$2` are from the path with its query. */
const RULES: Rule[] = [
  [
    /^(www\.|m\.)?youtube\.com$/,
    /^\/channel\/([\w-]+)/,
    'https://www.youtube.com/feeds/videos.xml?channel_id=$1',
  ],
  [/^(www\.|m\.)?youtube\.com$/, /^\/user\/([\w-]+)/, 'https://www.youtube.com/feeds/videos.xml?user=$1'],
  [
    /^(www\.|m\.)?youtube\.com$/,
    /^\/playlist\?(?:.*&)?list=([\w-]+)/,
    'https://www.youtube.com/feeds/videos.xml?playlist_id=$1',
  ],
  [/^bsky\.app$/, /^\/profile\/([\w.:-]+)/, 'https://bsky.app/profile/$1/rss'],
  [
    /^www\.tumblr\.com$/,
    /^\/(?:blog\/(?:view\/)?)?(?!tagged\/|search\/|explore|dashboard)([\w-]+)/,
    'https://$1.tumblr.com/rss',
  ],
  [/^(?!www\.).*\.tumblr\.com$/, /^\/tagged\/([^/?]+)/, 'https://$h/tagged/$1/rss', 'https://$h/rss'],
  [/^(?!www\.).*\.tumblr\.com$/, /^\//, 'https://$h/rss'],
  [/^(www\.)?medium\.com$/, /^\/(@[\w.-]+)/, 'https://medium.com/feed/$1'],
  [
    /^(www\.)?medium\.com$/,
    /^\/([\w-]+)\/tagged\/([\w-]+)/,
    'https://medium.com/feed/$1/tagged/$2',
    'https://medium.com/feed/$1',
  ],
  [/^(www\.)?medium\.com$/, /^\/([\w-]+)/, 'https://medium.com/feed/$1'],
  [/^(?!www\.).*\.medium\.com$/, /^\//, 'https://$h/feed'],
  [/^open\.substack\.com$/, /^\/pub\/([\w-]+)/, 'https://$1.substack.com/feed'],
  [/^(www\.)?substack\.com$/, /^\/@([\w-]+)/, 'https://$1.substack.com/feed'],
  [/^(?!www\.|open\.).*\.substack\.com$/, /^\//, 'https://$h/feed'],
  [/^(www\.|old\.)?reddit\.com$/, /^\/r\/(\w+)/, 'https://www.reddit.com/r/$1/.rss'],
  [/^(www\.|old\.)?reddit\.com$/, /^\/(?:u|user)\/([\w-]+)/, 'https://www.reddit.com/user/$1/.rss'],
  [/\.wordpress\.com$/, /^\/(category|tag|author)\/([^/?]+)/, 'https://$h/$1/$2/feed/', 'https://$h/feed/'],
  [/\.wordpress\.com$/, /^\//, 'https://$h/feed/'],
  [
    /\.blogspot\.[a-z.]{2,6}$/,
    /^\/search\/label\/([^/?]+)/,
    'https://$h/feeds/posts/default/-/$1',
    'https://$h/feeds/posts/default',
  ],
  [/\.blogspot\.[a-z.]{2,6}$/, /^\//, 'https://$h/feeds/posts/default'],
  [/^github\.com$/, /^\/([\w.-]+)\/([\w.-]+)\/releases/, 'https://github.com/$1/$2/releases.atom'],
  [/^github\.com$/, /^\/([\w.-]+)\/([\w.-]+)/, 'https://github.com/$1/$2/commits.atom'],
  [/^github\.com$/, /^\/([\w-]+)\/?$/, 'https://github.com/$1.atom'],
  [/^dev\.to$/, /^\/([\w-]+)/, 'https://dev.to/feed/$1'],
  [/^micro\.blog$/, /^\/(\w+)/, 'https://$1.micro.blog/feed.xml'],
  [/^vimeo\.com$/, /^\/(\w+)\/?$/, 'https://vimeo.com/$1/videos/rss'],
  [/\.livejournal\.com$/, /^\//, 'https://$h/data/rss'],
  [/\.dreamwidth\.org$/, /^\//, 'https://$h/data/atom'],
  [/\.bearblog\.dev$/, /^\//, 'https://$h/feed/'],
  [/\.ghost\.io$/, /^\//, 'https://$h/rss/'],
];

/** Where the platform that an address is on keeps the feeds of that page, best first; [] elsewhere. */
export function platformFeeds(address: string): string[] {
  const { hostname, pathname, search } = new URL(address);
  const path = pathname + search;
  for (const [host, pattern, ...feeds] of RULES) {
    const match = host.test(hostname) && pattern.exec(path);
    if (match) return feeds.map((feed) => feed.replace(/\$([h\d])/g, (_, key) => part(match, key, hostname)));
  }
  return [];
}

function part(match: RegExpExecArray, key: string, hostname: string): string {
  return key === 'h' ? hostname : (match[Number(key)] ?? '');
}
