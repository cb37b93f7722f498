import type { AnyNode, Element } from 'domhandler';
import { isTag } from 'domhandler';
import { getElementsByTagName, textContent } from 'domutils';
import { parseDocument } from 'htmlparser2';
import { addressKey } from '../address.ts';
import { clip } from '../excerpt.ts';
import { languageTag } from '../languages.ts';

/** No sentence goes on beyond these. */
const BREAKS = new Set(
  `article blockquote br dd div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p pre section table td th tr
  ul`.split(/\s+/),
);
const LONGEST = 300;
/** Its title and its picture may come first; each try reads a whole paragraph, which may be all of the post. */
const MOST_TRIES = 5;

/**
 * Finds the first sentence in which a post links to an address and says something of it, without markup.
 *
 * @param html sanitized.
 * @param language as its feed declares it.
 * @returns a function that gives the sentence for an address in any of its spellings; null when there is no such link,
 *   or no sentence that says anything beyond the link itself.
 */
export function quotesIn(html: string, language: string | null): (address: string) => string | null {
  const links = getElementsByTagName('a', parseDocument(html)).map((link) => ({
    link,
    key: addressKey(link.attribs.href ?? ''),
  }));
  const segmenter = new Intl.Segmenter(languageTag(language) ?? 'en', { granularity: 'sentence' });
  return (address) => {
    const key = addressKey(address);
    for (const { link } of links.filter((each) => each.key === key).slice(0, MOST_TRIES)) {
      const { words, start } = read(blockAround(link), link);
      const sentence = segmenter.segment(words).containing(start)?.segment ?? '';
      if (!letters(textContent(link)).includes(letters(sentence))) return clip(sentence, LONGEST);
    }
    return null;
  };
}

function blockAround(link: Element): AnyNode {
  let node: AnyNode = link;
  while (node.parent && !(isTag(node) && BREAKS.has(node.name))) node = node.parent;
  return node;
}

/** The words of a block, and where among them those of the link begin. */
function read(block: AnyNode, link: Element): { words: string; start: number } {
  let words = '';
  let start = 0;
  const walk = (node: AnyNode): void => {
    const ends = node !== block && isTag(node) && BREAKS.has(node.name) ? '\n' : '';
    if (node === link) start = words.length;
    words += node.type === 'text' ? node.data.replace(/\s+/g, ' ') : ends;
    if ('children' in node) node.children.forEach(walk);
    words += ends;
  };
  walk(block);
  // The space before a sentence belongs to the one before.
  return { words, start: start + words.slice(start).search(/\S|$/) };
}

function letters(text: string): string {
  return text.replace(/[^\p{L}\p{M}\p{N}\p{S}]+/gu, '');
}
