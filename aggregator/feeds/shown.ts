import { addressKey } from '#core/address.ts';
import type { Enclosure, FeedItem } from './feed.ts';
import { decodeReferences } from './references.ts';
import { escapeHtml } from './text.ts';

/**
 * The HTML that a post is shown by, to be sanitized: its words, or without any what is enclosed in it, which is all
 * that many a photographer and podcaster sends. A note has its pictures under its words.
 */
export function shownHtml({ title, html, summary, link, enclosures }: FeedItem): string {
  const words = withoutNotice(html ?? summary ?? '', link);
  if (words.trim() === '') return enclosures.filter(isFile).map(enclosureHtml).join('');
  if (title !== null || enclosures.length === 0 || /<img/i.test(words)) return words;
  return words + enclosures.filter(isPicture).map(enclosureHtml).join('');
}

/**
 * “The post … appeared first on …”, in any language: a last paragraph of two links, to the post and to its own site,
 * which WordPress plugins add to feeds.
 */
const NOTICE =
  /^<p>[^<>]{0,100}<a [^<>]{0,200}?href="([^"<>]{1,1000})"[^<>]{0,200}>[^<>]{0,500}<\/a>[^<>]{0,100}<a [^<>]{0,200}?href="([^"<>]{1,1000})"[^<>]{0,200}>[^<>]{0,300}<\/a>[^<>]{0,30}<\/p>\s*$/;

function withoutNotice(html: string, link: string | null): string {
  if (link === null || !html.trimEnd().endsWith('</p>')) return html;
  const begin = html.lastIndexOf('<p>');
  const notice = NOTICE.exec(begin < 0 ? '' : html.slice(begin));
  if (notice === null) return html;
  const [, post = '', site = ''] = notice;
  const own = addressKey(link) ?? '';
  const isOfPost = addressKey(decodeReferences(post)) === own;
  const isOfSite = own.startsWith(`${addressKey(decodeReferences(site))}/`);
  return isOfPost && isOfSite ? html.slice(0, begin).trimEnd() : html;
}

/** A film for a player that no browser has any more is none. */
function isFile({ type }: Enclosure): boolean {
  return !/flash/i.test(type ?? '');
}

/** A picture, or a link to what can't be shown in a mail. */
function enclosureHtml(enclosure: Enclosure): string {
  const address = escapeHtml(enclosure.url);
  const text = escapeHtml(enclosure.text ?? '');
  if (isPicture(enclosure)) return `<p><img src="${address}" alt="${text}"></p>`;
  const name = nameOf(new URL(enclosure.url).pathname) || enclosure.url;
  return `<p><a href="${address}">${text || escapeHtml(name)}</a></p>`;
}

function isPicture({ url, type }: Enclosure): boolean {
  return type ? /^image\//i.test(type) : /\.(?:avif|gif|jpe?g|png|webp)$/i.test(new URL(url).pathname);
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
