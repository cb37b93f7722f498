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

/**
 * Reads people from CSV: name, mail address and, where there is one, blog. Commas, semicolons or tabs; with a line
 * of headings or without, and then the address may stand anywhere.
 */
export function readGuestList(text: string): GuestLine[] {
  const [first, ...rest] = readRecords(text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n'));
  if (!first) return [];
  const columns = headingsOf(first);
  const seen = new Map<string, number>();
  return (columns ? rest : [first, ...rest]).map((row) => readLine(row, columns, seen));
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

const HEADINGS: Record<string, string> = {
  name: 'name',
  'full name': 'name',
  'your name': 'name',
  'first name': 'first',
  'given name': 'first',
  'last name': 'last',
  'family name': 'last',
  surname: 'last',
  email: 'email',
  'e mail': 'email',
  mail: 'email',
  'email address': 'email',
  'e mail address': 'email',
  'mail address': 'email',
  blog: 'blog',
  'blog url': 'blog',
  website: 'blog',
  url: 'blog',
};

/** What each column is, when the first line says so. */
function headingsOf({ cells }: Row): string[] | null {
  if (!cells || cells.some((cell) => cell.includes('@'))) return null;
  const columns = cells.map((cell) => HEADINGS[foldedName(cell)] ?? '');
  return columns.includes('email') ? columns : null;
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
  if (typed.blog.length > LONGEST_BLOG) return wrong('The address of the blog is too long.');
  const firstLine = seen.get(email.data);
  if (firstLine !== undefined) return { kind: 'doubled', line, text, firstLine };
  seen.set(email.data, line);
  return { kind: 'guest', line, name: name.data, email: email.data, blog: typed.blog || null };
}

interface Typed {
  name: string;
  email: string;
  blog: string;
}

function byHeadings(cells: string[], columns: string[]): Typed {
  const cell = (column: string) => cells[columns.indexOf(column)] ?? '';
  const name = cell('name') || `${cell('first')} ${cell('last')}`.trim();
  return { name, email: cell('email'), blog: cell('blog') };
}

function byLooks(cells: string[]): Typed {
  const at = cells.findIndex((cell) => ADDRESS.test(cell));
  const [name = '', blog = ''] = cells.filter((_, i) => i !== (at === -1 ? 1 : at));
  return { name, email: cells[at === -1 ? 1 : at] ?? '', blog };
}
