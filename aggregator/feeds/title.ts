import { Parser } from 'htmlparser2';
import { clip } from '#core/excerpt.ts';
import { decode } from './decode.ts';
import type { About } from './parse.ts';
import { foldText } from './text.ts';

/** Longer ones are summaries. */
const LONGEST = 200;
/** A page of so many levels is none that people share; its head comes first anyway. */
const MAX_LEVELS = 512;
/** Where HTML has a page say its encoding. */
const PRESCANNED_BYTES = 1024;

/**
 * The title of a web page as plain text on one line: the one that it gives for being shared (Open Graph), which is
 * free of the site's name, else that of its head.
 *
 * @returns null when it has none.
 */
export function readTitle(bytes: Uint8Array, { contentType }: Pick<About, 'contentType'>): string | null {
  const { shared, title } = readHead(decode(bytes, encodingOf(bytes, contentType)));
  for (const each of [shared, title]) {
    const line = clip(foldText(each.slice(0, 10 * LONGEST)), LONGEST);
    if (/[\p{L}\p{N}\p{P}\p{S}]/u.test(line)) return line;
  }
  return null;
}

/** What names the encoding: the header, or where it says nothing, the page itself. */
function encodingOf(bytes: Uint8Array, contentType: string | null | undefined): string | null {
  if (contentType && /charset\s*=/i.test(contentType)) return contentType;
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, PRESCANNED_BYTES));
  const name = /<meta\s[^>]{0,200}?\bcharset\s*=\s*["']?([\w:.-]+)/i.exec(head)?.[1];
  return name === undefined ? null : `charset=${name}`;
}

function readHead(html: string): { shared: string; title: string } {
  let shared = '';
  let title = '';
  let isInTitle = false;
  let levels = 0;
  const parser: Parser = new Parser({
    onopentag: (name, { property, name: called, content }) => {
      if (name === 'body' || ++levels > MAX_LEVELS) return parser.pause();
      isInTitle = name === 'title' && title === '';
      if (name === 'meta' && (property ?? called)?.toLowerCase() === 'og:title') shared ||= content ?? '';
    },
    ontext: (text) => {
      if (isInTitle) title += text;
    },
    onclosetag: (name) => {
      levels--;
      isInTitle = false;
      if (name === 'head') parser.pause();
    },
  });
  parser.end(html);
  return { shared, title };
}
