import { excerpt } from '../excerpt.ts';
import type { PostInCohort } from '../posts-in-cohort.ts';

/**
 * The beginning of a post for lists, digests and feeds, as far as its author consents: empty where only the title is
 * to be shown.
 */
export function shownExcerpt(
  { text, consent }: Pick<PostInCohort, 'text' | 'consent'>,
  maxWords = 60,
): string {
  return consent === 'title' ? '' : excerpt(text, maxWords);
}

/** The words in which a post may be found and quoted: the whole text, its beginning, or none. */
export function shownText({ text, consent }: Pick<PostInCohort, 'text' | 'consent'>): string {
  return consent === 'full' ? text : shownExcerpt({ text, consent });
}
