import type { BlogPost } from '../blog.ts';
import { rfc822 } from '../feed-dates.ts';
import type { Make, Site } from '../make.ts';
import { cdata, escapeMarkup, firstWords } from '../markup.ts';
import { postNumber } from '../post-number.ts';

/** RSS 2.0 in CDATA throughout, and `?ref=` on every link that leads elsewhere. */
export const ghost: Make = {
  pathOf: (post) => `/${post.slug}/`,
  head: (site) =>
    `<link rel="alternate" type="application/rss+xml" title="${escapeMarkup(site.title)}" href="${site.origin}/rss/">
<meta name="generator" content="Ghost 5.87">`,
  answer(url, site) {
    if (url.pathname === '/rss') return { kind: 'redirect', to: `${site.origin}/rss/` };
    if (url.pathname !== '/rss/') return null;
    return { kind: 'document', type: 'application/rss+xml; charset=utf-8', body: feed(site) };
  },
  style: `body { max-width: 44rem; }
header h1 { font-size: 1.2rem; letter-spacing: .04em; }
h2 { font-size: 1.9rem; letter-spacing: -.02em; }
h2 a { color: inherit; }
article { margin-block: 3rem; }`,
  charset: 'utf-8',
  validators: 'etag',
  gzip: true,
};

function feed(site: Site): string {
  return `<?xml version="1.0" encoding="UTF-8"?><rss xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom" version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>${cdata(site.title)}</title><description>${cdata(site.about)}</description><link>${site.origin}/</link><generator>Ghost 5.87</generator><lastBuildDate>${rfc822(site.posts[0]?.at ?? new Date(0))}</lastBuildDate><atom:link href="${site.origin}/rss/" rel="self" type="application/rss+xml"/><ttl>60</ttl>${site.posts.map((post) => item(post, site)).join('')}</channel></rss>`;
}

function item(post: BlogPost, site: Site): string {
  const id = BigInt(postNumber(post.slug, 28)).toString(16).padStart(24, '6').slice(0, 24);
  return `<item><title>${cdata(post.title ?? '(Untitled)')}</title><description>${cdata(firstWords(post.html, 40, '...'))}</description><link>${site.origin}${ghost.pathOf(post)}</link><guid isPermaLink="false">${id}</guid>${post.tags.map((tag) => `<category>${cdata(tag)}</category>`).join('')}<dc:creator>${cdata(site.author)}</dc:creator><pubDate>${rfc822(post.at)}</pubDate><content:encoded>${cdata(referred(post.html, site))}</content:encoded></item>`;
}

function referred(html: string, site: Site): string {
  const { host } = new URL(site.origin);
  return html.replace(/href="(https?:[^"#?]+)"/g, (link, address: string) =>
    address.startsWith(site.origin) ? link : `href="${address}?ref=${host}"`,
  );
}
