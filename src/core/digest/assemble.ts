import type { Addressed } from '../conversations/addressed.ts';
import type { PostInCohort } from '../posts-in-cohort.ts';
import { hasPassed, type Week } from '../weeks.ts';
import { shownExcerpt } from './consent.ts';
import { byPerson, entry, pageOf } from './entries.ts';
import type { Gathered } from './gathered.ts';
import type { Arrival, Issue, IssueWeek, Reply, SessionLines } from './issue.ts';
import { inFairOrder } from './order.ts';
import { asReply, asThread, findThreads } from './threads.ts';
import { byTopic } from './topics.ts';

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
    week: gathered.week && issueWeek(gathered.week, on, cohort.slug, siteUrl),
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

/** The week as an issue of a day speaks of it. */
export function issueWeek(week: Week, on: string, cohort: string, siteUrl: string): IssueWeek {
  const url = `${siteUrl}/${cohort}/weeks/${week.number}`;
  return {
    number: week.number,
    title: week.title,
    url,
    hasPassed: hasPassed(week, on),
    provocations: week.provocations.map(({ question, number }) => ({
      question,
      url: `${url}#provocation-${number}`,
    })),
  };
}

interface PostGroup {
  about: string | null;
  posts: PostInCohort[];
}

/** Under each provocation the posts that answer it, the newest week's first; a post that answers several stands once. */
function groupByProvocation(posts: PostInCohort[], { asked, answering, week, on }: Gathered): PostGroup[] {
  const ofWeek = (title: string) => (title === week?.title ? 0 : 1);
  const ordered = asked.toSorted((a, b) => ofWeek(a.weekTitle) - ofWeek(b.weekTitle));
  const isPlain = week?.provocations.length === 1 && !hasPassed(week, on);
  const left = new Set(posts);
  const groups = ordered.map(({ tag, question, weekTitle }): PostGroup => {
    const own = posts.filter((post) => left.has(post) && answering.get(post.id)?.includes(tag));
    for (const post of own) left.delete(post);
    return { about: isPlain && weekTitle === week?.title ? null : question, posts: own };
  });
  return [...groups, { about: null, posts: [...left] }].filter((group) => group.posts.length > 0);
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
