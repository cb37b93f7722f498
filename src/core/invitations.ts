import { and, asc, eq, inArray, isNotNull, lte, notExists, sql } from 'drizzle-orm';
import type { Cohort } from './cohorts.ts';
import { type Db, transaction } from './db/open.ts';
import { invitations } from './db/schema/desk.ts';
import { joinings, signInLinks } from './db/schema/door.ts';
import { memberships, people } from './db/schema/people.ts';
import { logDeed } from './desk/log.ts';
import type { Host } from './facilitators.ts';
import { isWayOf, startJoining } from './joinings.ts';
import { hasRoom, isWithinLimits } from './limits.ts';
import { invitationLetter } from './mail/messages.ts';
import { oweLetter } from './mail/outbox.ts';
import type { Role } from './memberships.ts';
import { makeInvitationLink } from './sign-in.ts';

const HOUR = 60 * 60 * 1000;
/** More in an hour and mail servers take us for somebody else. */
export const INVITATIONS_AN_HOUR = 200;
/** How long we keep the address of somebody who never answered. */
export const INVITATION_KEPT_MS = 365 * 24 * HOUR;

export interface Guest {
  name: string;
  email: string;
  /** In whatever form; looked at only once they have come in. */
  blog?: string | null;
  role?: Role;
}

export type Invited =
  | { kind: 'sent' }
  | { kind: 'member' }
  | { kind: 'invited'; since: Date }
  /** This address had too many mails within the hour. */
  | { kind: 'too-many-to-them' }
  /** This host has sent too many invitations within the hour. */
  | { kind: 'too-many' };

/**
 * Invites somebody into a cohort by mail. Nobody is a member before saying yes, and nobody is invited twice unless
 * that is asked for.
 *
 * @param host the facilitator in whose name it is; null for the operator.
 */
export async function invite(
  db: Db,
  siteUrl: string,
  cohort: Cohort,
  host: Host | null,
  guest: Guest,
  now: Date,
  again = false,
): Promise<Invited> {
  const { name, email, blog = null, role = 'participant' } = guest;
  return transaction(db, async (tx) => {
    const standing = (await listStandings(tx, cohort.slug, [email])).get(email);
    if (standing?.kind === 'member' || (standing?.kind === 'invited' && !again)) return standing;
    const toThem = { key: `mail to ${email}`, most: 3, withinMs: HOUR };
    const byHost = host && {
      key: `invitations by ${host.person.id}`,
      most: INVITATIONS_AN_HOUR,
      withinMs: HOUR,
    };
    if (byHost && !(await hasRoom(tx, byHost, now))) return { kind: 'too-many' };
    if (!(await isWithinLimits(tx, byHost ? [toThem, byHost] : [toThem], now)))
      return { kind: 'too-many-to-them' };

    const wish = { cohort: cohort.slug, name, email, pasted: blog, person: null, role, isInvited: true };
    const joining = await startJoining(tx, wish, now);
    const token = await makeInvitationLink(tx, { joiningId: joining.id }, now);
    const url = `${siteUrl}/sign-in/${token}`;
    const letter = invitationLetter(name, host?.person.name ?? null, cohort, url, role);
    await oweLetter(tx, { name, email }, letter, now);
    const invited = { name, invitedBy: host?.membership.id ?? null, invitedAt: now };
    await tx
      .insert(invitations)
      .values({ cohort: cohort.slug, email, ...invited })
      .onConflictDoUpdate({ target: [invitations.cohort, invitations.email], set: invited });
    if (host) {
      const deed = standing ? ('invitedAgain' as const) : ('invited' as const);
      await logDeed(tx, { cohort: cohort.slug, membershipId: host.membership.id, deed, subject: name }, now);
    }
    return { kind: 'sent' };
  });
}

export type Standing = { kind: 'member' } | { kind: 'invited'; since: Date };

/** Enough at a time for a statement. */
const AT_ONCE = 500;

/** Which of these addresses are a member's, or were invited already. */
export async function listStandings(
  db: Db,
  cohort: string,
  emails: string[],
): Promise<Map<string, Standing>> {
  const standings = new Map<string, Standing>();
  for (let at = 0; at < emails.length; at += AT_ONCE) {
    const some = emails.slice(at, at + AT_ONCE);
    const invited = await db
      .select({ email: invitations.email, since: invitations.invitedAt })
      .from(invitations)
      .where(and(eq(invitations.cohort, cohort), inArray(invitations.email, some)));
    for (const { email, since } of invited) standings.set(email, { kind: 'invited', since });
    const members = await db
      .select({ email: people.email })
      .from(memberships)
      .innerJoin(people, eq(people.id, memberships.personId))
      .where(and(eq(memberships.cohort, cohort), inArray(people.email, some)));
    for (const { email } of members) standings.set(email, { kind: 'member' });
  }
  return standings;
}

