/** The customary prefixes; RSS's own names have none. */
const NAMESPACES = new Map([
  ['backend.userland.com/rss', ''],
  ['backend.userland.com/rss2', ''],
  ['blogs.law.harvard.edu/tech/rss', ''],
  ['cyber.law.harvard.edu/rss/rss.html', ''],
  ['my.netscape.com/rdf/simple/0.9', ''],
  ['purl.org/rss/1.0', ''],
  ['channel.netscape.com/rdf/simple/0.9', ''],
  ['purl.org/atom/ns', 'atom'],
  ['www.w3.org/2005/atom', 'atom'],
  ['purl.org/atom-blog/ns', 'atom'],
  ['purl.org/dc/elements/1.0', 'dc'],
  ['purl.org/dc/elements/1.1', 'dc'],
  ['purl.org/dc/terms', 'dcterms'],
  ['purl.org/rss/1.0/modules/content', 'content'],
  ['purl.org/syndication/thread/1.0', 'thr'],
  ['purl.org/rss/1.0/modules/syndication', 'sy'],
  ['rssnamespace.org/feedburner/ext/1.0', 'feedburner'],
  ['search.yahoo.com/mrss', 'media'],
  ['wellformedweb.org/commentapi', 'wfw'],
  ['www.itunes.com/dtds/podcast-1.0.dtd', 'itunes'],
  ['www.w3.org/1999/02/22-rdf-syntax-ns', 'rdf'],
  ['www.w3.org/1999/xhtml', 'xhtml'],
]);

/** No namespace we know is longer. */
const MAX_LENGTH = 100;

/** The customary prefix of a namespace; addresses are compared without scheme, case and a trailing `/` or `#`. */
function knownPrefix(namespace: string): string | undefined {
  if (namespace.length > MAX_LENGTH) return undefined;
  const bare = namespace
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/[/#]+$/, '');
  return NAMESPACES.get(bare);
}

/** The prefixes that an element declares, and what its names come to. */
export interface Scope {
  outer: Scope | null;
  prefixes: Map<string, string>;
  names: Map<string, string>;
}

/**
 * The scope inside an element: the outer one, unless it declares prefixes of its own.
 * @param attributes the element's, by their names as written
 */
export function innerScope(outer: Scope, attributes: Record<string, string>): Scope {
  let inner: Scope | null = null;
  for (const name in attributes) {
    if (!name.startsWith('xmlns')) continue;
    const prefix = name === 'xmlns' ? '' : name.slice('xmlns:'.length).toLowerCase();
    inner ??= { outer, prefixes: new Map(), names: new Map() };
    // An unknown namespace keeps the prefix it was given, for wrong addresses of well-known ones.
    inner.prefixes.set(prefix, knownPrefix(attributes[name] ?? '') ?? prefix);
  }
  return inner ?? outer;
}

/** The name in lower case, with the customary prefix of its namespace. */
export function canonicalName(writtenName: string, scope: Scope): string {
  const known = scope.names.get(writtenName);
  if (known !== undefined) return known;
  const [local, prefix] = splitName(writtenName);
  const customary = customaryPrefix(prefix, scope);
  const name = customary === '' ? local : `${customary}:${local}`;
  scope.names.set(writtenName, name);
  return name;
}

/** In lower case. */
export function splitName(writtenName: string): [local: string, prefix: string] {
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
