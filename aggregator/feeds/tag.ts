/** A start tag. */
export interface Tag {
  /** As written. */
  name: string;
  /** By their names as written, the first of each; values as written, '' where there is none. */
  attributes: Record<string, string>;
  /** Whether it ends with a slash. */
  isClosed: boolean;
  /** Where what follows it begins. */
  end: number;
}

const NAME = /[A-Za-z][\w:.-]*/y;
/** White space as HTML and XML have it, a name, and a value in quotes, if any. */
const ATTRIBUTE = /[ \t\n\f\r]+([A-Za-z_:][\w:.-]*)(?:="([^"]*)"|='([^']*)')?/y;
const END = /[ \t\n\f\r]*(\/?)>/y;

/** Far more than any tag has that is plainly written. */
const MAX_ATTRIBUTES = 100;

/** Most tags have none. */
const NO_ATTRIBUTES: Record<string, string> = Object.freeze({});

/**
 * Reads a start tag that is written so plainly that every reader of HTML or XML makes the same of it.
 * @param at where its `<` is
 * @returns null for anything else
 */
export function readTag(text: string, at: number): Tag | null {
  NAME.lastIndex = at + 1;
  const name = NAME.exec(text)?.[0];
  if (name === undefined) return null;
  const start = NAME.lastIndex;
  if (text.charCodeAt(start) === 0x3e) {
    return { name, attributes: NO_ATTRIBUTES, isClosed: false, end: start + 1 };
  }
  const attributes: Record<string, string> = {};
  END.lastIndex = ATTRIBUTE.lastIndex = start;
  let count = 0;
  for (let match = ATTRIBUTE.exec(text); match; match = ATTRIBUTE.exec(text)) {
    if (++count > MAX_ATTRIBUTES) return null;
    const [, written = '', inDouble, inSingle] = match;
    if (!Object.hasOwn(attributes, written)) attributes[written] = inDouble ?? inSingle ?? '';
    END.lastIndex = ATTRIBUTE.lastIndex;
  }
  const closing = END.exec(text);
  return closing && { name, attributes, isClosed: closing[1] === '/', end: END.lastIndex };
}

/**
 * Where what follows a comment begins, or -1 when readers are not of one mind about it: one that holds two hyphens may
 * end there.
 * @param start where what it says begins
 */
export function commentEnd(text: string, start: number): number {
  const end = text.indexOf('--', start);
  const isPlain = end >= 0 && text[end + 2] === '>' && text[start] !== '-' && text[start] !== '>';
  return isPlain ? end + 3 : -1;
}
