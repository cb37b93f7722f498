import { and, eq } from 'drizzle-orm';
import { sayOfAnswer } from '../conversations/provocations.ts';
import { type Db, transaction } from '../db/open.ts';
import { provocationAnswers } from '../db/schema/conversations.ts';
import { type Deed, logDeed } from './log.ts';

/**
 * Lets a facilitator say whether a post answers a provocation, or take that back with null, and writes it down. Its
 * author's word counts before it.
 *
 * @param deed who says it, of which post.
 */
export async function sayAtDesk(
  db: Db,
  which: { cohort: string; provocation: string; postId: number },
  says: boolean | null,
  deed: { membershipId: number; post: { title: string | null; author: { membershipId: number } } },
  now: Date,
): Promise<void> {
  await transaction(db, async (tx) => {
    await sayOfAnswer(tx, which, 'facilitator', says);
    await logDeed(
      tx,
      {
        cohort: which.cohort,
        membershipId: deed.membershipId,
        deed: deedOf(says),
        subject: `${deed.post.title ?? 'a post'} (${which.provocation})`,
        aboutId: deed.post.author.membershipId,
      },
      now,
    );
  });
}

function deedOf(says: boolean | null): Deed {
  if (says === null) return 'answer-left';
  return says ? 'answer-added' : 'answer-taken-away';
}

/** What people say of the posts that answer a provocation, by post. */
export async function listSaidOf(
  db: Db,
  cohort: string,
  provocation: string,
): Promise<Map<number, { author: boolean | null; facilitator: boolean | null }>> {
  const rows = await db
    .select()
    .from(provocationAnswers)
    .where(and(eq(provocationAnswers.cohort, cohort), eq(provocationAnswers.provocation, provocation)));
  return new Map(rows.map(({ postId, author, facilitator }) => [postId, { author, facilitator }]));
}
