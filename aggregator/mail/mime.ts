import { randomBytes } from 'node:crypto';
import { foldLines } from 'nodemailer/lib/mime-funcs';
import MimeNode from 'nodemailer/lib/mime-node';
import { encode, wrap } from 'nodemailer/lib/qp';

/** An address is an object, so that no part of it is read as anything else. */
export interface Mailbox {
  name: string;
  address: string;
}

export type Field = [name: string, value: string | Date | Mailbox];

/** It has no content; it knows how to encode what stands in a field. */
const encoder = new MimeNode();

/**
 * Header fields as they go over the wire, encoded (RFC 2047) and folded (RFC 5322, section 2.2.3), each with its line
 * break. Whatever stands in a value, it stays within its field.
 */
export function headerFields(fields: Field[]): string {
  return fields
    .map(([name, value]) => `${foldLines(`${name}: ${encoder.encodeHeaderValue(name, value)}`)}\r\n`)
    .join('');
}

/** Marks that hold the places of what differs from one recipient to the next, in words that are rendered once for all. */
export interface Gaps {
  /** @param name in small letters. A mark may stand in the path of an address. */
  mark(name: string): string;
  pattern: RegExp;
}

/** Nobody can have written these marks into their words beforehand. */
export function newGaps(): Gaps {
  const secret = randomBytes(16).toString('hex');
  return { mark: (name) => `${secret}-${name}-`, pattern: new RegExp(`${secret}-([a-z]+)-`) };
}

/** What stands in a gap for one recipient. */
export interface Filling {
  text: string;
  /** Escaped, or markup of ours. */
  html: string;
}

/** The words of a mail, encoded once for all who get it. */
export interface Body {
  /** The fields that say how it is to be read. */
  fields: Field[];
  /** For one of them, in ASCII. @param fillings one for each gap, by its name. */
  fill(fillings: Record<string, Filling>): string;
}

/** A line has at most 76 characters (RFC 2045, section 6.7), one of them for the "=" that joins it to the next. */
const LINE = 75;
const SOFT_BREAK = '=\r\n';

type Piece = string | { gap: string; part: keyof Filling };

/**
 * A plain and an HTML part as alternatives (RFC 2046, section 5.1.4), in quoted-printable. What fills a gap has lines of
 * its own, which readers join again: so what stands around it is encoded once, however long a filling is.
 */
export function alternative(words: { text: string; html: string }, gaps: Gaps): Body {
  const boundary = `=_${randomBytes(16).toString('hex')}`;
  const pieces = joinNeighbours([
    partHead(boundary, 'text/plain'),
    ...encodePart('text', words.text, gaps),
    `\r\n${partHead(boundary, 'text/html')}`,
    ...encodePart('html', words.html, gaps),
    `\r\n--${boundary}--\r\n`,
  ]);
  return {
    fields: [
      ['MIME-Version', '1.0'],
      ['Content-Type', `multipart/alternative; boundary="${boundary}"`],
    ],
    fill: (fillings) =>
      pieces.map((piece) => (typeof piece === 'string' ? piece : fillGap(piece, fillings))).join(''),
  };
}

function partHead(boundary: string, type: string): string {
  const fields = headerFields([
    ['Content-Type', `${type}; charset=utf-8`],
    ['Content-Transfer-Encoding', 'quoted-printable'],
  ]);
  return `--${boundary}\r\n${fields}\r\n`;
}

function encodePart(part: keyof Filling, source: string, { pattern }: Gaps): Piece[] {
  // Split by a pattern with a group, every second piece is what the group found.
  return source
    .split(pattern)
    .flatMap((piece, at): Piece[] =>
      at % 2 === 0 ? [quotedPrintable(piece)] : [SOFT_BREAK, { gap: piece, part }, SOFT_BREAK],
    );
}

function fillGap({ gap, part }: Exclude<Piece, string>, fillings: Record<string, Filling>): string {
  const filling = fillings[gap];
  if (!filling) throw new Error(`Nothing fills the gap "${gap}".`);
  return quotedPrintable(filling[part]);
}

function quotedPrintable(text: string): string {
  return wrap(encode(text.replace(/\r?\n/g, '\r\n')), LINE);
}

function joinNeighbours(pieces: Piece[]): Piece[] {
  const joined: Piece[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (typeof piece === 'string' && typeof last === 'string') joined.splice(-1, 1, last + piece);
    else joined.push(piece);
  }
  return joined;
}
