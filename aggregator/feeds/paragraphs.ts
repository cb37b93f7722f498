/** Elements that begin and end a paragraph. */
const BLOCKS = new Set(
  `address article aside blockquote center dd details dialog div dl dt fieldset figcaption figure footer form
   h1 h2 h3 h4 h5 h6 header hr li main menu nav ol p pre section summary table tbody td tfoot th thead tr ul
   video audio`.split(/\s+/),
);

/** Elements whose words are not for readers. */
const SILENT = new Set('script style template iframe noembed noframes head annotation'.split(' '));

/** Control characters, and those that turn the direction of the text around them (but LRM, RLM and ALM). */
const UNWANTED = /[[\p{Cc}\p{Bidi_Control}]--[\t\n\v\f\r\u061c\u200e\u200f]]/gv;

/** White space but for the single spaces, which are most of it. */
const FOLDABLE = /\s{2,}|[^\S ]/g;

/** Where there may be something to fold or to remove; most words have no such place, and this is asked fast. */
const UNFOLDED =
  / {2}|[^ -~\u00a1-\u061b\u061d-\u167f\u1681-\u1fff\u2010-\u2027\u2030-\u205e\u2070-\u2fff\u3001-\ufefe\uff00-\uffff]/;

/** What programs put where an author said nothing. */
const FILE_NAME = /^[^\s/]+\.(?:avif|bmp|gif|heic|jpe?g|png|svg|webp)$/i;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

/** White space folded to single spaces, invisible trouble removed. */
export function foldSpaces(text: string): string {
  // As between any two elements of a list.
  if (text !== '' && text.trim() === '') return ' ';
  return UNFOLDED.test(text) ? text.replace(UNWANTED, '').replace(FOLDABLE, ' ') : text;
}

/** Words as they are said, with a blank line between paragraphs and white space folded. */
export class Paragraphs {
  private said = '';
  private breaks = 0;
  private isSpaced = false;

  say(words: string): void {
    const folded = foldSpaces(words);
    const trimmed = folded.trim();
    if (trimmed === '') {
      this.isSpaced ||= folded !== '';
      return;
    }
    this.said += this.gap(folded.startsWith(' ')) + trimmed;
    this.breaks = 0;
    this.isSpaced = folded.endsWith(' ');
  }

  /** What a picture shows, in brackets; one that stands for a sign, as emoji do, is said as that sign. */
  picture(alt: string): void {
    const words = foldSpaces(alt).trim();
    if (words === '' || FILE_NAME.test(words)) return;
    this.say(LETTER_OR_DIGIT.test(words) ? ` [${words}] ` : words);
  }

  /** At the beginning and the end of an element. A line break alone is no more than a space. */
  breakAt(element: string): void {
    if (element === 'br') this.breaks++;
    else if (BLOCKS.has(element)) this.breaks += 2;
  }

  toString(): string {
    return this.said.toWellFormed();
  }

  private gap(isSpaced: boolean): string {
    if (this.said === '') return '';
    if (this.breaks > 1) return '\n\n';
    return this.breaks === 1 || this.isSpaced || isSpaced ? ' ' : '';
  }
}

/** The words of HTML as it goes by. */
export class Words extends Paragraphs {
  private silence: string | null = null;

  text(text: string): void {
    if (this.silence === null) this.say(text);
  }

  open(name: string, attributes: Record<string, string>): void {
    if (this.silence === null && SILENT.has(name)) this.silence = name;
    if (this.silence !== null) return;
    this.breakAt(name);
    if (name === 'img') this.picture(attributes.alt ?? '');
  }

  close(name: string): void {
    if (this.silence === name) this.silence = null;
    if (this.silence === null && name !== 'br') this.breakAt(name);
  }
}
