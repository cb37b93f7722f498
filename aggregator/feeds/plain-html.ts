import { type MarkupHandler, VOID } from './markup.ts';
import { decodeValue, decodeWords } from './plain-references.ts';
import { commentEnd, readTag } from './tag.ts';

/** Elements that may stand among words. */
const INLINE = new Set(
  'a abbr b br cite code del em i img ins kbd mark q s samp small span strong sub sup time u var'.split(' '),
);

/** Elements that may stand wherever no element that holds only words is open. */
const BLOCKS = new Set(
  `article aside blockquote center div dl figcaption figure footer h1 h2 h3 h4 h5 h6 header hr iframe ol p pre section
   table ul`.split(/\s+/),
);

/** Elements that may stand in these alone. */
const PARENTS: Record<string, string[]> = {
  li: ['ul', 'ol'],
  dt: ['dl'],
  dd: ['dl'],
  caption: ['table'],
  thead: ['table'],
  tbody: ['table'],
  tfoot: ['table'],
  tr: ['table', 'thead', 'tbody', 'tfoot'],
  th: ['tr'],
  td: ['tr'],
};

/** Elements that hold only words: a block inside one of these ends it, in HTML. */
const WORDS_ONLY = /^(?:p|h[1-6])$/;

/** No plain post nests deeper. */
const MAX_LEVELS = 50;

/**
 * Reads HTML that is so plainly written, and so well nested, that every reader makes the same of it, as nearly all
 * that blog programs send. Everything else is for a parser.
 * @returns false when it is anything else; what was told of it until then is void.
 */
export function readPlainHtml(html: string, handler: MarkupHandler): boolean {
  const open: string[] = [];
  let at = 0;
  while (at < html.length) {
    const bracket = html.indexOf('<', at);
    const end = bracket < 0 ? html.length : bracket;
    if (end > at) {
      const text = decodeWords(html.slice(at, end));
      if (text === null) return false;
      handler.text(text);
    }
    if (bracket < 0) break;
    at = readMarkup(html, bracket, open, handler);
    if (at < 0) return false;
  }
  return open.length === 0;
}

/** @returns where what follows it begins, or -1 when it isn't plain. */
function readMarkup(html: string, at: number, open: string[], handler: MarkupHandler): number {
  if (html.startsWith('</', at)) {
    const name = open.pop();
    if (name === undefined || !html.startsWith(`${name}>`, at + 2)) return -1;
    handler.close(name);
    return at + name.length + 3;
  }
  if (html.startsWith('<!--', at)) return commentEnd(html, at + 4);
  const tag = readTag(html, at);
  if (!tag || !mayStand(tag.name, open)) return -1;
  const { name, end } = tag;
  const attributes = decodeAttributes(tag.attributes);
  if (attributes === null) return -1;
  // What stands inside a frame is no markup.
  if (name === 'iframe' && !html.startsWith('</iframe>', end)) return -1;
  handler.open(name, attributes);
  if (VOID.has(name)) handler.close(name);
  else if (tag.isClosed) return -1;
  else open.push(name);
  return end;
}

/** Whether an element may stand where it does without ending another. */
function mayStand(name: string, open: string[]): boolean {
  if (open.length > MAX_LEVELS) return false;
  // What stands for a frame is a link.
  if ((name === 'a' || name === 'iframe') && open.includes('a')) return false;
  if (INLINE.has(name)) return true;
  if (BLOCKS.has(name)) return !open.some((outer) => WORDS_ONLY.test(outer));
  const parent = open.at(-1);
  return parent !== undefined && Object.hasOwn(PARENTS, name) && (PARENTS[name] ?? []).includes(parent);
}

/** In place; null when one isn't plain. */
function decodeAttributes(attributes: Record<string, string>): Record<string, string> | null {
  for (const name in attributes) {
    const value = decodeValue(attributes[name] ?? '');
    if (value === null || name !== name.toLowerCase()) return null;
    attributes[name] = value;
  }
  return attributes;
}
