import type { BlogPost } from '../blog.ts';
import { rfc822 } from '../feed-dates.ts';
import type { Make, Site } from '../make.ts';
import { escapeMarkup } from '../markup.ts';

/** RSS 2.0 at /index.xml, by a theme that forgot to mention it in the head. It knows no categories. */
export const hugo: Make = {
  pathOf: (post) => `/posts/${post.slug}/`,
  head: () => '<meta name="generator" content="Hugo 0.139.0">',
  answer: (url, site) =>
    url.pathname === '/index.xml' ? { kind: 'document', type: 'application/xml', body: feed(site) } : null,
  style: `body { font-family: ui-monospace, monospace; font-size: 16px; }
header h1::before { content: '~/'; opacity: .5; }
article { margin-block: 2.2rem; }`,
  charset: 'utf-8',
  validators: 'etag',
  gzip: true,
};

function feed(site: Site): string {
  return `<?xml version="1.0" encoding="utf-8" standalone="yes"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">
  <channel>
    <title>${escapeMarkup(site.title)}</title>
    <link>${site.origin}/</link>
    <description>Recent content on ${escapeMarkup(site.title)}</description>
    <generator>Hugo</generator>
    <language>${site.language}</language>
    <lastBuildDate>${rfc822(site.posts[0]?.at ?? new Date(0))}</lastBuildDate>
    <atom:link href="${site.origin}/index.xml" rel="self" type="application/rss+xml" />
${site.posts.map((post) => item(post, site)).join('\n')}
  </channel>
</rss>
`;
}

function item(post: BlogPost, site: Site): string {
  const address = site.origin + hugo.pathOf(post);
  return `    <item>
      <title>${escapeMarkup(post.title ?? '')}</title>
      <link>${address}</link>
      <pubDate>${rfc822(post.at)}</pubDate>
      <guid>${address}</guid>
      <description>${escapeMarkup(post.html)}</description>
    </item>`;
}
