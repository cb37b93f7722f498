import { Marked } from 'marked';
import sanitizeHtml from 'sanitize-html';

const marked = new Marked({ gfm: true, async: false });

/** Markdown (CommonMark and GitHub's tables) to HTML that is safe to show, whoever wrote it. */
export function renderMarkdown(markdown: string): string {
  return sanitizeHtml(marked.parse(markdown, { async: false }), {
    allowedTags: [...sanitizeHtml.defaults.allowedTags, 'img', 'del', 'details', 'summary'],
    allowedAttributes: { a: ['href', 'title'], img: ['src', 'alt', 'title'], '*': ['lang', 'dir', 'id'] },
    allowedSchemes: ['http', 'https', 'mailto'],
  });
}
