import { and, eq, or } from 'drizzle-orm';
import { listBlogsOf, removeBlog } from './blogs.ts';
import type { Cohort } from './cohorts.ts';
import { type Db, transaction } from './db/open.ts';
import { joinings } from './db/schema/door.ts';
import { memberships, sessions } from './db/schema/people.ts';
import { logDeed } from './desk/log.ts';
import { type Changed, type Host, isLastFacilitator } from './facilitators.ts';
import { oweLetter } from './mail/outbox.ts';
import { removedLetter } from './mail/people-letters.ts';
import { findMember, type Membership } from './memberships.ts';
import { getPerson } from './people.ts';

/**
 * Takes somebody out of a cohort by their own wish: their blogs and posts, their reflections and whatever mail is
 * owed to them. What went out by mail can't be called back, and none of it can be undone.
 */
export async function leaveCohort(db: Db, membership: Membership): Promise<'done' | 'last'> {
  return transaction(db, async (tx) => {
    if (await isLastFacilitator(tx, membership)) return 'last';
    await takeOut(tx, membership);
    return 'done';
  });
}

/** The same by a facilitator, who says why; the person is told, and signed out everywhere. */
export async function removeMember(
  db: Db,
  cohort: Cohort,
  host: Host,
  handle: string,
  reason: string,
  now: Date,
): Promise<Changed> {
  return transaction(db, async (tx) => {
    const member = await findMember(tx, cohort.slug, handle);
    if (!member || member.id === host.membership.id) return 'unknown';
    if (await isLastFacilitator(tx, member)) return 'last';
    const entry = { cohort: cohort.slug, membershipId: host.membership.id, subject: member.name };
    await logDeed(tx, { ...entry, deed: 'removedMember', reason }, now);
    await oweLetter(tx, member, removedLetter(member.name, host.person.name, cohort, reason), now);
    await takeOut(tx, member);
    await tx.delete(sessions).where(eq(sessions.personId, member.personId));
    return 'done';
  });
}

async function takeOut(tx: Db, membership: Membership): Promise<void> {
  for (const { id } of await listBlogsOf(tx, membership)) await removeBlog(tx, membership, id);
  const { email } = await getPerson(tx, membership.personId);
  const theirs = or(eq(joinings.personId, membership.personId), eq(joinings.email, email));
  await tx.delete(joinings).where(and(eq(joinings.cohort, membership.cohort), theirs));
  await tx.delete(memberships).where(eq(memberships.id, membership.id));
}
