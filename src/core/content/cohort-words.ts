import { cohortFields } from '../cohorts.ts';
import { readFrontMatter } from '../front-matter.ts';
import { editFrontMatter, setText } from './front-matter-edit.ts';
import { tidy } from './week-words.ts';

/** A cohort's own words, as `cohort.md` has them. */
export interface CohortWords {
  title: string;
  summary: string;
  tag: string;
  starts: string;
  timezone: string;
  digestHour: number;
  language: string;
  openness: 'open' | 'closed';
  robots: 'yes' | 'no';
  about: string;
}

/** The words of a `cohort.md`; null when it has a mistake in it. */
export function wordsOfCohort(source: string): CohortWords | null {
  const front = readFrontMatter('', source, cohortFields);
  if (front.kind === 'wrong') return null;
  const { digest_hour: digestHour, ...data } = front.data;
  const { title, summary } = data;
  return { ...data, title: tidy(title), summary: tidy(summary), digestHour, about: tidy(front.body) };
}

/** A `cohort.md` with these words in it. @param source what they change; null for a cohort that is new. */
export function writeCohortWords(source: string | null, words: CohortWords): string {
  return editFrontMatter(
    source,
    (fields, document) => {
      setText(document, fields, 'title', words.title);
      setText(document, fields, 'summary', words.summary);
      setText(document, fields, 'tag', words.tag);
      setText(document, fields, 'starts', words.starts);
      setText(document, fields, 'timezone', words.timezone);
      const given = { digest_hour: words.digestHour, language: words.language, openness: words.openness };
      const kept = { ...given, robots: words.robots };
      for (const [field, value] of Object.entries(kept)) {
        const isUsual = value === USUAL[field] && !fields.has(field);
        if (!isUsual && fields.get(field) !== value) fields.set(field, value);
      }
    },
    words.about,
  );
}

/** What holds where a file says nothing. */
const USUAL: Record<string, string | number> = {
  digest_hour: 7,
  language: 'en',
  openness: 'open',
  robots: 'yes',
};
