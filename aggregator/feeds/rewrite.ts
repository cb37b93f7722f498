import { Parser } from 'htmlparser2';
import { isAllowedAttribute } from './allowlist.ts';
import { linkForEmbed } from './embeds.ts';
import { webLink, withoutTracking } from './link.ts';
import { mapSrcset } from './srcset.ts';
import { escapeHtml, paragraphs, textToHtml } from './text.ts';
import { isTracker } from './trackers.ts';

type Attributes = Record<string, string>;

/** No post nests deeper; tolerant parsers take quadratic time over what does. */
const MAX_LEVELS = 512;

/** Characters, before and after. Sanitizing takes most of a second for so many. */
const MAX_LENGTH = 1_000_000;

/** Left out with all that is in them. `hidden` elements go the same way. */
const DROPPED = new Set(
  'script style template head object embed applet svg math textarea select button'.split(' '),
);

const VOID = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));

/** Where scripts that load images late keep the true address, the likeliest first. */
const LAZY_SOURCES = [
  'data-src',
  'data-lazy-src',
  'data-original',
  'data-orig-src',
  'data-actualsrc',
  'data-url',
];
const LAZY_SRCSETS = ['data-srcset', 'data-lazy-srcset', 'data-original-set'];

/** Small pictures may be written into the page itself; SVG not, it can hold scripts. */
const DATA_IMAGE = /^data:image\/(?:png|jpeg|gif|webp|avif);base64,[a-z0-9+/=\s]+$/i;
const MAX_DATA_IMAGE = 100_000;

/**
 * Makes a post's HTML stand on its own, away from its page: absolute addresses, late-loading images made real,
 * counters dropped, frames and players replaced by links. It makes nothing safe: that is for the sanitizer after it.
 * What is nested deeper than any post keeps its words only, and what is longer is cut.
 * @param base absolute address that relative ones start from
 */
export function rewriteHtml(html: string, base: string): string {
  const source = cut(html);
  const rewriter = new Rewriter(base);
  const stopAtLimits = () => {
    if (rewriter.levels > MAX_LEVELS || rewriter.html.length > MAX_LENGTH) parser.pause();
  };
  const parser: Parser = new Parser({
    onopentag: (name, attributes) => {
      rewriter.open(name, attributes);
      stopAtLimits();
    },
    ontext: (text) => {
      rewriter.text(text);
      stopAtLimits();
    },
    onclosetag: (name) => rewriter.close(name),
  });
  parser.write(source);
  if (rewriter.levels > MAX_LEVELS) rewriter.html += textToHtml(paragraphs(source.slice(parser.startIndex)));
  else parser.end();
  // Escaping may have passed the limit within one text; the sanitizer closes whatever a cut leaves open.
  return rewriter.html.slice(0, MAX_LENGTH);
}

/** Pictures written into the page are what makes a post this long; its words are kept before them. */
function cut(html: string): string {
  if (html.length <= MAX_LENGTH) return html;
  return html.replace(/data:[a-z]+\/[a-z0-9.+-]+;base64,[a-z0-9+/=]+/gi, '').slice(0, MAX_LENGTH);
}

class Rewriter {
  html = '';
  levels = 0;
  private readonly base: string;
  /** The level at which something dropped began, or 0. */
  private droppedFrom = 0;
  /** The level of the `noscript` we are in, or 0. */
  private noscriptFrom = 0;
  /** The level of a player that has not named its source yet, or 0. */
  private playerFrom = 0;
  /** Images as shown so far, for a `noscript` that repeats one. */
  private readonly images = new Set<string>();

  constructor(base: string) {
    this.base = base;
  }

  open(name: string, attributes: Attributes): void {
    this.levels++;
    if (this.droppedFrom > 0) return;
    if (DROPPED.has(name) || 'hidden' in attributes) this.droppedFrom = this.levels;
    else if (this.playerFrom > 0) this.playerSource(name, attributes);
    else if (name === 'img') this.image(attributes);
    else if (name === 'noscript') this.noscriptFrom ||= this.levels;
    else if (this.noscriptFrom > 0) return;
    else if (name === 'iframe' || name === 'frame') this.frame(attributes);
    else if (name === 'video' || name === 'audio') this.player(name, attributes);
    else this.html += openTag(shownAs(name), this.absolute(attributes));
  }

  text(text: string): void {
    if (this.droppedFrom === 0 && this.noscriptFrom === 0 && this.playerFrom === 0)
      this.html += escapeHtml(text);
  }

