import { and, desc, eq, isNull, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { type Db, transaction } from '../db/open.ts';
import { comments, hiddenComments } from '../db/schema/conversations.ts';
import { posts } from '../db/schema/feeds.ts';
import { filings } from '../db/schema/issues.ts';
import { memberships, people } from '../db/schema/people.ts';
import type { Hidden, Hiding } from '../desk/hiding.ts';
import { logDeed, quoted } from '../desk/log.ts';
import type { Membership } from '../memberships.ts';
import { noteDiscussion } from './comments.ts';

/** A comment that a facilitator has hidden in a cohort, and why. */
export interface HiddenComment {
  id: number;
  url: string;
  text: string;
  /** As it was signed, or the member who wrote it. */
  by: string;
  /** The post that it is on. */
  post: { id: number; title: string | null };
  hiding: Hiding;
}

/** A comment on a post of a cohort. */
interface Which {
  cohort: string;
  commentId: number;
}

/** Hides a comment in a cohort; on its blog it stays. Mail that was sent can't be called back. */
export async function hideComment(
  db: Db,
  which: Which,
  reason: string,
  hostId: number,
  now: Date,
): Promise<Hidden> {
  return transaction(db, async (tx) => {
    const comment = await find(tx, which);
    if (!comment) return { kind: 'unknown' };
    const { cohort, commentId } = which;
    const [before] = await list(tx, cohort, eq(comments.id, commentId));
    if (before) return { kind: 'before', by: before.hiding.by };
    await tx.insert(hiddenComments).values({ commentId, cohort, reason, hiddenBy: hostId, hiddenAt: now });
    await noteDiscussion(tx, comment.postId);
    const about = { subject: quoted(comment.text), aboutId: comment.membershipId, reason };
    await logDeed(tx, { cohort, membershipId: hostId, deed: 'hid', ...about }, now);
    return { kind: 'done' };
  });
}

/** Shows a hidden comment again. @returns false when it isn't hidden, or not there any more. */
export async function showCommentAgain(db: Db, which: Which, hostId: number, now: Date): Promise<boolean> {
  return transaction(db, async (tx) => {
    const comment = await find(tx, which);
    if (!comment) return false;
    const { cohort, commentId } = which;
    const shown = await tx
      .delete(hiddenComments)
      .where(and(eq(hiddenComments.commentId, commentId), eq(hiddenComments.cohort, cohort)))
      .returning({ id: hiddenComments.commentId });
    if (shown.length === 0) return false;
    await noteDiscussion(tx, comment.postId);
    const about = { subject: quoted(comment.text), aboutId: comment.membershipId };
    await logDeed(tx, { cohort, membershipId: hostId, deed: 'showedAgain', ...about }, now);
    return true;
  });
}

async function find(db: Db, { cohort, commentId }: Which) {
  const [comment] = await db
    .select({ text: comments.text, postId: comments.postId, membershipId: memberships.id })
    .from(comments)
    .innerJoin(filings, and(eq(filings.postId, comments.postId), eq(filings.cohort, cohort)))
    .leftJoin(memberships, and(eq(memberships.personId, comments.personId), eq(memberships.cohort, cohort)))
    .where(and(eq(comments.id, commentId), isNull(comments.goneAt)));
  return comment ?? null;
}

/** The hidden comments of a cohort, the last that was hidden first. */
export function listHiddenComments(db: Db, cohort: string): Promise<HiddenComment[]> {
  return list(db, cohort);
}

/** What of somebody's is hidden in a cohort, for their own eyes. */
export function listHiddenCommentsOf(
  db: Db,
  { cohort, personId }: Pick<Membership, 'cohort' | 'personId'>,
): Promise<HiddenComment[]> {
  return list(db, cohort, eq(comments.personId, personId));
}

const hiding = alias(memberships, 'hiding');
const hider = alias(people, 'hider');

async function list(db: Db, cohort: string, which?: SQL): Promise<HiddenComment[]> {
  const rows = await db
    .select({
      id: comments.id,
      url: comments.url,
      text: comments.text,
      author: comments.author,
      name: people.name,
      post: { id: posts.id, title: posts.title },
      hiding: { reason: hiddenComments.reason, by: hider.name, at: hiddenComments.hiddenAt },
    })
    .from(hiddenComments)
    .innerJoin(comments, eq(comments.id, hiddenComments.commentId))
    .innerJoin(filings, and(eq(filings.postId, comments.postId), eq(filings.cohort, hiddenComments.cohort)))
    .innerJoin(posts, eq(posts.id, comments.postId))
    .leftJoin(
      memberships,
      and(eq(memberships.personId, comments.personId), eq(memberships.cohort, hiddenComments.cohort)),
    )
    .leftJoin(people, eq(people.id, memberships.personId))
    .leftJoin(hiding, eq(hiding.id, hiddenComments.hiddenBy))
    .leftJoin(hider, eq(hider.id, hiding.personId))
    .where(and(eq(hiddenComments.cohort, cohort), isNull(comments.goneAt), which))
    .orderBy(desc(hiddenComments.hiddenAt), desc(comments.id));
  return rows.map(({ author, name, ...comment }) => ({ ...comment, by: name ?? author ?? 'Somebody' }));
}
