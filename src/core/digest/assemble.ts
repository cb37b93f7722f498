import type { Cohort } from '../cohorts.ts';
import type { Addressed } from '../conversations/addressed.ts';
import type { NewComment } from '../conversations/new-comments.ts';
import type { Asked } from '../conversations/provocations.ts';
import { excerpt } from '../excerpt.ts';
import type { MarkedLine } from '../live/lines.ts';
import type { PostInCohort } from '../posts-in-cohort.ts';
import type { Week } from '../weeks.ts';
import { shownExcerpt } from './consent.ts';
import type { Arrival, Coming, Entry, Issue, IssueWeek, Reply, SessionLines, Thread } from './issue.ts';
import { inFairOrder } from './order.ts';
import { byTopic } from './topics.ts';

/** What an issue is made from. */
export interface Gathered {
  cohort: Pick<Cohort, 'slug' | 'title' | 'language' | 'timezone' | 'tag'>;
  number: number;
  on: string;
  week: Week | null;
  /** What a facilitator says on this day: paragraphs of plain text. */
  host: string[];
  /** The posts that the issue carries, the oldest first. */
  posts: PostInCohort[];
  /** Posts of other days that these answer, or that were commented on. */
  earlier: PostInCohort[];
  /** Comments that have come since the last issue, the oldest first. */
  comments: NewComment[];
  /** What facilitators marked of live sessions since the last issue, by session. */
  marked: MarkedLine[];
  /** The cohort's provocations, and the tags of those that a post answers. */
  asked: Asked[];
  answering: Map<number, string[]>;
  /** Memberships that were heard before. */
  heardBefore: Set<number>;
  /** What people say of themselves, by membership. */
  abouts: Map<number, string>;
  /** Posts that are waiting for a first answer, of which a few are shown. */
  waiting: PostInCohort[];
  arrived: { name: string; handle: string; about: string }[];
  comingUp: Coming[];
  siteUrl: string;
}

/** So that one of them is chosen. */
const WAITING_SHOWN = 3;
/** They stood in an issue before. */
const WAITING_WORDS = 30;

/** The day's posts as an issue: each post stands in one place. The same input gives the same issue. */
export function assemble(gathered: Gathered): Issue {
  const { cohort, number, on, posts, siteUrl } = gathered;
  const placed = new Set<number>();
  const take = (chosen: PostInCohort[]) => {
    const rest = chosen.filter((post) => !placed.has(post.id));
    for (const post of rest) placed.add(post.id);
    return rest;
  };

  const newVoices = take(posts.filter((post) => !gathered.heardBefore.has(post.author.membershipId)));
  const threads = findThreads(gathered, new Set(newVoices.map(({ id }) => id)));
  take(threads.flatMap(({ start, turns }) => [start, ...turns.flatMap(({ post }) => post ?? [])]));
  const answers = groupByProvocation(take(posts.filter(({ id }) => gathered.answering.has(id))), gathered);
  const others = byTopic(take(posts), [cohort.tag, ...gathered.asked.map(({ tag }) => tag)]);
  const waiting = gathered.waiting.filter(({ id }) => !posts.some((post) => post.id === id));

  return {
    kind: 'daily',
    cohort: { slug: cohort.slug, title: cohort.title, language: cohort.language, timezone: cohort.timezone },
    number,
    on,
    host: gathered.host,
    week: gathered.week && issueWeek(gathered.week, cohort.slug, siteUrl),
    toYou: [],
    newVoices: byPerson(newVoices, 'first', gathered),
    lines: bySession(gathered),
    conversations: inFairOrder(on, threads, ({ start }) => start.id).map((thread) =>
      asThread(thread, newVoices.includes(thread.start), gathered),
    ),
    answers: answers.map(({ about, posts }) => ({ about, entries: byPerson(posts, 'newest', gathered) })),
    others: others.map(({ about, posts }) => ({ about, entries: byPerson(posts, 'newest', gathered) })),
    waiting: inFairOrder(on, waiting, ({ id }) => id)
      .slice(0, WAITING_SHOWN)
      .map((post) => ({ ...entry(post, [], gathered), excerpt: shownExcerpt(post, WAITING_WORDS) })),
    arrived: gathered.arrived.filter(isNotAmong(newVoices)).map(
      ({ name, handle, about }): Arrival => ({
        name,
        url: pageOf(handle, gathered),
        about,
      }),
    ),
    comingUp: gathered.comingUp,
    heldBack: 0,
  };
}

