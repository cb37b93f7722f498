import { type ErrorCode, isAlias, isMap, LineCounter, parseDocument, visit } from 'yaml';
import { z } from 'zod';

/** What is wrong in a content file, and where. */
export interface ContentProblem {
  file: string;
  line: number;
  message: string;
}

export function describeProblem({ file, line, message }: ContentProblem): string {
  return `${file}, line ${line}: ${message}`;
}

export type FrontMatter<Data> =
  | { kind: 'read'; data: Data; body: string }
  | { kind: 'wrong'; problems: ContentProblem[] };

/** Words. YAML takes a number, or true, for something else. */
export const plainText = z.string('it should be text: put quotes around it, as in "2027".');
export const filledText = plainText.min(1, 'it should not be empty.');

const FENCED = /^---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)([\s\S]*)$/;

/** The fields and the words of a Markdown file as they stand there; null when it doesn't begin with fields. */
export function splitFrontMatter(source: string): { yaml: string; body: string } | null {
  const fenced = FENCED.exec(source.replace(/^\uFEFF/, ''));
  return fenced && { yaml: fenced[1] ?? '', body: fenced[2] ?? '' };
}

/**
 * Reads a Markdown file that begins with YAML between two lines of `---`.
 *
 * @param file is named in the problems.
 * @param schema should be strict, so that a misspelt field is a problem and not silence.
 */
export function readFrontMatter<Schema extends z.ZodType>(
  file: string,
  source: string,
  schema: Schema,
): FrontMatter<z.infer<Schema>> {
  const split = splitFrontMatter(source);
  if (!split) {
    const message = 'It should begin with a line of ---, the fields, and another line of ---.';
    return { kind: 'wrong', problems: [{ file, line: 1, message }] };
  }
  const { yaml, body } = split;
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines, prettyErrors: false });
  // The fields begin on the second line of the file.
  const lineAt = (offset: number) => lines.linePos(offset).line + 1;

  const misread = [...document.errors, ...document.warnings].map(({ code, message, pos: [offset] }) => ({
    message: explain(code, message.split('\n')[0] ?? ''),
    offset,
  }));
  visit(document, {
    // Nobody needs them in so few fields, but a text such as *this* is easily taken for one.
    Node(_, node) {
      if (isAlias(node) || node.anchor) {
        misread.push({
          message: `An asterisk or ampersand here means something else. ${QUOTES}`,
          offset: node.range?.[0] ?? 0,
        });
      }
    },
  });
  if (misread.length > 0) {
    const problems = misread.map(({ message, offset }) => ({ file, line: lineAt(offset), message }));
    return { kind: 'wrong', problems };
  }

  const offsetOf = (path: PropertyKey[]): number => {
    const parent = document.getIn(path.slice(0, -1), true);
    const name = path.at(-1);
    if (isMap(parent)) {
      const pair = parent.items.find((item) => String(item.key) === String(name));
      if (pair && typeof pair.key === 'object' && pair.key !== null && 'range' in pair.key) {
        const range = pair.key.range;
        if (Array.isArray(range)) return Number(range[0]);
      }
    }
    return path.length > 0 ? offsetOf(path.slice(0, -1)) : 0;
  };

  const parsed = schema.safeParse(document.toJS() ?? {});
  if (parsed.success) return { kind: 'read', data: parsed.data, body: body.trim() };
  const problems = parsed.error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((field) => ({
        file,
        line: lineAt(offsetOf([...issue.path, field])),
        message: `There is no field "${field}". Is it misspelt?`,
      }));
    }
    const offset = offsetOf(issue.path);
    const isEmpty = (document.getIn(issue.path) ?? null) === null;
    const isComment = document.hasIn(issue.path) && COMMENT_ALONE.test(yaml.slice(offset));
    const empty = isComment ? COMMENT : 'this field is missing.';
    const message = `${nameOf(issue.path)}: ${isEmpty ? empty : issue.message}`;
    return [{ file, line: lineAt(offset), message: issue.path.length === 0 ? NO_FIELDS : message }];
  });
  return { kind: 'wrong', problems };
}

const NO_FIELDS = 'The fields: each should have a line of its own, such as title: Roots.';

const QUOTES = 'A text with a colon in it, or with a sign at its beginning, needs quotes around it.';

/** What the parser says of a mistake, with what to do about it. */
function explain(code: ErrorCode, message: string): string {
  if (code === 'DUPLICATE_KEY') return 'This field stands here a second time. Take one of the two away.';
  if (code === 'TAB_AS_INDENT') return `${message}. Use blanks.`;
  const isAboutLines =
    code === 'MULTILINE_IMPLICIT_KEY' || (code === 'MISSING_CHAR' && !message.includes('quote'));
  return isAboutLines
    ? `${message}. A field is its name, a colon and a blank; what belongs together begins in the same column.`
    : `${message}. ${QUOTES}`;
}

const COMMENT_ALONE = /^[^\n:]+:[ \t]+#/;
const COMMENT = 'a # begins a comment. Put quotes around it all, or leave the # away.';

/** As people count: `readings.0.url` is the url of reading 1. */
function nameOf([field, at, inside]: PropertyKey[]): string {
  if (typeof at !== 'number') return String(field);
  const item = `${String(field).replace(/s$/, '')} ${at + 1}`;
  return inside === undefined ? item : `${item}, ${String(inside)}`;
}
