import { parseDate } from './date.ts';
import { attributeOf, type Element, hasElements, listChildren, markupOf, textOf } from './element.ts';
import type { Enclosure } from './feed.ts';
import { webLink } from './link.ts';
import { foldText, plainText, textToHtml } from './text.ts';

/** Limits on what a field may hold before anything is matched in it; no honest one comes near. */
const MAX_TEXT = 10_000;
const MAX_NAME = 300;
const MAX_CATEGORIES = 50;

/** A title, a name or a summary from text that is HTML by custom, as everything in RSS. */
export function htmlField(markup: string | null): string | null {
  return (markup && plainText(markup.slice(0, MAX_TEXT))) || null;
}

/** The same of a title. An element that no title is made of is talked about, as in “Don't put <script> in the head”. */
export function titleField(markup: string | null): string | null {
  const title = markup?.slice(0, MAX_TEXT) ?? '';
  const ended = new Set(title.toLowerCase().match(/(?<=<\/)[a-z][\w-]*/g));
  const isMeant = (name: string) => TITLE_ELEMENTS.has(name) || ended.has(name);
  return htmlField(
    title.replaceAll(/<([a-z][\w-]{0,30})([^<>]{0,1000}>)?/gi, (tag, name: string, rest?: string) =>
      rest !== undefined && isMeant(name.toLowerCase()) ? tag : `&lt;${tag.slice(1)}`,
    ),
  );
}

/** What titles are made of, beside words, also where its end is missing. */
const TITLE_ELEMENTS = new Set(
  'a abbr b big br cite code del div em font i img ins mark p q s small span strong sub sup tt u wbr'.split(
    ' ',
  ),
);

/** A title, a name or a summary from text that is only text. */
export function textField(text: string | null): string | null {
  return (text && foldText(text.slice(0, MAX_TEXT))) || null;
}

/** What an element holds as HTML: its text unescaped once, or its elements where nobody escaped them. */
export function markupField(element: Element): string | null {
  const markup = hasElements(element) ? markupOf(element) : textOf(element);
  return markup.trim() === '' ? null : markup;
}

/** The HTML of the first of these children that has any. */
export function firstMarkup(parent: Element, ...names: string[]): string | null {
  return firstOf(parent, names, markupField);
}

/** The text of the first of these children that has any. */
export function firstText(parent: Element, ...names: string[]): string | null {
  return firstOf(parent, names, (child) => textOf(child).trim() || null);
}

/** The first date among these children that can be told. */
export function firstDate(parent: Element, ...names: string[]): string | null {
  return firstOf(parent, names, (child) => parseDate(textOf(child)));
}

function firstOf(parent: Element, names: string[], read: (child: Element) => string | null): string | null {
  for (const name of names) {
    for (const node of parent.content) {
      const found = typeof node !== 'string' && node.name === name ? read(node) : null;
      if (found !== null) return found;
    }
  }
  return null;
}

/** Names without repetition, joined with commas; null when there is none. */
export function joinNames(names: (string | null)[]): string | null {
  const distinct = new Set(names.flatMap((name) => (name ? [name] : [])));
  return [...distinct].join(', ') || null;
}

/**
 * The name in `jo@example.org (Jo)`, `Jo <jo@example.org>` or `Jo`.
 * An address alone is nobody's name, and nothing to publish.
 */
