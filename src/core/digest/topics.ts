import type { PostInCohort } from '../posts-in-cohort.ts';

/** What blog programs write where their authors have said nothing. */
export const NO_TOPIC = new Set([
  'uncategorized',
  'uncategorised',
  'allgemein',
  'non classé',
  'sin categoría',
  'general',
  'blog',
  'posts',
]);

/**
 * Posts by what they are about: a category that posts of several people have. What has none in common with anybody
 * comes last, without a heading.
 *
 * @param posts the oldest first, and so in each group.
 * @param commonTags that every post may have, and so say nothing.
 */
export function byTopic(
  posts: PostInCohort[],
  commonTags: string[],
): { about: string | null; posts: PostInCohort[] }[] {
  const common = new Set([...commonTags.map(foldedTopic), ...NO_TOPIC]);
  const topicsOf = new Map(
    posts.map((post) => [post, new Map(post.categories.map((name) => [foldedTopic(name), name]))]),
  );
  const left = new Set(posts);
  const groups: { about: string | null; posts: PostInCohort[] }[] = [];
  for (let topic = next(); topic !== null; topic = next()) {
    const { key, name } = topic;
    const own = posts.filter((post) => left.has(post) && topicsOf.get(post)?.has(key));
    for (const post of own) left.delete(post);
    groups.push({ about: name, posts: own });
  }
  groups.sort((a, b) => (a.about ?? '').localeCompare(b.about ?? '', 'en'));
  if (left.size > 0) groups.push({ about: null, posts: posts.filter((post) => left.has(post)) });
  return groups;

  /** The topic that brings most of the others together. */
  function next(): { key: string; name: string } | null {
    const people = new Map<string, { name: string; authors: Set<number> }>();
    for (const post of left) {
      for (const [key, name] of topicsOf.get(post) ?? []) {
        if (common.has(key)) continue;
        const topic = people.get(key) ?? { name, authors: new Set() };
        topic.authors.add(post.author.membershipId);
        people.set(key, topic);
      }
    }
    const [first] = [...people]
      .filter(([, { authors }]) => authors.size > 1)
      .sort(([a, x], [b, y]) => y.authors.size - x.authors.size || (a < b ? -1 : 1));
    return first ? { key: first[0], name: first[1].name } : null;
  }
}

/** A category in one spelling. */
export function foldedTopic(name: string): string {
  return name.normalize('NFC').toLowerCase().replace(/^#/, '').trim();
}
