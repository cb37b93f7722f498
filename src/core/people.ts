import { eq } from 'drizzle-orm';
import { z } from 'zod';
import type { Db } from './db/open.ts';
import { people } from './db/schema/people.ts';
import { WORD } from './languages.ts';

export type Person = typeof people.$inferSelect;

/** A mail address as people type it, in the form it is kept in. The domain is case-insensitive; so are, in practice, names. */
export const emailAddress = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .pipe(z.email('That is not a mail address. It looks like ada@example.org.'));

/** A person's name: one line, without control characters or invisible marks that turn the direction of text. */
export const personName = z
  .string()
  .transform((name) =>
    name
      .replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  )
  .pipe(
    z
      .string()
      .regex(/[\p{L}\p{N}\p{P}\p{S}]/u, 'Please say what we should call you.')
      .max(80, 'That name is too long; 80 letters are enough.'),
  );

/** A name to compare by: its words, in which case, accents of Latin letters and punctuation make no difference. */
export function foldedName(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/(\p{sc=Latin})\p{M}+/gu, '$1')
    .normalize('NFC')
    .toLowerCase();
  return (plain.match(WORD) ?? []).join(' ');
}

export async function findPersonByEmail(db: Db, email: string): Promise<Person | null> {
  const [person] = await db.select().from(people).where(eq(people.email, email));
  return person ?? null;
}

export async function getPerson(db: Db, id: number): Promise<Person> {
  const [person] = await db.select().from(people).where(eq(people.id, id));
  if (!person) throw new Error(`There is no person ${id}.`);
  return person;
}

/** The person with this address, added if there is none; a known person keeps their name. */
export async function ensurePerson(db: Db, who: { email: string; name: string }, now: Date): Promise<Person> {
  await db
    .insert(people)
    .values({ name: who.name, email: who.email, createdAt: now })
    .onConflictDoNothing({ target: people.email });
  const person = await findPersonByEmail(db, who.email);
  if (!person) throw new Error('The person could not be stored.');
  return person;
}

export async function renamePerson(db: Db, id: number, name: string): Promise<void> {
  await db.update(people).set({ name }).where(eq(people.id, id));
}
