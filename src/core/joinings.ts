import { and, asc, eq, inArray, isNull, lte, ne, notExists, or, type SQL, sql } from 'drizzle-orm';
import { addBlog } from './blogs.ts';
import { type Db, transaction } from './db/open.ts';
import { invitations } from './db/schema/desk.ts';
import { type Findings, joinings } from './db/schema/door.ts';
import { ensureFeed } from './feeds.ts';
import type { Filing } from './filing.ts';
import { ensureMembership, type Membership } from './memberships.ts';
import { ensurePerson, getPerson, type Person } from './people.ts';
import { newToken } from './tokens.ts';

/** Somebody on the way in, or a member adding a blog. */
export type Joining = typeof joinings.$inferSelect;

export interface NewJoining {
  cohort: string;
  name: string;
  email: string;
  /** The blog's address in whatever form it was typed; null for somebody without one. */
  pasted: string | null;
  person: Person | null;
  role?: Membership['role'];
  /** Why they would like to come, where one asks to be let in. */
  wish?: string | null;
  /** Nobody's blog is looked at before they have come in. */
  isInvited?: boolean;
}

/** Writes down who wants to join, and with what blog; the aggregator takes it from there. */
export async function startJoining(db: Db, given: NewJoining, now: Date): Promise<Joining> {
  const { cohort, name, email, pasted, person, role = 'participant', wish = null, isInvited = false } = given;
  const [joining] = await db
    .insert(joinings)
    .values({
      id: newToken(),
      cohort,
      name,
      email,
      pasted,
      role,
      wish,
      personId: person?.id ?? null,
      state: pasted === null || isInvited ? 'confirmed' : 'waiting',
      createdAt: now,
    })
    .returning();
  if (!joining) throw new Error('The joining could not be stored.');
  return joining;
}

export async function findJoining(db: Db, cohort: string, id: string): Promise<Joining | null> {
  const [joining] = await db
    .select()
    .from(joinings)
    .where(and(eq(joinings.id, id), eq(joinings.cohort, cohort)));
  return joining ?? null;
}

/** The cohort that a joining is for; null when there is no such joining. */
export async function findCohortOfJoining(db: Db, id: string): Promise<string | null> {
  const [joining] = await db.select({ cohort: joinings.cohort }).from(joinings).where(eq(joinings.id, id));
  return joining?.cohort ?? null;
}

/** Gives a joining another address to look at, after the first led nowhere. */
export async function tryAnotherAddress(db: Db, id: string, pasted: string): Promise<void> {
  await db
    .update(joinings)
    .set({ pasted, state: 'waiting', problem: null, findings: null, leaseUntil: null })
    .where(and(eq(joinings.id, id), inArray(joinings.state, ['waiting', 'found', 'failed'])));
}

/** Claims addresses to look at; nobody else gets them until the lease runs out. */
export async function claimJoinings(db: Db, most: number, now: Date, leaseMs: number): Promise<Joining[]> {
  const waiting = db
    .select({ id: joinings.id })
    .from(joinings)
    .where(and(eq(joinings.state, 'waiting'), or(isNull(joinings.leaseUntil), lte(joinings.leaseUntil, now))))
    .orderBy(asc(joinings.createdAt))
    .limit(most);
  return db
    .update(joinings)
    .set({ leaseUntil: new Date(now.getTime() + leaseMs) })
    .where(inArray(joinings.id, waiting))
    .returning();
}

/** Records what was found, unless another address has been typed meanwhile. */
export async function recordFindings(
  db: Db,
  { id, pasted }: Joining,
  result: { kind: 'found'; findings: Findings } | { kind: 'failed'; problem: string },
): Promise<void> {
  const change =
    result.kind === 'found'
      ? { state: 'found' as const, findings: result.findings }
      : { state: 'failed' as const, problem: result.problem };
  await db
    .update(joinings)
    .set({ ...change, leaseUntil: null })
    .where(
      and(
        eq(joinings.id, id),
        eq(joinings.state, 'waiting'),
        pasted === null ? isNull(joinings.pasted) : eq(joinings.pasted, pasted),
      ),
    );
}

/** The person's yes: to a blog that was found, or (with null) to joining without one. */
export async function confirmJoining(
  db: Db,
  id: string,
  blog: { feedUrl: string; filing: Filing; filingTag?: string | null } | null,
): Promise<void> {
  await db
    .update(joinings)
    .set({
      state: 'confirmed',
      feedUrl: blog?.feedUrl ?? null,
      filing: blog?.filing ?? null,
      filingTag: blog?.filingTag ?? null,
    })
    .where(and(eq(joinings.id, id), inArray(joinings.state, ['waiting', 'found', 'failed', 'confirmed'])));
}

