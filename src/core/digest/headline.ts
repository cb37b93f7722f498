import { oneLine } from '../escape.ts';
import { clip } from '../excerpt.ts';

/** Titles of 200 characters exist; nobody reads them to the end. */
const longest = 140;
const untitledLongest = 72;
const untitled = 'Without a title';

/** A title that shows something, or null. */
export function titleOf(post: { title: string | null }): string | null {
  const title = oneLine(post.title ?? '');
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(title) ? clip(title, longest) : null;
}

/** What to call a post in one line: its title, or how an untitled note begins. */
export function headline(post: { title: string | null; excerpt: string }): string {
  return titleOf(post) ?? (clip(post.excerpt, untitledLongest) || untitled);
}
