import { z } from 'zod';
import { decodeText } from '#core/encoding.ts';
import { isSpreadsheet, MOST_LETTERS, SPREADSHEET } from '#core/guest-list.ts';
import { formOf } from './forms.ts';

const fields = z.object({
  do: z.enum(['look', 'invite']),
  list: z.string().default(''),
  file: z.instanceof(File).optional(),
});

export type SentList =
  | { kind: 'list'; do: 'look' | 'invite'; text: string }
  | { kind: 'wrong'; problem: string; text: string };

/** Reads the form of a list of people: a file, if one was chosen, or what was typed. */
export async function readListForm(request: Request): Promise<SentList> {
  const sent = fields.safeParse(Object.fromEntries(await formOf(request)));
  if (!sent.success)
    return {
      kind: 'wrong',
      problem:
        'This form was not whole, or the list is very long. Please send it once more, a long one in parts.',
      text: '',
    };
  const { list, file } = sent.data;
  const bytes = file && file.size > 0 ? new Uint8Array(await file.arrayBuffer()) : null;
  if (bytes && isSpreadsheet(bytes)) return { kind: 'wrong', problem: SPREADSHEET, text: list };
  const text = bytes ? decodeText(bytes) : list;
  if (text.trim() === '')
    return { kind: 'wrong', problem: 'Please paste a list, or choose a file.', text: '' };
  if (text.length > MOST_LETTERS) {
    const problem = 'That is a long list. Please send it in parts of two thousand lines or so.';
    return { kind: 'wrong', problem, text: bytes ? '' : text };
  }
  return { kind: 'list', do: sent.data.do, text };
}
