import { and, eq, like } from 'drizzle-orm';
import { dayIn, instantOf } from '../calendar.ts';
import type { Cohort } from '../cohorts.ts';
import { listAsked } from '../conversations/provocations.ts';
import type { Db } from '../db/open.ts';
import { deskMarks, introductions } from '../db/schema/desk.ts';
import { shownExcerpt } from '../digest/consent.ts';
import { clip } from '../excerpt.ts';
import { listPosts, listPostsById, type PostInCohort } from '../posts-in-cohort.ts';
import { closestPairs } from './closest.ts';
import { listOpen } from './introductions.ts';
import { haveMet } from './meetings.ts';
import { alikePairs, type Pair, pairKey, passageWith } from './pairs.ts';

/** Two people worth introducing. */
export interface Match {
  first: PostInCohort;
  second: PostInCohort;
  /** What of each is about the same thing, as far as its author lets us show it. */
  passages: [string, string];
}

const SHOWN = 3;
/** The newest of the last weeks: enough to know rare words from common ones, few enough to compare at each look. */
const RECENT = { posts: 400, ms: 28 * 24 * 60 * 60 * 1000 };
/** Pairs that are looked at until enough haven't met. */
const LOOKED_AT = 60;
const LONGEST_PASSAGE = 300;

/**
 * Up to three pairs of participants who write about the same thing and have not met; the same all day, but for those who
 * meet, or whom a facilitator introduces or leaves alone.
 */
export async function listMatches(db: Db, cohort: Cohort, now: Date): Promise<Match[]> {
  const today = instantOf(dayIn(cohort.timezone, now), 0, cohort.timezone);
  const since = new Date(today.getTime() - RECENT.ms);
  const posts = await listPosts(db, cohort.slug, RECENT.posts, { since, before: today });
  const open = await listOpen(db, cohort.slug);
  const tags = [cohort.tag, ...listAsked(cohort, '').map(({ tag }) => tag)];
  const theirs = posts.filter(({ author }) => open.has(author.membershipId));
  const settled = await listSettled(db, cohort.slug, today);
  const used = new Set<number>();
  const chosen: Pair[] = [];
  for (const pair of closestPairs(theirs, tags, cohort.language, LOOKED_AT)) {
    const [a, b] = [pair.first.author.membershipId, pair.second.author.membershipId];
    if (used.has(a) || used.has(b) || settled.before.has(pairKey(a, b))) continue;
    if (await haveMet(db, cohort.slug, a, b)) continue;
    used.add(a).add(b);
    chosen.push(pair);
    if (chosen.length === SHOWN) break;
  }
  return chosen
    .filter(({ first, second }) => !settled.today.has(keyOf(first, second)))
    .map(({ first, second, shared }) => ({ first, second, passages: passagesOf(first, second, shared) }));
}

/** Two posts of a cohort by different people who may be introduced, with their passages; or null. */
export async function findMatch(db: Db, cohort: Cohort, ids: [number, number]): Promise<Match | null> {
  const [a, b] = await listPostsById(db, cohort.slug, ids);
  if (!a || !b || a.author.membershipId === b.author.membershipId) return null;
  const open = await listOpen(db, cohort.slug);
  if (!open.has(a.author.membershipId) || !open.has(b.author.membershipId)) return null;
  const [first, second] = a.author.membershipId < b.author.membershipId ? [a, b] : [b, a];
  // Compared with the others, so that the words are the same that brought them together.
  const now = new Date(Math.max(a.datedAt.getTime(), b.datedAt.getTime()) + 1);
  const around = await listPosts(db, cohort.slug, RECENT.posts, { before: now });
  const others = around.filter(({ id }) => id !== a.id && id !== b.id);
  const pairs = alikePairs([a, b, ...others], [cohort.tag], cohort.language);
  const pair = pairs.find((each) => each.first.id === first.id && each.second.id === second.id);
  return { first, second, passages: passagesOf(first, second, pair?.shared ?? []) };
}

/** Pairs that were introduced or left alone, before today and on it. */
async function listSettled(db: Db, cohort: string, today: Date) {
  const introduced = await db
    .select({ a: introductions.firstId, b: introductions.secondId, at: introductions.introducedAt })
    .from(introductions)
    .where(eq(introductions.cohort, cohort));
  const left = await db
    .select({ entry: deskMarks.entry, at: deskMarks.doneAt })
    .from(deskMarks)
    .where(and(eq(deskMarks.cohort, cohort), like(deskMarks.entry, 'pair %')));
  const all = [
    ...introduced.map(({ a, b, at }) => ({ key: pairKey(a, b), at })),
    ...left.flatMap(({ entry, at }) => (at === null ? [] : [{ key: entry.slice('pair '.length), at }])),
  ];
  return {
    before: new Set(all.filter(({ at }) => at < today).map(({ key }) => key)),
    today: new Set(all.filter(({ at }) => at >= today).map(({ key }) => key)),
  };
}

function keyOf(first: PostInCohort, second: PostInCohort): string {
  return pairKey(first.author.membershipId, second.author.membershipId);
}

function passagesOf(first: PostInCohort, second: PostInCohort, shared: string[]): [string, string] {
  const passage = (post: PostInCohort) =>
    clip(passageWith(post, shared) || shownExcerpt(post, 30), LONGEST_PASSAGE);
  return [passage(first), passage(second)];
}