/** What each reader finds on top: answers to them, comments on their posts, mentions of them, by membership. */
export function toEachReader(gathered: Gathered, addressed: Addressed[]): Map<number, Reply[]> {
  const byId = new Map([...gathered.earlier, ...gathered.posts].map((post) => [post.id, post]));
  const replies = new Map<number, Reply[]>();
  const add = (to: number, reply: Reply) => replies.set(to, [...(replies.get(to) ?? []), reply]);
  const answered = new Set(
    addressed.filter(({ kind }) => kind === 'answer').map(({ postId, to }) => `${postId} ${to}`),
  );
  for (const { kind, postId, to, quote } of addressed) {
    const post = byId.get(postId);
    // Whoever links to a post of theirs as well as to their front page has answered them.
    if (!post || (kind === 'mention' && answered.has(`${postId} ${to}`))) continue;
    add(to, { kind, entry: entry(post, [], gathered), quote });
  }
  for (const comment of gathered.comments) {
    const post = byId.get(comment.postId);
    if (post) add(post.author.membershipId, asReply(comment, post, gathered));
  }
  return replies;
}

/** Whoever stands among the new voices has been introduced. */
function isNotAmong(posts: PostInCohort[]): (somebody: { handle: string }) => boolean {
  return ({ handle }) => !posts.some(({ author }) => author.handle === handle);
}

/** The week as an issue speaks of it. */
export function issueWeek(week: Week, cohort: string, siteUrl: string): IssueWeek {
  const url = `${siteUrl}/${cohort}/weeks/${week.number}`;
  return {
    number: week.number,
    title: week.title,
    url,
    provocations: week.provocations.map(({ question, number }) => ({
      question,
      url: `${url}#provocation-${number}`,
    })),
  };
}

/** What was said under the post that the day's exchange began with. */
interface DayThread {
  start: PostInCohort;
  turns: ({ at: Date } & ({ post: PostInCohort; comment: null } | { post: null; comment: NewComment }))[];
}

/**
 * Posts of the day that answer other posts, and comments, gathered under the post that the day's exchange began with.
 *
 * @param above posts that stand among the new voices already; they may begin a thread.
 */
function findThreads({ posts, earlier, comments }: Gathered, above: Set<number>): DayThread[] {
  const byId = new Map([...earlier, ...posts].map((post) => [post.id, post]));
  const today = new Set(posts.map(({ id }) => id));
  const startOf = (post: PostInCohort): PostInCohort => {
    const other = post.parentId === null ? undefined : byId.get(post.parentId);
    if (!other) return post;
    return today.has(other.id) ? startOf(other) : other;
  };
  const threads = new Map<number, DayThread>();
  const threadOf = (start: PostInCohort) => {
    const thread = threads.get(start.id) ?? { start, turns: [] };
    threads.set(start.id, thread);
    return thread;
  };
  for (const post of posts) {
    const start = startOf(post);
    if (start !== post && !above.has(post.id))
      threadOf(start).turns.push({ post, comment: null, at: post.datedAt });
  }
  for (const comment of comments) {
    const post = byId.get(comment.postId);
    if (post) threadOf(startOf(post)).turns.push({ post: null, comment, at: comment.datedAt });
  }
  for (const { turns } of threads.values()) turns.sort((a, b) => a.at.getTime() - b.at.getTime());
  return [...threads.values()];
}