export interface Joined {
  person: Person;
  membership: Membership;
  cohort: string;
  /**
   * What became of the one they brought; `taken` when somebody else had added the same blog before: they are in,
   * without it. A blog that was named for them is looked `at` now, and added when they say that it is theirs.
   */
  blog: 'none' | 'added' | 'taken' | 'at';
}

/** Makes a confirmed joining true: the person, the membership, the blog. Done again it changes nothing. */
export async function completeJoining(
  db: Db,
  id: string,
  now: Date,
  isInvited = false,
): Promise<Joined | null> {
  return transaction(db, async (tx) => {
    const [joining] = await tx.select().from(joinings).where(eq(joinings.id, id));
    if (!joining || (joining.state !== 'confirmed' && joining.state !== 'done')) return null;
    const person =
      joining.personId === null
        ? await ensurePerson(tx, joining, now)
        : await getPerson(tx, joining.personId);
    const role = (await isInvitedFacilitator(tx, joining)) ? 'facilitator' : joining.role;
    const membership = await ensureMembership(tx, person, joining.cohort, role, now);
    const { cohort, email } = joining;
    // What they have changed since stays as they want it.
    if (joining.state === 'done') return { person, membership, cohort, blog: 'none' };
    await tx.delete(invitations).where(and(eq(invitations.cohort, cohort), eq(invitations.email, email)));
    await forgetOtherWays(tx, joining);
    if (isInvited && joining.pasted !== null && joining.feedUrl === null) {
      await tx.update(joinings).set({ state: 'waiting', personId: person.id }).where(eq(joinings.id, id));
      return { person, membership, cohort, blog: 'at' };
    }
    const blog = await addFoundBlog(tx, joining, membership, now);
    await tx.update(joinings).set({ state: 'done' }).where(eq(joinings.id, id));
    return { person, membership, cohort, blog };
  });
}

/** Whether a joining is a way into a cohort for whoever has an address; what somebody signed in began is none. */
export function isWayOf({ cohort, email }: Pick<Joining, 'cohort' | 'email'>): SQL | undefined {
  return and(eq(joinings.cohort, cohort), eq(joinings.email, email), isNull(joinings.personId));
}

/** Whether somebody who is signed in, and so has the address, was invited to it as a facilitator. */
async function isInvitedFacilitator(tx: Db, { cohort, email, personId }: Joining): Promise<boolean> {
  if (personId === null) return false;
  const [invited] = await tx
    .select({ id: joinings.id })
    .from(joinings)
    .where(
      and(isWayOf({ cohort, email }), eq(joinings.state, 'confirmed'), eq(joinings.role, 'facilitator')),
    );
  return invited !== undefined;
}

/** Whoever is in needs no other way in: links in older mails, and what they asked for before. */
async function forgetOtherWays(tx: Db, { id, cohort, email }: Joining): Promise<void> {
  await tx
    .delete(joinings)
    .where(
      and(
        ne(joinings.id, id),
        isWayOf({ cohort, email }),
        inArray(joinings.state, ['confirmed', 'asking', 'refused']),
      ),
    );
}

async function addFoundBlog(
  tx: Db,
  joining: Joining,
  membership: Membership,
  now: Date,
): Promise<Joined['blog']> {
  const { feedUrl, filing, filingTag, findings } = joining;
  if (feedUrl === null || filing === null) return 'none';
  const found = findings?.candidates.find((candidate) => candidate.feedUrl === feedUrl);
  const feed = await ensureFeed(
    tx,
    { url: feedUrl, title: found?.title ?? null, siteUrl: found?.siteUrl ?? findings?.siteUrl ?? null },
    now,
  );
  return (await addBlog(tx, membership, feed, filing, now, filingTag)).kind;
}

/**
 * Joinings that nobody finished are forgotten, with the address in them. An invitation's is kept as long as the
 * invitation, and who asks to be let in is forgotten by `asking.ts`.
 */
export async function forgetOldJoinings(db: Db, before: Date): Promise<void> {
  const standing = db
    .select({ one: sql`1` })
    .from(invitations)
    .where(and(eq(invitations.cohort, joinings.cohort), eq(invitations.email, joinings.email)));
  await db
    .delete(joinings)
    .where(
      and(
        lte(joinings.createdAt, before),
        ne(joinings.state, 'asking'),
        or(ne(joinings.state, 'confirmed'), notExists(standing)),
      ),
    );
}
