import { and, countDistinct, eq, gt, inArray } from 'drizzle-orm';
import { addDays, dayIn } from '../calendar.ts';
import { type Db, transaction } from '../db/open.ts';
import { bounces, outbox } from '../db/schema/issues.ts';
import { people } from '../db/schema/people.ts';
import type { Settings } from '../env.ts';
import { findPersonByEmail, type Person } from '../people.ts';
import { isSameSecret, sign } from '../tokens.ts';
import type { OwedMail } from './outbox.ts';
import { isHardBounce } from './refusals.ts';

/** One bad day is an outage; on the third, the address is taken for dead. */
const DAYS_UNTIL_PAUSE = 3;
/** Enough for three issues of a weekly rhythm. What came back before says nothing about today. */
const REMEMBERED_DAYS = 30;
/** 128 bits, in an alphabet that survives servers that turn addresses into small letters. */
const SIGNATURE_LENGTH = 32;

/** Where one mail comes back to when it can't be delivered: an address that only we can have made. */
export async function bounceAddress(
  db: Db,
  { local, domain }: NonNullable<Settings['bounceTo']>,
  mail: Pick<OwedMail, 'id'>,
): Promise<string> {
  return `${local}+${mail.id}-${await signatureFor(db, mail.id)}@${domain}`;
}

/** The mail that such an address is for; null when it is not one of ours. */
export async function findReturned(db: Db, address: string): Promise<OwedMail | null> {
  const [, id, signature] = /\+(\d{1,15})-([\da-f]+)@/.exec(address.toLowerCase()) ?? [];
  if (id === undefined || signature === undefined) return null;
  if (!isSameSecret(signature, await signatureFor(db, Number(id)))) return null;
  const [mail] = await db
    .select()
    .from(outbox)
    .where(eq(outbox.id, Number(id)));
  return mail ?? null;
}

async function signatureFor(db: Db, mailId: number): Promise<string> {
  const signature = await sign(db, `bounce ${mailId}`);
  return Buffer.from(signature, 'base64url').toString('hex').slice(0, SIGNATURE_LENGTH);
}

/**
 * Records that a mail which a server had taken was not delivered, and counts it when that is because of the address.
 *
 * @param said what the server at the other end said.
 * @returns false when that is known already.
 */
export async function recordBounce(db: Db, mail: OwedMail, said: string, now: Date): Promise<boolean> {
  return transaction(db, async (tx) => {
    const [returned] = await tx
      .update(outbox)
      .set({ state: 'failed', problem: said, text: null, html: null, leaseUntil: null })
      // It can come back before it was marked as sent.
      .where(and(eq(outbox.id, mail.id), inArray(outbox.state, ['sent', 'waiting'])))
      .returning();
    if (!returned) return false;
    if (isHardBounce(said)) await countBounce(tx, returned, now);
    return true;
  });
}

/** Counts a mail that was refused for good because of its address; too many of them pause the recipient's digests. */
export async function countBounce(db: Db, mail: OwedMail, now: Date): Promise<void> {
  // By address: what comes back from an address that a person no longer has is not held against the new one.
  const person = await findPersonByEmail(db, mail.toAddress);
  if (!person) return;
  const today = dayIn('UTC', now);
  await db
    .insert(bounces)
    .values({ mailId: mail.id, personId: person.id, bouncedOn: today })
    .onConflictDoNothing();
  const [counted] = await db
    .select({ days: countDistinct(bounces.bouncedOn) })
    .from(bounces)
    .where(and(eq(bounces.personId, person.id), gt(bounces.bouncedOn, addDays(today, -REMEMBERED_DAYS))));
  if (person.mailPausedAt === null && (counted?.days ?? 0) >= DAYS_UNTIL_PAUSE) {
    await db.update(people).set({ mailPausedAt: now }).where(eq(people.id, person.id));
  }
}

/** The person says that their address works again, or has another one. */
export async function resumeMail(db: Db, person: Person): Promise<void> {
  await transaction(db, async (tx) => {
    await tx.delete(bounces).where(eq(bounces.personId, person.id));
    await tx.update(people).set({ mailPausedAt: null }).where(eq(people.id, person.id));
  });
}
