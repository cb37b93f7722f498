import { VOID } from './markup.ts';
import { escapeHtml } from './text.ts';

/** An element of an XML document. */
export interface Element {
  /** In lower case, with the customary prefix of a known namespace: `title`, `atom:title`, `dc:creator`. */
  name: string;
  /** By the names as written. */
  attributes: Record<string, string>;
  content: (Element | string)[];
}

/** The first element of that name directly inside. */
export function findChild(parent: Element, name: string): Element | null {
  for (const node of parent.content) {
    if (typeof node !== 'string' && node.name === name) return node;
  }
  return null;
}

/** All elements of that name directly inside. */
export function listChildren(parent: Element, name: string): Element[] {
  const children: Element[] = [];
  for (const node of parent.content) {
    if (typeof node !== 'string' && node.name === name) children.push(node);
  }
  return children;
}

/** The posts of that name directly inside, and those that stand in one of them because nothing closed it. */
export function listPosts(parent: Element, name: 'item' | 'atom:entry'): Element[] {
  return listChildren(parent, name).flatMap((post) => [post, ...listPosts(post, name)]);
}

/** Whether there are elements inside, as in XHTML and in HTML that somebody forgot to escape. */
export function hasElements(element: Element): boolean {
  return element.content.some((node) => typeof node !== 'string');
}

/** All text inside, in its order. */
export function textOf(element: Element): string {
  const [only] = element.content;
  if (element.content.length === 1 && typeof only === 'string') return only;
  return element.content.map((node) => (typeof node === 'string' ? node : textOf(node))).join('');
}

/** What is inside as HTML, in its order. */
export function markupOf(element: Element): string {
  return element.content
    .map((node) => (typeof node === 'string' ? escapeHtml(node) : outerHtml(node)))
    .join('');
}

function outerHtml(element: Element): string {
  const name = localName(element.name);
  let tag = name;
  for (const [attribute, value] of Object.entries(element.attributes)) {
    if (!attribute.startsWith('xmlns')) tag += ` ${attribute}="${escapeHtml(value)}"`;
  }
  return VOID.has(name) ? `<${tag}>` : `<${tag}>${markupOf(element)}</${name}>`;
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** An attribute's value whatever the case or prefix it is written with, or null. */
export function attributeOf(element: Element, name: string): string | null {
  const exact = element.attributes[name];
  if (exact !== undefined) return exact;
  for (const written in element.attributes) {
    if (localName(written.toLowerCase()) === name) return element.attributes[written] ?? null;
  }
  return null;
}
