import type { BlogComment, BlogPost } from '../blog.ts';
import { monthPath, rfc822 } from '../feed-dates.ts';
import type { Answer, Make, Site } from '../make.ts';
import { cdata, escapeMarkup, firstWords, plainText } from '../markup.ts';
import { postNumber } from '../post-number.ts';

/** RSS 2.0 with all of WordPress's namespaces, a comments feed for each post, and one in the head that nobody wants. */
export const wordpress: Make = {
  pathOf,
  head: (
    site,
  ) => `<link rel="alternate" type="application/rss+xml" title="${escapeMarkup(site.title)} &raquo; Feed" href="${site.origin}/feed/">
<link rel="alternate" type="application/rss+xml" title="${escapeMarkup(site.title)} &raquo; Comments Feed" href="${site.origin}/comments/feed/">
<link rel="alternate" type="application/json" title="JSON" href="${site.origin}/wp-json/wp/v2/pages/2">
<link rel="https://api.w.org/" href="${site.origin}/wp-json/">
<meta name="generator" content="WordPress 6.4.3">`,
  answer,
  style: `body { font-family: Georgia, 'Times New Roman', serif; }
header { border-block-end: 4px double var(--accent); margin-block-end: 1.5rem; }
article { margin-block: 2.5rem; }`,
  charset: 'utf-8',
  validators: 'both',
  gzip: true,
};

const POSTS_IN_FEED = 10;

function pathOf(post: BlogPost): string {
  // WordPress percent-encodes in lower case, unlike everybody else.
  const slug = encodeURIComponent(post.slug).replace(/%../g, (code) => code.toLowerCase());
  return `/${monthPath(post.at)}/${slug}/`;
}

function answer(url: URL, site: Site): Answer | null {
  if (/\/feed$/.test(url.pathname)) return { kind: 'redirect', to: `${site.origin}${url.pathname}/` };
  if (url.pathname === '/feed/') return rss(postsFeed(site));
  if (url.pathname === '/comments/feed/') return rss(commentsFeed(site));
  const discussed = site.posts.find((post) => `${pathOf(post)}feed/` === url.pathname);
  if (discussed) return rss(commentsOn(discussed, url.pathname, site));
  const post = site.posts.find(({ slug }) => postNumber(slug, 4) === url.searchParams.get('p'));
  return post ? { kind: 'redirect', to: site.origin + pathOf(post) } : null;
}

function rss(body: string): Answer {
  return { kind: 'document', type: 'application/rss+xml; charset=UTF-8', body };
}

function postsFeed(site: Site): string {
  const posts = site.posts.slice(0, POSTS_IN_FEED);
  return `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
	xmlns:content="http://purl.org/rss/1.0/modules/content/"
	xmlns:wfw="http://wellformedweb.org/CommentAPI/"
	xmlns:dc="http://purl.org/dc/elements/1.1/"
	xmlns:atom="http://www.w3.org/2005/Atom"
	xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"
	xmlns:slash="http://purl.org/rss/1.0/modules/slash/"
	>

<channel>
	<title>${escapeMarkup(site.title)}</title>
	<atom:link href="${site.origin}/feed/" rel="self" type="application/rss+xml" />
	<link>${site.origin}</link>
	<description>${escapeMarkup(site.about)}</description>
	<lastBuildDate>${rfc822(posts[0]?.at ?? new Date(0))}</lastBuildDate>
	<language>${site.language}</language>
	<sy:updatePeriod>
	hourly	</sy:updatePeriod>
	<sy:updateFrequency>
	1	</sy:updateFrequency>
	<generator>https://wordpress.org/?v=6.4.3</generator>
${posts.map((post) => item(post, site)).join('\n')}
</channel>
</rss>
`;
}

function item(post: BlogPost, site: Site): string {
  const address = site.origin + pathOf(post);
  return `	<item>
		<title>${escapeMarkup(post.title ?? '')}</title>
		<link>${address}</link>
					<comments>${address}#respond</comments>
		
		<dc:creator>${cdata(site.author)}</dc:creator>
		<pubDate>${rfc822(post.at)}</pubDate>
${(post.tags.length > 0 ? post.tags : ['Uncategorized']).map((tag) => `				<category>${cdata(tag)}</category>`).join('\n')}
		<guid isPermaLink="false">${site.origin}/?p=${postNumber(post.slug, 4)}</guid>

					<description>${cdata(firstWords(post.html, 55, ' [&#8230;]'))}</description>
										<content:encoded>${cdata(post.html)}</content:encoded>
					
					<wfw:commentRss>${address}feed/</wfw:commentRss>
			<slash:comments>${post.comments?.length ?? 0}</slash:comments>
		
			</item>`;
}

function commentsFeed(site: Site): string {
  const oldest = site.posts.at(-1);
  const comment = oldest
    ? `	<item>
		<title>Comment on ${escapeMarkup(oldest.title ?? 'a post')} by A WordPress Commenter</title>
		<link>${site.origin}${pathOf(oldest)}#comment-1</link>
		<dc:creator>${cdata('A WordPress Commenter')}</dc:creator>
		<pubDate>${rfc822(oldest.at)}</pubDate>
		<guid isPermaLink="false">${site.origin}/?p=${postNumber(oldest.slug, 4)}#comment-1</guid>
		<description>${cdata('Hi, this is a comment. To get started with moderating comments, please visit the Comments screen.')}</description>
	</item>`
    : '';
  return channel(`Comments for ${site.title}`, '/comments/feed/', site, comment);
}

/** Newest first. It says who wrote a comment, but not the address that they gave. */
function commentsOn(post: BlogPost, path: string, site: Site): string {
  const items = (post.comments ?? []).toReversed().map((comment) => commentItem(comment, post, site));
  return channel(`Comments on: ${post.title ?? ''}`, path, site, items.join('\n'));
}

function commentItem({ author, html, at }: BlogComment, post: BlogPost, site: Site): string {
  const anchor = `#comment-${postNumber(author + at.toISOString(), 4)}`;
  return `	<item>
		<title>
		By: ${escapeMarkup(author)}		</title>
		<link>${site.origin}${pathOf(post)}${anchor}</link>
		<dc:creator>${cdata(author)}</dc:creator>
		<pubDate>${rfc822(at)}</pubDate>
		<guid isPermaLink="false">${site.origin}/?p=${postNumber(post.slug, 4)}${anchor}</guid>
		<description>${cdata(plainText(html))}</description>
		<content:encoded>${cdata(html)}</content:encoded>
	</item>`;
}

function channel(title: string, path: string, site: Site, items: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
	xmlns:content="http://purl.org/rss/1.0/modules/content/"
	xmlns:dc="http://purl.org/dc/elements/1.1/"
	xmlns:atom="http://www.w3.org/2005/Atom"
	>
<channel>
	<title>${escapeMarkup(title)}</title>
	<atom:link href="${site.origin}${path}" rel="self" type="application/rss+xml" />
	<link>${site.origin}</link>
	<description>${escapeMarkup(site.about)}</description>
	<generator>https://wordpress.org/?v=6.4.3</generator>
${items}
</channel>
</rss>
`;
}
