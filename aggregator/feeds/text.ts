import { withLinks } from '#core/escape.ts';
import { foldSpaces, Words } from './paragraphs.ts';
import { readPlainHtml } from './plain-html.ts';
import { decodeReferences } from './references.ts';
import { readTags } from './tags.ts';

/** White space folded to single spaces, invisible trouble removed, on one line. */
export function foldText(text: string): string {
  return foldSpaces(text).trim().toWellFormed();
}

/** The words of some HTML on one line: tags stripped, entities decoded once. */
export function plainText(html: string): string {
  return foldText(html.includes('<') ? paragraphs(html) : decodeReferences(html));
}

/** The words of some HTML, with a blank line between paragraphs and white space folded. */
export function paragraphs(html: string): string {
  const plain = new Words();
  if (readPlainHtml(html, plain)) return plain.toString();
  const words = new Words();
  readTags(html, words);
  return words.toString();
}

/** Text as HTML that shows it as it is, its line breaks kept and its addresses made links. */
export function textToHtml(text: string): string {
  return linesToHtml(escapeHtml(text));
}

/** The same of text that is escaped already. */
export function linesToHtml(escaped: string): string {
  return withLinks(escaped.trim())
    .split(/\n[^\S\n]*\n/)
    .map((paragraph) => `<p>${paragraph.replace(/\n/g, '<br>')}</p>`)
    .join('');
}

/** Escaped for element content and for attributes in double quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? character);
}

/** Escaped for element content alone. */
export function escapeWords(text: string): string {
  // Most words have nothing to escape, which is sooner seen than replaced.
  return /[&<>]/.test(text) ? text.replace(/[&<>]/g, (character) => ESCAPES[character] ?? character) : text;
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
