import type { Db } from '#core/db/open.ts';
import type { Feed } from '#core/feeds.ts';
import { isFollowed, type Move, type PollOutcome } from '#core/polls.ts';
import type { Claimed } from './claims.ts';
import { FeedError } from './feed.ts';
import { type Content, FetchError, type Fetcher, type Refused } from './fetch.ts';
import { followMove } from './moves.ts';
import { describeProblem } from './problems.ts';
import type { Signs } from './schedule.ts';
import { bodyHash } from './volatile.ts';

/** What a feed says, and what of it is new or has changed. */
export interface Reading<Kept> {
  title: string | null;
  siteUrl: string | null;
  ttlMinutes: number | null;
  skipHours: number[];
  kept: Kept;
}

/** What came of asking a feed's server, before any of it is stored. */
export interface Asked<Kept> {
  outcome: PollOutcome;
  /** Null when there was nothing to read. */
  kept: Kept | null;
  signs: Signs;
  /** What becomes of its address; null when there is nothing new to note. */
  move: Move | null;
  /** Whether no server was reached at all: perhaps it was us who were cut off. */
  isUnreachable: boolean;
  /** The server that wants to be left alone with all its feeds; null when none does. */
  weary: string | null;
}

const RESPONSIVE = { isUnreachable: false, weary: null };

/** Asks a feed's server, conditionally, and reads what it answers. Trouble of every foreseen kind is an outcome. */
export async function ask<Kept extends { added: unknown[] }>(
  { feed, postsOfWeek }: Claimed,
  { db, fetcher }: { db: Db; fetcher: Fetcher },
  readAnswer: (answer: Content) => Promise<Reading<Kept>>,
  userAgent: string,
  now: Date,
): Promise<Asked<Kept>> {
  try {
    const { etag, lastModified, validatorsUrl } = feed;
    const answer = await fetcher.fetch(feed.url, { etag, lastModified, validatorsUrl, userAgent });
    if (answer.kind === 'refused') return refused(feed, answer);
    const move = await whereTo(db, feed, answer.permanentUrl, now);
    const well = { kind: 'well', isNew: feed.okAt === null, headers: answer.headers } as const;
    if (answer.kind === 'unchanged') {
      const { etag, lastModified, url: validatorsUrl } = answer;
      const { ttlMinutes, skipHours } = feed;
      const signs = { ...well, postsOfWeek, ttlMinutes, skipHours };
      return {
        outcome: { kind: 'unchanged', etag, lastModified, validatorsUrl },
        kept: null,
        signs,
        move,
        ...RESPONSIVE,
      };
    }
    const hash = bodyHash(answer.bytes);
    const read = hash === feed.bodyHash ? null : await readAnswer(answer);
    const { ttlMinutes, skipHours } = read ?? feed;
    const outcome = {
      kind: 'read',
      etag: answer.etag,
      lastModified: answer.lastModified,
      validatorsUrl: answer.url,
      bodyHash: hash,
      title: read?.title ?? null,
      siteUrl: read?.siteUrl ?? null,
      ttlMinutes,
      skipHours,
    } as const;
    const added = read?.kept.added.length ?? 0;
    const signs = { ...well, postsOfWeek: postsOfWeek + added, ttlMinutes, skipHours };
    return { outcome, kept: read?.kept ?? null, signs, move, ...RESPONSIVE };
  } catch (error) {
    if (!(error instanceof FetchError || error instanceof FeedError)) throw error;
    const isUnreachable =
      error instanceof FetchError && (error.reason === 'dns' || error.reason === 'connection');
    const signs = { kind: 'trouble', failures: feed.failures + 1, retryAfter: null, isGone: false } as const;
    const outcome = { kind: 'trouble', problem: describeProblem(error), gone: false } as const;
    return { outcome, kept: null, signs, move: null, isUnreachable, weary: null };
  }
}

/** A new address that is followed already stays with the feed that has it. */
async function whereTo(db: Db, feed: Feed, permanentUrl: string, now: Date): Promise<Move | null> {
  if (permanentUrl === feed.url && feed.movedTo === null) return null;
  const move = followMove(feed, permanentUrl, now);
  return move.url !== feed.url && (await isFollowed(db, move.url)) ? null : move;
}

function refused(feed: Feed, answer: Refused): Asked<never> {
  const { status, retryAfter, url } = answer;
  const gone = status === 410;
  return {
    outcome: { kind: 'trouble', problem: describeProblem(answer), gone },
    kept: null,
    signs: { kind: 'trouble', failures: feed.failures + 1, retryAfter, isGone: gone },
    move: null,
    isUnreachable: false,
    // 429 is about us and counts for the whole server; 503 is about this one answer (RFC 6585, section 4).
    weary: status === 429 ? new URL(url).host : null,
  };
}
