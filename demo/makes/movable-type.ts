import type { BlogPost } from '../blog.ts';
import { monthPath, rfc3339 } from '../feed-dates.ts';
import type { Make, Site } from '../make.ts';
import { cdata, escapeMarkup, firstWords } from '../markup.ts';

/** RSS 1.0 in RDF, as it was written in 2003, from a server that only knows when a file was changed. */
export const movableType: Make = {
  pathOf: (post) => `/archives/${monthPath(post.at)}/${post.slug.replaceAll('-', '_')}.html`,
  head: (site) =>
    `<link rel="alternate" type="application/rss+xml" title="RSS" href="${site.origin}/index.rdf" />`,
  answer: (url, site) =>
    url.pathname === '/index.rdf'
      ? { kind: 'document', type: 'application/rdf+xml', body: feed(site) }
      : null,
  style: `body { font: 16px/1.5 Verdana, Geneva, sans-serif; border: 1px solid #999; margin-block: 1rem; }
header { background: #eee; padding: .2rem 1rem; border-block-end: 1px dashed #999; }
article { margin-block: 1.6rem; border-block-end: 1px dotted #999; }`,
  charset: 'utf-8',
  validators: 'last-modified',
  gzip: false,
};

function feed(site: Site): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<rdf:RDF
  xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"
  xmlns:admin="http://webns.net/mvcb/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns="http://purl.org/rss/1.0/">

<channel rdf:about="${site.origin}/">
<title>${escapeMarkup(site.title)}</title>
<link>${site.origin}/</link>
<description>${escapeMarkup(site.about)}</description>
<dc:language>${site.language}</dc:language>
<dc:creator>${escapeMarkup(site.author)}</dc:creator>
<dc:date>${rfc3339(site.posts[0]?.at ?? new Date(0))}</dc:date>
<admin:generatorAgent rdf:resource="http://www.movabletype.org/?v=2.661" />

<items>
<rdf:Seq>${site.posts.map((post) => `<rdf:li rdf:resource="${site.origin}${movableType.pathOf(post)}" />`).join('\n')}</rdf:Seq>
</items>

</channel>

${site.posts.map((post) => item(post, site)).join('\n\n')}

</rdf:RDF>
`;
}

function item(post: BlogPost, site: Site): string {
  const address = site.origin + movableType.pathOf(post);
  return `<item rdf:about="${address}">
<title>${escapeMarkup(post.title ?? '')}</title>
<link>${address}</link>
<description>${escapeMarkup(firstWords(post.html, 20, '...'))}</description>
<content:encoded>${cdata(post.html)}</content:encoded>
${post.tags.map((tag) => `<dc:subject>${escapeMarkup(tag)}</dc:subject>`).join('\n')}
<dc:creator>${escapeMarkup(site.author)}</dc:creator>
<dc:date>${rfc3339(post.at)}</dc:date>
</item>`;
}
