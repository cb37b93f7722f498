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
  return { ...feed, feedUrl: permanentUrl, kind: kindOf(permanentUrl, feed) };
}

/** How WordPress calls a feed of comments, in the languages that it is most used in. */
const COMMENTS_TITLE =
  /^(?:comments (?:for|on)|kommentare (?:zu|für)|commentaires (?:sur|pour)|comentarios (?:en|para)|comentários (?:em|sobre|para)|commenti (?:a|per|su)|reacties (?:op|voor)|kommentarer (?:på|til|till)|komentarze do|komentáře|комментарии)(?![\p{L}\p{N}])/iu;

function kindOf(feedUrl: string, { title, posts }: Preview): Candidate['kind'] {
  const { pathname, search } = new URL(feedUrl);
  if (/\/comments\/(?:feed|default)|\/comments\.(?:xml|rss|atom)|feed=comments/i.test(pathname + search))
    return 'comments';
  if (COMMENTS_TITLE.test(title ?? '') || areComments(posts)) return 'comments';
  return /\/(?:category|categories|tag|tags|tagged|label|topic|topics|-)\//i.test(pathname)
    ? 'category'
    : 'posts';
}

/** Each of them leads to a place under some post, as comments do wherever their feed is and whatever it is called. */
function areComments(posts: Preview['posts']): boolean {
  return posts.length > 0 && posts.every(({ url }) => /#(?:comment-?|c)\d|[?&]showComment=/i.test(url ?? ''));
}

/** Candidates for what was pasted, best first, each blog's posts once. */
export function inOrder(candidates: Candidate[], pageUrl: string): Candidate[] {
  const newest = Math.max(...candidates.map(newestOf));
  const placeOf = (candidate: Candidate) =>
    rank(candidate, pageUrl) + (newest - newestOf(candidate) > YEAR_MS ? BEHIND_ITS_KIND : 0);
  return distinct(candidates.toSorted((a, b) => placeOf(a) - placeOf(b)));
}

const YEAR_MS = 365 * 24 * 60 * 60 * 1000;
/** Where a feed belongs that has brought nothing for a year while another has: many sites still declare an old one. */
const BEHIND_ITS_KIND = 0.5;

/** When the newest post was published, in milliseconds; 0 where no post says so. */
function newestOf({ posts }: Candidate): number {
  return Math.max(0, ...posts.map(({ published }) => (published === null ? 0 : Date.parse(published))));
}

/** Lower is better: the feed of the very page that was pasted, then posts, categories, and comments last. */
function rank({ feedUrl, kind, posts }: Candidate, pageUrl: string): number {
  if (kind === 'comments') return 3;
  const directory = new URL(asDirectory(pageUrl)).pathname;
  // Without a post, it may be that of the comments that nobody has made yet.
  const isOfPage = posts.length > 0 && new URL(feedUrl).pathname.startsWith(directory);
  if (directory !== '/' && isOfPage) return 0;
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
