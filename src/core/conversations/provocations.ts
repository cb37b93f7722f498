import { and, eq, inArray, sql } from 'drizzle-orm';
import { addressKey } from '../address.ts';
import type { Cohort } from '../cohorts.ts';
import { type Db, prepared } from '../db/open.ts';
import { provocationAnswers } from '../db/schema/conversations.ts';
import { carriesTag } from '../filing.ts';
import { WORD } from '../languages.ts';
import type { Post } from '../posts.ts';

/** A provocation with what a post that answers it may show. */
export interface Asked {
  tag: string;
  question: string;
  /** Its number within its week, as in its address. */
  number: number;
  /** Whether its number is the lowest of its week: whoever links to the week's page alone means this one. */
  isFirst: boolean;
  weekTitle: string;
  /** The address of its week's page. */
  url: string;
}

/** Every provocation of a cohort, those too whose week has yet to open. */
export function listAsked(cohort: Pick<Cohort, 'slug' | 'weeks'>, siteUrl: string): Asked[] {
  return cohort.weeks.flatMap((week) => {
    const first = Math.min(...week.provocations.map(({ number }) => number));
    return week.provocations.map(({ tag, question, number }) => ({
      tag,
      question,
      number,
      isFirst: number === first,
      weekTitle: week.title,
      url: `${siteUrl}/${cohort.slug}/weeks/${week.number}`,
    }));
  });
}

/** Scripts that set no spaces between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;

const WORDS = new Intl.Segmenter(undefined, { granularity: 'word' });

/** A question or a week's title of a word or two, such as “Why?” or “Choice”, is in many titles that don't mean it. */
function isTelling(plain: string): boolean {
  const count = UNSPACED.test(plain)
    ? [...WORDS.segment(plain)].filter(({ isWordLike }) => isWordLike).length
    : plain.split(' ').length;
  return count >= 3;
}

/** So that no word is found within another. */
function withBounds(plain: string): string {
  return UNSPACED.test(plain) ? plain : ` ${plain} `;
}

/**
 * The tags of the provocations that a post answers by its own words: it links to the page, carries the tag, or names
 * the question or the week in its title.
 */
export function provocationsIn(
  post: Pick<Post, 'title' | 'text' | 'categories' | 'publishedAt' | 'links' | 'repliesTo'>,
  asked: Asked[],
): string[] {
  const linked = new Set([...post.repliesTo, ...post.links].flatMap((link) => placeOf(link) ?? []));
  const title = letters(post.title ?? '');
  const named = ` ${title} `;
  const isNamed = (words: string) => {
    const plain = letters(words);
    return isTelling(plain) && named.includes(withBounds(plain));
  };
  // What would say nothing within a title does where it is all of it.
  const isTitle = (words: string) => title !== '' && title === letters(words);
  return asked
    .filter(({ tag, question, number, isFirst, weekTitle, url }) => {
      const page = addressKey(url);
      if (linked.has(`${page}#${number}`) || (isFirst && linked.has(`${page}#`))) return true;
      if (carriesTag(post, tag) || isNamed(question) || isTitle(question)) return true;
      return isFirst && isNamed(weekTitle);
    })
    .map(({ tag }) => tag);
}

/** The page of a link and the number of the provocation that is meant, where the link has one. */
function placeOf(link: string): string | null {
  const key = addressKey(link);
  if (key === null) return null;
  return `${key}#${/#provocation-(\d+)$/.exec(link)?.[1] ?? ''}`;
}

function letters(words: string): string {
  return (words.normalize('NFC').toLowerCase().match(WORD) ?? []).join(' ');
}

const clearing = prepared((db) =>
  db
    .update(provocationAnswers)
    .set({ isFound: false })
    .where(
      and(
        eq(provocationAnswers.cohort, sql.placeholder('cohort')),
        eq(provocationAnswers.postId, sql.placeholder('postId')),
      ),
    )
    .prepare(),
);

