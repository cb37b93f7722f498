import type { PostInCohort } from '../posts-in-cohort.ts';
import { shownExcerpt } from './consent.ts';
import type { Gathered } from './gathered.ts';
import type { Entry } from './issue.ts';
import { inFairOrder } from './order.ts';

/** One leading post a person, the first or the newest; the rest of theirs folded under it. */
export function byPerson(posts: PostInCohort[], lead: 'first' | 'newest', gathered: Gathered): Entry[] {
  const people = new Map<number, PostInCohort[]>();
  for (const post of posts) {
    const theirs = people.get(post.author.membershipId) ?? [];
    people.set(post.author.membershipId, lead === 'newest' ? [post, ...theirs] : [...theirs, post]);
  }
  return inFairOrder(gathered.on, [...people], ([membershipId]) => membershipId).flatMap(
    ([, [leading, ...more]]) => (leading ? [entry(leading, more, gathered)] : []),
  );
}

/**
 * A person's post, with others of theirs folded under it.
 *
 * @param gathered says who is new, and introduces them.
 */
export function entry(post: PostInCohort, more: PostInCohort[], gathered: Gathered): Entry {
  const { membershipId, name, handle, blogTitle } = post.author;
  return {
    postId: post.id,
    author: {
      membershipId,
      name,
      url: pageOf(handle, gathered),
      blogTitle,
      about: gathered.heardBefore.has(membershipId) ? null : (gathered.abouts.get(membershipId) ?? null),
    },
    title: post.title,
    url: post.url,
    excerpt: shownExcerpt(post),
    language: post.language,
    publishedAt: post.datedAt,
    more: more.map((other) => ({ title: other.title ?? shownExcerpt(other, 12), url: other.url })),
  };
}

/** The absolute address of somebody's page in the directory. */
export function pageOf(handle: string, { cohort, siteUrl }: Pick<Gathered, 'cohort' | 'siteUrl'>): string {
  return `${siteUrl}/${cohort.slug}/people/${encodeURIComponent(handle)}`;
}
