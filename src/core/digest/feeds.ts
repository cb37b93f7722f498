import { generateAtomFeed, generateJsonFeed, generateRssFeed } from 'feedsmith';
import { shortDate, startOfDay } from '../dates.ts';
import { escapeHtml, oneLine, plain, webUrl } from '../escape.ts';
import { languageTag } from '../languages.ts';
import { issueFragment } from './fragment.ts';
import { headline } from './headline.ts';
import type { Issue } from './issue.ts';
import { issueHeadline } from './subject.ts';

export type FeedFormat = 'atom' | 'rss' | 'json';

export interface FeedAbout {
  /** An IRI that never changes, unlike an address with somebody's key in it. */
  id: string;
  title: string;
  description: string;
  /** The cohort's page, ending in a slash; its issues are at `daily/<date>` below it. */
  siteUrl: string;
  selfUrl: string;
  language: string;
  /** For `tag:` URIs (RFC 4151): the site's domain, in lower case and without a port. */
  host: string;
}

export interface FeedPost {
  /** An IRI that never changes. */
  id: string;
  title: string | null;
  /** The post on its author's own blog. */
  url: string;
  author: { name: string; blogTitle: string };
  /** Plain text; empty where only the title is to be shown. */
  excerpt: string;
  /** All of it, sanitized; null where it isn't to be shown in full. */
  html: string | null;
  publishedAt: Date;
  updatedAt: Date | null;
  language: string | null;
  categories: string[];
}

const phrases = {
  issueTitle: (date: string, first: string) => `${date}: ${first}`,
  readAt: (blogTitle: string) => `Read it at ${blogTitle}`,
  readOn: 'Read it on their blog',
};

/** What all formats are made from. Texts are plain; `html` is a fragment. */
interface FeedEntry {
  id: string;
  url: string | null;
  title: string | null;
  /** For the formats in which every entry has a title. */
  anyTitle: string;
  author: string;
  summary: string | null;
  html: string;
  publishedAt: Date;
  updatedAt: Date;
  language: string | null;
  categories: string[];
}

interface Feed {
  body: string;
  contentType: string;
}

const longestIssueTitle = 110;

export function digestFeed(about: FeedAbout, issues: Issue[], format: FeedFormat): Feed {
  return write[format](
    about,
    issues.map((issue) => asEntry(issue, about)),
  );
}

export function postsFeed(about: FeedAbout, posts: FeedPost[], format: FeedFormat): Feed {
  return write[format](about, posts.map(postAsEntry));
}

function asEntry(issue: Issue, about: FeedAbout): FeedEntry {
  const { cohort, on } = issue;
  // An issue never changes, and its day has begun whenever somebody reads it.
  const made = startOfDay(on, cohort.timezone);
  const title = phrases.issueTitle(shortDate(on, cohort.language), issueHeadline(issue, longestIssueTitle));
  return {
    id: `tag:${about.host},${on}:${encodeURIComponent(cohort.slug)}/daily/${on}`,
    url: webUrl(new URL(`daily/${on}`, about.siteUrl).href),
    title,
    anyTitle: title,
    author: oneLine(cohort.title),
    summary: null,
    html: issueFragment(issue),
    publishedAt: made,
    updatedAt: made,
    language: languageTag(cohort.language),
    categories: [],
  };
}

function postAsEntry(post: FeedPost): FeedEntry {
  const url = webUrl(post.url);
  const blog = oneLine(post.author.blogTitle);
  const summary = oneLine(post.excerpt);
  const excerpt = summary === '' ? '' : `<p dir="auto">${escapeHtml(summary)}</p>`;
  const words = post.html === null ? excerpt : plain(post.html);
  const link = escapeHtml(blog === '' ? phrases.readOn : phrases.readAt(blog));
  return {
    id: plain(post.id),
    url,
    title: post.title === null ? null : oneLine(post.title),
    anyTitle: headline(post),
    author: oneLine(post.author.name),
    summary: summary === '' ? null : summary,
    html: url === null ? words : `${words}\n<p><a href="${escapeHtml(url)}">${link}</a></p>`,
    publishedAt: post.publishedAt,
    updatedAt: post.updatedAt ?? post.publishedAt,
    language: languageTag(post.language),
    categories: post.categories.map(oneLine).filter((category) => category !== ''),
  };
}

