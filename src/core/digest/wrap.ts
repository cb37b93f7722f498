const columns = 72;

/** Characters that take two columns in a fixed-width face, and those that take none. */
const wide =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{Emoji_Presentation}\u3000-\u303F\uFF01-\uFF60\uFFE0-\uFFE6]/v;
const widthless = /[\p{M}\p{Cf}]/u;
/** Scripts without spaces break between any two characters, but no line begins with a closing mark. */
const breakable =
  /(?<=[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\u3000-\u303F\uFF01-\uFF60])(?![\p{Pe}\p{Pf}\p{Po}]|$)/v;

/** Columns that a text takes in a fixed-width face. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += widthless.test(character) ? 0 : wide.test(character) ? 2 : 1;
  return width;
}

/** A paragraph in lines of at most 72 columns, the first and the others indented as told. */
export function wrap(paragraph: string, indent = '', firstIndent = indent): string {
  const lines: string[] = [];
  let line = firstIndent;
  let isEmpty = true;
  const room = columns - Math.max(widthOf(indent), widthOf(firstIndent));
  for (const word of paragraph.split(/\s+/).filter(Boolean)) {
    let gap = ' ';
    for (const piece of word.split(breakable).flatMap((part) => chop(part, room))) {
      if (!isEmpty && widthOf(line + gap + piece) > columns) {
        lines.push(line);
        line = indent;
        isEmpty = true;
      }
      line += isEmpty ? piece : gap + piece;
      isEmpty = false;
      gap = '';
    }
  }
  return [...lines, line].join('\n');
}

/** A word longer than a line, in lines; an address stays whole, so that it can be followed. */
function chop(word: string, room: number): string[] {
  if (widthOf(word) <= room || /^\W?https?:/.test(word)) return [word];
  const pieces: string[] = [];
  let piece = '';
  for (const character of word) {
    if (widthOf(piece + character) > room) {
      pieces.push(piece);
      piece = '';
    }
    piece += character;
  }
  return [...pieces, piece];
}
