import type { Cohort } from './cohorts.ts';
import type { blogs } from './db/schema/feeds.ts';
import { asString, type Words } from './words.ts';

/** Which posts of a blog are for its cohort: those with the course's tag, or all, as its author chose. */
export type Filing = (typeof blogs.$inferSelect)['filing'];

/** What of a post decides where it belongs. */
export interface Filable {
  title: string | null;
  text: Words;
  categories: string[];
  /** Null when its feed gives no date: then it is new. */
  publishedAt: Date | null;
}

/** Whether a post is taken; the reason for leaving it is said to its author in these words. */
export type Verdict = { kind: 'taken' } | { kind: 'left'; reason: string };

/**
 * Decides whether a post belongs into a cohort.
 *
 * @param tags any of which takes it, where its author files by tag; the first is the one that they chose.
 * @param since posts from before it are left out, so that a blog's archive doesn't flood the table.
 */
export function judge(post: Filable, filing: Filing, tags: string[], since: Date): Verdict {
  if (post.publishedAt !== null && endOf(post.publishedAt) < since) {
    return { kind: 'left', reason: 'from before the course' };
  }
  if (filing === 'tag' && !tags.some((tag) => carriesTag(post, tag))) {
    return { kind: 'left', reason: `not tagged ${tags[0]}` };
  }
  return { kind: 'taken' };
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** A date without a time, as many blogs give it, is midnight in UTC, and stands for its whole day. */
function endOf(publishedAt: Date): Date {
  const isDay = publishedAt.getTime() % DAY_MS === 0;
  return isDay ? new Date(publishedAt.getTime() + DAY_MS - 1) : publishedAt;
}

/** A cohort takes what was written since its start, or since the blog came if that was before. */
export function takesPostsSince(cohort: Pick<Cohort, 'startsAt'>, blogAddedAt: Date): Date {
  return blogAddedAt < cohort.startsAt ? blogAddedAt : cohort.startsAt;
}

/** The tag that its author chose, or the course's; and those of its provocations, which say as much. */
export function tagsTaken(cohort: Pick<Cohort, 'tag' | 'weeks'>, filingTag: string | null): string[] {
  const asked = cohort.weeks.flatMap(({ provocations }) => provocations.map(({ tag }) => tag));
  return [filingTag ?? cohort.tag, ...asked];
}

/** The tag as a category, or as a hashtag in the title or the text; upper and lower case are the same. */
export function carriesTag(post: Filable, tag: string): boolean {
  const wanted = comparable(tag);
  if (post.categories.some((category) => comparable(category).replace(/^#\s*/, '') === wanted)) return true;
  return [post.title ?? '', asString(post.text)].some((words) => hasHashtag(comparable(words), wanted));
}

function hasHashtag(words: string, tag: string): boolean {
  const hashtag = `#${tag}`;
  for (let at = words.indexOf(hashtag); at >= 0; at = words.indexOf(hashtag, at + 1)) {
    if (!/^[\p{L}\p{M}\p{N}_]/u.test(words.slice(at + hashtag.length))) return true;
  }
  return false;
}

/** An accent may be a character of its own or not. */
function comparable(words: string): string {
  return words.normalize('NFC').toLowerCase().trim();
}
