import { CsvError, parse } from 'csv-parse/sync';
import { z } from 'zod';
import { emailAddress, foldedName, personName } from './people.ts';

/** A line of a list of people to invite, by its number in the list. */
export type GuestLine =
  | { kind: 'guest'; line: number; name: string; email: string; blog: string | null }
  | { kind: 'doubled'; line: number; text: string; firstLine: number }
  | { kind: 'wrong'; line: number; text: string; problem: string };

/** More people than in any course we know of; a form holds as many. */
export const MOST_LETTERS = 200_000;
const LONGEST_BLOG = 2000;

export const SPREADSHEET = 'This is a spreadsheet. Save it as CSV, and take that file.';

/** Whether a file is what Excel, LibreOffice and their like keep a table in: an archive, or what came before those. */
export function isSpreadsheet(bytes: Uint8Array): boolean {
  const beginning = Buffer.from(bytes.subarray(0, 4)).toString('latin1');
  return beginning === 'PK\x03\x04' || beginning === '\xd0\xcf\x11\xe0';
}

/** The line in which Excel is told the delimiter. */
const DELIMITER_LINE = /^"?sep=[^\w\n]*(?=\n|$)/i;

/**
 * Reads people from CSV: name, mail address and, where there is one, blog. Commas, semicolons or tabs; with a line
 * of headings or without, and then the address may stand anywhere. Of headings that can't be understood nobody is
 * taken by guess: the mail would call people what they aren't called.
 */
export function readGuestList(text: string): GuestLine[] {
  const lines = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const [first, ...rest] = readRecords(lines.replace(DELIMITER_LINE, ''));
  if (!first) return [];
  const headings = readHeadings(first, rest);
  if (headings.kind === 'unknown')
    return [
      { kind: 'wrong', line: first.line, text: first.text, problem: unknownHeadings(headings.unknown) },
    ];
  const seen = new Map<string, number>();
  return headings.kind === 'known'
    ? rest.map((row) => readLine(row, headings.columns, seen))
    : [first, ...rest].map((row) => readLine(row, null, seen));
}

interface Row {
  line: number;
  text: string;
  /** Null when the line can't be read as CSV. */
  cells: string[] | null;
}

function readRecords(text: string): Row[] {
  const delimiter = likeliestDelimiter(text);
  try {
    return parseRows(text, delimiter, 1);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // A quotation mark out of place spoils its own line, not all that follow.
    return text.split('\n').flatMap((line, i) => parseLine(line, delimiter, i + 1));
  }
}

function parseLine(text: string, delimiter: string, line: number): Row[] {
  try {
    return parseRows(text, delimiter, line);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return [{ line, text: shortened(text), cells: null }];
  }
}

/** What the parser gives, whose own types don't tell. */
const parsedRows = z.array(
  z.object({ record: z.array(z.string()), raw: z.string(), info: z.object({ lines: z.number() }) }),
);

function parseRows(text: string, delimiter: string, firstLine: number): Row[] {
  const options = {
    delimiter,
    raw: true,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
  };
  return parsedRows.parse(parse(text, options)).flatMap(({ record, raw, info }) => {
    const cells = record.map((cell) => cell.trim());
    const within = raw.trim().split('\n').length - 1;
    const line = firstLine - 1 + info.lines - within;
    return cells.every((cell) => cell === '') ? [] : [{ line, text: shortened(raw), cells }];
  });
}

/** Enough of a line to know it by. */
function shortened(text: string): string {
  return text.trim().slice(0, 200);
}

const ADDRESS = /^[^\s,;<>"]+@[^\s,;<>"]+$/;

/** The one with which most lines have a cell that is an address, and nothing but that. */
function likeliestDelimiter(text: string): string {
  const lines = text.split('\n', 50);
  const found = (delimiter: string) =>
    lines.filter((line) => {
      const cells = line.split(delimiter).map((cell) => cell.replace(/^[\s"]+|[\s"]+$/g, ''));
      return cells.length > 1 && cells.some((cell) => ADDRESS.test(cell));
    }).length;
  const [likeliest = ','] = [',', ';', '\t'].toSorted((a, b) => found(b) - found(a));
  return likeliest;
}

/** As forms and spreadsheets call them in the languages that we know some words of; without accents. */
const KNOWN_HEADINGS = {
  name: 'name, full name, nom, nom complet, nombre, nombre completo, nome, nome completo, naam, namn, navn, imie i nazwisko, jmeno, имя, фио',
  first: 'first name, given name, forename, vorname, prenom, voornaam, fornamn, fornavn, imie',
  last: 'last name, family name, surname, nachname, familienname, nom de famille, apellido, apellidos, cognome, sobrenome, apelido, achternaam, efternamn, efternavn, etternavn, nazwisko, prijmeni, фамилия',
  email: 'email, e mail, mail, email address, e mail address, mail address',
  blog: 'blog, weblog, blog url, website, webseite, homepage, url',
};

