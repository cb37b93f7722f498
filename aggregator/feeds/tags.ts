import { Tokenizer } from 'htmlparser2';
import type { MarkupHandler } from './markup.ts';

/**
 * Goes through HTML with the tokenizer alone: no stack of open elements is kept, so that
 * a hundred thousand of them cost no more than their characters. Of attributes only the words for a picture are told.
 */
export function readTags(html: string, handler: MarkupHandler): void {
  let name = '';
  let attributes: Record<string, string> = {};
  let isInAlt = false;
  const inAlt = (words: string) => {
    if (isInAlt) attributes.alt += words;
  };
  const opened = () => handler.open(name, attributes);
  const nothing = () => {};
  const tokenizer = new Tokenizer(
    {},
    {
      ontext: (start, end) => handler.text(html.slice(start, end)),
      ontextentity: (codepoint) => handler.text(String.fromCodePoint(codepoint)),
      onopentagname: (start, end) => {
        name = html.slice(start, end).toLowerCase();
        attributes = {};
      },
      onattribname: (start, end) => {
        // The first of several counts, as for browsers.
        isInAlt = attributes.alt === undefined && html.slice(start, end).toLowerCase() === 'alt';
        if (isInAlt) attributes.alt = '';
      },
      onattribdata: (start, end) => inAlt(html.slice(start, end)),
      onattribentity: (codepoint) => inAlt(String.fromCodePoint(codepoint)),
      onopentagend: opened,
      onselfclosingtag: opened,
      onclosetag: (start, end) => handler.close(html.slice(start, end).toLowerCase()),
      oncdata: nothing,
      oncomment: nothing,
      ondeclaration: nothing,
      onprocessinginstruction: nothing,
      onattribend: nothing,
      onend: nothing,
    },
  );
  tokenizer.write(html);
  tokenizer.end();
}
