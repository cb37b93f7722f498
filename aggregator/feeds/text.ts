import { decodeReferences } from './references.ts';
import { readTags } from './tags.ts';

/** Elements whose words are not for readers. */
const SILENT = new Set([
  'script',
  'style',
  'template',
  'iframe',
  'noembed',
  'noframes',
  'head',
  'annotation',
]);

/** Elements that begin and end a paragraph. */
const BLOCKS = new Set(
  `address article aside blockquote center dd details dialog div dl dt fieldset figcaption figure footer form
   h1 h2 h3 h4 h5 h6 header hr li main menu nav ol p pre section summary table tbody td tfoot th thead tr ul
   video audio`.split(/\s+/),
);

/** Control characters, and those that turn the direction of the text around them (but LRM, RLM and ALM). */
const UNWANTED = /[[\p{Cc}\p{Bidi_Control}]--[\t\n\v\f\r\u061c\u200e\u200f]]/gv;

/** White space but for the single spaces, which are most of it. */
const FOLDABLE = /\s{2,}|[^\S ]/g;

/** White space folded to single spaces, invisible trouble removed, on one line. */
export function foldText(text: string): string {
  return text.replace(UNWANTED, '').replace(FOLDABLE, ' ').trim().toWellFormed();
}

/** The words of some HTML on one line: tags stripped, entities decoded once. */
export function plainText(html: string): string {
  return foldText(html.includes('<') ? readWords(html) : decodeReferences(html));
}

/** The words of some HTML, with a blank line between paragraphs and white space folded. */
export function paragraphs(html: string): string {
  return foldParagraphs(readWords(html));
}

/** The same for what the sanitizer wrote, where `<` and `>` stand for tags alone, and nothing is silent. */
export function paragraphsOfSafe(html: string): string {
  const words = html.replace(/\n/g, ' ').replace(/<\/?([a-z0-9]+)[^>]*>/g, (tag, name: string) => {
    if (name === 'br') return tag.startsWith('</') ? '' : '\n';
    return BLOCKS.has(name) ? '\n\n' : '';
  });
  return foldParagraphs(decodeReferences(words));
}

function foldParagraphs(words: string): string {
  return words
    .replace(UNWANTED, '')
    .replace(/[^\S\n]{2,}|[^\S\n ]/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n+/g, (breaks) => (breaks.length > 1 ? '\n\n' : ' '))
    .trim()
    .toWellFormed();
}

/** Words with a newline for each line break and two at the bounds of each block. */
function readWords(html: string): string {
  let words = '';
  let silence: string | null = null;
  const say = (text: string) => {
    if (silence === null) words += text;
  };
  const breakAt = (name: string) => {
    if (name === 'br') say('\n');
    else if (BLOCKS.has(name)) say('\n\n');
  };
  readTags(html, {
    text: (text) => say(text.replace(/\n/g, ' ')),
    open: (name) => {
      if (silence === null && SILENT.has(name)) silence = name;
      breakAt(name);
    },
    close: (name) => {
      if (silence === name) silence = null;
      if (name !== 'br') breakAt(name);
    },
  });
  return words;
}

/** Text as HTML that shows it as it is, its line breaks kept. */
export function textToHtml(text: string): string {
  return text
    .trim()
    .split(/\n[^\S\n]*\n/)
    .map((paragraph) => `<p>${escapeHtml(paragraph).replace(/\n/g, '<br>')}</p>`)
    .join('');
}

/** Escaped for element content and for attributes in double quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? character);
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
