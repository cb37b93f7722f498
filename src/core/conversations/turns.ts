import { and, asc, desc, eq, inArray, ne, sql } from 'drizzle-orm';
import type { Consent } from '../blogs.ts';
import { type Db, prepared } from '../db/open.ts';
import { notToFindBy } from '../db/plan.ts';
import { answers, links } from '../db/schema/conversations.ts';
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

/** The newest turns of a conversation beside its beginning, the oldest of them first. */
export async function listNewestTurns(db: Db, cohort: string, rootId: number, most: number): Promise<Turn[]> {
  return (await newestTurns(db).all({ cohort, rootId, most })).map(asTurn).reverse();
}

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

const allTurns = prepared((db) =>
  turns(db)
    .where(
      and(
        eq(filings.cohort, sql.placeholder('cohort')),
        eq(filings.conversationId, sql.placeholder('rootId')),
      ),
    )
    .orderBy(asc(filings.datedAt), asc(filings.postId))
    .limit(sql.placeholder('most'))
    .prepare(),
);

/** The posts of a conversation, its beginning too, the oldest first. */
export async function listTurns(db: Db, cohort: string, rootId: number, most: number): Promise<Turn[]> {
  return (await allTurns(db).all({ cohort, rootId, most })).map(asTurn);
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
