import { and, eq, like } from 'drizzle-orm';
import { z } from 'zod';
import { dayIn, instantOf } from '../calendar.ts';
import type { Cohort } from '../cohorts.ts';
import { listAsked } from '../conversations/provocations.ts';
import { type Db, transaction } from '../db/open.ts';
import { deskMarks, introductions } from '../db/schema/desk.ts';
import { memberships, people } from '../db/schema/people.ts';
import { shownExcerpt } from '../digest/consent.ts';
import { headline } from '../digest/headline.ts';
import { clip } from '../excerpt.ts';
import type { Letter } from '../mail/letter.ts';
import { introductionLetter } from '../mail/messages.ts';
import { oweLetter } from '../mail/outbox.ts';
import { listPosts, listPostsById, type PostInCohort } from '../posts-in-cohort.ts';
import { closestPairs } from './closest.ts';
import { logDeed } from './log.ts';
import { markDone, type Named } from './marks.ts';
import { haveMet } from './meetings.ts';
import { alikePairs, type Pair, pairKey, passageWith } from './pairs.ts';

/** A facilitator's own words in a note that introduces two people; none are needed. */
export const introductionText = z
  .string()
  .trim()
  .max(1500, 'That is long for a note; fifteen hundred characters are enough.');

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

/** The two notes as they will be sent. */
export function introductionLetters(
  { first, second, passages }: Match,
  { cohort, host, words, siteUrl }: { cohort: Cohort; host: string; words: string; siteUrl: string },
): [Letter, Letter] {
  const introduced = (post: PostInCohort, passage: string) => ({
    name: post.author.name,
    title: headline({ title: post.title, excerpt: shownExcerpt(post) }),
    passage,
    url: `${siteUrl}/${cohort.slug}/posts/${post.id}`,
  });
  const [one, other] = [introduced(first, passages[0]), introduced(second, passages[1])];
  const about = { cohort, host, words, settingsUrl: `${siteUrl}/me` };
  return [introductionLetter(about, one, other), introductionLetter(about, other, one)];
}

/**
 * Introduces two people to each other, once: a note to both, and an entry in the log.
 *
 * @returns false when they were introduced before, or one of them doesn't want to be any more.
 */
export async function introduceBoth(
  db: Db,
  match: Match,
  { cohort, host, words, siteUrl }: { cohort: Cohort; host: Named; words: string; siteUrl: string },
  now: Date,
): Promise<boolean> {
  const { first, second } = match;
  const slug = cohort.slug;
  const [firstId, secondId] = [first.author.membershipId, second.author.membershipId];
  return transaction(db, async (tx) => {
    const open = await listOpen(tx, slug);
    const [to, and] = [open.get(firstId), open.get(secondId)];
    if (!to || !and) return false;
    const rows = await tx
      .insert(introductions)
      .values({
        cohort: slug,
        firstId,
        secondId,
        firstPostId: first.id,
        secondPostId: second.id,
        note: words,
        introducedBy: host.id,
        introducedAt: now,
      })
      .onConflictDoNothing()
      .returning({ id: introductions.id });
    if (rows.length === 0) return false;
    await markDone(tx, slug, `pair ${pairKey(firstId, secondId)}`, host.id, now);
    const letters = introductionLetters(match, { cohort, host: host.name, words, siteUrl });
    await oweLetter(tx, to, letters[0], now);
    await oweLetter(tx, and, letters[1], now);
    const deed = { cohort: slug, membershipId: host.id, deed: 'introduced' as const };
    await logDeed(tx, { ...deed, subject: `${to.name} and ${and.name}`, reason: words || null }, now);
    return true;
  });
}

/** Whether a note has gone to these two. @param key of `pairKey`. */
export async function wereIntroduced(db: Db, cohort: string, key: string): Promise<boolean> {
  const [firstId = 0, secondId = 0] = key.split(' ').map(Number);
  const rows = await db
    .select({ id: introductions.id })
    .from(introductions)
    .where(
      and(
        eq(introductions.cohort, cohort),
        eq(introductions.firstId, firstId),
        eq(introductions.secondId, secondId),
      ),
    );
  return rows.length > 0;
}

/** The participants of a cohort who may be introduced, with where their mail goes. */
async function listOpen(db: Db, cohort: string): Promise<Map<number, { name: string; email: string }>> {
  const rows = await db
    .select({ id: memberships.id, name: people.name, email: people.email })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId))
    .where(
      and(
        eq(memberships.cohort, cohort),
        eq(memberships.role, 'participant'),
        eq(memberships.mayBeIntroduced, true),
      ),
    );
  return new Map(rows.map(({ id, ...to }) => [id, to]));
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