export function personName(text: string | null): string | null {
  if (!text || text.length > MAX_NAME) return null;
  const inBrackets = /^\S+@\S+\s*\((.+)\)$/.exec(text.trim())?.[1];
  const name = inBrackets ?? text.replace(/<?@?[^\s<>@]{1,64}@[^\s<>@]+>?/, '');
  return (
    plainText(name)
      .replace(/^[\s"']+|[\s"',;]+$/g, '')
      .replace(/^[^\p{L}\p{N}]+$/u, '') || null
  );
}

/** The address that an Atom author gives (RFC 4287 section 3.2.2; `url` in Atom 0.3). */
export function authorAddress(item: Element, base: string | null): string | null {
  for (const author of listChildren(item, 'atom:author')) {
    const address = webLink(firstText(author, 'atom:uri', 'atom:url'), base);
    if (address) return address;
  }
  return null;
}

/** Categories from lists like `a, b`, each once, in the author's order. */
export function categoryNames(texts: (string | null)[]): string[] {
  const names = new Map<string, string>();
  for (const text of texts.slice(0, MAX_CATEGORIES)) {
    for (const part of (text ?? '').slice(0, MAX_TEXT).split(',')) {
      const name = plainText(part).slice(0, MAX_NAME);
      const key = name.toLowerCase();
      if (name !== '' && names.size < MAX_CATEGORIES && !names.has(key)) names.set(key, name);
    }
  }
  return [...names.values()];
}

/** What a feed says is enclosed in a post. */
interface Medium {
  url: string | null;
  type: string | null;
  text?: string | null;
  /** Whether it isn't for everybody's eyes, as its author says. */
  isSensitive?: boolean;
}

/** Enclosures whose address is one, each address once, with all that is said of it; what is sensitive is left out. */
export function enclosureList(found: Medium[], base: string | null): Enclosure[] {
  const enclosures = new Map<string, Enclosure>();
  const sensitive = new Set<string>();
  for (const { url, type, text, isSensitive } of found) {
    const address = webLink(url, base);
    if (!address) continue;
    if (isSensitive) sensitive.add(address);
    const before = enclosures.get(address);
    enclosures.set(address, {
      ...before,
      url: address,
      type: before?.type ?? type,
      ...(text ? { text } : {}),
    });
  }
  return [...enclosures.values()].filter(({ url }) => !sensitive.has(url));
}

/** Media RSS: `media:content` inside an item and inside its groups. */
export function mediaOf(item: Element): Medium[] {
  return [item, ...listChildren(item, 'media:group')]
    .flatMap((parent) => listChildren(parent, 'media:content'))
    .map((media) => ({
      url: attributeOf(media, 'url'),
      type: attributeOf(media, 'type'),
      text: textField(firstText(media, 'media:description')),
      isSensitive: firstText(media, 'media:rating') === 'adult',
    }));
}

/** A field of Media RSS, from the item or its group. */
export function mediaText(item: Element, name: string): string | null {
  for (const parent of [item, ...listChildren(item, 'media:group')]) {
    const markup = firstMarkup(parent, name);
    if (markup !== null) return markup;
  }
  return null;
}

/** The same for a description, which is plain text unless its type says otherwise (Media RSS 1.5.1, media:description). */
export function mediaDescription(item: Element): string | null {
  for (const parent of [item, ...listChildren(item, 'media:group')]) {
    for (const element of listChildren(parent, 'media:description')) {
      const markup = markupField(element);
      if (markup === null) continue;
      const isHtml = hasElements(element) || attributeOf(element, 'type') === 'html' || looksLikeHtml(markup);
      return isHtml ? markup : textToHtml(markup);
    }
  }
  return null;
}

/** Whether text that should be plain was meant as HTML. */
export function looksLikeHtml(text: string): boolean {
  return /<\/?(?:a|blockquote|br|div|em|h[1-6]|img|li|p|pre|strong|ul)[\s/>]/i.test(text);
}

/**
 * RFC 4685 section 3: the address of what an item answers, and its id where that is an address.
 * @param about another page that it is about
 */
export function repliesTo(item: Element, base: string | null, about: string | null = null): string[] {
  const targets = listChildren(item, 'thr:in-reply-to').flatMap((reply) => [
    webLink(attributeOf(reply, 'href'), base),
    webLink(attributeOf(reply, 'ref')),
  ]);
  targets.unshift(about);
  return [...new Set(targets.flatMap((target) => (target ? [target] : [])))];
}

/**
 * The base that `xml:base` gives (XML Base section 4), each resolved against the one around it.
 * @param elements outermost first
 * @returns null when none of them declares one
 */
export function declaredBase(elements: (Element | null)[], documentUrl: string | null): string | null {
  let base: string | null = null;
  for (const element of elements) {
    const declared = element?.attributes['xml:base'];
    if (declared !== undefined) base = webLink(declared, base ?? documentUrl) ?? base;
  }
  return base;
}
