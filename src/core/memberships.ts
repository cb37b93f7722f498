import { and, asc, count, countDistinct, eq, inArray, sql } from 'drizzle-orm';
import { type Db, prepared, transaction } from './db/open.ts';
import { memberships, people } from './db/schema/people.ts';
import { foldedName, type Person } from './people.ts';

/** A person in a cohort. */
export type Membership = typeof memberships.$inferSelect;
export type Role = Membership['role'];
export type Rhythm = Membership['rhythm'];

/** A membership with the person's name, as the directory and the mails need it. */
export interface Member extends Membership {
  name: string;
  email: string;
}

const byPersonAndCohort = prepared((db) =>
  db
    .select()
    .from(memberships)
    .where(
      and(
        eq(memberships.personId, sql.placeholder('person')),
        eq(memberships.cohort, sql.placeholder('cohort')),
      ),
    )
    .prepare(),
);

export async function findMembership(
  db: Db,
  person: Person | null,
  cohort: string,
): Promise<Membership | null> {
  if (person === null) return null;
  const [membership] = await byPersonAndCohort(db).all({ person: person.id, cohort });
  return membership ?? null;
}

export async function listMembershipsOf(db: Db, person: Person): Promise<Membership[]> {
  return db
    .select()
    .from(memberships)
    .where(eq(memberships.personId, person.id))
    .orderBy(asc(memberships.cohort));
}

/** Everybody in a cohort, by name. */
export async function listMembers(db: Db, cohort: string): Promise<Member[]> {
  const rows = await db
    .select({ membership: memberships, name: people.name, email: people.email })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId))
    .where(eq(memberships.cohort, cohort))
    .orderBy(asc(people.name), asc(memberships.id));
  return rows.map(({ membership, ...person }) => ({ ...membership, ...person }));
}

/** How many people are in one or several of these cohorts. */
export async function countPeople(db: Db, cohorts: string[]): Promise<number> {
  const [row] = await db
    .select({ people: countDistinct(memberships.personId) })
    .from(memberships)
    .where(inArray(memberships.cohort, cohorts));
  return row?.people ?? 0;
}

/** Those who want the digest by mail every day. */
export async function listDigestReaders(db: Db, cohort: string): Promise<Member[]> {
  return (await listMembers(db, cohort)).filter((member) => member.rhythm === 'daily');
}

export async function findMember(db: Db, cohort: string, handle: string): Promise<Member | null> {
  const [row] = await db
    .select({ membership: memberships, name: people.name, email: people.email })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId))
    .where(and(eq(memberships.cohort, cohort), eq(memberships.handle, handle)));
  return row ? { ...row.membership, name: row.name, email: row.email } : null;
}

export async function hasFacilitator(db: Db): Promise<boolean> {
  const [row] = await db
    .select({ found: count() })
    .from(memberships)
    .where(eq(memberships.role, 'facilitator'));
  return (row?.found ?? 0) > 0;
}

/** The person's membership in a cohort, added if there is none; a participant may become a facilitator, never the reverse. */
export async function ensureMembership(
  db: Db,
  person: Person,
  cohort: string,
  role: Role,
  now: Date,
): Promise<Membership> {
  return transaction(db, async (tx) => {
    const before = await findMembership(tx, person, cohort);
    if (before && (before.role === role || role === 'participant')) return before;
    if (before) {
      const [raised] = await tx
        .update(memberships)
        .set({ role })
        .where(eq(memberships.id, before.id))
        .returning();
      if (!raised) throw new Error('The membership vanished.');
      return raised;
    }
    const handle = await freeHandle(tx, cohort, person.name);
    const [added] = await tx
      .insert(memberships)
      .values({ personId: person.id, cohort, role, handle, joinedAt: now })
      .returning();
    if (!added) throw new Error('The membership could not be stored.');
    return added;
  });
}

export async function changeRhythm(db: Db, membershipId: number, rhythm: Rhythm): Promise<void> {
  await db.update(memberships).set({ rhythm }).where(eq(memberships.id, membershipId));
}

/** A name as it may stand in an address: `Zoë Ångström` becomes `zoe-angstrom`; other scripts stay as they are. */
export function handleFor(name: string): string {
  const words = foldedName(name).replaceAll(' ', '-');
  const handle = [...words].slice(0, 40).join('').replace(/-$/, '');
  return handle || 'someone';
}

async function freeHandle(db: Db, cohort: string, name: string): Promise<string> {
  const wanted = handleFor(name);
  const rows = await db
    .select({ handle: memberships.handle })
    .from(memberships)
    .where(eq(memberships.cohort, cohort));
  const taken = new Set(rows.map((row) => row.handle));
  for (let n = 1; ; n += 1) {
    const handle = n === 1 ? wanted : `${wanted}-${n}`;
    if (!taken.has(handle)) return handle;
  }
}
