import { eq } from 'drizzle-orm';
import type { Db } from '../db/open.ts';
import { memberships } from '../db/schema/people.ts';
import type { Membership } from '../memberships.ts';
import { isSameSecret, sign } from '../tokens.ts';

/** The address that ends a membership's mail: signed, so that it can be used without signing in and opens nothing else. */
export function unsubscribeUrl(siteUrl: string, token: string): string {
  return `${siteUrl}/unsubscribe/${token}`;
}

/** The address that ends mail of answers alone: of the same kind. */
export function stopAnswersUrl(siteUrl: string, token: string): string {
  return `${unsubscribeUrl(siteUrl, token)}?of=answers`;
}

/** The address that changes how a membership's mail comes: of the same kind. */
export function controlsUrl(siteUrl: string, token: string): string {
  return `${siteUrl}/mail/${token}`;
}

/** What stands for a membership in that address; in letters, digits, `.`, `-` and `_`. */
export async function unsubscribeToken(db: Db, membershipId: number): Promise<string> {
  return `${membershipId}.${await signatureFor(db, membershipId)}`;
}

/** The membership that such an address is for; null when it is not one of ours, or the membership is gone. */
export async function findUnsubscriber(db: Db, token: string): Promise<Membership | null> {
  const [, id, signature] = /^(\d{1,15})\.([\w-]+)$/.exec(token) ?? [];
  if (id === undefined || signature === undefined) return null;
  if (!isSameSecret(signature, await signatureFor(db, Number(id)))) return null;
  const [membership] = await db
    .select()
    .from(memberships)
    .where(eq(memberships.id, Number(id)));
  return membership ?? null;
}

function signatureFor(db: Db, membershipId: number): Promise<string> {
  return sign(db, `unsubscribe ${membershipId}`);
}
