import {
  attributeOf,
  type Element,
  findChild,
  hasElements,
  listChildren,
  listPosts,
  markupOf,
  textOf,
} from './element.ts';
import { type Feed, type FeedItem, newest } from './feed.ts';
import {
  authorAddress,
  categoryNames,
  declaredBase,
  enclosureList,
  firstDate,
  firstText,
  htmlField,
  joinNames,
  looksLikeHtml,
  markupField,
  mediaDescription,
  mediaOf,
  mediaText,
  personName,
  repliesTo,
  textField,
} from './fields.ts';
import { hostsOf, webLink, withoutTracking } from './link.ts';
import { textToHtml } from './text.ts';

/** Atom's names first, then those of Atom 0.3. */
const PUBLISHED = ['atom:published', 'atom:issued', 'atom:created', 'dc:date'];
const UPDATED = ['atom:updated', 'atom:modified'];

/**
 * Atom 1.0 (RFC 4287) and Atom 0.3.
 * @param feed the root element
 * @param url where the feed was fetched from
 */
export function readAtom(feed: Element, url: string | null): Feed {
  const base = declaredBase([feed], url);
  const site = linkOf(feed, 'alternate', base ?? url);
  const about: Surroundings = {
    feed,
    url,
    site,
    hosts: hostsOf(url, site),
    author: authorsOf(feed),
  };
  return {
    title: textConstruct(findChild(feed, 'atom:title')),
    link: site,
    description: textConstruct(findChild(feed, 'atom:subtitle') ?? findChild(feed, 'atom:tagline')),
    author: about.author,
    updated: firstDate(feed, ...UPDATED),
    language: attributeOf(feed, 'xml:lang'),
    self: linkOf(feed, 'self', base ?? url),
    hub: linkOf(feed, 'hub', base ?? url),
    ttlMinutes: null,
    skipHours: [],
    items: newest(listPosts(feed, 'atom:entry'), (entry) => firstDate(entry, ...PUBLISHED, ...UPDATED)).map(
      (entry) => readEntry(entry, about),
    ),
  };
}

interface Surroundings {
  feed: Element;
  url: string | null;
  site: string | null;
  hosts: string[];
  author: string | null;
}

function readEntry(entry: Element, about: Surroundings): FeedItem {
  const outer = declaredBase([about.feed, entry], about.url) ?? about.site ?? about.url;
  const id = firstText(entry, 'atom:id');
  const proxied = webLink(firstText(entry, 'feedburner:origlink'), outer);
  const alternate = linkOf(entry, 'alternate', outer);
  const link = proxied ?? alternate ?? webLink(id) ?? linkOf(entry, 'enclosure', outer);
  const content = findChild(entry, 'atom:content');
  const contentHtml = contentOf(content);
  const summary = findChild(entry, 'atom:summary');
  const source = findChild(entry, 'atom:source');
  return {
    id,
    title: textConstruct(findChild(entry, 'atom:title')) ?? htmlField(mediaText(entry, 'media:title')),
    link: link && withoutTracking(link, about.hosts),
    proxyLink: proxied && alternate,
    html: contentHtml ?? contentOf(summary) ?? mediaDescription(entry),
    base:
      declaredBase([about.feed, entry, contentHtml ? content : summary, wrapperOf(content)], about.url) ??
      link ??
      about.site ??
      about.url,
    summary: contentHtml === null ? null : textConstruct(summary),
    author: authorsOf(entry) ?? (source && authorsOf(source)) ?? about.author,
    authorUrl: authorAddress(entry, outer),
    published: firstDate(entry, ...PUBLISHED, ...UPDATED),
    updated: firstDate(entry, ...UPDATED),
    categories: categoryNames([
      ...listChildren(entry, 'atom:category').map(categoryOf),
      ...listChildren(entry, 'dc:subject').map(textOf),
    ]),
    inReplyTo: repliesTo(entry, outer),
    commentsFeed:
      linkOf(entry, 'replies', outer, 'application/atom+xml') ?? webLink(firstText(entry, 'wfw:commentrss')),
    language: attributeOf(content ?? entry, 'xml:lang') ?? attributeOf(entry, 'xml:lang'),
    enclosures: enclosureList(
      [
        ...listChildren(entry, 'atom:link')
          .filter((element) => attributeOf(element, 'rel') === 'enclosure')
          .map((element) => ({ url: attributeOf(element, 'href'), type: attributeOf(element, 'type') })),
        ...mediaOf(entry),
      ],
      outer,
    ),
  };
}

/** RFC 4287 section 3.1: a title is text unless its type says otherwise. */
function textConstruct(element: Element | null): string | null {
  if (!element) return null;
  if (hasElements(element)) return htmlField(markupOf(element));
  return isHtml(element) ? htmlField(decodedText(element)) : textField(decodedText(element));
}

/** RFC 4287 section 4.1.3, and the `mode` of Atom 0.3. */
function contentOf(element: Element | null): string | null {
  if (!element) return null;
  if (hasElements(element) && attributeOf(element, 'mode') !== 'escaped') return markupField(element);
  const text = decodedText(element);
  if (text.trim() === '') return null;
  return isHtml(element) || isUntypedHtml(element, text) ? text : textToHtml(text);
}

function typeOf(element: Element): string {
  return (attributeOf(element, 'type') ?? '').trim().toLowerCase();
}

function isHtml(element: Element): boolean {
  return typeOf(element).includes('html');
}

/** Without a type it is text by the RFC; those who leave it out often mean HTML. */
function isUntypedHtml(element: Element, text: string): boolean {
  return typeOf(element) === '' && looksLikeHtml(text);
}

function decodedText(element: Element): string {
  const text = textOf(element);
  return attributeOf(element, 'mode') === 'base64' ? Buffer.from(text, 'base64').toString('utf8') : text;
}

/** The `div` that XHTML content is wrapped in (RFC 4287 section 3.1.1.3) may carry the base. */
function wrapperOf(content: Element | null): Element | null {
  return content && (findChild(content, 'xhtml:div') ?? findChild(content, 'atom:div'));
}

/** A category's label is its name for people; Blogger marks posts as posts with one that has none. */
function categoryOf(category: Element): string | null {
  if (attributeOf(category, 'scheme')?.endsWith('#kind')) return null;
  return attributeOf(category, 'label') || attributeOf(category, 'term') || textOf(category);
}

function authorsOf(parent: Element): string | null {
  const authors = listChildren(parent, 'atom:author').map((author) =>
    personName(firstText(author, 'atom:name', 'name') ?? textOnly(author)),
  );
  const creators = listChildren(parent, 'dc:creator').map((creator) => personName(textOf(creator)));
  return joinNames(authors) ?? joinNames(creators);
}

/** Some write the name straight into `author`. */
function textOnly(element: Element): string | null {
  return hasElements(element) ? null : textOf(element);
}

/** The first link of a relation (RFC 4287 section 4.2.7), of the wanted type or HTML where there is a choice. */
function linkOf(
  parent: Element,
  relation: string,
  base: string | null,
  wantedType = 'text/html',
): string | null {
  let found: string | null = null;
  for (const link of listChildren(parent, 'atom:link')) {
    if ((attributeOf(link, 'rel') ?? 'alternate').trim().toLowerCase() !== relation) continue;
    const href = webLink(attributeOf(link, 'href'), base);
    if (href && typeOf(link) === wantedType) return href;
    found ??= href;
  }
  return found;
}
