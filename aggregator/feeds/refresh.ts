import { type Db, transaction } from '#core/db/open.ts';
import type { Feed } from '#core/feeds.ts';
import { parkHost, recordMove, recordPoll } from '#core/polls.ts';
import { insertPosts, type Post, updatePost } from '#core/posts.ts';
import { type Asked, ask } from './ask.ts';
import type { Claimed } from './claims.ts';
import type { Fetcher } from './fetch.ts';
import { type FindCohort, fileIntoCohorts } from './file.ts';
import type { Kept } from './keep.ts';
import { mayBeOurs } from './outage.ts';
import type { ReadingRoom } from './reading-room.ts';
import { nextCheck } from './schedule.ts';

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
  feed: Pick<Feed, 'id' | 'url' | 'title'>;
  added: number;
  changed: number;
  /** In words; null when all was well. */
  problem: string | null;
}

/**
 * Asks a claimed feed once and stores what came: fetched, parsed, compared, cleaned, filed. However it ends, the
 * outcome is recorded here, together with the posts that its validators vouch for.
 *
 * @param patienceMs asked once the server has answered: for how long may the outcome wait to be stored with others?
 */
export async function refresh(claimed: Claimed, tools: Tools, patienceMs: () => number): Promise<Refreshed> {
  const { feed, readers } = claimed;
  const { id, url, title } = feed;
  const asked = await ask(claimed, tools, tools.userAgent(readers), tools.now());
  const patience = patienceMs();
  if (asked.isUnreachable && (await mayBeOurs(tools.db, feed, tools.now()))) {
    await record(feed, { ...asked, outcome: { kind: 'outage' }, signs: { kind: 'outage' } }, tools, patience);
    const problem =
      'It couldn’t be reached, and nobody else has answered since. We try again in ten minutes.';
    return { feed: { id, url, title }, added: 0, changed: 0, problem };
  }
  await record(feed, asked, tools, patience);
  const { outcome, kept } = asked;
  return {
    feed: { id, url, title },
    added: kept.added.length,
    changed: kept.changed.length,
    problem: outcome.kind === 'trouble' ? outcome.problem : null,
  };
}

async function record(
  feed: Feed,
  asked: Asked,
  { db, findCohort, now, random }: Tools,
  patienceMs: number,
): Promise<void> {
  const at = now();
  const nextCheckAt = nextCheck(at, asked.signs, random());
  const work = async (tx: Db) => {
    const posts = await store(tx, feed, asked.kept);
    if (posts.length > 0) await fileIntoCohorts(tx, feed, posts, findCohort, at);
    await recordPoll(tx, feed, asked.outcome, { now: at, nextCheckAt });
    if (asked.move) await recordMove(tx, feed, asked.move);
    if (asked.weary !== null) await parkHost(tx, asked.weary, nextCheckAt);
  };
  await transaction(db, work, patienceMs);
}

/** @returns the posts that are to be filed. */
async function store(db: Db, feed: Feed, { added, changed, renamed }: Kept): Promise<Post[]> {
  for (const { id, identity } of renamed) await updatePost(db, id, { identity });
  const stored = await insertPosts(
    db,
    added.map((post) => ({ ...post, feedId: feed.id })),
  );
  for (const { id, edit } of changed) stored.push(await updatePost(db, id, edit));
  return stored;
}
