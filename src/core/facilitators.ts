import { and, eq, ne } from 'drizzle-orm';
import type { Cohort } from './cohorts.ts';
import { type Db, transaction } from './db/open.ts';
import { memberships } from './db/schema/people.ts';
import { logDeed } from './desk/log.ts';
import type { Letter } from './mail/letter.ts';
import { oweLetter } from './mail/outbox.ts';
import {
  handedOverLetter,
  handedToLetter,
  nowFacilitatorLetter,
  nowParticipantLetter,
} from './mail/people-letters.ts';
import { findMember, listMembers, type Member, type Membership, type Role } from './memberships.ts';
import type { Person } from './people.ts';

/** Somebody at the desk of a cohort. */
export interface Host {
  person: Person;
  membership: Membership;
}

/** The facilitators of a cohort, by name. */
export function listFacilitators(db: Db, cohort: string): Promise<Member[]> {
  return listMembers(db, cohort, 'facilitator');
}

/** Whether a cohort would have no facilitator without this one. */
export async function isLastFacilitator(db: Db, membership: Membership): Promise<boolean> {
  const { id, cohort, role } = membership;
  if (role !== 'facilitator') return false;
  const [other] = await db
    .select({ id: memberships.id })
    .from(memberships)
    .where(and(eq(memberships.cohort, cohort), eq(memberships.role, 'facilitator'), ne(memberships.id, id)))
    .limit(1);
  return other === undefined;
}

/** `last`: a cohort is never left without a facilitator. `unknown`: nobody of that name is in it. */
export type Changed = 'done' | 'last' | 'unknown';

/** Makes a participant a facilitator, or a facilitator a participant; they are told. Done again it changes nothing. */
export async function changeRole(
  db: Db,
  siteUrl: string,
  cohort: Cohort,
  host: Host,
  handle: string,
  role: Role,
  now: Date,
): Promise<Changed> {
  return transaction(db, async (tx) => {
    const member = await findMember(tx, cohort.slug, handle);
    if (!member) return 'unknown';
    if (member.role === role) return 'done';
    if (await isLastFacilitator(tx, member)) return 'last';
    await setRole(tx, member.id, role);
    const isSelf = member.id === host.membership.id;
    const deed = role === 'facilitator' ? ('madeFacilitator' as const) : ('madeParticipant' as const);
    const entry = { cohort: cohort.slug, membershipId: host.membership.id, aboutId: member.id };
    if (isSelf) {
      await logDeed(tx, { ...entry, deed: 'steppedDown', subject: 'a facilitator' }, now);
      return 'done';
    }
    await logDeed(tx, { ...entry, deed, subject: member.name }, now);
    const by = host.person.name;
    await oweLetter(
      tx,
      member,
      role === 'facilitator'
        ? nowFacilitatorLetter(member.name, by, cohort, deskOf(siteUrl, cohort))
        : nowParticipantLetter(member.name, by, cohort),
      now,
    );
    return 'done';
  });
}

/** Makes another member a facilitator, and the one who hands over a participant, in one step; all facilitators are told. */
export async function handOver(
  db: Db,
  siteUrl: string,
  cohort: Cohort,
  host: Host,
  handle: string,
  now: Date,
): Promise<'done' | 'unknown'> {
  return transaction(db, async (tx) => {
    const heir = await findMember(tx, cohort.slug, handle);
    if (!heir || heir.id === host.membership.id) return 'unknown';
    const others = await listFacilitators(tx, cohort.slug);
    await setRole(tx, heir.id, 'facilitator');
    await setRole(tx, host.membership.id, 'participant');
    const entry = { cohort: cohort.slug, membershipId: host.membership.id, aboutId: heir.id };
    await logDeed(tx, { ...entry, deed: 'handedOver', subject: heir.name }, now);
    const by = host.person.name;
    const desk = deskOf(siteUrl, cohort);
    const tell = (to: Member, letter: Letter) => oweLetter(tx, to, letter, now);
    await tell(heir, handedOverLetter(heir.name, by, cohort, desk));
    for (const other of others) {
      if (other.id === heir.id || other.id === host.membership.id) continue;
      await tell(other, handedToLetter(other.name, by, heir.name, cohort, desk));
    }
    return 'done';
  });
}

async function setRole(tx: Db, id: number, role: Role): Promise<void> {
  await tx.update(memberships).set({ role }).where(eq(memberships.id, id));
}

function deskOf(siteUrl: string, cohort: Cohort): string {
  return `${siteUrl}/${cohort.slug}/facilitate/`;
}
