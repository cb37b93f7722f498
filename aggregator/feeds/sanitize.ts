import sanitizeHtml from 'sanitize-html';
import { ATTRIBUTES, IMAGE_GUARDS, LINK_GUARDS, SILENT_TAGS, TAGS } from './allowlist.ts';
import { sanitizePlain } from './plain.ts';
import { rewriteHtml } from './rewrite.ts';
import { paragraphs } from './text.ts';

/** A post as it may be shown, searched and woven. */
export interface SanitizedPost {
  html: string;
  /** Its words, with a blank line between paragraphs. Well-formed and without U+0000, as its HTML is. */
  text: string;
  /** The absolute http(s) addresses it links to; see `Rewriter.links`. */
  links: string[];
}

/** What authors set, and what we add to links and pictures. */
const ALL_ATTRIBUTES = {
  ...ATTRIBUTES,
  a: [...(ATTRIBUTES.a ?? []), ...Object.keys(LINK_GUARDS)],
  img: [...(ATTRIBUTES.img ?? []), ...Object.keys(IMAGE_GUARDS)],
};

/**
 * Makes somebody's HTML fit to show: complete, calm and safe, by an allowlist.
 * @param html as it came from a feed
 * @param base absolute address that relative ones start from, usually the post's own
 */
export function sanitizePost(html: string, base: string): SanitizedPost {
  // As browsers do.
  const words = html.replaceAll('\0', '');
  return sanitizePlain(words, base) ?? sanitizeAny(words, base);
}

/** By sanitize-html, for any HTML. */
export function sanitizeAny(html: string, base: string): SanitizedPost {
  const { html: rewritten, links } = rewriteHtml(html, base);
  const safe = sanitizeHtml(rewritten, {
    allowedTags: TAGS,
    allowedAttributes: ALL_ATTRIBUTES,
    allowedSchemes: ['http', 'https', 'mailto', 'tel', 'xmpp'],
    allowedSchemesByTag: { img: ['http', 'https', 'data'] },
    allowProtocolRelative: false,
    nonTextTags: SILENT_TAGS,
    parseStyleAttributes: false,
    transformTags: {
      a: (tagName, { rel: _, referrerpolicy: __, ...attributes }) => ({
        tagName,
        attribs: { ...attributes, ...LINK_GUARDS },
      }),
      img: (tagName, { loading: _, decoding: __, referrerpolicy: ___, ...attributes }) => ({
        tagName,
        attribs: { alt: '', ...attributes, ...IMAGE_GUARDS },
      }),
    },
  });
  return { html: safe.trim().toWellFormed(), text: paragraphs(safe), links };
}
