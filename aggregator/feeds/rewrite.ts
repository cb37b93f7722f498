import { Parser } from 'htmlparser2';
import type { MarkupHandler } from './markup.ts';
import { Rewriter } from './rewriter.ts';
import { escapeHtml, paragraphs, textToHtml } from './text.ts';

/** No post nests deeper; tolerant parsers take quadratic time over what does. */
const MAX_LEVELS = 512;

/** Characters, before and after. Sanitizing takes most of a second for so many. */
const MAX_LENGTH = 1_000_000;

/**
 * Makes a post's HTML stand on its own, away from its page: absolute addresses, late-loading images made real,
 * counters dropped, frames and players replaced by links. It makes nothing safe: that is for the sanitizer after it.
 * What is nested deeper than any post keeps its words only, and what is longer is cut.
 * @param base absolute address that relative ones start from
 */
export function rewriteHtml(html: string, base: string): { html: string; links: string[] } {
  const source = cut(html);
  const written = new WrittenHtml();
  const rewriter = new Rewriter(base, written);
  const stopAtLimits = () => {
    if (rewriter.levels > MAX_LEVELS || written.html.length > MAX_LENGTH) parser.pause();
  };
  const parser: Parser = new Parser({
    onopentag: (name, attributes) => {
      rewriter.open(name, attributes);
      stopAtLimits();
    },
    ontext: (text) => {
      rewriter.text(text);
      stopAtLimits();
    },
    onclosetag: (name) => rewriter.close(name),
  });
  parser.write(source);
  if (rewriter.levels > MAX_LEVELS) written.html += textToHtml(paragraphs(source.slice(parser.startIndex)));
  else parser.end();
  // Escaping may have passed the limit within one text; the sanitizer closes whatever a cut leaves open.
  return { html: written.html.slice(0, MAX_LENGTH), links: [...rewriter.links] };
}

/** Pictures written into the page are what makes a post this long; its words are kept before them. */
function cut(html: string): string {
  if (html.length <= MAX_LENGTH) return html;
  return html.replace(/data:[a-z]+\/[a-z0-9.+-]+;base64,[a-z0-9+/=]+/gi, '').slice(0, MAX_LENGTH);
}

class WrittenHtml implements MarkupHandler {
  html = '';

  open(name: string, attributes: Record<string, string>): void {
    this.html += `<${name}`;
    for (const attribute in attributes) {
      this.html += ` ${attribute}="${escapeHtml(attributes[attribute] ?? '')}"`;
    }
    this.html += '>';
  }

  text(text: string): void {
    this.html += escapeHtml(text);
  }

  close(name: string): void {
    this.html += `</${name}>`;
  }
}
