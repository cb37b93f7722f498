import { attributeOf, type Element, findChild, listChildren, listPosts, textOf } from './element.ts';
import { type Feed, type FeedItem, newest } from './feed.ts';
import {
  authorAddress,
  categoryNames,
  declaredBase,
  enclosureList,
  firstDate,
  firstMarkup,
  firstText,
  htmlField,
  joinNames,
  mediaDescription,
  mediaOf,
  mediaText,
  personName,
  repliesTo,
  textField,
  titleField,
} from './fields.ts';
import { hostsOf, webLink, withoutTracking } from './link.ts';
import { linesToHtml } from './text.ts';

const CONTENT = ['content:encoded', 'xhtml:body', 'xhtml:div', 'atom:content', 'content', 'description'];
const SUMMARY = ['description', 'atom:summary', 'summary', 'itunes:summary'];
const PUBLISHED = ['pubdate', 'dc:date', 'dcterms:issued', 'dcterms:created', 'atom:published', 'published'];
const UPDATED = ['atom:updated', 'dcterms:modified', 'updated', 'lastbuilddate'];

/**
 * RSS 0.9 to 2.0 (rssboard.org/rss-specification) and RSS 1.0 in RDF (purl.org/rss/1.0/spec).
 * @param root `rss`, `rdf:RDF` or a lone `channel`
 * @param url where the feed was fetched from
 */
export function readRss(root: Element, url: string | null): Feed {
  const channel = root.name === 'channel' ? root : (findChild(root, 'channel') ?? root);
  const base = declaredBase([root, channel], url);
  const site = channelLink(channel, base ?? url);
  const about: Surroundings = {
    ancestors: [root, channel],
    url,
    site,
    hosts: hostsOf(url, site),
    author: authorOf(channel, 'managingeditor'),
  };
  return {
    title: htmlField(firstMarkup(channel, 'title', 'atom:title', 'dc:title')),
    link: site,
    description: htmlField(firstMarkup(channel, 'description', 'itunes:summary', 'atom:subtitle')),
    author: about.author,
    updated: firstDate(channel, 'lastbuilddate', 'pubdate', 'dc:date', 'atom:updated'),
    language: textField(firstText(channel, 'language', 'dc:language')) ?? attributeOf(root, 'xml:lang'),
    self: atomLink(channel, 'self', base ?? url),
    hub: atomLink(channel, 'hub', base ?? url),
    ttlMinutes: minutesBetweenUpdates(channel),
    skipHours: skippedHours(channel),
    items: newest(listItems(root, channel), (item) => firstDate(item, ...PUBLISHED)).map((item) =>
      readItem(item, about),
    ),
  };
}

const MINUTES = new Map([
  ['hourly', 60],
  ['daily', 24 * 60],
  ['weekly', 7 * 24 * 60],
  ['monthly', 30 * 24 * 60],
  ['yearly', 365 * 24 * 60],
]);

/** By `ttl`, or by purl.org/rss/1.0/modules/syndication, which counts once a day for what it leaves out. */
function minutesBetweenUpdates(channel: Element): number | null {
  const ttl = wholeNumber(firstText(channel, 'ttl'));
  if (ttl) return ttl;
  const period = firstText(channel, 'sy:updateperiod')?.toLowerCase();
  const frequency = wholeNumber(firstText(channel, 'sy:updatefrequency')) || 1;
  const minutes = MINUTES.get(period ?? '');
  return minutes === undefined ? null : Math.max(1, Math.round(minutes / frequency));
}

/** Midnight is 0 in RSS 2.0, and was 24 in RSS 0.91. */
function skippedHours(channel: Element): number[] {
  const hours = listChildren(channel, 'skiphours')
    .flatMap((skipped) => listChildren(skipped, 'hour'))
    .flatMap((hour) => wholeNumber(textOf(hour)) ?? [])
    .filter((hour) => hour <= 24);
  return [...new Set(hours.map((hour) => hour % 24))].sort((a, b) => a - b);
}

function wholeNumber(text: string | null): number | null {
  return text && /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : null;
}

interface Surroundings {
  ancestors: Element[];
  url: string | null;
  site: string | null;
  hosts: string[];
  author: string | null;
}

/** RSS 2.0 has its items inside the channel, RDF beside it. */
function listItems(root: Element, channel: Element): Element[] {
  const inside = listPosts(channel, 'item');
  return inside.length > 0 || root === channel ? inside : listPosts(root, 'item');
}

