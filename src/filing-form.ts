import { z } from 'zod';
import type { Filing } from '#core/filing.ts';

/** What a person chooses from: the course's tag, a tag or category of their own, or everything. */
export interface FilingChoice {
  filing: Filing;
  /** Null for the course's. */
  filingTag: string | null;
}

/** The fields of a form with `FilingFields.astro`. */
export const filingFields = z.object({
  filing: z.enum(['tag', 'own', 'everything']),
  ownTag: z.string().trim().max(100).default(''),
});

/** A choice of "my own tag" without naming one means the course's. */
export function filingChoice({ filing, ownTag }: z.infer<typeof filingFields>): FilingChoice {
  if (filing === 'everything') return { filing, filingTag: null };
  return { filing: 'tag', filingTag: filing === 'own' && ownTag !== '' ? ownTag : null };
}
