import { Marked } from 'marked';
import sanitizeHtml, { type Attributes, type Tag } from 'sanitize-html';

const marked = new Marked({ gfm: true, async: false });

/**
 * Markdown (CommonMark and GitHub's tables) to HTML that is safe to show, whoever wrote it.
 *
 * @param page the path of the page that the words are for: their relative links and pictures lead where they lead from
 * there, wherever they are shown.
 */
export function renderMarkdown(markdown: string, page: string): string {
  const fromPage = (attribute: string) => (tagName: string, attribs: Attributes) =>
    asOn(page, attribute, { tagName, attribs });
  return sanitizeHtml(marked.parse(markdown, { async: false }), {
    allowedTags: [...sanitizeHtml.defaults.allowedTags, 'img', 'del', 'details', 'summary'],
    allowedAttributes: { a: ['href', 'title'], img: ['src', 'alt', 'title'], '*': ['lang', 'dir', 'id'] },
    allowedSchemes: ['http', 'https', 'mailto'],
    transformTags: { a: fromPage('href'), img: fromPage('src') },
  });
}

function asOn(page: string, attribute: string, { tagName, attribs }: Tag): Tag {
  const address = attribs[attribute];
  if (address === undefined) return { tagName, attribs };
  return { tagName, attribs: { ...attribs, [attribute]: pathFrom(page, address) } };
}

/** Stands for this site, whose own address makes no difference to a path. */
const SITE = 'http://site.invalid';

/** A relative address as a path of the site; any other, and a place within the words themselves, as it is. */
function pathFrom(page: string, address: string): string {
  if (address.startsWith('#') || URL.canParse(address)) return address;
  const url = URL.parse(address, SITE + page);
  if (url?.origin !== SITE) return address;
  // Two slashes at the beginning would be another site.
  return `${url.pathname.replace(/^\/{2,}/, '/.$&')}${url.search}${url.hash}`;
}