/** A start that stands among the new voices is only named here. */
function asThread({ start, turns }: DayThread, isShownAbove: boolean, gathered: Gathered): Thread {
  const { cohort, siteUrl } = gathered;
  return {
    start: isShownAbove ? { ...entry(start, [], gathered), excerpt: '' } : entry(start, [], gathered),
    replies: turns.map((turn) =>
      turn.post
        ? { kind: 'answer', entry: entry(turn.post, [], gathered), quote: quoteOf(turn.post) }
        : asReply(turn.comment, start, gathered),
    ),
    url: `${siteUrl}/${cohort.slug}/conversations/${start.conversationId ?? start.id}`,
  };
}

/** Who lets us show the title only is not quoted. */
function quoteOf({ quote, consent }: PostInCohort): string | null {
  return consent === 'title' ? null : quote;
}

function asReply(comment: NewComment, start: PostInCohort, gathered: Gathered): Reply {
  const { by, handle, url, text, language, datedAt, postId } = comment;
  const page = handle === null ? url : pageOf(handle, gathered);
  return {
    kind: 'comment',
    entry: {
      postId,
      author: { membershipId: 0, name: by, url: page, blogTitle: start.author.blogTitle, about: null },
      title: null,
      url,
      excerpt: excerpt(text, 40),
      language,
      publishedAt: datedAt,
      more: [],
    },
    quote: null,
  };
}

interface PostGroup {
  about: string | null;
  posts: PostInCohort[];
}

/** Under each provocation the posts that answer it, the newest week's first; a post that answers several stands once. */
function groupByProvocation(posts: PostInCohort[], { asked, answering, week }: Gathered): PostGroup[] {
  const ofWeek = (title: string) => (title === week?.title ? 0 : 1);
  const ordered = asked.toSorted((a, b) => ofWeek(a.weekTitle) - ofWeek(b.weekTitle));
  const isPlain = week?.provocations.length === 1;
  const left = new Set(posts);
  const groups = ordered.map(({ tag, question, weekTitle }): PostGroup => {
    const own = posts.filter((post) => left.has(post) && answering.get(post.id)?.includes(tag));
    for (const post of own) left.delete(post);
    return { about: isPlain && weekTitle === week?.title ? null : question, posts: own };
  });
  return [...groups, { about: null, posts: [...left] }].filter((group) => group.posts.length > 0);
}

/** One leading post a person, the first or the newest; the rest of theirs folded under it. */
function byPerson(posts: PostInCohort[], lead: 'first' | 'newest', gathered: Gathered): Entry[] {
  const people = new Map<number, PostInCohort[]>();
  for (const post of posts) {
    const theirs = people.get(post.author.membershipId) ?? [];
    people.set(post.author.membershipId, lead === 'newest' ? [post, ...theirs] : [...theirs, post]);
  }
  return inFairOrder(gathered.on, [...people], ([membershipId]) => membershipId).flatMap(
    ([, [leading, ...more]]) => (leading ? [entry(leading, more, gathered)] : []),
  );
}

/** The best lines of each live session, in the order of its questions. */
function bySession({ marked, cohort, siteUrl }: Gathered): SessionLines[] {
  const sessions = Map.groupBy(marked, ({ session }) => session.id);
  return [...sessions].map(([id, its]) => ({
    title: its[0]?.session.title ?? '',
    lines: its.map(({ id: answer, name, handle, question, text }) => ({
      name,
      personUrl: pageOf(handle, { cohort, siteUrl }),
      question: `${question.position}. ${question.text}`,
      url: `${siteUrl}/${cohort.slug}/live/${id}#answer-${answer}`,
      text,
    })),
  }));
}

function entry(post: PostInCohort, more: PostInCohort[], gathered: Gathered): Entry {
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

function pageOf(handle: string, { cohort, siteUrl }: Pick<Gathered, 'cohort' | 'siteUrl'>): string {
  return `${siteUrl}/${cohort.slug}/people/${encodeURIComponent(handle)}`;
}
