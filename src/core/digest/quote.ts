import type { AnyNode, Element } from 'domhandler';
import { isTag } from 'domhandler';
import { getElementsByTagName, textContent } from 'domutils';
import { parseDocument } from 'htmlparser2';
import { addressKey } from '../address.ts';

const BLOCKS = new Set([
  'p',
  'li',
  'blockquote',
  'td',
  'th',
  'dd',
  'dt',
  'figcaption',
  'div',
  'h1',
  'h2',
  'h3',
  'h4',
]);
const LONGEST = 300;

/**
 * The sentence in which a post links to an address: what its author says about it, without markup.
 *
 * @param html sanitized.
 * @param target as `addressKey` gives it.
 * @returns null when there is no such link, or its sentence says nothing beyond the link itself.
 */
export function sentenceLinkingTo(html: string, target: string, language: string | null): string | null {
  const links = getElementsByTagName('a', parseDocument(html));
  const link = links.find((each) => addressKey(each.attribs.href ?? '') === target);
  if (!link) return null;
  const block = blockAround(link);
  const words = fold(textContent(block));
  const start = fold(textBefore(block, link)).length;
  const segments = new Intl.Segmenter(language ?? undefined, { granularity: 'sentence' }).segment(words);
  const sentence = segments.containing(Math.min(start + 1, words.length - 1))?.segment.trim() ?? '';
  if (!sentence || sentence === fold(textContent(link))) return null;
  return sentence.length > LONGEST ? `${sentence.slice(0, LONGEST).replace(/\s+\S*$/, '')}…` : sentence;
}

function blockAround(link: Element): AnyNode {
  let node: AnyNode = link;
  while (node.parent && isTag(node.parent)) {
    node = node.parent;
    if (BLOCKS.has(node.name)) break;
  }
  return node;
}

function textBefore(block: AnyNode, link: Element): string {
  let before = '';
  const walk = (node: AnyNode): boolean => {
    if (node === link) return true;
    if (node.type === 'text') before += node.data;
    return 'children' in node && node.children.some(walk);
  };
  walk(block);
  return before;
}

function fold(text: string): string {
  return text.replace(/\s+/g, ' ').trimStart();
}
