import { and, desc, eq, gte, inArray, isNotNull, isNull, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Db } from '../db/open.ts';
import { deskMarks } from '../db/schema/desk.ts';
import { memberships, people } from '../db/schema/people.ts';

/** A facilitator, as the desk names them to the others. */
export interface Named {
  id: number;
  name: string;
}

/** What facilitators made of an entry. */
export interface Mark {
  entry: string;
  takenBy: Named | null;
  doneBy: Named | null;
  doneAt: Date | null;
}

const takers = alias(memberships, 'takers');
const takersNamed = alias(people, 'takers_named');
const doers = alias(memberships, 'doers');
const doersNamed = alias(people, 'doers_named');

const marks = (db: Db) =>
  db
    .select({
      entry: deskMarks.entry,
      takenBy: deskMarks.takenBy,
      taker: takersNamed.name,
      doneBy: deskMarks.doneBy,
      doer: doersNamed.name,
      doneAt: deskMarks.doneAt,
    })
    .from(deskMarks)
    .leftJoin(takers, eq(takers.id, deskMarks.takenBy))
    .leftJoin(takersNamed, eq(takersNamed.id, takers.personId))
    .leftJoin(doers, eq(doers.id, deskMarks.doneBy))
    .leftJoin(doersNamed, eq(doersNamed.id, doers.personId));

function asMark(row: Awaited<ReturnType<typeof marks>>[number]): Mark {
  const host = (id: number | null, name: string | null) =>
    id === null || name === null ? null : { id, name };
  return {
    entry: row.entry,
    takenBy: host(row.takenBy, row.taker),
    doneBy: host(row.doneBy, row.doer),
    doneAt: row.doneAt,
  };
}

/** What was made of these entries of a cohort, by entry; those that nobody touched are left out. */
export async function listMarks(db: Db, cohort: string, entries: string[]): Promise<Map<string, Mark>> {
  if (entries.length === 0) return new Map();
  const rows = await marks(db).where(and(eq(deskMarks.cohort, cohort), inArray(deskMarks.entry, entries)));
  return new Map(rows.map((row) => [row.entry, asMark(row)]));
}

/** What was made of one entry, or null. */
export async function findMark(db: Db, cohort: string, entry: string): Promise<Mark | null> {
  return (await listMarks(db, cohort, [entry])).get(entry) ?? null;
}

/** What was done since an instant, the newest first. */
export async function listDoneSince(db: Db, cohort: string, since: Date): Promise<Mark[]> {
  const rows = await marks(db)
    .where(and(eq(deskMarks.cohort, cohort), gte(deskMarks.doneAt, since)))
    .orderBy(desc(deskMarks.doneAt), deskMarks.entry);
  return rows.map(asMark);
}

/** Takes an entry for one facilitator, unless another has it or it is done. @returns whether it is theirs now. */
export async function takeEntry(
  db: Db,
  cohort: string,
  entry: string,
  membershipId: number,
  now: Date,
): Promise<boolean> {
  const taken = { takenBy: membershipId, takenAt: now };
  const rows = await db
    .insert(deskMarks)
    .values({ cohort, entry, ...taken })
    .onConflictDoUpdate({
      target: [deskMarks.cohort, deskMarks.entry],
      set: taken,
      setWhere: and(
        isNull(deskMarks.doneAt),
        sql`coalesce(${deskMarks.takenBy}, ${membershipId}) = ${membershipId}`,
      ),
    })
    .returning({ entry: deskMarks.entry });
  return rows.length > 0;
}

/** Gives back what this facilitator had taken; what others have taken stays with them. */
export async function giveBack(db: Db, cohort: string, entry: string, membershipId: number): Promise<void> {
  await db
    .update(deskMarks)
    .set({ takenBy: null, takenAt: null })
    .where(
      and(eq(deskMarks.cohort, cohort), eq(deskMarks.entry, entry), eq(deskMarks.takenBy, membershipId)),
    );
}

/** Notes that an entry is done, once. @returns false when it was done before. */
export async function markDone(
  db: Db,
  cohort: string,
  entry: string,
  membershipId: number,
  now: Date,
): Promise<boolean> {
  const done = { doneBy: membershipId, doneAt: now };
  const rows = await db
    .insert(deskMarks)
    .values({ cohort, entry, ...done })
    .onConflictDoUpdate({
      target: [deskMarks.cohort, deskMarks.entry],
      set: done,
      setWhere: isNull(deskMarks.doneAt),
    })
    .returning({ entry: deskMarks.entry });
  return rows.length > 0;
}

/** Notes that an entry is not done after all. @returns false when it wasn't. */
export async function markUndone(db: Db, cohort: string, entry: string): Promise<boolean> {
  const rows = await db
    .update(deskMarks)
    .set({ doneBy: null, doneAt: null })
    .where(and(eq(deskMarks.cohort, cohort), eq(deskMarks.entry, entry), isNotNull(deskMarks.doneAt)))
    .returning({ entry: deskMarks.entry });
  return rows.length > 0;
}
