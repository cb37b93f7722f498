import { and, eq } from 'drizzle-orm';
import { unweave } from '../conversations/weave.ts';
import { type Db, transaction } from '../db/open.ts';
import { withheld } from '../db/schema/desk.ts';
import { blogs, posts } from '../db/schema/feeds.ts';
import { filings } from '../db/schema/issues.ts';
import { type Deed, logDeed } from '../desk/log.ts';
import { findWithheld, nameOf, type State, type Withheld } from './withheld.ts';

/** A post of a cohort. */
export interface Which {
  cohort: string;
  postId: number;
}

/** What came of a decision on a post. */
export type Decided =
  | { kind: 'done' }
  /** Somebody else, or the same person in another window, has decided before; perhaps otherwise. */
  | { kind: 'before'; post: Withheld }
  /** There is no such post in the cohort. */
  | { kind: 'unknown' };

/** Lets a post through that is held: the next issue carries it. */
export function letThrough(db: Db, which: Which, hostId: number, now: Date): Promise<Decided> {
  return decide(db, which, { from: 'held', to: 'through', deed: 'letThrough', reason: null }, hostId, now);
}

/** Keeps a post out that is held, for a reason or none. */
export function keepOut(
  db: Db,
  which: Which,
  reason: string | null,
  hostId: number,
  now: Date,
): Promise<Decided> {
  return decide(db, which, { from: 'held', to: 'out', deed: 'keptOut', reason }, hostId, now);
}

/** Lets a post back that was kept out or hidden: into the issue that carried it, or into the next. */
export function showAgain(db: Db, which: Which, hostId: number, now: Date): Promise<Decided> {
  return decide(db, which, { from: 'out', to: 'through', deed: 'showedAgain', reason: null }, hostId, now);
}

/** Holds a post again that was let through, for another look. */
export function holdAgain(db: Db, which: Which, hostId: number, now: Date): Promise<Decided> {
  return decide(db, which, { from: 'through', to: 'held', deed: 'heldAgain', reason: null }, hostId, now);
}

interface Step {
  from: State;
  to: State;
  deed: Deed;
  reason: string | null;
}

async function decide(db: Db, which: Which, step: Step, hostId: number, now: Date): Promise<Decided> {
  return transaction(db, async (tx) => {
    const post = await findWithheld(tx, which.cohort, which.postId);
    if (!post) return { kind: 'unknown' };
    if (post.state !== step.from) return { kind: 'before', post };
    const { to: state, reason } = step;
    await change(tx, which, { state, reason, decidedBy: hostId, decidedAt: now });
    if (step.from === 'through') await takeOut(tx, which);
    if (state === 'through') await putBack(tx, which, now);
    const about = { subject: nameOf(post), aboutId: post.author.membershipId, reason };
    await logDeed(tx, { cohort: which.cohort, membershipId: hostId, deed: step.deed, ...about }, now);
    return { kind: 'done' };
  });
}

/** Takes a post out of a cohort, wherever it stands there. Mail that was sent can't be called back. */
export async function hide(
  db: Db,
  which: Which,
  reason: string,
  hostId: number,
  now: Date,
): Promise<Decided> {
  return transaction(db, async (tx) => {
    const before = await findWithheld(tx, which.cohort, which.postId);
    if (before?.state === 'held') return keepOut(tx, which, reason, hostId, now);
    if (before?.state === 'out') return { kind: 'before', post: before };
    const [filed] = await tx
      .select({
        blogId: filings.blogId,
        membershipId: blogs.membershipId,
        title: posts.title,
        opening: posts.text,
        consent: blogs.consent,
        url: posts.url,
      })
      .from(filings)
      .innerJoin(posts, eq(posts.id, filings.postId))
      .innerJoin(blogs, eq(blogs.id, filings.blogId))
      .where(isFiled(which));
    if (!filed) return { kind: 'unknown' };
    await hideQuietly(tx, { ...which, blogId: filed.blogId }, reason, hostId, now);
    const opening = filed.consent === 'title' ? '' : filed.opening;
    const about = { subject: nameOf({ ...filed, opening }), aboutId: filed.membershipId, reason };
    await logDeed(tx, { cohort: which.cohort, membershipId: hostId, deed: 'hid', ...about }, now);
    return { kind: 'done' };
  });
}

/** The same for a post that is known to be at the table, without a word in the log: that of the whole deed is there. */
export async function hideQuietly(
  db: Db,
  { blogId, ...which }: Which & { blogId: number },
  reason: string,
  hostId: number,
  now: Date,
): Promise<void> {
  const hidden = { why: 'hidden', state: 'out', reason, decidedBy: hostId, decidedAt: now } as const;
  await db
    .insert(withheld)
    .values({ ...which, blogId, since: now, ...hidden })
    .onConflictDoUpdate({ target: [withheld.postId, withheld.cohort], set: hidden });
  await takeOut(db, which);
}

/** Lets a hidden post back, without a word in the log. */
export async function showQuietly(db: Db, which: Which, hostId: number, now: Date): Promise<void> {
  await change(db, which, { state: 'through', reason: null, decidedBy: hostId, decidedAt: now });
  await putBack(db, which, now);
}

async function change(
  db: Db,
  which: Which,
  to: Pick<typeof withheld.$inferSelect, 'state' | 'reason' | 'decidedBy' | 'decidedAt'>,
): Promise<void> {
  await db.update(withheld).set(to).where(isWithheld(which));
}

/** Out of all that shows it; remembers where it was. */
async function takeOut(db: Db, which: Which): Promise<void> {
  const { cohort, postId } = which;
  const [was] = await db
    .delete(filings)
    .where(isFiled(which))
    .returning({ issueId: filings.issueId, filedAt: filings.filedAt });
  if (!was) return;
  await db.update(withheld).set(was).where(isWithheld(which));
  await unweave(db, cohort, [postId], { mayComeBack: true });
}

/** To where it was; one that no issue has carried comes as if it were new, unless its author has taken it away meanwhile. */
async function putBack(db: Db, which: Which, now: Date): Promise<void> {
  const [row] = await db
    .select({
      blogId: withheld.blogId,
      issueId: withheld.issueId,
      filedAt: withheld.filedAt,
      datedAt: posts.datedAt,
    })
    .from(withheld)
    .innerJoin(posts, eq(posts.id, withheld.postId))
    .where(isWithheld(which));
  if (!row) return;
  const { blogId, issueId, datedAt } = row;
  const filedAt = issueId === null ? now : (row.filedAt ?? now);
  await db
    .insert(filings)
    .values({ ...which, blogId, issueId, datedAt, filedAt })
    .onConflictDoNothing();
  await db.update(withheld).set({ issueId: null, filedAt: null }).where(isWithheld(which));
  await db.update(blogs).set({ refile: true }).where(eq(blogs.id, blogId));
}

const isFiled = ({ cohort, postId }: Which) => and(eq(filings.cohort, cohort), eq(filings.postId, postId));

const isWithheld = ({ cohort, postId }: Which) =>
  and(eq(withheld.cohort, cohort), eq(withheld.postId, postId));
