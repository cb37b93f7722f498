/**
 * What no rendering may pass on: control characters (most are forbidden in XML), noncharacters, and the
 * bidi controls that reorder the words around them. The plain marks LRM, RLM and ALM stay: honest Arabic
 * and Hebrew use them, and they reorder nothing beyond themselves.
 */
const unfit =
  /[[\p{Cc}--[\t\n\r]]\p{Noncharacter_Code_Point}[\p{Bidi_Control}--[\u200E\u200F\u061C]]\uFEFF]/gv;

/** Longer addresses are cut by some mail programs, and one of them could fill an issue. */
const longestUrl = 2000;

/** Text that every format can carry. */
export function plain(text: string): string {
  return text.toWellFormed().replace(unfit, '');
}

/** A name, a title, a heading: plain text without line breaks. */
export function oneLine(text: string): string {
  return plain(text).replace(/\s+/g, ' ').trim();
}

/** Plain text for HTML, as an element's content or within a quoted attribute. */
export function escapeHtml(text: string): string {
  return plain(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** Without the full stop of its sentence or the bracket around it. */
const bareAddress =
  /\bhttps?:\/\/(?:\([^\s()<>"&]{0,200}\)|&(?!(?:lt|gt|quot);)|[^\s<>"&()]){1,2000}(?<![.,;:!?'’”»…])/g;

/** Text that is escaped already, its addresses made links. */
export function withLinks(escaped: string): string {
  return escaped.replace(bareAddress, '<a href="$&">$&</a>');
}

/** The address in its normal form (ASCII, no spaces or quotes) when it leads to the web, or null. */
export function webUrl(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null;
  return url.href.length > longestUrl ? null : url.href;
}
