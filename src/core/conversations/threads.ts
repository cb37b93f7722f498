import { and, asc, desc, eq, inArray, lt, ne, sql } from 'drizzle-orm';
import type { Consent } from '../blogs.ts';
import { type Db, prepared } from '../db/open.ts';
import { notToFindBy } from '../db/plan.ts';
import { answers, comments, conversations, links } from '../db/schema/conversations.ts';
import { blogs, feeds, posts } from '../db/schema/feeds.ts';
import { filings } from '../db/schema/issues.ts';
import { memberships, people } from '../db/schema/people.ts';
import { shownQuote } from './links.ts';

/** A post as a conversation shows it: how it begins, and what it says of the one that it answers. */
export interface Turn {
  id: number;
  title: string | null;
  url: string;
  language: string | null;
  datedAt: Date;
  /** How much of it its author lets us show. */
  consent: Consent;
  /** The first of its words, enough for an excerpt; none where only the title is to be shown. */
  opening: string;
  /** The post that it stands under; null for the one that the conversation began with. */
  parentId: number | null;
  conversationId: number | null;
  /** The sentence in which it links to that one. */
  quote: string | null;
  author: { membershipId: number; name: string; handle: string; blogTitle: string };
}

/** A comment on somebody's blog, as it was signed there. */
export interface Remark {
  id: number;
  postId: number;
  url: string;
  text: string;
  language: string | null;
  datedAt: Date;
  author: string | null;
  /** Whoever of us wrote it, where that is certain. */
  member: { name: string; handle: string } | null;
}

/** Enough for an excerpt of sixty words, in most languages several times. */
const OPENING = 1500;

const turns = (db: Db) =>
  db
    .select({
      id: filings.postId,
      title: posts.title,
      url: posts.url,
      language: posts.language,
      datedAt: filings.datedAt,
      opening: sql<string>`substr(${posts.text}, 1, ${sql.raw(String(OPENING))})`,
      parentId: filings.parentId,
      conversationId: filings.conversationId,
      quote: links.quote,
      membershipId: memberships.id,
      name: people.name,
      handle: memberships.handle,
      blogTitle: feeds.title,
      consent: blogs.consent,
    })
    .from(filings)
    .innerJoin(posts, eq(posts.id, filings.postId))
    .innerJoin(feeds, eq(feeds.id, posts.feedId))
    .innerJoin(blogs, eq(blogs.id, filings.blogId))
    .innerJoin(memberships, eq(memberships.id, blogs.membershipId))
    .innerJoin(people, eq(people.id, memberships.personId))
    .leftJoin(
      answers,
      and(
        eq(answers.cohort, filings.cohort),
        eq(answers.postId, filings.postId),
        eq(answers.answersId, filings.parentId),
      ),
    )
    .leftJoin(links, and(eq(links.postId, answers.postId), eq(links.position, answers.position)));

function asTurn(row: Awaited<ReturnType<typeof turns>>[number]): Turn {
  const { membershipId, name, handle, blogTitle, quote, parentId, ...turn } = row;
  const isBeginning = turn.id === turn.conversationId;
  return {
    ...turn,
    opening: turn.consent === 'title' ? '' : turn.opening,
    parentId: isBeginning ? null : parentId,
    quote: isBeginning || turn.consent === 'title' ? null : quote || null,
    author: { membershipId, name, handle, blogTitle: blogTitle ?? new URL(turn.url).host },
  };
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
        lt(conversations.movedAt, sql.placeholder('before')),
      ),
    )
    .orderBy(desc(conversations.movedAt), desc(conversations.rootId))
    .limit(sql.placeholder('most'))
    .prepare(),
);

const newestTurns = prepared((db) =>
  turns(db)
    .where(
      and(
        eq(filings.cohort, sql.placeholder('cohort')),
        eq(filings.conversationId, sql.placeholder('rootId')),
        ne(filings.postId, sql.placeholder('rootId')),
      ),
    )
    .orderBy(desc(filings.datedAt), desc(filings.postId))
    .limit(sql.placeholder('most'))
    .prepare(),
);

const oneTurn = prepared((db) =>
  turns(db)
    .where(and(eq(filings.cohort, sql.placeholder('cohort')), eq(filings.postId, sql.placeholder('postId'))))
    .prepare(),
);

