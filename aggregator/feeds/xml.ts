import { Parser } from 'htmlparser2';
import type { Element } from './element.ts';
import { FeedError } from './feed.ts';
import { canonicalName, innerScope, type Scope, splitName } from './namespaces.ts';
import { readPlainXml, type XmlHandler } from './plain-xml.ts';
import { decodeReferences } from './references.ts';

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

/** More than fit into any blog's feed of the size we fetch; what comes after is left unread. */
const MAX_ELEMENTS = 250_000;

/** More than any element has. */
const MAX_ATTRIBUTES = 1_000;

/** More than anybody forgot to escape; replacing them takes as much memory as elements do. */
const MAX_STRAY_BRACKETS = 250_000;

/** How many other elements, such as those of a PHP warning, may come before the root. */
const MAX_JUNK = 50;

/** What a feed can begin with. */
const ROOTS = new Set(['rss', 'channel', 'rdf:rdf', 'atom:feed']);

/**
 * Reads XML the way feeds are written: stray ampersands and angle brackets, HTML's entities, undeclared
 * prefixes, missing ends and junk around the root are all taken in stride. No entity is ever expanded
 * beyond a character, and nothing is fetched.
 * @throws FeedError when it is nested deeper, or holds more, than any feed.
 */
export function readXml(text: string): XmlDocument {
  const plain = new Builder();
  return readPlainXml(text, plain) ? plain.document() : readAnyXml(text);
}

/** By htmlparser2, for any XML. */
export function readAnyXml(text: string): XmlDocument {
  const builder = new Builder();
  let attributeCount = 0;
  const parser: Parser = new Parser(
    {
      onattribute: () => {
        if (++attributeCount > MAX_ATTRIBUTES) parser.pause();
      },
      onopentag: (name, attributes) => {
        attributeCount = 0;
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
  const document = builder.document();
  parser.end();
  return document;
}

class Builder implements XmlHandler {
  private root: Element | null = null;
  private firstName: string | null = null;
  private readonly stack: Element[] = [];
  private scope: Scope = { outer: null, prefixes: new Map(), names: new Map() };
  private readonly scopes: Scope[] = [];
  private junk = 0;
  private elements = 0;
  /** How many elements of junk are still open around the root. */
  private outside = 0;
  private inCdata = false;

  document(): XmlDocument {
    return { root: this.root, firstName: this.firstName, open: [...this.stack] };
  }

  open(writtenName: string, attributes: Record<string, string>): boolean {
    this.scopes.push(this.scope);
    if (this.scopes.length > MAX_DEPTH) throw new FeedError('This is nested too deeply to be a feed.');
    for (const attribute in attributes) {
      attributes[attribute] = decodeReferences(attributes[attribute] ?? '');
    }
    this.scope = innerScope(this.scope, attributes);
    const name = this.root ? canonicalName(writtenName, this.scope) : this.rootName(writtenName);
    this.firstName ??= name;

    const element: Element = { name, attributes, content: [] };
    const parent = this.stack.at(-1);
    if (parent) parent.content.push(element);
    else if (ROOTS.has(name)) this.begin(element);
    else return name !== 'html' && name !== 'xhtml:html' && ++this.junk < MAX_JUNK;
    this.stack.push(element);
    return ++this.elements < MAX_ELEMENTS;
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

  close(): boolean {
    this.scope = this.scopes.pop() ?? this.scope;
    if (this.root === null) return false;
    if (this.stack.length > this.scopes.length - this.outside) this.stack.pop();
    return this.stack.length === 0;
  }
}

/** Marks `<` as text where no name, comment or instruction follows it, as in "a < b" and "I <3 you". */
function escapeStrayBrackets(text: string): string {
  const count = countStrayBrackets(text);
  if (count === 0) return text;
  if (count > MAX_STRAY_BRACKETS) {
    throw new FeedError('This feed holds too much to read.', { reason: 'costly' });
  }
  const protectedOrStray = /<!\[CDATA\[[\s\S]*?(?:\]\]>|$)|<!--[\s\S]*?(?:-->|$)|<(?![A-Za-z_:/!?])/g;
  return text.replace(protectedOrStray, (match) => (match === '<' ? '&lt;' : match));
}

function countStrayBrackets(text: string): number {
  let count = 0;
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at + 1)) {
    if (!canFollowBracket(text.charCodeAt(at + 1))) count++;
  }
  return count;
}

/** The same as the pattern above: a letter or one of `_:/!?`. Asked of every tag, so without a pattern. */
function canFollowBracket(code: number): boolean {
  const isLetter = (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a;
  return isLetter || code === 0x2f || code === 0x21 || code === 0x3f || code === 0x3a || code === 0x5f;
}
