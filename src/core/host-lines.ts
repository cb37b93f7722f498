import { and, eq, gte, sql } from 'drizzle-orm';
import { z } from 'zod';
import { type Db, prepared, transaction } from './db/open.ts';
import { hostLines } from './db/schema/issues.ts';

/** What a facilitator says on top of a day's issue. */
export type HostLine = typeof hostLines.$inferSelect;
type NewLine = Omit<HostLine, 'writtenAt'>;

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

/** Names what stands on a day: another text after every change. */
export function lineVersion(line: HostLine | null): string {
  return line ? String(line.writtenAt.getTime()) : '';
}

/** What a facilitator had before them when they wrote. */
export interface SeenLine {
  /** The day of the form that they wrote in. */
  stood: string;
  /** The version that stood on that day. */
  was: string;
  /** The version on the day to which they move the line, as far as they saw one. */
  over: string;
}

/** What came of changing a line. */
export type LineChanged =
  | { kind: 'changed' }
  /** Nothing has changed: others stand there than was seen, or none, and this is what there is to see now. */
  | { kind: 'overtaken'; others: HostLine[]; seen: SeenLine };

/** Says something on top of a day's issue in place of what was seen; from another day the line moves. Twice is once. */
export async function changeHostLine(
  db: Db,
  line: NewLine,
  { stood, was, over }: SeenLine,
  now: Date,
): Promise<LineChanged> {
  const { cohort, on, text } = line;
  return transaction(db, async (tx) => {
    const left = await findHostLine(tx, cohort, stood);
    const there = on === stood ? null : await findHostLine(tx, cohort, on);
    const [said, rest] = on === stood ? [left, null] : [there, left];
    if ((said?.text ?? '') === text && rest === null) return { kind: 'changed' };
    const seen = { stood, was: lineVersion(left), over: lineVersion(there) };
    const unseen = [seen.was === was ? null : left, seen.over === over ? null : there];
    const others = unseen.filter((other) => other !== null);
    if (seen.was !== was || others.length > 0) return { kind: 'overtaken', others, seen };
    await sayOnDay(tx, { ...line, on: stood, text: '' }, now);
    await sayOnDay(tx, line, now);
    return { kind: 'changed' };
  });
}

/** Says something on top of a day's issue, in place of what was said before; nothing, when the words are empty. */
export async function sayOnDay(db: Db, line: NewLine, now: Date): Promise<void> {
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
