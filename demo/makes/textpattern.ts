import type { BlogPost } from '../blog.ts';
import { rfc3339 } from '../feed-dates.ts';
import type { Make, Site } from '../make.ts';
import { escapeMarkup } from '../markup.ts';
import { postNumber } from '../post-number.ts';

/** Atom whose content is XHTML, inline, in a namespace with a prefix. Posts here must be well-formed XML. */
export const textpattern: Make = {
  pathOf: (post) => `/article/${postNumber(post.slug, 3)}/${post.slug}`,
  head: (site) =>
    `<link rel="alternate" type="application/atom+xml" title="Atom feed" href="${site.origin}/atom/" />`,
  answer(url, site) {
    if (url.pathname !== '/atom/') return null;
    return { kind: 'document', type: 'application/atom+xml; charset=utf-8', body: feed(site) };
  },
  style: `body { font-family: 'Iowan Old Style', Palatino, 'Book Antiqua', serif; line-height: 1.7; }
header h1 { font-weight: 400; font-style: italic; }
h2 { font-weight: 400; }
article + article::before { content: '⁂'; display: block; text-align: center; margin-block: 1.5rem; }`,
  charset: 'utf-8',
  validators: 'last-modified',
  gzip: true,
};

function feed(site: Site): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xml:lang="${site.language}" xmlns="http://www.w3.org/2005/Atom" xmlns:h="http://www.w3.org/1999/xhtml">
<generator uri="https://textpattern.com/" version="4.8.8">Textpattern</generator>
<title type="text">${escapeMarkup(site.title)}</title>
<subtitle type="text">${escapeMarkup(site.about)}</subtitle>
<link rel="self" href="${site.origin}/atom/" />
<link rel="alternate" href="${site.origin}/" />
<updated>${rfc3339(site.posts[0]?.at ?? new Date(0))}</updated>
<id>tag:reading-room.example,2009:${postNumber(site.title, 10)}/feed</id>
<author><name>${escapeMarkup(site.author)}</name><uri>${site.origin}/</uri></author>
${site.posts.map((post) => entry(post, site)).join('\n')}
</feed>
`;
}

function entry(post: BlogPost, site: Site): string {
  const address = site.origin + textpattern.pathOf(post);
  return `<entry>
<published>${rfc3339(post.at)}</published>
<updated>${rfc3339(post.at)}</updated>
<title type="html">${escapeMarkup(escapeMarkup(post.title ?? ''))}</title>
<link rel="alternate" type="text/html" href="${address}" />
<id>tag:reading-room.example,2009:${postNumber(post.slug, 12)}</id>
${post.tags.map((tag) => `<category term="${escapeMarkup(tag)}" />`).join('\n')}
<content type="xhtml" xml:base="${site.origin}/"><h:div>${prefixed(post.html)}</h:div></content>
</entry>`;
}

function prefixed(html: string): string {
  return html.replace(/<(\/?)([a-z])/g, '<$1h:$2');
}
