import { postHtml, sentence, slug, words } from './prose.ts';
import { pick, seeded } from './random.ts';

/** How many posts each feed holds; a new one pushes the oldest out. */
export const POSTS_PER_FEED = 10;

/** The day of the first post of every blog; each day after it brings another. */
const FIRST_DAY = Date.parse('2027-01-12T08:00:00Z');
const DAY_MS = 24 * 60 * 60 * 1000;

/** The address of a feed. Each has a loopback address of its own, as most blogs have a server of their own. */
function feedUrl(blog: number, port: number): string {
  return `http://127.${1 + (blog >> 16)}.${(blog >> 8) & 255}.${blog & 255}:${port}/feed`;
}

export function feedUrls(feeds: number, port: number): string[] {
  return Array.from({ length: feeds }, (_, blog) => feedUrl(blog, port));
}

/** Which blog is at such an address; the other way round. */
export function blogAt(host: string): number {
  const [, high = 0, middle = 0, low = 0] = host.split(/[.:]/).map(Number);
  return ((high - 1) << 16) | (middle << 8) | low;
}

/** Whether a blog is one of the 5 % that have a new post when there is news: as many of each format. */
export function hasNews(blog: number): boolean {
  return blog % 40 < 2;
}

export function countNews(feeds: number): number {
  return Array.from({ length: feeds }, (_, blog) => blog).filter(hasNews).length;
}

interface MadeUpPost {
  number: number;
  link: string;
  title: string;
  author: string;
  excerpt: string;
  html: string;
  at: Date;
  tags: string[];
}

/**
 * The feed of a made-up blog, the same on every run: WordPress's RSS for even numbers, Atom for odd ones.
 *
 * @param newPosts how many posts came since the benchmark began.
 */
export function feedXml(blog: number, newPosts: number): string {
  const site = `https://blog-${blog}.example`;
  const posts = Array.from({ length: POSTS_PER_FEED }, (_, i) =>
    madeUpPost(blog, newPosts + POSTS_PER_FEED - i, site),
  );
  return blog % 2 === 0 ? rss(blog, site, posts) : atom(blog, site, posts);
}

export function contentType(blog: number): string {
  return blog % 2 === 0 ? 'application/rss+xml; charset=UTF-8' : 'application/atom+xml; charset=utf-8';
}

/** When the newest post was written. */
export function lastModified(newPosts: number): Date {
  return dayOf(newPosts + POSTS_PER_FEED);
}

function dayOf(number: number): Date {
  return new Date(FIRST_DAY + number * DAY_MS);
}

function madeUpPost(blog: number, number: number, site: string): MadeUpPost {
  const random = seeded(blog * 1_000 + number);
  return {
    number,
    link: `${site}/2027/01/${slug(random)}-${number}/`,
    title: words(random, 6),
    author: `Author ${blog}`,
    excerpt: `<p>${sentence(random)} ${sentence(random)} [&#8230;]</p>`,
    html: postHtml(random, site),
    at: dayOf(number),
    tags: [pick(['learning', 'networks', 'work'], random()), words(random, 1)],
  };
}

function rss(blog: number, site: string, posts: MadeUpPost[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
	xmlns:content="http://purl.org/rss/1.0/modules/content/"
	xmlns:wfw="http://wellformedweb.org/CommentAPI/"
	xmlns:dc="http://purl.org/dc/elements/1.1/"
	xmlns:atom="http://www.w3.org/2005/Atom"
	xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"
	xmlns:slash="http://purl.org/rss/1.0/modules/slash/"
	>

<channel>
	<title>Blog ${blog}</title>
	<atom:link href="${site}/feed/" rel="self" type="application/rss+xml" />
	<link>${site}/</link>
	<description>Notes &amp; thoughts</description>
	<lastBuildDate>${posts[0]?.at.toUTCString()}</lastBuildDate>
	<language>en-US</language>
	<sy:updatePeriod>hourly</sy:updatePeriod>
	<sy:updateFrequency>1</sy:updateFrequency>
	<generator>https://wordpress.org/?v=6.8</generator>
${posts.map((post) => rssItem(site, post)).join('')}	</channel>
</rss>
`;
}

function rssItem(site: string, { number, link, title, author, excerpt, html, at, tags }: MadeUpPost): string {
  return `	<item>
		<title>${title}</title>
		<link>${link}</link>
		<comments>${link}#comments</comments>
		<dc:creator><![CDATA[${author}]]></dc:creator>
		<pubDate>${at.toUTCString().replace('GMT', '+0000')}</pubDate>
${tags.map((tag) => `		<category><![CDATA[${tag}]]></category>\n`).join('')}		<guid isPermaLink="false">${site}/?p=${number}</guid>
		<description><![CDATA[${excerpt}]]></description>
		<content:encoded><![CDATA[${html}]]></content:encoded>
		<wfw:commentRss>${link}feed/</wfw:commentRss>
		<slash:comments>0</slash:comments>
	</item>
`;
}

function atom(blog: number, site: string, posts: MadeUpPost[]): string {
  return `<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><generator uri="https://jekyllrb.com/" version="4.4">Jekyll</generator><link href="${site}/feed.xml" rel="self" type="application/atom+xml" /><link href="${site}/" rel="alternate" type="text/html" /><updated>${posts[0]?.at.toISOString()}</updated><id>${site}/feed.xml</id><title type="html">Blog ${blog}</title><subtitle>Notes &amp; thoughts</subtitle><author><name>Author ${blog}</name></author>${posts.map((post) => atomEntry(site, post)).join('')}</feed>
`;
}

function atomEntry(site: string, { number, link, title, excerpt, html, at, tags }: MadeUpPost): string {
  return `<entry><title type="html">${title}</title><link href="${link}" rel="alternate" type="text/html" title="${title}" /><published>${at.toISOString()}</published><updated>${at.toISOString()}</updated><id>${site}/posts/${number}</id><content type="html" xml:base="${link}">${escapeXml(html)}</content>${tags.map((tag) => `<category term="${tag}" />`).join('')}<summary type="html">${escapeXml(excerpt)}</summary></entry>
`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
