/** ISO-8859-1 knows no typographic quotes and no dashes; a careful script writes those as references. */
export function encode(markup: string, charset: 'utf-8' | 'iso-8859-1'): Buffer {
  if (charset === 'utf-8') return Buffer.from(markup);
  return Buffer.from(
    markup.replace(/[\u{100}-\u{10ffff}]/gu, (character) => `&#${character.codePointAt(0)};`),
    'latin1',
  );
}
