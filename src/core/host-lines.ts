import { and, eq, gte, sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Db, prepared } from './db/open.ts';
import { hostLines } from './db/schema/issues.ts';

/** What a facilitator says on top of a day's issue. */
export type HostLine = typeof hostLines.$inferSelect;

/** A line or a few, as they were typed. */
export const hostLineText = z
  .string()
  .trim()
  .max(1000, 'That is long for the top of an issue; a thousand characters are enough.');

const onDay = prepared((db) =>
  db
    .select()
    .from(hostLines)
    .where(and(eq(hostLines.cohort, sql.placeholder('cohort')), eq(hostLines.on, sql.placeholder('on'))))
    .prepare(),
);

export async function findHostLine(db: Db, cohort: string, on: string): Promise<HostLine | null> {
  const [line] = await onDay(db).all({ cohort, on });
  return line ?? null;
}

/** What was written ahead for a day and the days after it, by day. */
export async function listHostLines(db: Db, cohort: string, from: string): Promise<HostLine[]> {
  return db
    .select()
    .from(hostLines)
    .where(and(eq(hostLines.cohort, cohort), gte(hostLines.on, from)))
    .orderBy(hostLines.on);
}

/** Says something on top of a day's issue, in place of what was said before; nothing, when the words are empty. */
export async function sayOnDay(
  db: Db,
  line: { cohort: string; on: string; text: string; membershipId: number | null },
  now: Date,
): Promise<void> {
  const { cohort, on, text, membershipId } = line;
  if (text === '') {
    await db.delete(hostLines).where(and(eq(hostLines.cohort, cohort), eq(hostLines.on, on)));
    return;
  }
  const said = { text, membershipId, writtenAt: now };
  await db
    .insert(hostLines)
    .values({ cohort, on, ...said })
    .onConflictDoUpdate({ target: [hostLines.cohort, hostLines.on], set: said });
}

/** The paragraphs of what was typed. */
export function paragraphsOf(text: string): string[] {
  return text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/\s+/g, ' ').trim())
    .filter((paragraph) => paragraph !== '');
}
