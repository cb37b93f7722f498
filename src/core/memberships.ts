import { and, asc, count, countDistinct, eq, gt, inArray, isNotNull, lte, ne, sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Db, prepared, transaction } from './db/open.ts';
import { memberships, people } from './db/schema/people.ts';
import { foldedName, type Person, renamePerson } from './people.ts';

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

const withPeople = (db: Db) =>
  db
    .select({ membership: memberships, name: people.name, email: people.email })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId));

function asMember({ membership, ...person }: Awaited<ReturnType<typeof withPeople>>[number]): Member {
  return { ...membership, ...person };
}

/** Everybody in a cohort, or all who have a role in it, by name. */
export async function listMembers(db: Db, cohort: string, role?: Role): Promise<Member[]> {
  const rows = await withPeople(db)
    .where(and(eq(memberships.cohort, cohort), role && eq(memberships.role, role)))
    .orderBy(asc(people.name), asc(memberships.id));
  return rows.map(asMember);
}

/** The names of those of these memberships that are of a cohort. */
export async function listNames(db: Db, cohort: string, ids: number[]): Promise<Map<number, string>> {
  const rows = await withPeople(db).where(and(eq(memberships.cohort, cohort), inArray(memberships.id, ids)));
  return new Map(rows.map(({ membership, name }) => [membership.id, name]));
}

/** The cohorts that anybody belongs to, in their order. */
export async function listPeopledCohorts(db: Db): Promise<string[]> {
  const rows = await db
    .selectDistinct({ cohort: memberships.cohort })
    .from(memberships)
    .orderBy(memberships.cohort);
  return rows.map(({ cohort }) => cohort);
}

/** How many people are in one or several of these cohorts. */
export async function countPeople(db: Db, cohorts: string[]): Promise<number> {
  const [row] = await db
    .select({ people: countDistinct(memberships.personId) })
    .from(memberships)
    .where(inArray(memberships.cohort, cohorts));
  return row?.people ?? 0;
}

/** The names of those whose digest is paused, because their mail kept coming back. */
export async function listPaused(db: Db, cohort: string): Promise<string[]> {
  const rows = await db
    .select({ name: people.name })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId))
    .where(and(eq(memberships.cohort, cohort), isNotNull(people.mailPausedAt)))
    .orderBy(asc(people.name));
  return rows.map(({ name }) => name);
}

export async function findMember(db: Db, cohort: string, handle: string): Promise<Member | null> {
  const [row] = await withPeople(db).where(
    and(eq(memberships.cohort, cohort), eq(memberships.handle, handle)),
  );
  return row ? asMember(row) : null;
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

/** Renames a person and puts their pages at the addresses of the new name; nothing is at the old ones any more. */
export async function renameWithPages(db: Db, person: Person, name: string): Promise<void> {
  await transaction(db, async (tx) => {
    await renamePerson(tx, person.id, name);
    for (const { id, cohort } of await listMembershipsOf(tx, person)) {
      const handle = await freeHandle(tx, cohort, name, id);
      await tx.update(memberships).set({ handle }).where(eq(memberships.id, id));
    }
  });
}

/** Who somebody is, in their own words. */
export const aboutText = z
  .string()
  .trim()
  .max(300, 'That is long for a word on who you are; three hundred characters are enough.');

/** Says who somebody is; null takes it back. */
export async function introduce(db: Db, membershipId: number, about: string | null): Promise<void> {
  await db.update(memberships).set({ about }).where(eq(memberships.id, membershipId));
}

/** What these people say of themselves, by membership. */
export async function listAbouts(db: Db, membershipIds: number[]): Promise<Map<number, string>> {
  if (membershipIds.length === 0) return new Map();
  const rows = await db
    .select({ id: memberships.id, about: memberships.about })
    .from(memberships)
    .where(and(inArray(memberships.id, membershipIds), isNotNull(memberships.about)));
  return new Map(rows.map(({ id, about }) => [id, about ?? '']));
}

/** People who joined a cohort after an instant, up to another, and introduce themselves; the first first. */
export async function listArrivals(
  db: Db,
  cohort: string,
  since: Date,
  until: Date,
): Promise<{ name: string; handle: string; about: string }[]> {
  const rows = await db
    .select({ name: people.name, handle: memberships.handle, about: memberships.about })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId))
    .where(
      and(
        eq(memberships.cohort, cohort),
        gt(memberships.joinedAt, since),
        lte(memberships.joinedAt, until),
        isNotNull(memberships.about),
      ),
    )
    .orderBy(asc(memberships.joinedAt), asc(memberships.id));
  return rows.map(({ about, ...who }) => ({ ...who, about: about ?? '' }));
}

/** How somebody hears of an answer to a post of theirs: on top of the digest, at once by mail, or not. */
export async function changeHearing(
  db: Db,
  membershipId: number,
  hearsOfAnswers: Membership['hearsOfAnswers'],
): Promise<void> {
  await db.update(memberships).set({ hearsOfAnswers }).where(eq(memberships.id, membershipId));
}

/** Whether facilitators may introduce them to others. */
export async function changeIntroducing(db: Db, membershipId: number, may: boolean): Promise<void> {
  await db.update(memberships).set({ mayBeIntroduced: may }).where(eq(memberships.id, membershipId));
}

/** A name as it may stand in an address: `Zoë Ångström` becomes `zoe-angstrom`; other scripts stay as they are. */
export function handleFor(name: string): string {
  const words = foldedName(name).replaceAll(' ', '-');
  const handle = [...words].slice(0, 40).join('').replace(/-$/, '');
  return handle || 'someone';
}

/** @param own a membership that may keep the one it has. */
async function freeHandle(db: Db, cohort: string, name: string, own?: number): Promise<string> {
  const wanted = handleFor(name);
  const rows = await db
    .select({ handle: memberships.handle })
    .from(memberships)
    .where(and(eq(memberships.cohort, cohort), own === undefined ? undefined : ne(memberships.id, own)));
  const taken = new Set(rows.map((row) => row.handle));
  for (let n = 1; ; n += 1) {
    const handle = n === 1 ? wanted : `${wanted}-${n}`;
    if (!taken.has(handle)) return handle;
  }
}
