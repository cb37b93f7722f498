import { addressKey } from '../address.ts';
import type { Cohort } from '../cohorts.ts';
import type { PostInCohort } from '../posts.ts';
import type { Week } from '../weeks.ts';
import { shownExcerpt } from './consent.ts';
import type { Entry, Issue, IssueWeek, Thread } from './issue.ts';
import { sentenceLinkingTo } from './quote.ts';

/** What an issue is made from. */
export interface Gathered {
  cohort: Pick<Cohort, 'slug' | 'title' | 'language' | 'timezone'>;
  number: number;
  on: string;
  week: Week | null;
  /** The posts that the issue carries, the oldest first. */
  posts: PostInCohort[];
  /** Posts of any day that these link to. */
  linked: PostInCohort[];
  /** Memberships that were heard before. */
  heardBefore: Set<number>;
  siteUrl: string;
}

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
  const threads = findThreads(gathered);
  const talking = threads.map(({ start, answers }) => ({
    start,
    answers: answers.filter(notAmong(newVoices)),
  }));
  take(talking.flatMap(({ start, answers }) => (answers.length > 0 ? [start, ...answers] : [])));
  const answers = take(posts.filter((post) => answersProvocation(post, cohort.slug, siteUrl)));
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

/** Whether a post links to the page of one of the cohort's weeks. */
export function answersProvocation(post: PostInCohort, cohort: string, siteUrl: string): boolean {
  const weeks = addressKey(`${siteUrl}/${cohort}/weeks/`);
  return weeks !== null && post.links.some((link) => addressKey(link)?.startsWith(`${weeks}/`));
}

interface PostThread {
  start: PostInCohort;
  answers: PostInCohort[];
}

/** Posts of the day that answer other posts, gathered under the post that the day's exchange began with. */
function findThreads({ posts, linked }: Gathered): PostThread[] {
  const byAddress = indexByAddress({ posts, linked });
  const today = new Set(posts.map((post) => post.id));
  const startOf = (post: PostInCohort): PostInCohort => {
    const other = answeredBy(post, byAddress);
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

/** Some posts link to nothing of their own, and so have no address. */
function indexByAddress({ posts, linked }: Pick<Gathered, 'posts' | 'linked'>): Map<string, PostInCohort> {
  const addressed = [...linked, ...posts].filter((post) => post.addressKey !== '');
  return new Map(addressed.map((post) => [post.addressKey, post]));
}

/** The post that a post answers: the first of its links that leads to an earlier one by somebody else. */
function answeredBy(post: PostInCohort, byAddress: Map<string, PostInCohort>): PostInCohort | undefined {
  return post.links
    .flatMap((link) => byAddress.get(addressKey(link) ?? '') ?? [])
    .find((other) => other.author.membershipId !== post.author.membershipId && isBefore(other, post));
}

/** Never both ways, so that no thread goes in a circle. */
function isBefore(a: PostInCohort, b: PostInCohort): boolean {
  return a.datedAt < b.datedAt || (a.datedAt.getTime() === b.datedAt.getTime() && a.id < b.id);
}

/** A start that stands among the new voices is only named here. */
function asThread({ start, answers }: PostThread, isShownAbove: boolean, gathered: Gathered): Thread {
  const byAddress = indexByAddress(gathered);
  return {
    start: isShownAbove ? { ...entry(start, [], gathered), excerpt: '' } : entry(start, [], gathered),
    answers: answers.map((post) => {
      const target = answeredBy(post, byAddress);
      const mayQuote = target && post.consent !== 'title';
      const quote = mayQuote ? sentenceLinkingTo(post.html, target.addressKey, post.language) : null;
      return { entry: entry(post, [], gathered), quote };
    }),
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
    excerpt: shownExcerpt(post),
    language: post.language,
    publishedAt: post.datedAt,
    more: more.map((other) => ({ title: other.title ?? shownExcerpt(other, 12), url: other.url })),
  };
}

function notAmong(posts: PostInCohort[]): (post: PostInCohort) => boolean {
  return (post) => !posts.includes(post);
}
