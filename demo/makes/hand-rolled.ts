import type { BlogPost } from '../blog.ts';
import { rfc822 } from '../feed-dates.ts';
import type { Make, Site } from '../make.ts';
import { escapeMarkup } from '../markup.ts';
import { postNumber } from '../post-number.ts';

/**
 * A script that its author wrote himself in 2001 and sees no reason to touch: RSS 0.91 in ISO-8859-1,
 * declared in the XML alone, without guids, and with the one thing that he added later, dates.
 */
export const handRolled: Make = {
  pathOf: (post) => `/text.php/${postNumber(post.slug, 3)}`,
  head: (site) =>
    `<link rel="alternate" type="application/rss+xml" title="RSS" href="${site.origin}/rss.php">`,
  answer: (url, site) =>
    url.pathname === '/rss.php' ? { kind: 'document', type: 'text/xml', body: feed(site) } : null,
  style: `body { background: #fffff4; font-family: 'Times New Roman', serif; }
header { text-align: center; }
h2 { font-size: 1.2rem; text-decoration: underline; }
article { margin-block: 1.5rem; }`,
  charset: 'iso-8859-1',
  validators: 'none',
  gzip: false,
};

function feed(site: Site): string {
  return `<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">
<rss version="0.91">
<channel>
<title>${escapeMarkup(site.title)}</title>
<link>${site.origin}/</link>
<description>${escapeMarkup(site.about)}</description>
<language>${site.language}</language>
${site.posts.map((post) => item(post, site)).join('\n')}
</channel>
</rss>
`;
}

function item(post: BlogPost, site: Site): string {
  return `<item>
<title>${escapeMarkup(post.title ?? '')}</title>
<link>${site.origin}${handRolled.pathOf(post)}</link>
<pubDate>${rfc822(post.at)}</pubDate>
<description>${escapeMarkup(post.html)}</description>
</item>`;
}