/** One post of a cohort as a conversation shows it; null when it is none of the cohort's. */
export async function findTurn(db: Db, cohort: string, postId: number): Promise<Turn | null> {
  const [row] = await oneTurn(db).all({ cohort, postId });
  return row ? asTurn(row) : null;
}

/** How many of a conversation's newest turns a list shows. */
const GLIMPSED = 3;

/** The conversations of a cohort, those that moved last first. */
export async function listConversations(
  db: Db,
  cohort: string,
  most: number,
  before = new Date(8.64e15),
): Promise<Glimpse[]> {
  const found: Glimpse[] = [];
  for (const { rootId, movedAt } of await moved(db).all({ cohort, before: before.getTime(), most })) {
    const root = await findTurn(db, cohort, rootId);
    const newest = await newestTurns(db).all({ cohort, rootId, most: GLIMPSED });
    if (root) found.push({ rootId, movedAt, root, newest: newest.map(asTurn).reverse() });
  }
  return found;
}

/** One post of a conversation with the comments under it on its blog, and answers to it that stand elsewhere. */
export interface Part {
  turn: Turn;
  remarks: Remark[];
  /** Whose post it answers; null for the beginning. */
  answersTo: string | null;
  /** Posts that answer it and are part of another conversation. */
  elsewhere: Turn[];
}

/** A conversation to read: how it began, and each answer to that with all that followed from it. */
export interface Thread {
  root: Part;
  branches: { top: Part; rest: Part[] }[];
  /** Whether there are more posts than these, which are the oldest. */
  isCut: boolean;
}

/** The longest that a page can be read. */
const LONGEST_THREAD = 300;

const allTurns = prepared((db) =>
  turns(db)
    .where(
      and(
        eq(filings.cohort, sql.placeholder('cohort')),
        eq(filings.conversationId, sql.placeholder('rootId')),
      ),
    )
    .orderBy(asc(filings.datedAt), asc(filings.postId))
    .limit(LONGEST_THREAD + 1)
    .prepare(),
);

/** The conversation that began with a post; null when that is no beginning, or none of the cohort's. */
export async function findThread(db: Db, cohort: string, rootId: number): Promise<Thread | null> {
  const found = (await allTurns(db).all({ cohort, rootId })).map(asTurn);
  const shown = found.slice(0, LONGEST_THREAD);
  const ids = shown.map(({ id }) => id);
  return asThread(
    shown,
    await listRemarks(db, cohort, ids),
    await listElsewhere(db, cohort, ids, rootId),
    found.length > shown.length,
  );
}

/**
 * The posts of a conversation in the order of reading: each answer to the beginning, followed by what follows from it,
 * by date.
 *
 * @param turns by date.
 * @returns null when none of them is a beginning.
 */
export function asThread(
  turns: Turn[],
  remarks: Remark[],
  elsewhere: { answersId: number; turn: Turn }[],
  isCut = false,
): Thread | null {
  const root = turns.find(({ parentId }) => parentId === null);
  if (!root) return null;
  const byId = new Map(turns.map((turn) => [turn.id, turn]));
  const remarksOf = Map.groupBy(remarks, ({ postId }) => postId);
  const elsewhereOf = Map.groupBy(elsewhere, ({ answersId }) => answersId);
  const part = (turn: Turn): Part => ({
    turn,
    remarks: remarksOf.get(turn.id) ?? [],
    answersTo: byId.get(turn.parentId ?? 0)?.author.name ?? null,
    elsewhere: (elsewhereOf.get(turn.id) ?? []).map((each) => each.turn),
  });
  const topOf = topFinder(byId, root.id);
  const branches = Map.groupBy(
    turns.filter(({ id }) => id !== root.id),
    topOf,
  );
  return {
    root: part(root),
    branches: [...branches].flatMap(([topId, inBranch]) => {
      const top = byId.get(topId);
      return top ? [{ top: part(top), rest: inBranch.filter((turn) => turn !== top).map(part) }] : [];
    }),
    isCut,
  };
}

