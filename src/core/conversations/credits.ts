import type { Element } from 'domhandler';
import { isTag } from 'domhandler';
import { getElementsByTagName } from 'domutils';
import { parseDocument } from 'htmlparser2';
import { addressKey } from '../address.ts';

/**
 * Finds what a post links to below its pictures alone: who made them, where they are from, their licence. That is a
 * credit, and recommends nothing to read.
 *
 * @param html sanitized.
 * @returns a function that tells whether a link is one.
 */
export function creditsIn(html: string): (address: string) => boolean {
  if (!html.includes('<figcaption')) return () => false;
  const links = getElementsByTagName('a', parseDocument(html));
  const said = new Set(links.filter((link) => !isBelowPicture(link)).map(keyOf));
  const credits = new Set(links.map(keyOf).filter((key) => !said.has(key)));
  return (address) => credits.has(addressKey(address));
}

function keyOf({ attribs }: Element): string | null {
  return addressKey(attribs.href ?? '');
}

/** The caption of a quotation says where it is from, which is what one may want to read. */
function isBelowPicture(link: Element): boolean {
  const caption = around(link, 'figcaption');
  const figure = caption && around(caption, 'figure');
  return figure !== null && getElementsByTagName('img', figure).length > 0;
}

function around({ parent }: Element, name: string): Element | null {
  if (!parent || !isTag(parent)) return null;
  return parent.name === name ? parent : around(parent, name);
}
