import type { BlogPost } from '../blog.ts';
import type { Make, Site } from '../make.ts';
import { escapeMarkup } from '../markup.ts';

/** Atom from a static site that shows whatever date stands in the file, and knows no validators. */
export const eleventy: Make = {
  pathOf: (post) => `/blog/${post.slug}/`,
  head: (site) =>
    `<link rel="alternate" href="/feed/feed.xml" type="application/atom+xml" title="${escapeMarkup(site.title)}">`,
  answer: (url, site) =>
    url.pathname === '/feed/feed.xml'
      ? { kind: 'document', type: 'application/xml; charset=utf-8', body: feed(site) }
      : null,
  style: `body { border-inline-start: 10px solid var(--accent); min-height: 100vh; }
header h1 { text-transform: uppercase; font-size: 1.3rem; }
article { margin-block: 2rem; }`,
  charset: 'utf-8',
  validators: 'none',
  gzip: false,
};

function feed(site: Site): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${site.language}" xml:base="${site.origin}/">
  <title>${escapeMarkup(site.title)}</title>
  <subtitle>${escapeMarkup(site.about)}</subtitle>
  <link href="${site.origin}/feed/feed.xml" rel="self"/>
  <link href="${site.origin}/"/>
  <updated>${(site.posts[0]?.at ?? new Date(0)).toISOString()}</updated>
  <id>${site.origin}/</id>
  <author>
    <name>${escapeMarkup(site.author)}</name>
  </author>
${site.posts.map((post) => entry(post)).join('\n')}
</feed>
`;
}

function entry(post: BlogPost): string {
  // The link stays relative to the feed's xml:base.
  const path = eleventy.pathOf(post);
  return `  <entry>
    <title>${escapeMarkup(post.title ?? '')}</title>
    <link href="${path.slice(1)}"/>
    <updated>${post.at.toISOString()}</updated>
    <id>tag:vocesdetaller.example,2019:${path}</id>
${post.tags.map((tag) => `    <category term="${escapeMarkup(tag)}"/>`).join('\n')}
    <content type="html">${escapeMarkup(post.html)}</content>
  </entry>`;
}
