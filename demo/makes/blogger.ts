import type { BlogComment, BlogPost } from '../blog.ts';
import { monthPath, rfc822, rfc3339 } from '../feed-dates.ts';
import type { Answer, Make, Site } from '../make.ts';
import { escapeMarkup, firstWords } from '../markup.ts';
import { postNumber } from '../post-number.ts';

/** Atom in Blogger's single quotes, with a feed for each label and a rel=replies link on each entry. */
export const blogger: Make = {
  pathOf: (post) => `/${monthPath(post.at)}/${post.slug}.html`,
  head: (
    site,
  ) => `<link rel="alternate" type="application/atom+xml" title="${escapeMarkup(site.title)} - Atom" href="${site.origin}/feeds/posts/default" />
<link rel="alternate" type="application/rss+xml" title="${escapeMarkup(site.title)} - RSS" href="${site.origin}/feeds/posts/default?alt=rss" />
<link rel="service.post" type="application/atom+xml" title="${escapeMarkup(site.title)} - Atom" href="${site.origin}/feeds/${postNumber(site.title, 19)}/posts/default" />
<meta content="blogger" name="generator" />`,
  answer,
  style: `body { background: #f6f3ec; }
header { text-align: center; padding: 1.2rem; background: var(--accent); }
header h1 a { color: #fff; }
article { background: #fff; padding: .4rem 1.2rem 1rem; margin-block: 1.2rem; }`,
  charset: 'utf-8',
  validators: 'both',
  gzip: true,
};

const POSTS = '/feeds/posts/default';
const ATOM = 'application/atom+xml; charset=UTF-8';

function repliesPath(slug: string): string {
  return `/feeds/${postNumber(slug, 19)}/comments/default`;
}

function answer(url: URL, site: Site): Answer | null {
  const discussed = site.posts.find(({ slug }) => url.pathname === repliesPath(slug));
  if (discussed) return { kind: 'document', type: ATOM, body: replies(discussed, site, url) };
  const [, label] = url.pathname.match(/^\/feeds\/posts\/default\/-\/([^/]+)$/) ?? [];
  if (url.pathname !== POSTS && label === undefined) return null;
  const wanted = label === undefined ? null : decodeURIComponent(label);
  const posts = site.posts.filter((post) => wanted === null || post.tags.includes(wanted));
  return url.searchParams.get('alt') === 'rss'
    ? { kind: 'document', type: 'application/rss+xml; charset=UTF-8', body: rss({ ...site, posts }) }
    : {
        kind: 'document',
        type: ATOM,
        body: atom(
          { ...site, posts },
          url,
          posts.map((post) => entry(post, site)),
        ),
      };
}

function atom(site: Site, url: URL, entries: string[]): string {
  const tags = [...new Set(site.posts.flatMap((post) => post.tags))];
  return `<?xml version='1.0' encoding='UTF-8'?><?xml-stylesheet href="http://www.blogger.com/styles/atom.css" type="text/css"?><feed xmlns='http://www.w3.org/2005/Atom' xmlns:openSearch='http://a9.com/-/spec/opensearchrss/1.0/' xmlns:blogger='http://schemas.google.com/blogger/2008' xmlns:georss='http://www.georss.org/georss' xmlns:gd="http://schemas.google.com/g/2005" xmlns:thr='http://purl.org/syndication/thread/1.0'><id>${blogIdOf(site)}</id><updated>${rfc3339(site.posts[0]?.at ?? new Date(0))}</updated>${tags.map((tag) => `<category term="${escapeMarkup(tag)}"/>`).join('')}<title type='text'>${escapeMarkup(site.title)}</title><subtitle type='html'>${escapeMarkup(escapeMarkup(site.about))}</subtitle><link rel='http://schemas.google.com/g/2005#feed' type='application/atom+xml' href='${site.origin}${POSTS}'/><link rel='self' type='application/atom+xml' href='${site.origin}${url.pathname}?alt=atom'/><link rel='alternate' type='text/html' href='${site.origin}/'/><author><name>${escapeMarkup(site.author)}</name><uri>http://www.blogger.com/profile/${postNumber(site.author, 19)}</uri><email>noreply@blogger.com</email><gd:image rel='http://schemas.google.com/g/2005#thumbnail' width='16' height='16' src='https://img1.blogblog.com/img/b16-rounded.gif'/></author><generator version='7.00' uri='http://www.blogger.com'>Blogger</generator><openSearch:totalResults>${entries.length}</openSearch:totalResults><openSearch:startIndex>1</openSearch:startIndex><openSearch:itemsPerPage>25</openSearch:itemsPerPage>${entries.join('')}</feed>`;
}