const HEADINGS = new Map(
  Object.entries(KNOWN_HEADINGS).flatMap(([column, known]) =>
    known.split(', ').map((heading) => [heading, column] as const),
  ),
);

/** What a question or a longer heading has in it that asks for an address. */
const ASKS_FOR_MAIL = /mail|courriel|correo|e ?post|почт/;

type Headings =
  | { kind: 'none' }
  | { kind: 'known'; columns: string[] }
  | { kind: 'unknown'; unknown: string[] };

/** What each column is, when the first line says so. */
function readHeadings({ cells }: Row, rest: Row[]): Headings {
  if (!cells || cells.some((cell) => ADDRESS.test(cell))) return { kind: 'none' };
  const holdsAddress = cells.map((_, i) => rest.some((row) => ADDRESS.test(row.cells?.[i] ?? '')));
  const columns = cells.map((cell) => HEADINGS.get(headingIn(cell)) ?? '');
  if (!columns.includes('email')) {
    const asked = cells.findIndex((cell, i) => holdsAddress[i] && ASKS_FOR_MAIL.test(headingIn(cell)));
    if (asked >= 0) columns[asked] = 'email';
  }
  const unknown = cells.filter((cell, i) => cell !== '' && columns[i] === '');
  const hasName = columns.some((column) => ['name', 'first', 'last'].includes(column));
  if (columns.includes('email') && (hasName || unknown.length === 0)) return { kind: 'known', columns };
  return columns.includes('email') || holdsAddress.includes(true)
    ? { kind: 'unknown', unknown }
    : { kind: 'none' };
}

/** The words of a heading, of a question such as “What is your name?” those that matter. */
function headingIn(cell: string): string {
  return foldedName(cell).replace(/^(?:what (?:is|s) )?your /, '');
}

function unknownHeadings(unknown: string[]): string {
  const headings = unknown.map((heading) => `“${heading}”`).join(', ');
  return `These headings aren’t known: ${headings}. Call them name (or first name and last name), email and blog. If this is a person, their mail address is missing.`;
}

function readLine(
  { line, text, cells }: Row,
  columns: string[] | null,
  seen: Map<string, number>,
): GuestLine {
  const wrong = (problem: string): GuestLine => ({ kind: 'wrong', line, text, problem });
  if (!cells) return wrong('A quotation mark is out of place here.');
  const typed = columns ? byHeadings(cells, columns) : byLooks(cells);
  const email = emailAddress.safeParse(typed.email);
  if (!email.success)
    return wrong(
      typed.email === ''
        ? 'The mail address is missing.'
        : `“${typed.email}” is not a mail address. It looks like ada@example.org.`,
    );
  const name = personName.safeParse(typed.name);
  if (!name.success)
    return wrong(
      typed.name === '' ? 'The name is missing.' : (name.error.issues[0]?.message ?? 'That is not a name.'),
    );
  if (NO_NAME.test(name.data))
    return wrong(
      `“${name.data}” is no name. A first line of headings (name, email, blog) says which column is which.`,
    );
  if (typed.blog.length > LONGEST_BLOG) return wrong('The address of the blog is too long.');
  const firstLine = seen.get(email.data);
  if (firstLine !== undefined) return { kind: 'doubled', line, text, firstLine };
  seen.set(email.data, line);
  return { kind: 'guest', line, name: name.data, email: email.data, blog: typed.blog || null };
}

/** A number, or a date or time in one of the ways in which forms write down when they were sent. */
const NO_NAME = /^\d+$|\d:\d\d|\d[-./]\d+[-./]\d|\d\D+\b(?:19|20)\d\d\b/;

interface Typed {
  name: string;
  email: string;
  blog: string;
}

function byHeadings(cells: string[], columns: string[]): Typed {
  const cell = (column: string) => cells[columns.indexOf(column)] ?? '';
  return {
    name: wholeName(cell('name'), cell('first'), cell('last')),
    email: cell('email'),
    blog: cell('blog'),
  };
}

/** A “name” beside a first or a last name only is the other of both, as in Name and Vorname, or Nombre and Apellidos. */
function wholeName(name: string, first: string, last: string): string {
  const isWhole = (first === '') === (last === '') || hasWords(name, first || last);
  return name !== '' && isWhole ? name : `${first || name} ${last || name}`.trim();
}

function hasWords(name: string, part: string): boolean {
  return ` ${foldedName(name)} `.includes(` ${foldedName(part)} `);
}

function byLooks(cells: string[]): Typed {
  const at = cells.findIndex((cell) => ADDRESS.test(cell));
  const [name = '', blog = ''] = cells.filter((_, i) => i !== (at === -1 ? 1 : at));
  return { name, email: cells[at === -1 ? 1 : at] ?? '', blog };
}
