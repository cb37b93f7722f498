import { and, eq, inArray, sql } from 'drizzle-orm';
import { given } from '../db/given.ts';
import { type Db, prepared } from '../db/open.ts';
import { notToFindBy } from '../db/plan.ts';
import { answers, conversations } from '../db/schema/conversations.ts';
import { blogs, posts } from '../db/schema/feeds.ts';
import { filings } from '../db/schema/issues.ts';
import { answersOf, beginningOf, type Placed } from './answers.ts';
import { noteMovement } from './conversations.ts';
import { keepQuotes, listSources, listTargets } from './links.ts';

/** A post and where it stands in its cohort's conversations. */
interface Standing extends Placed {
  parentId: number | null;
  conversationId: number | null;
}

const standing = prepared((db) =>
  db
    .select({
      id: filings.postId,
      author: blogs.membershipId,
      datedAt: filings.datedAt,
      key: posts.addressKey,
      parentId: filings.parentId,
      conversationId: filings.conversationId,
    })
    .from(filings)
    .innerJoin(blogs, eq(blogs.id, filings.blogId))
    .innerJoin(posts, eq(posts.id, filings.postId))
    .where(and(eq(filings.cohort, sql.placeholder('cohort')), eq(filings.postId, sql.placeholder('postId'))))
    .prepare(),
);

async function findStanding(db: Db, cohort: string, postId: number): Promise<Standing | null> {
  const [row] = await standing(db).all({ cohort, postId });
  return row ?? null;
}

/**
 * Puts a post where it belongs in its cohort's conversations, with whatever stands under it: what it answers is
 * written down anew, and the conversations that this changes follow. Doing it again changes nothing.
 */
export async function placePost(db: Db, cohort: string, postId: number): Promise<void> {
  const post = await findStanding(db, cohort, postId);
  if (post === null) return;
  const answered = answersOf(post, await listTargets(db, cohort, postId));
  await storeAnswers(
    db,
    cohort,
    postId,
    answered.map(({ id: answersId, position }) => ({ cohort, postId, answersId, position })),
  );
  await keepQuotes(
    db,
    postId,
    answered.map(({ position }) => position),
  );
  const parentId = answered[0]?.id ?? null;
  if (parentId !== post.parentId) await putting(db).run({ cohort, postId, parentId });
  const { id: beginning } = await beginningOf({ ...post, parentId }, async (at) =>
    at.parentId === null ? null : findStanding(db, cohort, at.parentId),
  );
  if (beginning !== post.conversationId) {
    await moveInto(db, cohort, postId, beginning);
    if (post.conversationId !== null) await noteMovement(db, cohort, post.conversationId);
  }
  await noteMovement(db, cohort, beginning);
}

const filed = and(
  eq(filings.postId, sql.placeholder('postId')),
  eq(filings.cohort, sql.placeholder('cohort')),
);

const putting = prepared((db) =>
  db
    .update(filings)
    .set({ parentId: given('parentId', filings.parentId) })
    .where(filed)
    .prepare(),
);

const forgetting = prepared((db) =>
  db
    .delete(answers)
    .where(and(eq(answers.cohort, sql.placeholder('cohort')), eq(answers.postId, sql.placeholder('postId'))))
    .prepare(),
);

const answering = prepared((db) =>
  db
    .insert(answers)
    .values({
      cohort: given('cohort', answers.cohort),
      postId: given('postId', answers.postId),
      answersId: given('answersId', answers.answersId),
      position: given('position', answers.position),
    })
    .prepare(),
);

async function storeAnswers(
  db: Db,
  cohort: string,
  postId: number,
  now: (typeof answers.$inferSelect)[],
): Promise<void> {
  await forgetting(db).run({ cohort, postId });
  for (const answer of now) await answering(db).run(answer);
}

const under = prepared((db) =>
  db
    .select({ id: filings.postId })
    .from(filings)
    .where(
      and(eq(filings.parentId, sql.placeholder('postId')), eq(filings.cohort, sql.placeholder('cohort'))),
    )
    .prepare(),
);

const joining = prepared((db) =>
  db
    .update(filings)
    .set({ conversationId: given('conversationId', filings.conversationId) })
    .where(filed)
    .prepare(),
);

/** A post and all that stands under it. */
async function moveInto(db: Db, cohort: string, postId: number, conversationId: number): Promise<void> {
  const coming = [postId];
  const moved = new Set(coming);
  for (let id = coming.pop(); id !== undefined; id = coming.pop()) {
    await joining(db).run({ cohort, postId: id, conversationId });
    for (const child of await under(db).all({ cohort, postId: id })) {
      if (moved.has(child.id)) continue;
      moved.add(child.id);
      coming.push(child.id);
    }
  }
}

/**
 * Clears the places of posts that have left a cohort: what stood under one of them begins a conversation, until it is
 * placed anew.
 *
 * @returns the posts that link to them, to be placed anew.
 */
export async function leavePlaces(db: Db, cohort: string, leaving: number[]): Promise<Set<number>> {
  const sources = new Set<number>();
  for (const id of leaving) for (const source of await listSources(db, cohort, id)) sources.add(source);
  const parents = await db
    .selectDistinct({ conversationId: filings.conversationId })
    .from(filings)
    .innerJoin(answers, and(eq(answers.answersId, filings.postId), eq(answers.cohort, filings.cohort)))
    .where(and(eq(filings.cohort, cohort), inArray(answers.postId, leaving)));
  const orphans = await db
    .select({ id: filings.postId, conversationId: filings.conversationId })
    .from(filings)
    .where(and(eq(notToFindBy(filings.cohort), cohort), inArray(filings.parentId, leaving)));
  for (const postId of leaving) await forgetting(db).run({ cohort, postId });
  await db
    .delete(answers)
    .where(and(eq(notToFindBy(answers.cohort), cohort), inArray(answers.answersId, leaving)));
  for (const { id } of orphans) {
    await putting(db).run({ cohort, postId: id, parentId: null });
    await moveInto(db, cohort, id, id);
  }
  await db
    .delete(conversations)
    .where(and(eq(conversations.cohort, cohort), inArray(conversations.rootId, leaving)));
  for (const left of new Set([...parents, ...orphans].map((each) => each.conversationId))) {
    if (left !== null) await noteMovement(db, cohort, left);
  }
  return sources;
}
