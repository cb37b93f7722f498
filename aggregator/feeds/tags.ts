import { Tokenizer } from 'htmlparser2';

/** What is told of some HTML as it goes by; names are in lower case, references decoded. */
export interface TagHandler {
  text(text: string): void;
  open(name: string): void;
  close(name: string): void;
}

/**
 * Goes through HTML with the tokenizer alone: no stack of open elements is kept, so that
 * a hundred thousand of them cost no more than their characters.
 */
export function readTags(html: string, handler: TagHandler): void {
  const nothing = () => {};
  const tokenizer = new Tokenizer(
    {},
    {
      ontext: (start, end) => handler.text(html.slice(start, end)),
      ontextentity: (codepoint) => handler.text(String.fromCodePoint(codepoint)),
      onopentagname: (start, end) => handler.open(html.slice(start, end).toLowerCase()),
      onclosetag: (start, end) => handler.close(html.slice(start, end).toLowerCase()),
      oncdata: nothing,
      oncomment: nothing,
      ondeclaration: nothing,
      onprocessinginstruction: nothing,
      onattribname: nothing,
      onattribdata: nothing,
      onattribentity: nothing,
      onattribend: nothing,
      onopentagend: nothing,
      onselfclosingtag: nothing,
      onend: nothing,
    },
  );
  tokenizer.write(html);
  tokenizer.end();
}
