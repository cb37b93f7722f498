import { and, asc, eq, inArray } from 'drizzle-orm';
import type { Db } from '../db/open.ts';
import { comments } from '../db/schema/conversations.ts';
import { memberships, people } from '../db/schema/people.ts';
import { isShown } from './shown-comments.ts';

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
    .where(and(inArray(comments.postId, postIds), isShown(db, cohort)))
    .orderBy(asc(comments.datedAt), asc(comments.id));
  return rows.map(({ name, handle, ...remark }) => ({
    ...remark,
    member: name !== null && handle !== null ? { name, handle } : null,
  }));
}
