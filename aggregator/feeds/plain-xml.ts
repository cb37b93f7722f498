import { commentEnd, readTag } from './tag.ts';

/** Hears of XML as it goes by; names and references as they are written. */
export interface XmlHandler {
  /** @returns false when there is no sense in reading on. */
  open(name: string, attributes: Record<string, string>): boolean;
  text(text: string): void;
  /** Told before and after what stands in a CDATA section, where nothing is a reference. */
  cdata(isInside: boolean): void;
  /** @returns whether that was the root. */
  close(): boolean;
}

/**
 * Reads XML that is so plainly written that every reader makes the same of it, as nearly all feeds are. Everything
 * else is for a parser.
 * @returns false when it is anything else; what was told of it until then is void.
 */
export function readPlainXml(text: string, handler: XmlHandler): boolean {
  const open: string[] = [];
  for (let at = 0; ; ) {
    const bracket = text.indexOf('<', at);
    if (bracket < 0) return false;
    if (bracket > at) handler.text(text.slice(at, bracket));
    const next = text[bracket + 1];
    if (next === '/') {
      const name = open.pop();
      if (name === undefined || !text.startsWith(`${name}>`, bracket + 2)) return false;
      if (handler.close()) return true;
      at = bracket + name.length + 3;
    } else if (next === '!' || next === '?') {
      at = readAside(text, bracket, handler);
      if (at < 0) return false;
    } else {
      const tag = readTag(text, bracket);
      if (!tag) return false;
      if (!handler.open(tag.name, tag.attributes)) return true;
      if (!tag.isClosed) open.push(tag.name);
      else if (handler.close()) return true;
      at = tag.end;
    }
  }
}

/** @returns where what follows it begins, or -1 when it isn't plain. */
function readAside(text: string, at: number, handler: XmlHandler): number {
  if (text.startsWith('<![CDATA[', at)) {
    const start = at + '<![CDATA['.length;
    const end = text.indexOf(']]>', start);
    if (end < 0) return -1;
    handler.cdata(true);
    handler.text(text.slice(start, end));
    handler.cdata(false);
    return end + ']]>'.length;
  }
  if (text.startsWith('<!--', at)) return commentEnd(text, at + '<!--'.length);
  const end = text.indexOf('>', at);
  return text[at + 1] === '?' && end > at + 2 && text[end - 1] === '?' ? end + 1 : -1;
}
