import { z } from 'zod';
import { findFile, type Shelf, writeText } from '#core/content/shelf.ts';
import { asShown } from '#core/content/signed-files.ts';
import { readForm } from './forms.ts';

/** The form of a content file that is words alone, as it stands in a browser. */
export interface TextForm {
  text: string;
  /** The signature of the version that it was made from; empty when there was no file. */
  base: string;
  status: number;
  problem?: string;
  isPreview?: boolean;
  /** What somebody else wrote meanwhile; null when they took the file away. */
  conflict?: { theirs: string | null; signature: string };
}

export type SentText = { kind: 'saved'; text: string } | { kind: 'form'; form: TextForm };

const fields = z.object({
  do: z.enum(['preview', 'save', 'keep']),
  base: z.string().max(100),
  /** What `keep` may overwrite. */
  theirs: z.string().max(100).default(''),
  text: z
    .string()
    .transform((text) => text.replaceAll(/\r\n?/g, '\n').trim())
    .pipe(z.string().max(20_000, 'That is longer than anybody reads; twenty thousand letters are enough.')),
});

/** The form of a file as it is now; one that isn't there is empty. */
export function textForm(shelf: Shelf, file: string): TextForm {
  const found = findFile(shelf, file);
  return { text: found ? asShown(found).source : '', base: found?.signature ?? '', status: 200 };
}

/** Does what the form of a file asks for, and keeps what was typed unless it is saved. */
export async function readTextForm(request: Request, shelf: Shelf, file: string): Promise<SentText> {
  const sent = await readForm(request, fields);
  if (sent.kind === 'wrong') {
    const { text = '', base = '' } = sent.typed;
    const problem =
      sent.problems.text ?? 'This form was not whole. Please look at the text, and save it again.';
    return { kind: 'form', form: { text, base, problem, status: 400 } };
  }
  const { text, base, theirs: known } = sent.data;
  if (sent.data.do === 'preview') return { kind: 'form', form: { text, base, isPreview: true, status: 200 } };
  const written = await writeText(shelf, file, text, (sent.data.do === 'keep' ? known : base) || null);
  switch (written.kind) {
    case 'written':
      return { kind: 'saved', text };
    case 'refused': {
      const problem = `${written.sentence} Nothing is lost: your text stands here.`;
      return { kind: 'form', form: { text, base, problem, status: 503 } };
    }
    case 'changed': {
      const { theirs } = written;
      const conflict = { theirs: theirs?.source ?? null, signature: theirs?.signature ?? '' };
      return { kind: 'form', form: { text, base, conflict, status: 409 } };
    }
  }
}