/** Writes down which provocations a post answers by its own words, beside what people say of it. */
export async function storeFound(db: Db, cohort: string, postId: number, tags: string[]): Promise<void> {
  await clearing(db).run({ cohort, postId });
  if (tags.length > 0) {
    await db
      .insert(provocationAnswers)
      .values(tags.map((provocation) => ({ cohort, provocation, postId, isFound: true })))
      .onConflictDoUpdate({
        target: [provocationAnswers.cohort, provocationAnswers.provocation, provocationAnswers.postId],
        set: { isFound: true },
      });
  }
}

/** These posts have left a cohort, with all that was found in them and said of them. */
export async function forgetSaid(db: Db, cohort: string, postIds: number[]): Promise<void> {
  await db
    .delete(provocationAnswers)
    .where(and(eq(provocationAnswers.cohort, cohort), inArray(provocationAnswers.postId, postIds)));
}

/** Who says whether a post answers a provocation. Its author has the last word. */
export type Voice = 'author' | 'facilitator';

/** Lets somebody say whether a post answers a provocation, or take that back with null. */
export async function sayOfAnswer(
  db: Db,
  which: { cohort: string; provocation: string; postId: number },
  voice: Voice,
  says: boolean | null,
): Promise<void> {
  await db
    .insert(provocationAnswers)
    .values({ ...which, [voice]: says })
    .onConflictDoUpdate({
      target: [provocationAnswers.cohort, provocationAnswers.provocation, provocationAnswers.postId],
      set: { [voice]: says },
    });
}

/** The one place that says whether a row of the table is an answer. */
export const isAnswer = sql`coalesce(${provocationAnswers.author}, ${provocationAnswers.facilitator}, ${provocationAnswers.isFound})`;

const answering = prepared((db) =>
  db
    .select({ postId: provocationAnswers.postId })
    .from(provocationAnswers)
    .where(
      and(
        eq(provocationAnswers.cohort, sql.placeholder('cohort')),
        eq(provocationAnswers.provocation, sql.placeholder('provocation')),
        isAnswer,
      ),
    )
    .prepare(),
);

/** The posts that answer a provocation, whenever they were written. */
export async function listAnswerIds(db: Db, cohort: string, provocation: string): Promise<number[]> {
  return (await answering(db).all({ cohort, provocation })).map(({ postId }) => postId);
}

/** Which provocations each of these posts answers. */
export async function listAnswered(
  db: Db,
  cohort: string,
  postIds: number[],
): Promise<Map<number, string[]>> {
  if (postIds.length === 0) return new Map();
  const rows = await db
    .select({ postId: provocationAnswers.postId, provocation: provocationAnswers.provocation })
    .from(provocationAnswers)
    .where(and(eq(provocationAnswers.cohort, cohort), inArray(provocationAnswers.postId, postIds), isAnswer));
  const byPost = Map.groupBy(rows, ({ postId }) => postId);
  return new Map([...byPost].map(([id, its]) => [id, its.map(({ provocation }) => provocation)]));
}

/** What was found in and said of one post, by provocation. */
export async function listSaid(
  db: Db,
  cohort: string,
  postId: number,
): Promise<Map<string, { isFound: boolean; author: boolean | null; facilitator: boolean | null }>> {
  const rows = await db
    .select()
    .from(provocationAnswers)
    .where(and(eq(provocationAnswers.cohort, cohort), eq(provocationAnswers.postId, postId)));
  return new Map(rows.map((row) => [row.provocation, row]));
}

/** What people say of the posts that answer a provocation, by post. */
export async function listSaidOf(
  db: Db,
  cohort: string,
  provocation: string,
): Promise<Map<number, { author: boolean | null; facilitator: boolean | null }>> {
  const rows = await db
    .select()
    .from(provocationAnswers)
    .where(and(eq(provocationAnswers.cohort, cohort), eq(provocationAnswers.provocation, provocation)));
  return new Map(rows.map(({ postId, author, facilitator }) => [postId, { author, facilitator }]));
}