function blogIdOf({ title }: Site): string {
  return `tag:blogger.com,1999:blog-${postNumber(title, 19)}`;
}

function entry(post: BlogPost, site: Site): string {
  const number = postNumber(post.slug, 19);
  const address = site.origin + blogger.pathOf(post);
  const title = escapeMarkup(post.title ?? '');
  return `<entry><id>${blogIdOf(site)}.post-${number}</id><published>${rfc3339(post.at)}</published><updated>${rfc3339(post.at)}</updated>${post.tags.map((tag) => `<category scheme="http://www.blogger.com/atom/ns#" term="${escapeMarkup(tag)}"/>`).join('')}<title type='text'>${title}</title><content type='html'>${escapeMarkup(post.html)}</content><link rel='replies' type='application/atom+xml' href='${site.origin}${repliesPath(post.slug)}' title='Post Comments'/><link rel='replies' type='text/html' href='${address}#comment-form' title='0 Comments'/><link rel='edit' type='application/atom+xml' href='${site.origin}${POSTS}/${number}'/><link rel='self' type='application/atom+xml' href='${site.origin}${POSTS}/${number}'/><link rel='alternate' type='text/html' href='${address}' title='${title}'/><author><name>${escapeMarkup(site.author)}</name><email>noreply@blogger.com</email></author><thr:total>0</thr:total></entry>`;
}

/** Newest first, each with the address that its writer gave. */
function replies(post: BlogPost, site: Site, url: URL): string {
  const title = `Comments on ${site.title}: ${post.title ?? ''}`;
  const comments = (post.comments ?? []).toReversed();
  const address = site.origin + blogger.pathOf(post);
  const entries = comments.map((comment) => replyEntry(comment, address, site));
  return atom({ ...site, title, posts: [] }, url, entries);
}

function replyEntry({ author, address, html, at }: BlogComment, page: string, site: Site): string {
  const number = postNumber(author + at.toISOString(), 19);
  const uri = address ? `<uri>${escapeMarkup(address)}</uri>` : '';
  return `<entry><id>${blogIdOf(site)}.post-${number}</id><published>${rfc3339(at)}</published><updated>${rfc3339(at)}</updated><title type='text'>${escapeMarkup(firstWords(html, 8, '...'))}</title><content type='html'>${escapeMarkup(html)}</content><link rel='alternate' type='text/html' href='${page}?showComment=${at.getTime()}#c${number}' title=''/><author><name>${escapeMarkup(author)}</name>${uri}<email>noreply@blogger.com</email></author><thr:in-reply-to href='${page}' type='text/html'/></entry>`;
}

function rss(site: Site): string {
  const items = site.posts.map(
    (post) =>
      `<item><guid isPermaLink='false'>tag:blogger.com,1999:blog-${postNumber(site.title, 19)}.post-${postNumber(post.slug, 19)}</guid><pubDate>${rfc822(post.at)}</pubDate>${post.tags.map((tag) => `<category domain="http://www.blogger.com/atom/ns#">${escapeMarkup(tag)}</category>`).join('')}<title>${escapeMarkup(post.title ?? '')}</title><description>${escapeMarkup(post.html)}</description><link>${site.origin}${blogger.pathOf(post)}</link><author>noreply@blogger.com (${escapeMarkup(site.author)})</author></item>`,
  );
  return `<?xml version='1.0' encoding='UTF-8'?><rss version='2.0'><channel><title>${escapeMarkup(site.title)}</title><description>${escapeMarkup(site.about)}</description><link>${site.origin}/</link><generator>Blogger</generator>${items.join('')}</channel></rss>`;
}
