import { endCommentsFeed, findDiscussed, isDiscussionOver } from '#core/conversations/comments-feeds.ts';
import { type Db, transaction } from '#core/db/open.ts';
import type { Feed } from '#core/feeds.ts';
import { questionBlogs } from '#core/order/questions.ts';
import { recordMove, recordPoll } from '#core/polls.ts';
import { insertPosts, listKnownPosts, updatePost } from '#core/posts.ts';
import { leaveAlone } from '#core/quiet-hosts.ts';
import { giveUpBytes } from '#core/words.ts';
import { type Asked, ask, type Reading } from './ask.ts';
import type { Claimed } from './claims.ts';
import { handlingOfComments } from './comments.ts';
import type { Content, Fetcher } from './fetch.ts';
import { type FindCohort, fileIntoCohorts, type ToFile } from './file.ts';
import { mayHaveChangedHands } from './hands.ts';
import type { Kept } from './keep.ts';
import { mayBeOurs } from './outage.ts';
import type { ReadingRoom } from './reading-room.ts';
import { nextCheck, type Signs } from './schedule.ts';

export interface Tools {
  db: Db;
  fetcher: Fetcher;
  room: ReadingRoom;
  findCohort: FindCohort;
  /** What we call ourselves, to a feed's server with how many read it here. */
  userAgent: (readers: number) => string;
  /** Milliseconds of peace for a server between two requests. */
  breathMs: number;
  /** The present, asked for again at each use. */
  now: () => Date;
  /** A number from 0 to 1. */
  random: () => number;
}

/** What came of asking a feed once. */
export interface Refreshed {
  feed: Pick<Feed, 'id' | 'url' | 'title' | 'kind'>;
  added: number;
  changed: number;
  /** Its new address, once that is believed; else null. */
  movedTo: string | null;
  /** In words; null when all was well. */
  problem: string | null;
}

/** How feeds of a kind are read, stored and asked again. */
export interface Handling<Kept extends Brought> {
  read(answer: Content): Promise<Reading<Kept>>;
  /** In the transaction that records the outcome. */
  store(tx: Db, asked: Asked<Kept>, at: Date): Promise<void>;
  /** What the next check is set by, from what it would be for a blog. */
  pace(signs: Signs): Signs;
}

interface Brought {
  added: unknown[];
  changed: unknown[];
}

/**
 * Asks a claimed feed once and stores what came: fetched, parsed, compared, cleaned, filed. However it ends, the
 * outcome is recorded here, together with the posts that its validators vouch for.
 *
 * @param patienceMs asked once the server has answered: for how long may the outcome wait to be stored with others?
 */
export async function refresh(claimed: Claimed, tools: Tools, patienceMs: () => number): Promise<Refreshed> {
  const { feed } = claimed;
  if (feed.kind === 'posts') return refreshBy(handlingOfPosts(feed, tools), claimed, tools, patienceMs);
  const post = await findDiscussed(tools.db, feed);
  if (post !== null && !isDiscussionOver(post, tools.now()))
    return refreshBy(handlingOfComments(post, tools), claimed, tools, patienceMs);
  await endCommentsFeed(tools.db, feed);
  return nothingNew(feed);
}

function nothingNew({ id, url, title, kind }: Feed): Refreshed {
  return { feed: { id, url, title, kind }, added: 0, changed: 0, movedTo: null, problem: null };
}

async function refreshBy<Kept extends Brought>(
  handling: Handling<Kept>,
  claimed: Claimed,
  tools: Tools,
  patienceMs: () => number,
): Promise<Refreshed> {
  const { feed, readers } = claimed;
  const asked = await ask(claimed, tools, handling.read, tools.userAgent(readers), tools.now()).catch(
    async (error: unknown) => {
      await setAside(feed, tools);
      throw error;
    },
  );
  const patience = patienceMs();
  if (asked.isUnreachable && (await mayBeOurs(tools.db, feed, tools.now()))) {
    const outage = { ...asked, outcome: { kind: 'outage' }, signs: { kind: 'outage' } } as const;
    await record(feed, outage, handling, tools, patience);
    const problem =
      'It couldn’t be reached, and nobody else has answered since. We try again in ten minutes.';
    return { ...nothingNew(feed), problem };
  }
  await record(feed, asked, handling, tools, patience);
  const { outcome, kept, move } = asked;
  return {
    ...nothingNew(feed),
    added: kept?.added.length ?? 0,
    changed: kept?.changed.length ?? 0,
    movedTo: move && move.url !== feed.url ? move.url : null,
    problem: outcome.kind === 'trouble' ? outcome.problem : null,
  };
}

/** Even what nobody foresaw makes us come less often, not more. */
async function setAside(feed: Feed, { db, now, random }: Tools): Promise<void> {
  const problem =
    'Our program has failed at this feed. That is a fault of ours, and whoever runs this course can see it.';
  const signs = { kind: 'trouble', failures: feed.failures + 1, retryAfter: null, isGone: false } as const;
  const nextCheckAt = nextCheck(now(), signs, random());
  await recordPoll(db, feed, { kind: 'trouble', problem, gone: false }, { now: now(), nextCheckAt });
}

async function record<Kept extends Brought>(
  feed: Feed,
  asked: Asked<Kept>,
  { store, pace }: Handling<Kept>,
  { db, now, random }: Tools,
  patienceMs: number,
): Promise<void> {
  const at = now();
  const nextCheckAt = nextCheck(at, pace(asked.signs), random());
  const work = async (tx: Db) => {
    await store(tx, asked, at);
    await recordPoll(tx, feed, asked.outcome, { now: at, nextCheckAt });
    if (asked.move) await recordMove(tx, feed, asked.move);
    if (asked.weary !== null) await leaveAlone(tx, asked.weary, nextCheckAt);
  };
  await transaction(db, work, patienceMs);
}

/** What is done with the feed of a blog. */
function handlingOfPosts(feed: Feed, { db, room, findCohort, now }: Tools): Handling<Kept> {
  return {
    read: async ({ bytes, contentType, url }) => {
      // What has never been read has brought nothing; and reading waits for those who write just now.
      const known = feed.okAt === null ? [] : await listKnownPosts(db, feed.id);
      return room.read(bytes, { contentType, url }, known, now());
    },
    store: async (tx, { kept, move }, at) => {
      const question = mayHaveChangedHands(feed, move, kept?.allNew ?? 'no');
      if (question !== null) await questionBlogs(tx, feed.id, question);
      const posts = kept ? await storePosts(tx, feed, kept) : [];
      if (posts.length > 0) await fileIntoCohorts(tx, feed, posts, findCohort, at);
      if (kept) giveUpBytes(kept.added);
    },
    pace: (signs) => signs,
  };
}

/** @returns the posts that are to be filed. */
async function storePosts(db: Db, feed: Feed, { added, changed, renamed }: Kept): Promise<ToFile[]> {
  for (const { id, identity } of renamed) await updatePost(db, id, { identity });
  const stored: ToFile[] = await insertPosts(
    db,
    added.map((post) => ({ ...post, feedId: feed.id })),
  );
  for (const { id, edit } of changed) stored.push(await updatePost(db, id, edit));
  return stored;
}