/** Whether somebody could not be invited just now, because of a limit. */
export function isPutOff({ kind }: { kind: string }): boolean {
  return kind === 'too-many' || kind === 'too-many-to-them';
}

/** Somebody who was invited and has not come. */
export interface Invitation {
  name: string;
  email: string;
  since: Date;
  /** Who invited them; null for the operator, or somebody who has left. */
  by: string | null;
  role: Role;
  /** As whoever invited them named it; null when they named none. */
  blog: string | null;
  /** Whether the newest mail's link still lets them in. */
  isOpen: boolean;
}

/** Who was invited into a cohort and has not come yet, those who wait longest first. */
export async function listInvitations(db: Db, cohort: string, now: Date): Promise<Invitation[]> {
  const rows = await db
    .select({
      name: invitations.name,
      email: invitations.email,
      since: invitations.invitedAt,
      by: people.name,
    })
    .from(invitations)
    .leftJoin(memberships, eq(memberships.id, invitations.invitedBy))
    .leftJoin(people, eq(people.id, memberships.personId))
    .where(eq(invitations.cohort, cohort))
    .orderBy(asc(invitations.invitedAt), asc(invitations.email));
  const ways = await db
    .select({
      email: joinings.email,
      role: joinings.role,
      pasted: joinings.pasted,
      feedUrl: joinings.feedUrl,
      expiresAt: signInLinks.expiresAt,
    })
    .from(joinings)
    .leftJoin(signInLinks, eq(signInLinks.joiningId, joinings.id))
    .where(and(eq(joinings.cohort, cohort), eq(joinings.state, 'confirmed')))
    .orderBy(asc(joinings.createdAt));
  const byEmail = Map.groupBy(ways, ({ email }) => email);
  return rows.map((row) => {
    const theirs = byEmail.get(row.email) ?? [];
    // Whoever asks for a way in themselves, or for somebody, asks for a participant's.
    const role = theirs.findLast((way) => way.role !== 'participant')?.role ?? 'participant';
    // A blog that was found is one that somebody brought themselves.
    const blog =
      theirs.findLast(({ pasted, feedUrl }) => pasted !== null && feedUrl === null)?.pasted ?? null;
    const isOpen = theirs.some(({ expiresAt }) => expiresAt !== null && expiresAt > now);
    return { ...row, isOpen, role, blog };
  });
}

/** Sends an invitation once more; the mails before keep their links. Null when there is none. */
export async function inviteAgain(
  db: Db,
  siteUrl: string,
  cohort: Cohort,
  host: Host,
  email: string,
  now: Date,
): Promise<Invited | null> {
  const all = await listInvitations(db, cohort.slug, now);
  const invitation = all.find((each) => each.email === email);
  return invitation ? invite(db, siteUrl, cohort, host, invitation, now, true) : null;
}

/** Takes an invitation back: none of its links lets anybody in any more. False when there was none. */
export async function takeBack(
  db: Db,
  cohort: string,
  host: Host,
  email: string,
  now: Date,
): Promise<boolean> {
  return transaction(db, async (tx) => {
    const [taken] = await tx
      .delete(invitations)
      .where(and(eq(invitations.cohort, cohort), eq(invitations.email, email)))
      .returning();
    if (!taken) return false;
    // Somebody who asked for themselves has a link that is bound to their browser; that stays.
    const asked = tx
      .select({ one: sql`1` })
      .from(signInLinks)
      .where(and(eq(signInLinks.joiningId, joinings.id), isNotNull(signInLinks.browserHash)));
    await tx
      .delete(joinings)
      .where(and(isWayOf({ cohort, email }), eq(joinings.state, 'confirmed'), notExists(asked)));
    const deed = 'invitationTakenBack' as const;
    await logDeed(tx, { cohort, membershipId: host.membership.id, deed, subject: taken.name }, now);
    return true;
  });
}

/** Invitations that nobody answered are forgotten after a long while, with the address in them. */
export async function forgetOldInvitations(db: Db, before: Date): Promise<void> {
  await db.delete(invitations).where(lte(invitations.invitedAt, before));
}
