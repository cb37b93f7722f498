import { asDirectory } from './common-paths.ts';
import type { Content } from './fetch.ts';
import type { Preview } from './read.ts';

/** A feed that somebody may mean by what they pasted. */
export interface Candidate extends Preview {
  feedUrl: string;
  kind: 'posts' | 'comments' | 'category';
}

/** A feed that was fetched and read, with what its address and its title say that it is of. */
export function asCandidate({ permanentUrl }: Content, feed: Preview): Candidate {
  return { ...feed, feedUrl: permanentUrl, kind: kindOf(permanentUrl, feed.title) };
}

function kindOf(feedUrl: string, title: string | null): Candidate['kind'] {
  const { pathname, search } = new URL(feedUrl);
  if (/\/comments\/(?:feed|default)|\/comments\.(?:xml|rss|atom)|feed=comments/i.test(pathname + search))
    return 'comments';
  if (
    /^(?:comments (?:for|on)|kommentare (?:zu|für)|commentaires (?:sur|pour)|comentarios (?:en|para))\b/i.test(
      title ?? '',
    )
  ) {
    return 'comments';
  }
  return /\/(?:category|categories|tag|tags|tagged|label|topic|topics|-)\//i.test(pathname)
    ? 'category'
    : 'posts';
}

/** Candidates for what was pasted, best first, each blog's posts once. */
export function inOrder(candidates: Candidate[], pageUrl: string): Candidate[] {
  return distinct(candidates.toSorted((a, b) => rank(a, pageUrl) - rank(b, pageUrl)));
}

/** Lower is better: the feed of the very page that was pasted, then posts, categories, and comments last. */
function rank({ feedUrl, kind }: Candidate, pageUrl: string): number {
  if (kind === 'comments') return 3;
  const directory = new URL(asDirectory(pageUrl)).pathname;
  if (directory !== '/' && new URL(feedUrl).pathname.startsWith(directory)) return 0;
  return kind === 'posts' ? 1 : 2;
}

/** Of feeds with the same posts, as Atom and RSS of one blog, the first. */
function distinct(candidates: Candidate[]): Candidate[] {
  const seen = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const posts = candidate.posts.slice(0, 5).map(({ url, id, title }) => url ?? id ?? title);
    const key = posts.length > 0 ? JSON.stringify([candidate.kind, posts]) : candidate.feedUrl;
    if (!seen.has(key)) seen.set(key, candidate);
  }
  return [...seen.values()];
}