const write: Record<FeedFormat, (about: FeedAbout, entries: FeedEntry[]) => Feed> = {
  atom(about, entries) {
    const body = generateAtomFeed<true>(
      {
        id: about.id,
        title: { value: oneLine(about.title) },
        subtitle: { value: oneLine(about.description) },
        updated: newest(entries),
        authors: [{ name: oneLine(about.title) }],
        xml: { lang: about.language },
        links: [
          { href: about.selfUrl, rel: 'self', type: 'application/atom+xml' },
          { href: about.siteUrl, rel: 'alternate', type: 'text/html' },
        ],
        entries: entries.map((entry) => ({
          id: entry.id,
          title: { value: entry.anyTitle },
          links: entry.url === null ? [] : [{ href: entry.url, rel: 'alternate', type: 'text/html' }],
          authors: [{ name: entry.author }],
          published: entry.publishedAt,
          updated: entry.updatedAt,
          categories: entry.categories.map((term) => ({ term })),
          summary: entry.summary ? { value: entry.summary } : undefined,
          content: { value: entry.html, type: 'html' },
          xml: entry.language === null ? undefined : { lang: entry.language },
        })),
      },
      { strict: true },
    );
    return { body: closeUpCdata(body), contentType: 'application/atom+xml; charset=utf-8' };
  },

  rss(about, entries) {
    const body = generateRssFeed<true>(
      {
        title: titleForRss(oneLine(about.title)),
        link: about.siteUrl,
        // RSS requires one, and a course needn't have a summary.
        description: oneLine(about.description) || oneLine(about.title),
        language: about.language,
        lastBuildDate: newest(entries),
        atom: { links: [{ href: about.selfUrl, rel: 'self', type: 'application/rss+xml' }] },
        items: entries.map((entry) => ({
          guid: { value: entry.id, isPermaLink: false },
          title: titleForRss(entry.anyTitle),
          link: entry.url ?? undefined,
          description: entry.html,
          pubDate: entry.publishedAt,
          categories: entry.categories.map((name) => ({ name: titleForRss(name) })),
          dc: {
            creators: [titleForRss(entry.author)],
            languages: entry.language === null ? [] : [entry.language],
          },
        })),
      },
      { strict: true },
    );
    return { body: closeUpCdata(body), contentType: 'application/rss+xml; charset=utf-8' };
  },

  json(about, entries) {
    const feed = generateJsonFeed<true>(
      {
        title: oneLine(about.title),
        description: oneLine(about.description),
        home_page_url: about.siteUrl,
        feed_url: about.selfUrl,
        language: about.language,
        items: entries.map((entry) => ({
          id: entry.id,
          url: entry.url ?? undefined,
          title: entry.title ?? undefined,
          summary: entry.summary ?? undefined,
          content_html: entry.html,
          date_published: entry.publishedAt,
          date_modified: entry.updatedAt,
          authors: [{ name: entry.author }],
          language: entry.language ?? undefined,
          tags: entry.categories.length > 0 ? entry.categories : undefined,
        })),
      },
      { strict: true },
    );
    // feedsmith leaves empty lists out, but JSON Feed requires this one.
    const complete = entries.length > 0 ? feed : Object.assign({}, feed, { items: [] });
    return {
      body: `${JSON.stringify(complete, null, 1)}\n`,
      contentType: 'application/feed+json; charset=utf-8',
    };
  },
};

/**
 * RSS doesn't say whether a title is text or HTML, and readers differ. So what could be read as a tag is
 * escaped once more; `AT&T` and `I <3 blogs` stay as they are.
 */
function titleForRss(text: string): string {
  return text.replace(/<(?=[a-z!/?])/gi, '&lt;');
}

/**
 * feedsmith puts CDATA on lines of its own, and what doesn't trim reads these as part of a title, a name or an address.
 * Our own words stay as they are: `]]>` is split in them, and only HTML has lines, where no CDATA begins.
 */
export function closeUpCdata(xml: string): string {
  return xml.replace(/(?<=>)\n *(?=<!\[CDATA\[)|(?<=\]\]>)\n *(?=<\/)/g, '');
}

/** The newest change in it. A feed that is still empty has had none, and must say something. */
function newest(entries: FeedEntry[]): Date {
  return new Date(Math.max(0, ...entries.map((entry) => entry.updatedAt.getTime())));
}
