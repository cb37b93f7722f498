import { createHash } from 'node:crypto';
import { type Db, transaction } from '#core/db/open.ts';
import { type Feed, type PollOutcome, recordPoll } from '#core/feeds.ts';
import { insertPost, listKnownPosts, type Post, updatePost } from '#core/posts.ts';
import { type Content, FetchError, type Fetcher, type Refused, type Unchanged } from './fetch.ts';
import { type FindCohort, fileIntoCohorts } from './file.ts';
import { identify } from './identity.ts';
import { type Kept, keep } from './keep.ts';
import { FeedError, type Feed as ParsedFeed, parseFeed } from './parse.ts';
import { describeProblem } from './problems.ts';
import { nextCheck } from './schedule.ts';

export interface Tools {
  db: Db;
  fetcher: Fetcher;
  findCohort: FindCohort;
  /** The present, asked for again at each use. */
  now: () => Date;
  /** A number from 0 to 1. */
  random: () => number;
}

/** What came of asking a feed once. */
export interface Refreshed {
  feed: Feed;
  added: number;
  changed: number;
  /** In words; null when all was well. */
  problem: string | null;
}

const NOTHING: Kept = { added: [], changed: [], renamed: [] };

/**
 * Asks a claimed feed once and stores what came: fetched, parsed, compared, cleaned, filed. However it ends, the
 * outcome is recorded here, together with the posts that its validators vouch for.
 */
export async function refresh(feed: Feed, tools: Tools): Promise<Refreshed> {
  const now = tools.now();
  const { outcome, kept, retryAfter } = await poll(feed, tools, now);
  const failures = outcome.kind === 'trouble' ? feed.failures + 1 : 0;
  const nextCheckAt = nextCheck(now, { failures, retryAfter }, tools.random());
  await transaction(tools.db, async (tx) => {
    const posts = await store(tx, kept);
    if (posts.length > 0) await fileIntoCohorts(tx, feed, posts, tools.findCohort, now);
    await recordPoll(tx, feed, outcome, { now, nextCheckAt });
  });
  return {
    feed,
    added: kept.added.length,
    changed: kept.changed.length,
    problem: outcome.kind === 'trouble' ? outcome.problem : null,
  };
}

interface Polled {
  outcome: PollOutcome;
  kept: Kept;
  retryAfter: string | null;
}

async function poll(feed: Feed, { db, fetcher }: Tools, now: Date): Promise<Polled> {
  try {
    const answer = await fetcher.fetch(feed.url, { etag: feed.etag, lastModified: feed.lastModified });
    if (answer.kind === 'refused') return refused(feed, answer);
    if (answer.kind === 'unchanged') return unchanged(answer);
    const bodyHash = createHash('sha256').update(answer.bytes).digest('base64url');
    const read = (parsed: ParsedFeed | null): PollOutcome => ({
      kind: 'read',
      etag: answer.etag,
      lastModified: answer.lastModified,
      bodyHash,
      title: parsed?.title ?? null,
      siteUrl: parsed?.link ?? null,
    });
    if (bodyHash === feed.bodyHash) return { outcome: read(null), kept: NOTHING, retryAfter: null };
    const parsed = parse(answer);
    const known = await listKnownPosts(db, feed.id);
    const about = { base: parsed.link ?? answer.url, language: parsed.language ?? null, now };
    return {
      outcome: read(parsed),
      kept: keep(feed, identify(parsed.items), known, about),
      retryAfter: null,
    };
  } catch (error) {
    if (!(error instanceof FetchError || error instanceof FeedError)) throw error;
    const outcome = { kind: 'trouble', problem: describeProblem(error), gone: false } as const;
    return { outcome, kept: NOTHING, retryAfter: null };
  }
}

function parse({ bytes, contentType, url }: Content): ParsedFeed {
  return parseFeed(bytes, contentType === null ? { url } : { contentType, url });
}

function unchanged({ etag, lastModified }: Unchanged): Polled {
  return { outcome: { kind: 'unchanged', etag, lastModified }, kept: NOTHING, retryAfter: null };
}

function refused(feed: Feed, answer: Refused): Polled {
  const problem = describeProblem(answer);
  // "Gone" is believed when it is said twice in a row (RFC 9110, section 15.5.11: "likely to be permanent").
  const gone = answer.status === 410 && feed.problem === problem;
  const outcome = { kind: 'trouble', problem, gone } as const;
  return { outcome, kept: NOTHING, retryAfter: answer.retryAfter };
}

/** @returns the posts that are to be filed. */
async function store(db: Db, { added, changed, renamed }: Kept): Promise<Post[]> {
  const stored: Post[] = [];
  for (const { id, identity } of renamed) await updatePost(db, id, { identity });
  for (const post of added) stored.push(await insertPost(db, post));
  for (const { id, edit } of changed) stored.push(await updatePost(db, id, edit));
  return stored;
}
