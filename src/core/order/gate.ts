import { and, eq, exists, or, sql } from 'drizzle-orm';
import type { BlogToFile } from '../blogs-to-file.ts';
import type { Cohort } from '../cohorts.ts';
import { type Db, prepared } from '../db/open.ts';
import { withheld } from '../db/schema/desk.ts';
import { blogs } from '../db/schema/feeds.ts';
import { filings } from '../db/schema/issues.ts';
import type { State, Why } from './withheld.ts';

/**
 * As many posts as a blog may bring to a cohort within a day. The whole table of Change11, two thousand people, brought
 * thirteen a day; somebody who joins late and brings all that they wrote since is within it, mostly.
 */
export const FLOOD = 20;
const DAY_MS = 24 * 60 * 60 * 1000;

/** What is known of a blog in a cohort when it brings posts. */
export interface Standing {
  /** What facilitators decided, or have yet to decide, on posts of it. */
  withheld: Map<number, State>;
  /** The posts of it that are at the table, and when they came. */
  filed: Map<number, Date>;
  isMuted: boolean;
  /** Whether it may have changed hands. */
  isQuestioned: boolean;
  /** Whether its author has yet to bring a first post, in a cohort that wants to look at those. */
  isFirst: boolean;
}

/** Where a post goes that is for the cohort: to the table, nowhere, or to the facilitators, and why. */
export type Place = 'in' | 'out' | Exclude<Why, 'hidden'>;

/** Says of one post after the other where it goes; each that is let in counts for those that follow. */
export class Gate {
  readonly #standing: Standing;
  #newToday: number;

  constructor(standing: Standing, now: Date) {
    this.#standing = standing;
    const since = now.getTime() - DAY_MS;
    const isNew = ([id, at]: [number, Date]) => at.getTime() > since && !standing.withheld.has(id);
    this.#newToday = [...standing.filed].filter(isNew).length;
  }

  place(postId: number): Place {
    const { withheld, filed, isMuted, isQuestioned, isFirst } = this.#standing;
    const state = withheld.get(postId);
    if (state === 'held' || state === 'out') return 'out';
    if (state === 'through' || filed.has(postId)) return 'in';
    if (isMuted) return 'out';
    if (isQuestioned) return 'owner';
    if (isFirst) return 'first';
    if (this.#newToday >= FLOOD) return 'flood';
    this.#newToday += 1;
    return 'in';
  }

  /** Whether a facilitator has yet to look at a post. */
  isHeld(postId: number): boolean {
    return this.#standing.withheld.get(postId) === 'held';
  }
}

const decisions = prepared((db) =>
  db
    .select({ postId: withheld.postId, state: withheld.state })
    .from(withheld)
    .where(eq(withheld.blogId, sql.placeholder('blogId')))
    .prepare(),
);

const atTable = prepared((db) =>
  db
    .select({ postId: filings.postId, filedAt: filings.filedAt })
    .from(filings)
    .where(eq(filings.blogId, sql.placeholder('blogId')))
    .prepare(),
);

const heard = prepared((db) =>
  db
    .select({ id: blogs.id })
    .from(blogs)
    .where(
      and(
        eq(blogs.membershipId, sql.placeholder('membershipId')),
        or(
          exists(db.select({ one: sql`1` }).from(filings).where(eq(filings.blogId, blogs.id))),
          exists(
            db
              .select({ one: sql`1` })
              .from(withheld)
              .where(and(eq(withheld.blogId, blogs.id), eq(withheld.state, 'through'))),
          ),
        ),
      ),
    )
    .limit(1)
    .prepare(),
);

/** The gate that the posts of a blog come through on their way into its cohort. */
export async function openGate(
  db: Db,
  blog: Pick<BlogToFile, 'id' | 'membershipId' | 'role' | 'question' | 'isMuted'>,
  cohort: Pick<Cohort, 'holdsFirst'>,
  now: Date,
): Promise<Gate> {
  const { id: blogId, membershipId, role, question, isMuted } = blog;
  const decided = await decisions(db).all({ blogId });
  const filed = await atTable(db).all({ blogId });
  const mayBeFirst = cohort.holdsFirst && role === 'participant' && filed.length === 0;
  const standing = {
    withheld: new Map(decided.map(({ postId, state }) => [postId, state])),
    filed: new Map(filed.map(({ postId, filedAt }) => [postId, filedAt])),
    isMuted,
    isQuestioned: question !== null,
    isFirst: mayBeFirst && (await heard(db).all({ membershipId })).length === 0,
  };
  return new Gate(standing, now);
}
