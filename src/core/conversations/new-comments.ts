import { and, asc, eq, gt, inArray, isNull, lte, ne, or } from 'drizzle-orm';
import type { Db } from '../db/open.ts';
import { comments } from '../db/schema/conversations.ts';
import { blogs } from '../db/schema/feeds.ts';
import { filings } from '../db/schema/issues.ts';
import { memberships, people } from '../db/schema/people.ts';
import { isShown } from './shown-comments.ts';

/** A comment on a post of the cohort, on its author's blog. */
export interface NewComment {
  postId: number;
  /** As it was signed, or the member who wrote it. */
  by: string;
  /** Of their page in the directory; null for somebody from outside. */
  handle: string | null;
  url: string;
  text: string;
  language: string | null;
  datedAt: Date;
}

/** Of a day under one post; a quarrel may bring more, and is read there. It shall silence nobody else's. */
const MOST_OF_A_POST = 12;
/** Of all of them, and of those that are looked through for these. */
const MOST_COMMENTS = 200;
const MOST_LOOKED_AT = 2_000;

/** The comments by others under posts of a cohort that came after an instant, up to another, the oldest first. */
export async function listNewComments(
  db: Db,
  cohort: string,
  { since, until }: { since: Date; until: Date },
  most = MOST_LOOKED_AT,
): Promise<NewComment[]> {
  const { postId, author, url, text, language, datedAt } = comments;
  const rows = await db
    .select({ postId, author, url, text, language, datedAt, personId: comments.personId })
    .from(comments)
    .innerJoin(filings, and(eq(filings.postId, postId), eq(filings.cohort, cohort)))
    .innerJoin(blogs, eq(blogs.id, filings.blogId))
    .innerJoin(memberships, eq(memberships.id, blogs.membershipId))
    .where(
      and(
        gt(comments.firstSeenAt, since),
        lte(comments.firstSeenAt, until),
        or(isNull(comments.personId), ne(comments.personId, memberships.personId)),
        isShown(db, cohort),
      ),
    )
    .orderBy(asc(comments.firstSeenAt), asc(comments.id))
    .limit(most);
  const ofPost = new Map<number, number>();
  const isOfFirst = ({ postId }: { postId: number }) => {
    const nth = (ofPost.get(postId) ?? 0) + 1;
    ofPost.set(postId, nth);
    return nth <= MOST_OF_A_POST;
  };
  const kept = rows.filter(isOfFirst).slice(0, MOST_COMMENTS);
  const writers = await listWriters(
    db,
    cohort,
    kept.flatMap(({ personId }) => personId ?? []),
  );
  return kept.map(({ personId, ...comment }) => {
    const writer = personId === null ? undefined : writers.get(personId);
    return { ...comment, by: writer?.name ?? comment.author ?? 'Somebody', handle: writer?.handle ?? null };
  });
}

/** Of these people, those who are in the cohort. */
async function listWriters(db: Db, cohort: string, personIds: number[]) {
  if (personIds.length === 0) return new Map<number, { name: string; handle: string }>();
  const rows = await db
    .select({ personId: people.id, name: people.name, handle: memberships.handle })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId))
    .where(and(eq(memberships.cohort, cohort), inArray(people.id, personIds)));
  return new Map(rows.map(({ personId, ...writer }) => [personId, writer]));
}
