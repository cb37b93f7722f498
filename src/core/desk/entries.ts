import { type BlogOfMember, findBlog, listBlogs } from '../blogs.ts';
import { dayIn, instantOf } from '../calendar.ts';
import type { Cohort } from '../cohorts.ts';
import { isWaiting, listFirstWaiting, listWaiting, longEnough } from '../conversations/waiting.ts';
import { type Db, transaction } from '../db/open.ts';
import { shownText } from '../digest/consent.ts';
import { listNames } from '../memberships.ts';
import { nameOf } from '../order/withheld.ts';
import { listPostsById, type PostInCohort } from '../posts-in-cohort.ts';
import { hashToken } from '../tokens.ts';
import { wereIntroduced } from './introductions.ts';
import { findMark, listDoneSince, listMarks, type Mark, markDone, markUndone } from './marks.ts';
import { listMatches, type Match } from './matches.ts';
import { listNewcomers, type Newcomer } from './newcomers.ts';
import { pairKey } from './pairs.ts';
import { sayAnsweredAsHost } from './said.ts';

/** All that stands on the desk, each part in the order in which it is to be done. */
export interface Morning {
  newcomers: Newcomer[];
  firsts: PostInCohort[];
  waiting: PostInCohort[];
  troubled: BlogOfMember[];
  matches: Match[];
  /** What facilitators have taken of it, by entry. */
  marks: Map<string, Mark>;
  done: Done[];
}

/** Something that was done today. */
export interface Done {
  entry: string;
  by: string | null;
  /** What it was, such as “welcomed Ada”. */
  what: string;
  canBeUndone: boolean;
}

/** A morning's worth; what is done makes room for more. */
const MOST = 12;
const FIRST_FOR_MS = 28 * 24 * 60 * 60 * 1000;

export const entryOf = {
  newcomer: ({ membershipId }: Newcomer) => `newcomer ${membershipId}`,
  first: ({ id }: PostInCohort) => `first ${id}`,
  waiting: ({ id }: PostInCohort) => `waiting ${id}`,
  /** Another problem is another entry. */
  blog: ({ id, feed }: BlogOfMember) => `blog ${id} ${hashToken(feed.problem ?? '').slice(0, 8)}`,
  pair: ({ first, second }: Match) =>
    `pair ${pairKey(first.author.membershipId, second.author.membershipId)}`,
};

/** What the desk has for a morning. */
export async function gatherMorning(db: Db, cohort: Cohort, now: Date): Promise<Morning> {
  const { slug, timezone } = cohort;
  const firstIds = await listFirstWaiting(db, slug, new Date(now.getTime() - FIRST_FOR_MS), MOST);
  const waitingIds = await listWaiting(db, slug, { ...longEnough(now), most: MOST + firstIds.length });
  const others = waitingIds.filter((id) => !firstIds.includes(id)).slice(0, MOST);
  const inTrouble = (await listBlogs(db, slug)).filter(({ feed }) => feed.problem !== null);
  const part = {
    newcomers: await listNewcomers(db, slug, MOST, now),
    firsts: await listPostsById(db, slug, firstIds),
    waiting: await listPostsById(db, slug, others),
    matches: await listMatches(db, cohort, now),
  };
  const marks = await listMarks(db, slug, [
    ...part.newcomers.map(entryOf.newcomer),
    ...part.firsts.map(entryOf.first),
    ...part.waiting.map(entryOf.waiting),
    ...inTrouble.map(entryOf.blog),
    ...part.matches.map(entryOf.pair),
  ]);
  const troubled = inTrouble.filter((blog) => !marks.get(entryOf.blog(blog))?.doneAt).slice(0, MOST);
  const today = instantOf(dayIn(timezone, now), 0, timezone);
  return { ...part, troubled, marks, done: await listDone(db, slug, today) };
}

/** How finishing an entry went: it is done now, was done before by somebody, or isn't one of this cohort's. */
export type Finished = { kind: 'done' } | { kind: 'before'; by: string | null } | { kind: 'unknown' };

