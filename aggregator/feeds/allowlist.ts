/** The elements that a post may keep. */
export const TAGS =
  `a abbr article aside b bdi bdo blockquote br caption center cite code col colgroup data dd del
  details dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol
  p picture pre q rp rt ruby s samp section small source span strike strong sub summary sup table tbody td tfoot
  th thead time tr tt u ul var wbr`.split(/\s+/);

/** Discarded together with the text in them. Other elements that aren't allowed leave their content behind. */
export const SILENT_TAGS =
  `annotation annotation-xml applet audio button embed frameset head iframe noembed noframes
  noscript object option script select style svg template textarea title video xmp`.split(/\s+/);

/** The attributes that authors may set, by element. */
export const ATTRIBUTES: Record<string, string[]> = {
  '*': ['dir', 'lang', 'title'],
  a: ['href'],
  blockquote: ['cite'],
  col: ['span'],
  colgroup: ['span'],
  data: ['value'],
  del: ['cite', 'datetime'],
  details: ['open'],
  img: ['alt', 'height', 'sizes', 'src', 'srcset', 'width'],
  ins: ['cite', 'datetime'],
  li: ['value'],
  ol: ['reversed', 'start', 'type'],
  q: ['cite'],
  source: ['media', 'sizes', 'srcset', 'type'],
  td: ['colspan', 'headers', 'rowspan'],
  th: ['abbr', 'colspan', 'headers', 'rowspan', 'scope'],
  time: ['datetime'],
};

const ALLOWED = new Map(
  Object.entries(ATTRIBUTES).map(([tag, names]) => [tag, new Set([...names, ...(ATTRIBUTES['*'] ?? [])])]),
);
const ALLOWED_ANYWHERE = new Set(ATTRIBUTES['*']);

export function isAllowedAttribute(tag: string, name: string): boolean {
  return (ALLOWED.get(tag) ?? ALLOWED_ANYWHERE).has(name);
}

/** What others are told of who follows a link from here, and what they gain by having it here: nothing. */
export const LINK_GUARDS = { rel: 'noopener noreferrer nofollow ugc', referrerpolicy: 'no-referrer' };
export const IMAGE_GUARDS = { loading: 'lazy', decoding: 'async', referrerpolicy: 'no-referrer' };
