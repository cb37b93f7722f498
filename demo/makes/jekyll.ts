import type { BlogPost } from '../blog.ts';
import { dayPath, rfc3339 } from '../feed-dates.ts';
import type { Make, Site } from '../make.ts';
import { cdata, escapeMarkup, firstWords } from '../markup.ts';

/** Atom as the jekyll-feed plugin writes it, from a host that answers conditional requests. */
export const jekyll: Make = {
  pathOf,
  head: (site) =>
    `<link type="application/atom+xml" rel="alternate" href="${site.origin}/feed.xml" title="${escapeMarkup(site.title)}" />`,
  answer: (url, site) =>
    url.pathname === '/feed.xml' ? { kind: 'document', type: 'application/xml', body: feed(site) } : null,
  style: `header { border-block-start: 5px solid #424242; border-block-end: 1px solid #e0e0e0; }
h2 { font-weight: 400; }
.meta { order: -1; }
article { display: flex; flex-direction: column; margin-block: 2rem; }`,
  charset: 'utf-8',
  validators: 'both',
  gzip: true,
};

function pathOf(post: BlogPost): string {
  return `/${dayPath(post.at)}/${post.slug}.html`;
}

function feed(site: Site): string {
  const updated = site.posts[0]?.at ?? new Date(0);
  return `<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${site.language}"><generator uri="https://jekyllrb.com/" version="4.3.3">Jekyll</generator><link href="${site.origin}/feed.xml" rel="self" type="application/atom+xml" /><link href="${site.origin}/" rel="alternate" type="text/html" hreflang="${site.language}" /><updated>${rfc3339(updated)}</updated><id>${site.origin}/feed.xml</id><title type="html">${escapeMarkup(site.title)}</title><subtitle>${escapeMarkup(site.about)}</subtitle><author><name>${escapeMarkup(site.author)}</name></author>${site.posts.map((post) => entry(post, site)).join('')}</feed>
`;
}

function entry(post: BlogPost, site: Site): string {
  const address = site.origin + pathOf(post);
  // A title of type html is markup that is escaped once more.
  const title = escapeMarkup(escapeMarkup(post.title ?? ''));
  return `<entry><title type="html">${title}</title><link href="${address}" rel="alternate" type="text/html" title="${title}" /><published>${rfc3339(post.at)}</published><updated>${rfc3339(post.at)}</updated><id>${address.replace(/\.html$/, '')}</id><content type="html" xml:base="${address}">${cdata(post.html)}</content><author><name>${escapeMarkup(site.author)}</name></author>${post.tags.map((tag) => `<category term="${escapeMarkup(tag)}" />`).join('')}<summary type="html">${cdata(escapeMarkup(firstWords(post.html, 30, '…')))}</summary></entry>`;
}