/** Does an entry, once, whoever else does it at the same time. */
export async function finishEntry(
  db: Db,
  cohort: string,
  entry: string,
  membershipId: number,
  now: Date,
): Promise<Finished> {
  return transaction(db, async (tx) => {
    if ((await describeEntry(tx, cohort, entry)) === null) return { kind: 'unknown' };
    const postId = postIdIn(entry);
    if (postId !== null) {
      const isOpen = await isWaiting(tx, cohort, postId);
      if (!isOpen) return before(tx, cohort, entry);
      // Somebody may have said elsewhere that it wasn't answered after all.
      await markUndone(tx, cohort, entry);
      await sayAnswered(tx, { cohort, postId }, true, membershipId, now);
    }
    const isNew = await markDone(tx, cohort, entry, membershipId, now);
    return isNew ? { kind: 'done' } : before(tx, cohort, entry);
  });
}

async function before(db: Db, cohort: string, entry: string): Promise<Finished> {
  return { kind: 'before', by: (await findMark(db, cohort, entry))?.doneBy?.name ?? null };
}

/** A facilitator's word on it, which the log keeps. */
async function sayAnswered(
  tx: Db,
  { cohort, postId }: { cohort: string; postId: number },
  isAnswered: boolean,
  membershipId: number,
  now: Date,
): Promise<void> {
  const [post] = await listPostsById(tx, cohort, [postId]);
  if (!post) return;
  const title = nameOf({ ...post, opening: shownText(post) });
  const named = { cohort, postId, title, authorId: post.author.membershipId };
  await sayAnsweredAsHost(tx, named, isAnswered, membershipId, now);
}

/** Puts back what was done. @returns false when it can't be, or wasn't done. */
export async function undoEntry(
  db: Db,
  cohort: string,
  entry: string,
  membershipId: number,
  now: Date,
): Promise<boolean> {
  return transaction(db, async (tx) => {
    if (entry.startsWith('pair ') && (await wereIntroduced(tx, cohort, entry.slice('pair '.length))))
      return false;
    const postId = postIdIn(entry);
    const wasDone = await markUndone(tx, cohort, entry);
    if (wasDone && postId !== null) await sayAnswered(tx, { cohort, postId }, false, membershipId, now);
    return wasDone;
  });
}

/** What doing an entry of a cohort means, in words; null when it is none of this cohort's. */
export async function describeEntry(db: Db, cohort: string, entry: string): Promise<string | null> {
  const [kind = '', ...rest] = entry.split(' ');
  const [id = Number.NaN, other = Number.NaN] = rest.map(Number);
  if (kind === 'first' || kind === 'waiting') {
    if (rest.length !== 1 || !Number.isSafeInteger(id)) return null;
    const [post] = await listPostsById(db, cohort, [id]);
    return post ? `saw ${post.author.name} answered` : null;
  }
  if (kind === 'blog') {
    const blog = await findBlog(db, cohort, id);
    return blog ? `looked after ${blog.author.name}’s blog` : null;
  }
  const names = await listNames(db, cohort, [id, other]);
  const [name, otherName] = [names.get(id), names.get(other)];
  if (kind === 'newcomer' && rest.length === 1) return name === undefined ? null : `welcomed ${name}`;
  if (kind !== 'pair' || rest.length !== 2 || name === undefined || otherName === undefined || id >= other)
    return null;
  const were = await wereIntroduced(db, cohort, pairKey(id, other));
  return `${were ? 'introduced' : 'left alone'} ${name} and ${otherName}`;
}

async function listDone(db: Db, cohort: string, since: Date): Promise<Done[]> {
  const found: Done[] = [];
  for (const { entry, doneBy } of await listDoneSince(db, cohort, since)) {
    const what = await describeEntry(db, cohort, entry);
    if (what === null) continue;
    found.push({ entry, by: doneBy?.name ?? null, what, canBeUndone: !what.startsWith('introduced ') });
  }
  return found;
}

function postIdIn(entry: string): number | null {
  const found = /^(?:first|waiting) (\d+)$/.exec(entry);
  return found ? Number(found[1]) : null;
}
