import { and, desc, eq, isNull, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { markForFiling } from '../blogs-to-file.ts';
import { type Db, transaction } from '../db/open.ts';
import { mutes, withheld } from '../db/schema/desk.ts';
import { blogs, feeds } from '../db/schema/feeds.ts';
import { filings } from '../db/schema/issues.ts';
import { memberships, people } from '../db/schema/people.ts';
import { logDeed } from '../desk/log.ts';
import { hideQuietly, showQuietly } from './decide.ts';

/** A person of a cohort, or a blog of theirs, whose posts are kept out. */
export interface Mute {
  id: number;
  who: { membershipId: number; name: string; handle: string };
  /** Null for all that they write. */
  blog: { id: number; title: string } | null;
  /** A facilitator's words, which the person sees. */
  reason: string;
  /** Null when they have left. */
  by: string | null;
  mutedAt: Date;
}

/** What came of muting. */
export type Muted =
  | { kind: 'done'; hidden: number }
  /** Somebody has done it before. */
  | { kind: 'before'; mute: Mute }
  /** There is no such person or blog in the cohort, or it is the facilitator's own. */
  | { kind: 'unknown' };

const muting = alias(memberships, 'muting');
const muter = alias(people, 'muter');

async function list(db: Db, which: SQL | undefined): Promise<Mute[]> {
  const rows = await db
    .select({
      id: mutes.id,
      who: { membershipId: memberships.id, name: people.name, handle: memberships.handle },
      blogId: mutes.blogId,
      title: feeds.title,
      url: feeds.url,
      reason: mutes.reason,
      by: muter.name,
      mutedAt: mutes.mutedAt,
    })
    .from(mutes)
    .innerJoin(memberships, eq(memberships.id, mutes.membershipId))
    .innerJoin(people, eq(people.id, memberships.personId))
    .leftJoin(blogs, eq(blogs.id, mutes.blogId))
    .leftJoin(feeds, eq(feeds.id, blogs.feedId))
    .leftJoin(muting, eq(muting.id, mutes.mutedBy))
    .leftJoin(muter, eq(muter.id, muting.personId))
    .where(which)
    .orderBy(desc(mutes.mutedAt), desc(mutes.id));
  return rows.map(({ blogId, title, url, ...mute }) => ({
    ...mute,
    blog: blogId === null ? null : { id: blogId, title: title ?? url ?? '' },
  }));
}

/** Who is muted in a cohort, the last first. */
export function listMutes(db: Db, cohort: string): Promise<Mute[]> {
  return list(db, eq(mutes.cohort, cohort));
}

/** What of somebody's is muted, for their own eyes and the facilitators'. */
export function listMutesOf(db: Db, membershipId: number): Promise<Mute[]> {
  return list(db, eq(mutes.membershipId, membershipId));
}

/**
 * Keeps out what a person, or one blog of theirs, brings to a cohort from now on.
 *
 * @param whom a blog of that person, or null for all that they write.
 * @param hidesAll hides what is at the table, too; it comes back when the muting ends.
 */
export async function mute(
  db: Db,
  whom: { cohort: string; membershipId: number; blogId: number | null },
  { reason, hidesAll }: { reason: string; hidesAll: boolean },
  hostId: number,
  now: Date,
): Promise<Muted> {
  const { cohort, membershipId, blogId } = whom;
  if (membershipId === hostId) return { kind: 'unknown' };
  return transaction(db, async (tx) => {
    const subject = await subjectOf(tx, whom);
    if (subject === null) return { kind: 'unknown' };
    const isSame = blogId === null ? isNull(mutes.blogId) : eq(mutes.blogId, blogId);
    const [before] = await list(tx, and(eq(mutes.membershipId, membershipId), isSame));
    if (before) return { kind: 'before', mute: before };
    await tx.insert(mutes).values({ ...whom, reason, mutedBy: hostId, mutedAt: now });
    const theirs = hidesAll ? await listFiled(tx, whom) : [];
    for (const { postId, blogId } of theirs)
      await hideQuietly(tx, { cohort, postId, blogId }, reason, hostId, now);
    const deed = { cohort, membershipId: hostId, aboutId: membershipId, reason };
    const hidden = theirs.length;
    const whole = hidden === 0 ? subject : `${subject}, and hid what was there`;
    await logDeed(tx, { ...deed, deed: 'muted', subject: whole }, now);
    return { kind: 'done', hidden };
  });
}

/**
 * Ends a muting: what came meanwhile comes to the table now, and what was hidden with it goes back to where it was.
 *
 * @returns whether there was such a muting in the cohort.
 */
export async function unmute(
  db: Db,
  { cohort, id }: { cohort: string; id: number },
  hostId: number,
  now: Date,
): Promise<boolean> {
  return transaction(db, async (tx) => {
    const [mute] = await list(tx, and(eq(mutes.cohort, cohort), eq(mutes.id, id)));
    if (!mute) return false;
    await tx.delete(mutes).where(eq(mutes.id, id));
    const whom = { cohort, membershipId: mute.who.membershipId, blogId: mute.blog?.id ?? null };
    for (const postId of await listHiddenWith(tx, mute, whom))
      await showQuietly(tx, { cohort, postId }, hostId, now);
    for (const { id } of await tx.select({ id: blogs.id }).from(blogs).where(isTheirs(whom)))
      await markForFiling(tx, id);
    const subject = mute.blog?.title ?? mute.who.name;
    const about = { subject, aboutId: mute.who.membershipId };
    await logDeed(tx, { cohort, membershipId: hostId, deed: 'unmuted', ...about }, now);
    return true;
  });
}

type Whom = Parameters<typeof mute>[1];

/** What is muted, in words; null when there is no such thing in the cohort. */
async function subjectOf(db: Db, { cohort, membershipId, blogId }: Whom): Promise<string | null> {
  const isHere = and(eq(memberships.id, membershipId), eq(memberships.cohort, cohort));
  if (blogId === null) {
    const [person] = await db
      .select({ name: people.name })
      .from(memberships)
      .innerJoin(people, eq(people.id, memberships.personId))
      .where(isHere);
    return person?.name ?? null;
  }
  const [blog] = await db
    .select({ title: feeds.title, url: feeds.url })
    .from(blogs)
    .innerJoin(feeds, eq(feeds.id, blogs.feedId))
    .innerJoin(memberships, eq(memberships.id, blogs.membershipId))
    .where(and(isHere, eq(blogs.id, blogId)));
  return blog ? (blog.title ?? blog.url) : null;
}

function isTheirs({ membershipId, blogId }: Whom) {
  return and(eq(blogs.membershipId, membershipId), blogId === null ? undefined : eq(blogs.id, blogId));
}

async function listFiled(db: Db, whom: Whom): Promise<{ postId: number; blogId: number }[]> {
  return db
    .select({ postId: filings.postId, blogId: filings.blogId })
    .from(filings)
    .innerJoin(blogs, eq(blogs.id, filings.blogId))
    .where(and(isTheirs(whom), eq(filings.cohort, whom.cohort)));
}

/** What was hidden in the same moment, and still is. */
async function listHiddenWith(db: Db, { mutedAt }: Mute, whom: Whom): Promise<number[]> {
  const rows = await db
    .select({ postId: withheld.postId })
    .from(withheld)
    .innerJoin(blogs, eq(blogs.id, withheld.blogId))
    .where(
      and(
        isTheirs(whom),
        eq(withheld.why, 'hidden'),
        eq(withheld.state, 'out'),
        eq(withheld.decidedAt, mutedAt),
      ),
    );
  return rows.map(({ postId }) => postId);
}
