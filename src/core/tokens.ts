import { createHash, createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { type Db, prepared } from './db/open.ts';
import { secrets } from './db/schema/door.ts';

/** 32 random bytes as text that may stand in an address. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Six digits for a person to type. */
export function newCode(): string {
  return String(randomInt(1_000_000)).padStart(6, '0');
}

/** What is stored in a token's place. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Compares secrets without telling by its duration how far they agree. */
export function isSameSecret(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
}

/** Signs a statement such as `unsubscribe 12` with this installation's own key, made at the first use. */
export async function sign(db: Db, statement: string): Promise<string> {
  return createHmac('sha256', await signingKey(db))
    .update(statement)
    .digest('base64url');
}

const signing = prepared((db) => db.select().from(secrets).where(eq(secrets.name, 'signing')).prepare());

async function signingKey(db: Db): Promise<string> {
  const [known] = await signing(db).all();
  if (known) return known.value;
  await db.insert(secrets).values({ name: 'signing', value: newToken() }).onConflictDoNothing();
  const [made] = await signing(db).all();
  if (!made) throw new Error('The signing key could not be stored.');
  return made.value;
}
