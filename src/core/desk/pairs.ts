import { shownText } from '../digest/consent.ts';
import { foldedTopic, NO_TOPIC } from '../digest/topics.ts';
import { sentencesOf } from '../excerpt.ts';
import { languageTag } from '../languages.ts';
import type { PostInCohort } from '../posts-in-cohort.ts';

/** Two posts by two people that are about the same thing. */
export interface Pair {
  first: PostInCohort;
  second: PostInCohort;
  /** How much alike they are, from 0 to 1. */
  likeness: number;
  /** What they have in common, the most telling first. */
  shared: string[];
}

/** The words of a post that tell it from others, with their weights. */
type Telling = Map<string, number>;

/** What is longer says the same at its beginning. */
const LONGEST_TEXT = 6000;
const MOST_TERMS = 60;
/** One word in common is chance. A category was chosen, and counts for two. */
const LEAST_SHARED = 3;
/** What stands in more of the posts than this is the course's talk, or grammar. */
const MOST_COMMON = 0.15;

/**
 * Posts of different people that are about the same thing, the most alike first; of each two people their two closest.
 * Words are weighed by how rare they are among these posts (tf-idf, cosine), each language for itself; what an author
 * doesn't let us show is not looked at. The same posts give the same pairs.
 *
 * @param posts some hundreds, of a cohort.
 * @param commonTags that every post may have, and so say nothing.
 * @param language of the cohort, for posts that don't say theirs.
 */
export function alikePairs(posts: PostInCohort[], commonTags: string[], language: string): Pair[] {
  const common = new Set([...commonTags.map(foldedTopic), ...NO_TOPIC]);
  const ordered = posts.toSorted((a, b) => a.id - b.id);
  const vectors = weigh(ordered.map((post) => termsOf(post, common, language)));
  const holders = new Map<string, number[]>();
  for (const [at, vector] of vectors.entries()) {
    for (const term of vector.keys()) holders.set(term, [...(holders.get(term) ?? []), at]);
  }
  const best = new Map<string, Pair>();
  for (const [at, vector] of vectors.entries()) {
    const first = ordered[at];
    if (!first) continue;
    for (const [otherAt, { likeness, shared }] of likenesses(at, vector, vectors, holders)) {
      const second = ordered[otherAt];
      if (!second || second.author.membershipId === first.author.membershipId) continue;
      if (shared.reduce((sum, term) => sum + (isCategory(term) ? 2 : 1), 0) < LEAST_SHARED) continue;
      const key = pairKey(first.author.membershipId, second.author.membershipId);
      const before = best.get(key);
      if (before && before.likeness >= likeness) continue;
      best.set(key, inOrder({ first, second, likeness, shared: shared.map(wordOf) }));
    }
  }
  return [...best.values()].sort(
    (a, b) => b.likeness - a.likeness || a.first.id - b.first.id || a.second.id - b.second.id,
  );
}

/** Two people in one order, whoever is named first. */
export function pairKey(a: number, b: number): string {
  return `${Math.min(a, b)} ${Math.max(a, b)}`;
}

/** The sentence of a post that holds most of these words, as far as its author lets us show it; empty for none. */
export function passageWith(post: PostInCohort, shared: string[]): string {
  const wanted = new Map(shared.map((word, at) => [word, shared.length - at]));
  let passage = '';
  let most = 0;
  for (const sentence of sentencesOf(shownText(post).slice(0, LONGEST_TEXT))) {
    const found = new Set(wordsOf(sentence).filter((word) => wanted.has(word)));
    const weight = [...found].reduce((sum, word) => sum + (wanted.get(word) ?? 0), 0);
    if (weight > most) [passage, most] = [sentence, weight];
  }
  return passage;
}

function inOrder(pair: Pair): Pair {
  const isTurned = pair.first.author.membershipId > pair.second.author.membershipId;
  return isTurned ? { ...pair, first: pair.second, second: pair.first } : pair;
}

/** How alike a post is to each of those after it that share a word with it. */
function likenesses(at: number, vector: Telling, vectors: Telling[], holders: Map<string, number[]>) {
  const found = new Map<number, { likeness: number; shared: string[] }>();
  const strongest = [...vector].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  for (const [term, weight] of strongest) {
    for (const otherAt of holders.get(term) ?? []) {
      if (otherAt <= at) continue;
      const so = found.get(otherAt) ?? { likeness: 0, shared: [] };
      so.likeness += weight * (vectors[otherAt]?.get(term) ?? 0);
      so.shared.push(term);
      found.set(otherAt, so);
    }
  }
  return found;
}

/** Weights of length one for each post, of the words that several posts have and not too many. */
function weigh(counts: Map<string, number>[]): Telling[] {
  const holding = new Map<string, number>();
  for (const terms of counts)
    for (const term of terms.keys()) holding.set(term, (holding.get(term) ?? 0) + 1);
  const most = Math.max(2, counts.length * MOST_COMMON);
  return counts.map((terms) => {
    const weighed = [...terms].flatMap(([term, times]): [string, number][] => {
      const posts = holding.get(term) ?? 1;
      if (posts > most) return [];
      return [[term, (1 + Math.log(times)) * Math.log(1 + counts.length / posts)]];
    });
    const length = Math.hypot(...weighed.map(([, weight]) => weight)) || 1;
    const top = weighed.sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, MOST_TERMS);
    // What nobody else has only makes a post longer.
    return new Map(
      top.filter(([term]) => (holding.get(term) ?? 0) > 1).map(([term, x]) => [term, x / length]),
    );
  });
}

/** The words and categories of a post, and how often it has them. */
function termsOf(post: PostInCohort, common: Set<string>, language: string): Map<string, number> {
  const counts = new Map<string, number>();
  const tongue = new Intl.Locale(languageTag(post.language) ?? language).language;
  const text = `${post.title ?? ''}\n${shownText(post).slice(0, LONGEST_TEXT)}`;
  for (const word of wordsOf(text)) {
    const term = `${tongue} ${word}`;
    counts.set(term, (counts.get(term) ?? 0) + 1);
  }
  for (const category of new Set(post.categories.map(foldedTopic)))
    if (!common.has(category)) counts.set(`# ${category}`, 2);
  return counts;
}

const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]+/u;

/** Words of four letters and more; where words aren't spaced, any two signs that follow each other. */
function wordsOf(text: string): string[] {
  const found =
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/\p{L}[\p{L}\p{M}]*/gu) ?? [];
  return found.flatMap((word) => {
    if (!UNSPACED.test(word)) return word.length > 3 ? [word] : [];
    const signs = [...word];
    return signs.slice(1).map((sign, at) => `${signs[at]}${sign}`);
  });
}

function isCategory(term: string): boolean {
  return term.startsWith('# ');
}

function wordOf(term: string): string {
  return term.slice(term.indexOf(' ') + 1);
}
