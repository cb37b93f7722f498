import sanitizeHtml from 'sanitize-html';
import { rewriteHtml } from './rewrite.ts';
import { paragraphs } from './text.ts';

/** A post as it may be shown, searched and woven. */
export interface SanitizedPost {
  html: string;
  /** Its words, with a blank line between paragraphs. */
  text: string;
  /** The absolute http(s) addresses it links to, in order, each once. */
  links: string[];
}

const TAGS = `a abbr article aside b bdi bdo blockquote br caption center cite code col colgroup data dd del
  details dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol
  p picture pre q rp rt ruby s samp section small source span strike strong sub summary sup table tbody td tfoot
  th thead time tr tt u ul var wbr`.split(/\s+/);

/** Discarded together with the text in them. Other elements that aren't allowed leave their content behind. */
const SILENT_TAGS =
  `annotation annotation-xml applet audio button embed frameset head iframe math noembed noframes
  noscript object option script select style svg template textarea title video xmp`.split(/\s+/);

const ATTRIBUTES = {
  '*': ['dir', 'lang', 'title'],
  a: ['href', 'rel', 'referrerpolicy'],
  abbr: ['title'],
  blockquote: ['cite'],
  col: ['span'],
  colgroup: ['span'],
  data: ['value'],
  del: ['cite', 'datetime'],
  details: ['open'],
  img: ['alt', 'decoding', 'height', 'loading', 'referrerpolicy', 'sizes', 'src', 'srcset', 'width'],
  ins: ['cite', 'datetime'],
  li: ['value'],
  ol: ['reversed', 'start', 'type'],
  q: ['cite'],
  source: ['media', 'sizes', 'srcset', 'type'],
  td: ['colspan', 'headers', 'rowspan'],
  th: ['abbr', 'colspan', 'headers', 'rowspan', 'scope'],
  time: ['datetime'],
};

/** What others are told of who follows a link from here, and what they gain by having it here: nothing. */
const LINK_GUARDS = { rel: 'noopener noreferrer nofollow ugc', referrerpolicy: 'no-referrer' };
const IMAGE_GUARDS = { loading: 'lazy', decoding: 'async', referrerpolicy: 'no-referrer' };

/**
 * Makes somebody's HTML fit to show: complete, calm and safe, by an allowlist.
 * @param html as it came from a feed
 * @param base absolute address that relative ones start from, usually the post's own
 */
export function sanitizePost(html: string, base: string): SanitizedPost {
  const links = new Set<string>();
  const safe = sanitizeHtml(rewriteHtml(html, base), {
    allowedTags: TAGS,
    allowedAttributes: ATTRIBUTES,
    allowedSchemes: ['http', 'https', 'mailto', 'tel', 'xmpp'],
    allowedSchemesByTag: { img: ['http', 'https', 'data'] },
    allowProtocolRelative: false,
    nonTextTags: SILENT_TAGS,
    parseStyleAttributes: false,
    transformTags: {
      a: (tagName, { rel: _, referrerpolicy: __, ...attributes }) => {
        if (/^https?:/i.test(attributes.href ?? '')) links.add(attributes.href ?? '');
        return { tagName, attribs: { ...attributes, ...LINK_GUARDS } };
      },
      img: (tagName, { loading: _, decoding: __, referrerpolicy: ___, ...attributes }) => ({
        tagName,
        attribs: { alt: '', ...attributes, ...IMAGE_GUARDS },
      }),
    },
  });
  return { html: safe.trim().toWellFormed(), text: paragraphs(safe), links: [...links] };
}
