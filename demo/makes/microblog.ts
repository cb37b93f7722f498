import type { BlogPost } from '../blog.ts';
import { dayPath, rfc3339 } from '../feed-dates.ts';
import type { Make, Site } from '../make.ts';

/** JSON Feed 1.1 as a host of short notes writes it: a note without a title has none in the feed either. */
export const microblog: Make = {
  pathOf,
  head: (
    site,
  ) => `<link rel="alternate" type="application/json" title="${site.author}" href="${site.origin}/feed.json" />
<link rel="me" href="${site.origin}/" />`,
  answer: (url, site) =>
    url.pathname === '/feed.json'
      ? { kind: 'document', type: 'application/feed+json; charset=utf-8', body: feed(site) }
      : null,
  style: `body { max-width: 34rem; }
header h1 { font-size: 1.3rem; }
article { padding-block: .6rem; border-block-end: 1px solid #0002; }`,
  charset: 'utf-8',
  validators: 'etag',
  gzip: true,
};

function pathOf(post: BlogPost): string {
  return `/${dayPath(post.at)}/${post.slug}.html`;
}

function feed(site: Site): string {
  return JSON.stringify(
    {
      version: 'https://jsonfeed.org/version/1.1',
      title: site.title,
      home_page_url: `${site.origin}/`,
      feed_url: `${site.origin}/feed.json`,
      description: site.about,
      language: site.language,
      authors: [{ name: site.author, url: `${site.origin}/` }],
      items: site.posts.map((post) => item(post, site)),
    },
    null,
    '\t',
  );
}

function item(post: BlogPost, site: Site) {
  const address = site.origin + pathOf(post);
  return {
    id: address,
    ...(post.title === null ? {} : { title: post.title }),
    content_html: post.html,
    date_published: rfc3339(post.at),
    url: address,
    ...(post.tags.length > 0 ? { tags: post.tags } : {}),
    ...(post.language ? { language: post.language } : {}),
  };
}
