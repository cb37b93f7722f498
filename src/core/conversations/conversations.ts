import { and, count, desc, eq, lt, max, ne, or, sql } from 'drizzle-orm';
import { given } from '../db/given.ts';
import { type Db, prepared } from '../db/open.ts';
import { comments, conversations } from '../db/schema/conversations.ts';
import { blogs } from '../db/schema/feeds.ts';
import { filings } from '../db/schema/issues.ts';
import { memberships } from '../db/schema/people.ts';
import { isShown } from './shown-comments.ts';
import { findTurn, listNewestTurns, type Turn } from './turns.ts';

const lastWritten = prepared((db) =>
  db
    .select({ at: max(filings.datedAt), posts: count() })
    .from(filings)
    .where(
      and(
        eq(filings.cohort, sql.placeholder('cohort')),
        eq(filings.conversationId, sql.placeholder('rootId')),
      ),
    )
    .prepare(),
);

const lastCommented = prepared((db) =>
  db
    .select({ at: max(comments.datedAt) })
    .from(filings)
    .innerJoin(comments, eq(comments.postId, filings.postId))
    .innerJoin(blogs, eq(blogs.id, filings.blogId))
    .innerJoin(memberships, eq(memberships.id, blogs.membershipId))
    .where(
      and(
        eq(filings.cohort, sql.placeholder('cohort')),
        eq(filings.conversationId, sql.placeholder('rootId')),
        or(sql`${comments.personId} is null`, ne(comments.personId, memberships.personId)),
        isShown(db, filings.cohort),
      ),
    )
    .prepare(),
);

const ending = prepared((db) =>
  db
    .delete(conversations)
    .where(
      and(
        eq(conversations.cohort, sql.placeholder('cohort')),
        eq(conversations.rootId, sql.placeholder('rootId')),
      ),
    )
    .prepare(),
);

const moving = prepared((db) =>
  db
    .insert(conversations)
    .values({
      cohort: given('cohort', conversations.cohort),
      rootId: given('rootId', conversations.rootId),
      movedAt: given('movedAt', conversations.movedAt),
    })
    .onConflictDoUpdate({
      target: [conversations.cohort, conversations.rootId],
      set: { movedAt: given('movedAt', conversations.movedAt) },
    })
    .prepare(),
);

/** Keeps the list of conversations true of one: a post alone, on which nobody commented, is none. */
export async function noteMovement(db: Db, cohort: string, rootId: number): Promise<void> {
  const [written] = await lastWritten(db).all({ cohort, rootId });
  const [commented] = await lastCommented(db).all({ cohort, rootId });
  const isOne = written?.at && (written.posts > 1 || commented?.at);
  if (!isOne) {
    await ending(db).run({ cohort, rootId });
    return;
  }
  const movedAt = new Date(Math.max(written.at?.getTime() ?? 0, commented?.at?.getTime() ?? 0));
  await moving(db).run({ cohort, rootId, movedAt });
}

/** A conversation in a list: what it began with, and its newest turns, the oldest of these first. */
export interface Glimpse {
  rootId: number;
  movedAt: Date;
  root: Turn;
  newest: Turn[];
}

const moved = prepared((db) =>
  db
    .select({ rootId: conversations.rootId, movedAt: conversations.movedAt })
    .from(conversations)
    .where(
      and(
        eq(conversations.cohort, sql.placeholder('cohort')),
        or(
          lt(conversations.movedAt, sql.placeholder('movedAt')),
          and(
            eq(conversations.movedAt, sql.placeholder('movedAt')),
            lt(conversations.rootId, sql.placeholder('rootId')),
          ),
        ),
      ),
    )
    .orderBy(desc(conversations.movedAt), desc(conversations.rootId))
    .limit(sql.placeholder('most'))
    .prepare(),
);

/** How many of a conversation's newest turns a list shows. */
const GLIMPSED = 3;

/** Where in the list of conversations one stands. */
export type ConversationPlace = Pick<Glimpse, 'movedAt' | 'rootId'>;

const TOP: ConversationPlace = { movedAt: new Date(8.64e15), rootId: 0 };

/** The conversations of a cohort that stand below a place, those that moved last first. */
export async function listConversations(
  db: Db,
  cohort: string,
  most: number,
  below = TOP,
): Promise<Glimpse[]> {
  const found: Glimpse[] = [];
  const rows = await moved(db).all({ cohort, most, ...below, movedAt: below.movedAt.getTime() });
  for (const { rootId, movedAt } of rows) {
    const root = await findTurn(db, cohort, rootId);
    const newest = await listNewestTurns(db, cohort, rootId, GLIMPSED);
    if (root) found.push({ rootId, movedAt, root, newest });
  }
  return found;
}
