import { and, desc, eq, gt, isNull, lte, sql } from 'drizzle-orm';
import { type Db, transaction } from './db/open.ts';
import { signInLinks } from './db/schema/door.ts';
import { hashToken, isSameSecret, newCode, newToken } from './tokens.ts';

type Link = typeof signInLinks.$inferSelect;

const MINUTE = 60_000;
/** Long enough for a slow mail server, short enough that an old mail signs nobody in. */
export const ASKED_LINK_LASTS_MS = 30 * MINUTE;
/** Invitations wait until somebody has time to read them. */
export const INVITATION_LASTS_MS = 14 * 24 * 60 * MINUTE;
const TRIES = 5;

/** Whom a link lets in: somebody we know, somebody on the way in, or whoever becomes the first facilitator. */
export type Bearer = { personId: number } | { joiningId: string; isInvited: boolean } | { founder: true };

/** The way in for the first facilitator, who says at the door who they are. Each makes the one before useless. */
export async function makeFounderLink(db: Db, now: Date): Promise<string> {
  await db.delete(signInLinks).where(and(isNull(signInLinks.personId), isNull(signInLinks.joiningId)));
  const token = newToken();
  await store(db, { tokenHash: hashToken(token), expiresAt: after(now, INVITATION_LASTS_MS) });
  return token;
}

/** A way in for somebody who didn't ask in a browser, so that no browser is bound to it. */
export async function makeInvitationLink(
  db: Db,
  bearer: { personId: number } | { joiningId: string },
  now: Date,
): Promise<string> {
  const token = newToken();
  await store(db, { ...bearer, tokenHash: hashToken(token), expiresAt: after(now, INVITATION_LASTS_MS) });
  return token;
}

/**
 * A way in for the browser that asked. Opened in another one it wants the code that the first one shows,
 * so that a link in a mail that somebody else asked for is of no use to them.
 *
 * @param browser the secret in the asking browser's cookie.
 */
export async function makeSignInLink(
  db: Db,
  bearer: { personId: number } | { joiningId: string },
  browser: string,
  now: Date,
): Promise<{ token: string; code: string }> {
  const token = newToken();
  const code = newCode();
  await store(db, {
    ...bearer,
    tokenHash: hashToken(token),
    browserHash: hashToken(browser),
    code,
    expiresAt: after(now, ASKED_LINK_LASTS_MS),
  });
  return { token, code };
}

/** The code that the asking browser shows while its mail is on the way; null in any other browser. */
export async function findCode(
  db: Db,
  joiningId: string,
  browser: string | null,
  now: Date,
): Promise<string | null> {
  if (browser === null) return null;
  const [link] = await db
    .select({ code: signInLinks.code })
    .from(signInLinks)
    .where(
      and(
        eq(signInLinks.joiningId, joiningId),
        eq(signInLinks.browserHash, hashToken(browser)),
        gt(signInLinks.expiresAt, now),
      ),
    )
    .orderBy(desc(signInLinks.expiresAt))
    .limit(1);
  return link?.code ?? null;
}

export type LinkState = 'ready' | 'founder' | 'needs-code' | 'useless';

/** What a link would do if its button were pressed in this browser. Looking uses nothing up. */
export async function lookAtLink(
  db: Db,
  token: string,
  browser: string | null,
  now: Date,
): Promise<LinkState> {
  const [link] = await db
    .select()
    .from(signInLinks)
    .where(and(eq(signInLinks.tokenHash, hashToken(token)), gt(signInLinks.expiresAt, now)));
  if (!link || link.triesLeft <= 0) return 'useless';
  if (link.personId === null && link.joiningId === null) return 'founder';
  return isAskersBrowser(link, browser) ? 'ready' : 'needs-code';
}

export type LinkUse =
  | { kind: 'in'; bearer: Bearer }
  | { kind: 'wrong-code'; triesLeft: number }
  | { kind: 'useless' };

/** Uses a link up: of two at once, one gets in. */
export async function useLink(
  db: Db,
  token: string,
  shown: { browser: string | null; code: string | null },
  now: Date,
): Promise<LinkUse> {
  return transaction(db, async (tx) => {
    const its = eq(signInLinks.tokenHash, hashToken(token));
    const [link] = await tx
      .select()
      .from(signInLinks)
      .where(and(its, gt(signInLinks.expiresAt, now)));
    if (!link || link.triesLeft <= 0) return { kind: 'useless' };

    const rightCode = link.code !== null && shown.code !== null && isSameSecret(link.code, shown.code);
    if (!isAskersBrowser(link, shown.browser) && !rightCode) {
      const [left] = await tx
        .update(signInLinks)
        .set({ triesLeft: sql`${signInLinks.triesLeft} - 1` })
        .where(its)
        .returning();
      return left && left.triesLeft > 0
        ? { kind: 'wrong-code', triesLeft: left.triesLeft }
        : { kind: 'useless' };
    }
    await tx.delete(signInLinks).where(its);
    if (link.personId !== null) return { kind: 'in', bearer: { personId: link.personId } };
    // Whoever asked did so in a browser.
    const isInvited = link.browserHash === null;
    if (link.joiningId !== null) return { kind: 'in', bearer: { joiningId: link.joiningId, isInvited } };
    return { kind: 'in', bearer: { founder: true } };
  });
}

export async function forgetOldLinks(db: Db, now: Date): Promise<void> {
  await db.delete(signInLinks).where(lte(signInLinks.expiresAt, now));
}

function isAskersBrowser(link: Link, browser: string | null): boolean {
  if (link.browserHash === null) return true;
  return browser !== null && isSameSecret(link.browserHash, hashToken(browser));
}

async function store(db: Db, link: Partial<Link> & Pick<Link, 'tokenHash' | 'expiresAt'>): Promise<void> {
  await db.insert(signInLinks).values({ ...link, triesLeft: TRIES });
}

function after(now: Date, ms: number): Date {
  return new Date(now.getTime() + ms);
}