function readItem(item: Element, about: Surroundings): FeedItem {
  const base = declaredBase([...about.ancestors, item], about.url);
  const outer = base ?? about.site ?? about.url;
  const aboutPage = pageAbout(item, outer, about.hosts);
  const link = itemLink(item, outer, about.hosts, aboutPage !== null);
  const markup = firstMarkup(item, ...CONTENT, ...SUMMARY);
  const html = (markup && withLines(markup)) ?? mediaDescription(item);
  const summary = firstMarkup(item, ...SUMMARY);
  return {
    id: firstText(item, 'guid', 'atom:id', 'id', 'dc:identifier') ?? attributeOf(item, 'about'),
    title: titleField(firstMarkup(item, 'title', 'atom:title', 'dc:title') ?? mediaText(item, 'media:title')),
    link,
    proxyLink: findChild(item, 'feedburner:origlink') && webLink(firstText(item, 'link'), outer),
    html,
    base:
      declaredBase([...about.ancestors, item, contentElement(item)], about.url) ??
      link ??
      about.site ??
      about.url,
    summary: summary === markup ? null : htmlField(summary),
    author: authorOf(item, 'author') ?? about.author,
    authorUrl: authorAddress(item, link ?? about.url),
    published: firstDate(item, ...PUBLISHED) ?? firstDate(item, ...UPDATED),
    updated: firstDate(item, ...UPDATED),
    categories: categoryNames([
      ...listChildren(item, 'category').map(textOf),
      ...listChildren(item, 'dc:subject').map(textOf),
      ...listChildren(item, 'atom:category').map((category) => attributeOf(category, 'term')),
    ]),
    inReplyTo: repliesTo(item, link, aboutPage),
    commentsFeed: webLink(firstText(item, 'wfw:commentrss'), link ?? about.url),
    language: textField(firstText(item, 'dc:language')) ?? attributeOf(item, 'xml:lang'),
    enclosures: enclosureList(
      [
        ...listChildren(item, 'enclosure').map((enclosure) => ({
          url: attributeOf(enclosure, 'url'),
          type: attributeOf(enclosure, 'type'),
        })),
        ...mediaOf(item),
      ],
      link ?? about.url,
    ),
  };
}

/** Without a single tag, its lines are all the shape that it has, and its addresses all its links. */
function withLines(markup: string): string {
  const isShaped = markup.includes('<') || !/\n|https?:/.test(markup.trim());
  return isShaped ? markup : linesToHtml(markup);
}

function contentElement(item: Element): Element | null {
  for (const name of CONTENT) {
    const element = findChild(item, name);
    if (element) return element;
  }
  return null;
}

/** dc:creator names people; RSS's own element is meant to hold their address. */
function authorOf(parent: Element, ownElement: string): string | null {
  for (const name of ['dc:creator', ownElement, 'itunes:author', 'dc:contributor']) {
    const names = joinNames(listChildren(parent, name).map((element) => personName(textOf(element))));
    if (names) return names;
  }
  const atomAuthors = listChildren(parent, 'atom:author');
  return joinNames(atomAuthors.map((author) => personName(firstText(author, 'atom:name', 'name'))));
}

function channelLink(channel: Element, base: string | null): string | null {
  return webLink(firstText(channel, 'link'), base) ?? atomLink(channel, 'alternate', base);
}

function itemLink(
  item: Element,
  base: string | null,
  hosts: string[],
  isAboutAnother: boolean,
): string | null {
  const link =
    webLink(firstText(item, 'feedburner:origlink'), base) ??
    (isAboutAnother ? permalink(item) : webLink(firstText(item, 'link'), base)) ??
    atomLink(item, 'alternate', base) ??
    permalink(item) ??
    webLink(attributeOf(findChild(item, 'enclosure') ?? item, 'url'), base);
  return link && withoutTracking(link, hosts);
}

/** The page that a linkblog's item is about: its link, where its guid is the post's own address. Else null. */
function pageAbout(item: Element, base: string | null, hosts: string[]): string | null {
  const guid = permalink(item);
  const link = webLink(firstText(item, 'link'), base);
  const isProxied = findChild(item, 'feedburner:origlink') !== null;
  if (link === null || guid === null || isProxied || /[?&]p=/.test(guid)) return null;
  return isAtHome(guid, hosts) && !isAtHome(link, hosts) ? link : null;
}

function isAtHome(address: string, hosts: string[]): boolean {
  return hosts.includes(new URL(address).hostname.replace(/^www\./, ''));
}

/** A guid is the item's address unless it says that it isn't (rssboard.org/rss-specification, guid). */
function permalink(item: Element): string | null {
  const guid = findChild(item, 'guid');
  if (!guid || attributeOf(guid, 'ispermalink')?.trim().toLowerCase() === 'false') return null;
  return webLink(textOf(guid));
}

function atomLink(parent: Element, relation: string, base: string | null): string | null {
  for (const link of [...listChildren(parent, 'atom:link'), ...listChildren(parent, 'link')]) {
    const href = webLink(attributeOf(link, 'href'), base);
    if (href && (attributeOf(link, 'rel') ?? 'alternate').toLowerCase() === relation) return href;
  }
  return null;
}
