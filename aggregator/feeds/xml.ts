import { Parser } from 'htmlparser2';
import { FeedError } from './feed.ts';
import { decodeReferences } from './references.ts';
import { escapeHtml } from './text.ts';

/** An element of an XML document. */
export interface Element {
  /** In lower case, with the customary prefix of a known namespace: `title`, `atom:title`, `dc:creator`. */
  name: string;
  /** By the names as written. */
  attributes: Record<string, string>;
  content: (Element | string)[];
}

export interface XmlDocument {
  /** The first element that can be a feed's root, or null. */
  root: Element | null;
  /** The name of the first element of all. */
  firstName: string | null;
  /** The elements that nothing closes before the text ends, outermost first. */
  open: Element[];
}

/** More than any post nests, and little enough to walk with plain recursion. */
const MAX_DEPTH = 256;

/** How many other elements, such as those of a PHP warning, may come before the root. */
const MAX_JUNK = 50;

const NAMESPACES: Record<string, string> = {
  'backend.userland.com/rss': '',
  'backend.userland.com/rss2': '',
  'blogs.law.harvard.edu/tech/rss': '',
  'cyber.law.harvard.edu/rss/rss.html': '',
  'my.netscape.com/rdf/simple/0.9': '',
  'purl.org/rss/1.0': '',
  'channel.netscape.com/rdf/simple/0.9': '',
  'purl.org/atom/ns': 'atom',
  'www.w3.org/2005/atom': 'atom',
  'purl.org/atom-blog/ns': 'atom',
  'purl.org/dc/elements/1.0': 'dc',
  'purl.org/dc/elements/1.1': 'dc',
  'purl.org/dc/terms': 'dcterms',
  'purl.org/rss/1.0/modules/content': 'content',
  'purl.org/syndication/thread/1.0': 'thr',
  'rssnamespace.org/feedburner/ext/1.0': 'feedburner',
  'search.yahoo.com/mrss': 'media',
  'wellformedweb.org/commentapi': 'wfw',
  'www.itunes.com/dtds/podcast-1.0.dtd': 'itunes',
  'www.w3.org/1999/02/22-rdf-syntax-ns': 'rdf',
  'www.w3.org/1999/xhtml': 'xhtml',
};

const ROOTS = new Set(['rss', 'channel', 'rdf:rdf', 'atom:feed']);

