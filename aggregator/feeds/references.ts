import { repairCharacters } from './decode.ts';
import { readTags } from './tags.ts';

/** XML's own entities; everything else with a name is HTML's. */
const XML_ENTITIES = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** HTML's longest name has 31 letters. */
const MAX_LENGTH = 32;

/**
 * Text with its character references decoded, once: XML's five entities, numbers (XML 1.0 section 4.1), and
 * HTML's names, which feeds use without declaring them. Whatever else an ampersand begins stays as it is.
 * An escaped post holds thousands of references, so it is written without patterns.
 */
export function decodeReferences(text: string): string {
  let decoded = '';
  let from = 0;
  for (let at = text.indexOf('&'); at >= 0; at = text.indexOf('&', at + 1)) {
    const bracket = escapedBracket(text, at);
    if (bracket !== '') {
      decoded += text.slice(from, at) + bracket;
      from = at + 4;
      continue;
    }
    const end = referenceEnd(text, at + 1);
    if (end < 0) continue;
    const reference = text.slice(at + 1, end);
    const character = XML_ENTITIES.get(reference) ?? decodeOther(reference);
    decoded += text.slice(from, at) + character;
    from = end + 1;
    at = end;
  }
  return from === 0 ? text : decoded + text.slice(from);
}

/** `<` or `>`, which are most of what is escaped, or ''. */
function escapedBracket(text: string, at: number): string {
  if (text.charCodeAt(at + 2) !== 0x74 || text.charCodeAt(at + 3) !== 0x3b) return '';
  const letter = text.charCodeAt(at + 1);
  return letter === 0x6c ? '<' : letter === 0x67 ? '>' : '';
}

/** Where the semicolon is that ends what can be a reference, or -1. */
function referenceEnd(text: string, start: number): number {
  for (let at = start; at < start + MAX_LENGTH; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x3b) return at > start ? at : -1;
    const isDigit = code >= 0x30 && code <= 0x39;
    const isLetter = (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a;
    if (!isDigit && !isLetter && !(code === 0x23 && at === start)) return -1;
  }
  return -1;
}

function decodeOther(reference: string): string {
  return reference.startsWith('#') ? fromNumber(reference.slice(1)) : fromHtmlName(`&${reference};`);
}

function fromNumber(digits: string): string {
  const code = Number(/^x/i.test(digits) ? `0${digits}` : digits);
  if (Number.isNaN(code) || digits === '') return `&#${digits};`;
  if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return '\ufffd';
  const character = String.fromCodePoint(code);
  return code < 0x20 || (code >= 0x7f && code < 0xa0) ? repairCharacters(character) : character;
}

/** What HTML means by a name; a name that it doesn't know stays as it is. */
function fromHtmlName(reference: string): string {
  let decoded = '';
  const keep = (text: string) => {
    decoded += text;
  };
  readTags(reference, { text: keep, open: keep, close: keep });
  return decoded;
}
