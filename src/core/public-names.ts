import { and, eq, exists, isNotNull, or, sql } from 'drizzle-orm';
import { isShown as isCommentShown } from './conversations/shown-comments.ts';
import type { Db } from './db/open.ts';
import { comments } from './db/schema/conversations.ts';
import { blogs } from './db/schema/feeds.ts';
import { filings } from './db/schema/issues.ts';
import { liveAnswers, liveQuestions } from './db/schema/live.ts';
import { memberships } from './db/schema/people.ts';
import { isShown } from './live/shown.ts';
import type { Membership } from './memberships.ts';

/**
 * Whether a cohort names somebody to all who may read it, so that the link of their name has to lead somewhere: a
 * host, and whoever has a blog, a word on who they are, or has said something in a live session or under a post.
 */
export async function isNamed(db: Db, { id, personId, cohort, role, about }: Membership): Promise<boolean> {
  if (role === 'facilitator' || about !== null) return true;
  const one = { one: sql`1` };
  const brought = db.select(one).from(blogs).where(eq(blogs.membershipId, id));
  const said = db
    .select(one)
    .from(liveAnswers)
    .innerJoin(liveQuestions, eq(liveQuestions.id, liveAnswers.questionId))
    .where(and(eq(liveAnswers.membershipId, id), isNotNull(liveQuestions.openedAt), isShown(db)));
  const commented = db
    .select(one)
    .from(comments)
    .innerJoin(filings, and(eq(filings.postId, comments.postId), eq(filings.cohort, cohort)))
    .where(and(eq(comments.personId, personId), isCommentShown(db, cohort)));
  const [named] = await db
    .select(one)
    .from(memberships)
    .where(and(eq(memberships.id, id), or(exists(brought), exists(said), exists(commented))));
  return named !== undefined;
}