/** The customary prefix of a namespace; addresses are compared without scheme, case and a trailing `/` or `#`. */
function knownPrefix(namespace: string): string | undefined {
  return NAMESPACES[
    namespace
      .trim()
      .toLowerCase()
      .replace(/^https?:\/\//, '')
      .replace(/[/#]+$/, '')
  ];
}

/** The prefixes that an element declares, and what its names come to. */
interface Scope {
  outer: Scope | null;
  prefixes: Map<string, string>;
  names: Map<string, string>;
}

/**
 * Reads XML the way feeds are written: stray ampersands and angle brackets, HTML's entities, undeclared
 * prefixes, missing ends and junk around the root are all taken in stride. No entity is ever expanded
 * beyond a character, and nothing is fetched.
 * @throws FeedError when it is nested deeper than any feed.
 */
export function readXml(text: string): XmlDocument {
  const builder = new Builder();
  const parser: Parser = new Parser(
    {
      onopentag: (name, attributes) => {
        if (!builder.open(name, attributes)) parser.pause();
      },
      ontext: (chunk) => builder.text(chunk),
      oncdatastart: () => builder.cdata(true),
      oncdataend: () => builder.cdata(false),
      onclosetag: () => {
        if (builder.close()) parser.pause();
      },
    },
    // References are decoded here, a whole text at a time: an escaped post holds thousands.
    { xmlMode: true, decodeEntities: false },
  );
  parser.write(escapeStrayBrackets(text));
  const open = [...builder.stack];
  parser.end();
  return { root: builder.root, firstName: builder.firstName, open };
}

class Builder {
  root: Element | null = null;
  firstName: string | null = null;
  readonly stack: Element[] = [];
  private scope: Scope = { outer: null, prefixes: new Map(), names: new Map() };
  private readonly scopes: Scope[] = [];
  private junk = 0;
  /** How many elements of junk are still open around the root. */
  private outside = 0;
  private inCdata = false;

  /** @returns false when there is no sense in reading on. */
  open(writtenName: string, attributes: Record<string, string>): boolean {
    this.scopes.push(this.scope);
    if (this.scopes.length > MAX_DEPTH) throw new FeedError('This is nested too deeply to be a feed.');
    this.scope = innerScope(this.scope, attributes);
    const name = this.root ? canonicalName(writtenName, this.scope) : this.rootName(writtenName);
    this.firstName ??= name;

    const element: Element = { name, attributes, content: [] };
    const parent = this.stack.at(-1);
    if (parent) parent.content.push(element);
    else if (ROOTS.has(name)) this.begin(element);
    else return name !== 'html' && name !== 'xhtml:html' && ++this.junk < MAX_JUNK;
    this.stack.push(element);
    return true;
  }

  private begin(root: Element): void {
    this.root = root;
    this.outside = this.scopes.length - 1;
  }

  /** A root called feed is Atom's, whatever namespace it names or forgets. */
  private rootName(writtenName: string): string {
    const name = canonicalName(writtenName, this.scope);
    const [local, prefix] = splitName(writtenName);
    if (local !== 'feed' && local !== 'rss') return name;
    this.scope = {
      outer: this.scope,
      prefixes: new Map([[prefix, local === 'feed' ? 'atom' : '']]),
      names: new Map(),
    };
    return canonicalName(writtenName, this.scope);
  }

  text(chunk: string): void {
    const parent = this.stack.at(-1);
    if (!parent) return;
    const last = parent.content.length - 1;
    const before = parent.content[last];
    const decoded = this.inCdata ? chunk : decodeReferences(chunk);
    if (typeof before === 'string') parent.content[last] = before + decoded;
    else parent.content.push(decoded);
  }

  cdata(isInside: boolean): void {
    this.inCdata = isInside;
  }

  /** @returns whether that was the root. */
  close(): boolean {
    this.scope = this.scopes.pop() ?? this.scope;
    if (this.root === null) return false;
    if (this.stack.length > this.scopes.length - this.outside) this.stack.pop();
    return this.stack.length === 0;
  }
}

function innerScope(outer: Scope, attributes: Record<string, string>): Scope {
  let inner: Scope | null = null;
  for (const name in attributes) {
    attributes[name] = decodeReferences(attributes[name] ?? '');
    if (!name.startsWith('xmlns')) continue;
    const prefix = name === 'xmlns' ? '' : name.slice('xmlns:'.length).toLowerCase();
    inner ??= { outer, prefixes: new Map(), names: new Map() };
    // An unknown namespace keeps the prefix it was given, for wrong addresses of well-known ones.
    inner.prefixes.set(prefix, knownPrefix(attributes[name] ?? '') ?? prefix);
  }
  return inner ?? outer;
}

function canonicalName(writtenName: string, scope: Scope): string {
  const known = scope.names.get(writtenName);
  if (known !== undefined) return known;
  const [local, prefix] = splitName(writtenName);
  const customary = customaryPrefix(prefix, scope);
  const name = customary === '' ? local : `${customary}:${local}`;
  scope.names.set(writtenName, name);
  return name;
}

function splitName(writtenName: string): [local: string, prefix: string] {
  const name = writtenName.toLowerCase();
  const colon = name.indexOf(':');
  return colon < 0 ? [name, ''] : [name.slice(colon + 1), name.slice(0, colon)];
}

function customaryPrefix(prefix: string, scope: Scope): string {
  for (let at: Scope | null = scope; at; at = at.outer) {
    const customary = at.prefixes.get(prefix);
    if (customary !== undefined) return customary;
  }
  return prefix;
}

/** Marks `<` as text where no name, comment or instruction follows it, as in "a < b" and "I <3 you". */
function escapeStrayBrackets(text: string): string {
  if (!hasStrayBracket(text)) return text;
  const protectedOrStray = /<!\[CDATA\[[\s\S]*?(?:\]\]>|$)|<!--[\s\S]*?(?:-->|$)|<(?![A-Za-z_:/!?])/g;
  return text.replace(protectedOrStray, (match) => (match === '<' ? '&lt;' : match));
}

function hasStrayBracket(text: string): boolean {
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at + 1)) {
    if (!canFollowBracket(text.charCodeAt(at + 1))) return true;
  }
  return false;
}

/** The same as the pattern above: a letter or one of `_:/!?`. Asked of every tag, so without a pattern. */
function canFollowBracket(code: number): boolean {
  const isLetter = (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a;
  return isLetter || code === 0x2f || code === 0x21 || code === 0x3f || code === 0x3a || code === 0x5f;
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

/** Elements of HTML that have no end tag. */
const VOID = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));

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
