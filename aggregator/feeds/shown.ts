import type { Enclosure, FeedItem } from './feed.ts';
import { escapeHtml } from './text.ts';

/**
 * The HTML that a post is shown by, to be sanitized: its words, or without any what is enclosed in it, which is all
 * that many a photographer and podcaster sends.
 */
export function shownHtml({ html, summary, enclosures }: FeedItem): string {
  const words = html ?? summary ?? '';
  return words.trim() === '' ? enclosures.map(enclosureHtml).join('') : words;
}

/** A picture, or a link to what can't be shown in a mail. */
function enclosureHtml({ url, type }: Enclosure): string {
  const address = escapeHtml(url);
  const { pathname } = new URL(url);
  const isPicture = type ? /^image\//i.test(type) : /\.(?:avif|gif|jpe?g|png|webp)$/i.test(pathname);
  if (isPicture) return `<p><img src="${address}" alt=""></p>`;
  return `<p><a href="${address}">${escapeHtml(nameOf(pathname) || url)}</a></p>`;
}

/** The name of a file, as its author sees it. */
function nameOf(pathname: string): string {
  const name = pathname.slice(pathname.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
