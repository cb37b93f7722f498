import { isAllowedAttribute } from './allowlist.ts';
import { linkForEmbed } from './embeds.ts';
import { webLink, withoutTracking } from './link.ts';
import { type MarkupHandler, VOID } from './markup.ts';
import { mapSrcset } from './srcset.ts';
import { isTracker } from './trackers.ts';

type Attributes = Record<string, string>;

/** Left out with all that is in them, as what a formula says again in TeX. `hidden` elements go the same way. */
const DROPPED = new Set(
  'script style template head object embed applet svg annotation annotation-xml textarea select button'.split(
    ' ',
  ),
);

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
 * Hears of a post's HTML as it goes by and tells of it as it is to be: absolute addresses, late-loading images made
 * real, counters dropped, frames and players replaced by links, and no attribute that a post may not have.
 */
export class Rewriter implements MarkupHandler {
  levels = 0;
  /**
   * The absolute http(s) addresses it links to, in order, each once; not those of its tags and its licence, nor those
   * below its pictures, which say whose they are.
   */
  readonly links = new Set<string>();
  private readonly base: string;
  private readonly out: MarkupHandler;
  /** The level at which something dropped began, or 0. */
  private droppedFrom = 0;
  /** The level of the `noscript` we are in, or 0. */
  private noscriptFrom = 0;
  /** The level of a player that has not named its source yet, or 0. */
  private playerFrom = 0;
  /** Whether the figure that we are in shows a picture. */
  private hasPicture = false;
  /** The level of the caption of a picture that we are in, or 0. */
  private captionFrom = 0;
  /** Images as shown so far, for a `noscript` that repeats one. */
  private readonly images = new Set<string>();

  /** @param base absolute address that relative ones start from */
  constructor(base: string, out: MarkupHandler) {
    this.base = base;
    this.out = out;
  }

  open(name: string, attributes: Attributes): void {
    this.levels++;
    if (this.droppedFrom > 0) return;
    if (DROPPED.has(name) || 'hidden' in attributes || isPlayerOfGhost(attributes))
      this.droppedFrom = this.levels;
    else if (this.playerFrom > 0) this.playerSource(name, attributes);
    else if (name === 'img') this.image(attributes);
    else if (name === 'noscript') this.noscriptFrom ||= this.levels;
    else if (this.noscriptFrom > 0) return;
    else if (name === 'iframe' || name === 'frame') this.frame(attributes);
    else if (name === 'video' || name === 'audio') this.player(name, attributes);
    else this.element(name, attributes);
  }

  text(text: string): void {
    if (this.droppedFrom === 0 && this.noscriptFrom === 0 && this.playerFrom === 0) this.out.text(text);
  }

  close(name: string): void {
    const level = this.levels--;
    if (level === this.captionFrom) this.captionFrom = 0;
    if (this.droppedFrom > 0) {
      if (level === this.droppedFrom) this.droppedFrom = 0;
    } else if (level === this.playerFrom) this.playerFrom = 0;
    else if (level === this.noscriptFrom) this.noscriptFrom = 0;
    else if (this.noscriptFrom === 0 && this.playerFrom === 0 && !VOID.has(name)) {
      this.out.close(shownAs(name));
    }
  }

  private element(name: string, attributes: Attributes): void {
    const kept = this.kept(name, attributes);
    if (name === 'figure') this.hasPicture = false;
    if (name === 'figcaption' && this.hasPicture) this.captionFrom ||= this.levels;
    const isWord = name === 'a' && this.captionFrom === 0 && !isLabel(attributes);
    if (isWord && isOfWeb(kept.href)) this.links.add(kept.href);
    this.out.open(shownAs(name), kept);
  }

  private image(attributes: Attributes): void {
    // WordPress draws emoji as pictures, as large as they are where no style of its own makes them small.
    if (isDrawnEmoji(attributes)) {
      if (this.noscriptFrom === 0) this.out.text(attributes.alt ?? '');
      return;
    }
    const lazy = this.firstAddress(attributes, LAZY_SOURCES);
    const src = lazy ?? this.imageAddress(attributes.src);
    const srcset = this.absoluteSrcset(attributes.srcset);
    const lazySrcset = LAZY_SRCSETS.map((name) => attributes[name]).find((value) => value);
    const isRepeated = (this.noscriptFrom > 0 || lazy !== null) && src !== null && this.images.has(src);
    if ((src === null && !srcset && !lazySrcset) || isRepeated) return;
    if (src !== null && isTracker(src, attributes)) return;
    if (src !== null) this.images.add(src);
    const shown: Attributes = {};
    if (src) shown.src = src;
    const sources = this.absoluteSrcset(lazySrcset) || srcset;
    if (sources) shown.srcset = sources;
    for (const name in attributes) {
      if (name !== 'src' && name !== 'srcset' && isAllowedAttribute('img', name)) {
        shown[name] = attributes[name] ?? '';
      }
    }
    this.hasPicture = true;
    this.out.open('img', shown);
  }

  private firstAddress(attributes: Attributes, names: string[]): string | null {
    for (const name of names) {
      const written = attributes[name] ?? '';
      // Some scripts keep other things there, such as "true" or "1".
      const address = /[/.]/.test(written) ? webLink(written, this.base) : null;
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
    const address = this.firstAddress(attributes, ['src', ...LAZY_SOURCES]);
    // WordPress shows a post that it quotes in a frame, too, beside the quotation.
    if (address && !/\/embed\/#\?secret=/.test(address)) this.link(address, attributes.title);
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
    this.links.add(href);
    this.out.open('p', {});
    this.out.open('a', { href });
    this.out.text(label);
    this.out.close('a');
    this.out.close('p');
  }

  /** What may be kept, every address absolute; one that can't be made so is left out. */
  private kept(name: string, attributes: Attributes): Attributes {
    const kept: Attributes = {};
    for (const attribute in attributes) {
      if (!isAllowedAttribute(name, attribute)) continue;
      const value = this.absoluteValue(attribute, attributes[attribute] ?? '');
      if (value !== null) kept[attribute] = value;
    }
    return kept;
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

function isOfWeb(href = ''): href is string {
  return /^https?:/i.test(href);
}

/** A link to what a post is filed under, as each hashtag of Mastodon is, or to its licence. */
function isLabel({ rel = '', class: classes = '' }: Attributes): boolean {
  return /(?:^|\s)(?:tag|license)(?:\s|$)/i.test(rel) || /(?:^|\s)hashtag(?:\s|$)/.test(classes);
}

/** The buttons and the times of a player, which stands beside the recording itself. */
function isPlayerOfGhost({ class: classes = '' }: Attributes): boolean {
  return classes.includes('kg-') && /(?:^|\s)kg-(?:audio|video)-player(?:\s|$)/.test(classes);
}

function isDrawnEmoji({ src = '', class: classes = '', alt = '' }: Attributes): boolean {
  const isDrawn = /\/images\/core\/emoji\//.test(src) || /(?:^|\s)(?:wp-smiley|emoji)(?:\s|$)/.test(classes);
  return isDrawn && /^\P{L}{1,12}$/u.test(alt);
}

/** The old elements for text without markup, which are `pre` now. */
const LITERAL = new Set(['listing', 'plaintext', 'xmp']);

function shownAs(name: string): string {
  return LITERAL.has(name) ? 'pre' : name;
}
