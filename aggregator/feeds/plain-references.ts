/** What blogs write most. */
const NAMED = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', '\u00a0'],
  ['ndash', '\u2013'],
  ['mdash', '\u2014'],
  ['lsquo', '\u2018'],
  ['rsquo', '\u2019'],
  ['ldquo', '\u201c'],
  ['rdquo', '\u201d'],
  ['hellip', '\u2026'],
  ['bull', '\u2022'],
  ['middot', '\u00b7'],
  ['copy', '\u00a9'],
  ['laquo', '\u00ab'],
  ['raquo', '\u00bb'],
]);

const LONGEST = '&#1114111;'.length;

/** An ampersand that stands for itself in every reader's eyes: among words alone, and before a parameter's name. */
const ALONE = /&(?=\s|$)/y;
const BEFORE_PARAMETER = /&(?=[A-Za-z\d]+=)/y;

/** Words of HTML with their references decoded; null where one is not plain. */
export function decodeWords(words: string): string | null {
  return decode(words, ALONE);
}

/** The same for an attribute's value. */
export function decodeValue(value: string): string | null {
  return decode(value, BEFORE_PARAMETER);
}

function decode(text: string, literal: RegExp): string | null {
  let decoded = '';
  let from = 0;
  for (let at = text.indexOf('&'); at >= 0; at = text.indexOf('&', from)) {
    const end = text.indexOf(';', at);
    const character = end < 0 || end - at > LONGEST ? null : characterOf(text.slice(at + 1, end));
    literal.lastIndex = at;
    if (character === null && !literal.test(text)) return null;
    decoded += text.slice(from, at) + (character ?? '&');
    from = character === null ? at + 1 : end + 1;
  }
  return from === 0 ? text : decoded + text.slice(from);
}

function characterOf(reference: string): string | null {
  return (
    NAMED.get(reference) ?? (/^#(?:\d+|x[\da-f]+)$/.test(reference) ? numbered(reference.slice(1)) : null)
  );
}

/** HTML has ideas of its own about control characters, and about what is none at all. */
function numbered(digits: string): string | null {
  const code = Number(digits.startsWith('x') ? `0${digits}` : digits);
  const isPlain =
    (code >= 0x20 && code < 0x7f) || (code >= 0xa0 && code < 0xd800) || (code >= 0xe000 && code <= 0x10ffff);
  return isPlain ? String.fromCodePoint(code) : null;
}
