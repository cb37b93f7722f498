import { createHash } from 'node:crypto';
import { shownText } from '../digest/consent.ts';
import type { PostInCohort } from '../posts-in-cohort.ts';
import { alikePairs, type Pair } from './pairs.ts';

/** What a comparison came to, without the posts themselves. */
interface Found {
  first: number;
  second: number;
  likeness: number;
  shared: string[];
}

/** Comparing is most of what a look at the desk costs, and the same posts are compared all day. */
const recent = new Map<string, Found[]>();
const MOST_RECENT = 50;

/**
 * The first of the `alikePairs` of some posts. The same posts are compared once: what was found is known by the hash of
 * all that it was found from.
 *
 * @param most how many; the same each time.
 */
export function closestPairs(
  posts: PostInCohort[],
  commonTags: string[],
  language: string,
  most: number,
): Pair[] {
  const key = hashOf(posts, [...commonTags, language]);
  const found =
    recent.get(key) ??
    alikePairs(posts, commonTags, language)
      .slice(0, most)
      .map((pair) => ({ ...pair, first: pair.first.id, second: pair.second.id }));
  recent.delete(key);
  recent.set(key, found);
  if (recent.size > MOST_RECENT) for (const oldest of recent.keys().take(1)) recent.delete(oldest);
  const byId = new Map(posts.map((post) => [post.id, post]));
  return found.flatMap((pair) => {
    const [first, second] = [byId.get(pair.first), byId.get(pair.second)];
    return first && second ? { ...pair, first, second } : [];
  });
}

/** Of everything that a comparison looks at. */
function hashOf(posts: PostInCohort[], others: string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(others));
  for (const post of posts) {
    const { id, author, title, language, categories } = post;
    hash.update(JSON.stringify([id, author.membershipId, title, language, categories, shownText(post)]));
  }
  return hash.digest('base64url');
}