  close(name: string): void {
    const level = this.levels--;
    if (this.droppedFrom > 0) {
      if (level === this.droppedFrom) this.droppedFrom = 0;
    } else if (level === this.playerFrom) this.playerFrom = 0;
    else if (level === this.noscriptFrom) this.noscriptFrom = 0;
    else if (this.noscriptFrom === 0 && this.playerFrom === 0 && !VOID.has(name)) {
      this.html += `</${shownAs(name)}>`;
    }
  }

  private image(attributes: Attributes): void {
    const lazy = this.firstAddress(attributes, LAZY_SOURCES);
    const src = lazy ?? this.imageAddress(attributes.src);
    const srcset = this.absoluteSrcset(attributes.srcset);
    const lazySrcset = LAZY_SRCSETS.map((name) => attributes[name]).find((value) => value);
    const isRepeated = (this.noscriptFrom > 0 || lazy !== null) && src !== null && this.images.has(src);
    if ((src === null && !srcset && !lazySrcset) || isRepeated) return;
    if (src !== null && isTracker(src, attributes)) return;
    if (src !== null) this.images.add(src);
    const { src: _, srcset: __, ...others } = attributes;
    this.html += openTag('img', {
      ...withValue('src', src),
      ...withValue('srcset', this.absoluteSrcset(lazySrcset) || srcset),
      ...others,
    });
  }

  private firstAddress(attributes: Attributes, names: string[]): string | null {
    for (const name of names) {
      const address = webLink(attributes[name], this.base);
      if (address) return address;
    }
    return null;
  }

  private imageAddress(src = ''): string | null {
    const isData = src.length <= MAX_DATA_IMAGE && DATA_IMAGE.test(src);
    return isData ? src : webLink(src, this.base);
  }

  private absoluteSrcset(srcset = ''): string {
    return mapSrcset(srcset, (url) => webLink(url, this.base));
  }

  private frame(attributes: Attributes): void {
    this.droppedFrom = this.levels;
    const address = webLink(attributes.src ?? attributes['data-src'], this.base);
    if (address) this.link(address, attributes.title);
  }

  private player(name: string, attributes: Attributes): void {
    const address = webLink(attributes.src, this.base);
    if (!address) {
      this.playerFrom = this.levels;
      return;
    }
    this.droppedFrom = this.levels;
    this.link(address, attributes.title ?? (name === 'audio' ? 'Listen' : 'Watch'));
  }

  /** The first source is enough: the others are the same in other formats. */
  private playerSource(name: string, attributes: Attributes): void {
    const address = name === 'source' ? webLink(attributes.src, this.base) : null;
    if (!address) return;
    this.droppedFrom = this.playerFrom;
    this.playerFrom = 0;
    this.link(address, attributes.title ?? 'Watch or listen');
  }

  private link(address: string, title: string | undefined): void {
    const { href, label } = linkForEmbed(address, title);
    this.html += `<p><a href="${escapeHtml(href)}">${escapeHtml(label)}</a></p>`;
  }

  /** Every address absolute; one that can't be made so is left out. */
  private absolute(attributes: Attributes): Attributes {
    const absolute: Attributes = {};
    for (const [name, value] of Object.entries(attributes)) {
      const kept = this.absoluteValue(name, value);
      if (kept !== null) absolute[name] = kept;
    }
    return absolute;
  }

  private absoluteValue(name: string, value: string): string | null {
    if (name === 'href') return this.linkAddress(value);
    if (name === 'src' || name === 'cite') return webLink(value, this.base);
    return name === 'srcset' ? this.absoluteSrcset(value) || null : value;
  }

  private linkAddress(href: string): string | null {
    const address = webLink(href, this.base);
    if (address) return withoutTracking(address);
    return /^(?:mailto|tel|xmpp):/i.test(href.trim()) ? href.trim() : null;
  }
}

/** The old elements for text without markup, which are `pre` now. */
const LITERAL = new Set(['listing', 'plaintext', 'xmp']);

function shownAs(name: string): string {
  return LITERAL.has(name) ? 'pre' : name;
}

function withValue(name: string, value: string | null | undefined): Attributes {
  return value ? { [name]: value } : {};
}

function openTag(name: string, attributes: Attributes): string {
  let tag = `<${name}`;
  for (const [attribute, value] of Object.entries(attributes)) {
    if (isAllowedAttribute(name, attribute)) tag += ` ${attribute}="${escapeHtml(value)}"`;
  }
  return `${tag}>`;
}
