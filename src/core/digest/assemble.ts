import type { Cohort } from '../cohorts.ts';
import type { PostInCohort } from '../posts.ts';
import type { Week } from '../weeks.ts';
import { excerpt } from './excerpt.ts';
import type { Entry, Issue, IssueWeek, Thread } from './issue.ts';

/** What an issue is made from. */
export interface Gathered {
  cohort: Pick<Cohort, 'slug' | 'title' | 'language' | 'timezone'>;
  number: number;
  on: string;
  week: Week | null;
  /** The posts that the issue carries, the oldest first. */
  posts: PostInCohort[];
  /** Posts of other days that these answer. */
  answered: PostInCohort[];
  /** Posts that answer a provocation. */
  answering: Set<number>;
  /** Memberships that were heard before. */
  heardBefore: Set<number>;
  siteUrl: string;
}

/** The day's posts as an issue: each post stands in one place. The same input gives the same issue. */
export function assemble(gathered: Gathered): Issue {
  const { cohort, number, on, posts, siteUrl, answering } = gathered;
  const placed = new Set<number>();
  const take = (chosen: PostInCohort[]) => {
    const rest = chosen.filter((post) => !placed.has(post.id));
    for (const post of rest) placed.add(post.id);
    return rest;
  };

  const newVoices = take(posts.filter((post) => !gathered.heardBefore.has(post.author.membershipId)));
  const threads = findThreads(gathered);
  const talking = threads.map(({ start, answers }) => ({
    start,
    answers: answers.filter(notAmong(newVoices)),
  }));
  take(talking.flatMap(({ start, answers }) => (answers.length > 0 ? [start, ...answers] : [])));
  const answers = take(posts.filter(({ id }) => answering.has(id)));
  const others = take(posts);

  return {
    cohort: { slug: cohort.slug, title: cohort.title, language: cohort.language, timezone: cohort.timezone },
    number,
    on,
    week: gathered.week && issueWeek(gathered.week, cohort.slug, siteUrl),
    newVoices: byPerson(newVoices, 'first', gathered),
    conversations: talking
      .filter(({ answers }) => answers.length > 0)
      .map((thread) => asThread(thread, newVoices.includes(thread.start), gathered)),
    answers: byPerson(answers, 'newest', gathered),
    others: byPerson(others, 'newest', gathered),
  };
}

/** The week as an issue speaks of it. */
export function issueWeek(week: Week, cohort: string, siteUrl: string): IssueWeek {
  const url = `${siteUrl}/${cohort}/weeks/${week.number}`;
  return {
    number: week.number,
    title: week.title,
    url,
    provocations: week.provocations.map(({ question }, i) => ({
      question,
      url: `${url}#provocation-${i + 1}`,
    })),
  };
}

interface PostThread {
  start: PostInCohort;
  answers: PostInCohort[];
}

/** Posts of the day that answer other posts, gathered under the post that the day's exchange began with. */
function findThreads({ posts, answered }: Gathered): PostThread[] {
  const byId = new Map([...answered, ...posts].map((post) => [post.id, post]));
  const today = new Set(posts.map(({ id }) => id));
  const startOf = (post: PostInCohort): PostInCohort => {
    const other = post.parentId === null ? undefined : byId.get(post.parentId);
    if (!other) return post;
    return today.has(other.id) ? startOf(other) : other;
  };
  const threads = new Map<number, PostThread>();
  for (const post of posts) {
    const start = startOf(post);
    if (start === post) continue;
    const thread = threads.get(start.id) ?? { start, answers: [] };
    thread.answers.push(post);
    threads.set(start.id, thread);
  }
  return [...threads.values()];
}

/** A start that stands among the new voices is only named here. */
function asThread({ start, answers }: PostThread, isShownAbove: boolean, gathered: Gathered): Thread {
  return {
    start: isShownAbove ? { ...entry(start, [], gathered), excerpt: '' } : entry(start, [], gathered),
    answers: answers.map((post) => ({ entry: entry(post, [], gathered), quote: post.quote })),
  };
}

/** One leading post a person, the first or the newest; the rest of theirs folded under it. */
function byPerson(posts: PostInCohort[], lead: 'first' | 'newest', gathered: Gathered): Entry[] {
  const people = new Map<number, PostInCohort[]>();
  for (const post of posts) {
    const theirs = people.get(post.author.membershipId) ?? [];
    people.set(post.author.membershipId, lead === 'newest' ? [post, ...theirs] : [...theirs, post]);
  }
  return [...people.values()].flatMap(([leading, ...more]) =>
    leading ? [entry(leading, more, gathered)] : [],
  );
}

function entry(post: PostInCohort, more: PostInCohort[], { cohort, siteUrl }: Gathered): Entry {
  return {
    author: {
      name: post.author.name,
      url: `${siteUrl}/${cohort.slug}/people/${encodeURIComponent(post.author.handle)}`,
      blogTitle: post.author.blogTitle,
    },
    title: post.title,
    url: post.url,
    excerpt: excerpt(post.text),
    language: post.language,
    publishedAt: post.datedAt,
    more: more.map((other) => ({ title: other.title ?? excerpt(other.text, 12), url: other.url })),
  };
}

function notAmong(posts: PostInCohort[]): (post: PostInCohort) => boolean {
  return (post) => !posts.includes(post);
}
