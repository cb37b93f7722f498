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

/** What characters may be, of ASCII; others stand in no name that is plainly written. */
const SPACE = 1;
const LETTER = 2;
/** May begin the name of an attribute. */
const INITIAL = 4;
const IN_NAME = 8;

const KINDS = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[ \t\n\f\r]/.test(character)) return SPACE;
  if (/[A-Za-z]/.test(character)) return LETTER | INITIAL | IN_NAME;
  if (/[_:]/.test(character)) return INITIAL | IN_NAME;
  return /[\d.-]/.test(character) ? IN_NAME : 0;
});

const [SLASH, EQUALS, CLOSING, DOUBLE, SINGLE] = [0x2f, 0x3d, 0x3e, 0x22, 0x27];

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
  if (!is(LETTER, text, at + 1)) return null;
  const nameEnd = endOf(IN_NAME, text, at + 1);
  const name = text.slice(at + 1, nameEnd);
  if (text.charCodeAt(nameEnd) === CLOSING) {
    return { name, attributes: NO_ATTRIBUTES, isClosed: false, end: nameEnd + 1 };
  }
  const attributes: Record<string, string> = {};
  let end = nameEnd;
  let next = endOf(SPACE, text, end);
  for (let count = 0; next > end && is(INITIAL, text, next); next = endOf(SPACE, text, end)) {
    if (++count > MAX_ATTRIBUTES) return null;
    end = endOf(IN_NAME, text, next);
    const written = text.slice(next, end);
    let value = '';
    const quote = text.charCodeAt(end) === EQUALS ? text.charCodeAt(end + 1) : 0;
    if (quote === DOUBLE || quote === SINGLE) {
      const start = end + 2;
      const close = text.indexOf(quote === DOUBLE ? '"' : "'", start);
      if (close < 0) return null;
      value = text.slice(start, close);
      end = close + 1;
    }
    if (!Object.hasOwn(attributes, written)) attributes[written] = value;
  }
  const isClosed = text.charCodeAt(next) === SLASH;
  const last = isClosed ? next + 1 : next;
  return text.charCodeAt(last) === CLOSING ? { name, attributes, isClosed, end: last + 1 } : null;
}

function is(kind: number, text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code < 128 && ((KINDS[code] ?? 0) & kind) !== 0;
}

/** Where the characters of a kind end that begin at a place. */
function endOf(kind: number, text: string, at: number): number {
  let end = at;
  while (is(kind, text, end)) end += 1;
  return end;
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
