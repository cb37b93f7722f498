import { and, desc, eq } from 'drizzle-orm';
import type { Db } from './db/open.ts';
import { reflections } from './db/schema/people.ts';
import type { Membership } from './memberships.ts';

/** What somebody wrote for themselves; nobody else sees it. */
export type Reflection = typeof reflections.$inferSelect;

/** What the page asks; each can be answered as often as one likes, or never. */
export const PROMPTS = {
  intention: 'What do you want out of this?',
  going: 'How is it going?',
  surprise: 'What surprised you, or changed your mind?',
  next: 'What will you try next?',
  free: 'Something else',
} as const;

export type Prompt = keyof typeof PROMPTS;

/** Long enough for an essay; a limit only so that nobody can fill the disk. */
export const LONGEST_REFLECTION = 50_000;

export function isPrompt(value: string): value is Prompt {
  return Object.hasOwn(PROMPTS, value);
}

/** All that a member wrote, the newest first. */
export async function listReflections(db: Db, membership: Membership): Promise<Reflection[]> {
  return db
    .select()
    .from(reflections)
    .where(eq(reflections.membershipId, membership.id))
    .orderBy(desc(reflections.writtenAt), desc(reflections.id));
}

export async function findReflection(db: Db, membership: Membership, id: number): Promise<Reflection | null> {
  const [reflection] = await db.select().from(reflections).where(own(membership, id));
  return reflection ?? null;
}

export async function writeReflection(
  db: Db,
  membership: Membership,
  words: { prompt: Prompt; body: string },
  now: Date,
): Promise<void> {
  await db.insert(reflections).values({ ...words, membershipId: membership.id, writtenAt: now });
}

export async function changeReflection(
  db: Db,
  membership: Membership,
  id: number,
  body: string,
  now: Date,
): Promise<void> {
  await db.update(reflections).set({ body, changedAt: now }).where(own(membership, id));
}

export async function deleteReflection(db: Db, membership: Membership, id: number): Promise<void> {
  await db.delete(reflections).where(own(membership, id));
}

function own(membership: Membership, id: number) {
  return and(eq(reflections.id, id), eq(reflections.membershipId, membership.id));
}