/** Finds the answer to the beginning that a post follows from; for one whose way up isn't shown, where that ends. */
function topFinder(byId: Map<number, Turn>, rootId: number): (turn: { id: number }) => number {
  const tops = new Map<number, number>();
  return ({ id }) => {
    const way: number[] = [];
    let at = id;
    for (;;) {
      const known = tops.get(at);
      if (known !== undefined) {
        at = known;
        break;
      }
      way.push(at);
      const above = byId.get(at)?.parentId ?? null;
      if (above === null || above === rootId || !byId.has(above)) break;
      at = above;
    }
    for (const each of way) tops.set(each, at);
    return at;
  };
}

/** The comments under some posts, by date. */
export async function listRemarks(db: Db, cohort: string, postIds: number[]): Promise<Remark[]> {
  if (postIds.length === 0) return [];
  const rows = await db
    .select({
      id: comments.id,
      postId: comments.postId,
      url: comments.url,
      text: comments.text,
      language: comments.language,
      datedAt: comments.datedAt,
      author: comments.author,
      name: people.name,
      handle: memberships.handle,
    })
    .from(comments)
    .leftJoin(memberships, and(eq(memberships.personId, comments.personId), eq(memberships.cohort, cohort)))
    .leftJoin(people, eq(people.id, memberships.personId))
    .where(inArray(comments.postId, postIds))
    .orderBy(asc(comments.datedAt), asc(comments.id));
  return rows.map(({ name, handle, ...remark }) => ({
    ...remark,
    member: name !== null && handle !== null ? { name, handle } : null,
  }));
}

/** Posts that answer some of a conversation, and are part of another one. */
async function listElsewhere(
  db: Db,
  cohort: string,
  postIds: number[],
  rootId: number,
): Promise<{ answersId: number; turn: Turn }[]> {
  const rows = await listAnswersTo(db, cohort, postIds);
  return rows.filter(({ turn }) => turn.conversationId !== rootId);
}

/** The posts that answer some others, by date, each with what it says of the one that it answers. */
export async function listAnswersTo(
  db: Db,
  cohort: string,
  postIds: number[],
): Promise<{ answersId: number; turn: Turn }[]> {
  if (postIds.length === 0) return [];
  const pairs = await db
    .select({ postId: answers.postId, answersId: answers.answersId, quote: shownQuote })
    .from(answers)
    .innerJoin(links, and(eq(links.postId, answers.postId), eq(links.position, answers.position)))
    .innerJoin(filings, and(eq(filings.postId, answers.postId), eq(filings.cohort, answers.cohort)))
    .innerJoin(blogs, eq(blogs.id, filings.blogId))
    .where(and(eq(notToFindBy(answers.cohort), cohort), inArray(answers.answersId, postIds)));
  return withTurns(db, cohort, pairs, ({ postId }) => postId);
}

/** The posts that a post answers, each with what it says of it. */
export async function listAnsweredBy(db: Db, cohort: string, postId: number): Promise<Turn[]> {
  const pairs = await db
    .select({ answersId: answers.answersId, quote: shownQuote })
    .from(answers)
    .innerJoin(links, and(eq(links.postId, answers.postId), eq(links.position, answers.position)))
    .innerJoin(filings, and(eq(filings.postId, answers.postId), eq(filings.cohort, answers.cohort)))
    .innerJoin(blogs, eq(blogs.id, filings.blogId))
    .where(and(eq(answers.cohort, cohort), eq(answers.postId, postId)));
  return (await withTurns(db, cohort, pairs, ({ answersId }) => answersId)).map(({ turn }) => turn);
}

async function withTurns<Pair extends { answersId: number; quote: string }>(
  db: Db,
  cohort: string,
  pairs: Pair[],
  idOf: (pair: Pair) => number,
): Promise<{ answersId: number; turn: Turn }[]> {
  if (pairs.length === 0) return [];
  const rows = await turns(db)
    .where(and(eq(notToFindBy(filings.cohort), cohort), inArray(filings.postId, pairs.map(idOf))))
    .orderBy(asc(filings.datedAt), asc(filings.postId));
  return rows.flatMap((row) => {
    const turn = asTurn(row);
    return pairs
      .filter((pair) => idOf(pair) === turn.id)
      .map(({ answersId, quote }) => ({
        answersId,
        turn: { ...turn, quote: quote || null },
      }));
  });
}
