import { eq, inArray, or, sql } from 'drizzle-orm';
import { addressKey } from '../address.ts';
import { type Db, prepared, transaction } from '../db/open.ts';
import { links, pages, postAddresses, redirects } from '../db/schema/conversations.ts';
import { filings } from '../db/schema/issues.ts';
import { webUrl } from '../escape.ts';

/** Hosts whose addresses are never a page's own, only a short way to one. */
const SHORTENERS = new Set(
  'bit.ly buff.ly dlvr.it goo.gl is.gd j.mp lnkd.in ow.ly t.co tiny.cc tinyurl.com wp.me'.split(' '),
);

/** Whether an address, or the key of one, is a short link of a well-known service. */
export function isShortLink(address: string): boolean {
  const [host = ''] = address.replace(/^https?:\/\/(www\.)?/, '').split(/[/?:]/);
  return SHORTENERS.has(host.toLowerCase());
}

/**
 * Where an address leads for good, by what its server answered: a permanent redirect does, and whatever a service
 * for short links says. A page that is gone is often sent to the front page; that isn't where it has moved.
 *
 * @param to the absolute address that it redirects to.
 * @returns the address to keep in its place; null when it is to be kept itself.
 */
export function leadsForGood(from: string, status: number, to: string): string | null {
  const [here, there] = [addressKey(from), addressKey(to)];
  if (!isForGood(from, status) || there === null || here === there) return null;
  return isShortLink(from) || isFrontPage(from) || !isFrontPage(to) ? webUrl(to) : null;
}

/** Whether a redirect with a status is meant to last: 301 and 308 are (RFC 9110, sections 15.4.2 and 15.4.9). */
export function isForGood(from: string, status: number): boolean {
  return status === 301 || status === 308 || isShortLink(from);
}

/** Whether an address is that of a whole site. */
export function isFrontPage(address: string): boolean {
  return !/[/?]/.test(addressKey(address) ?? '');
}

const known = prepared((db) =>
  db
    .select({ toKey: redirects.toKey })
    .from(redirects)
    .where(eq(redirects.fromKey, sql.placeholder('fromKey')))
    .prepare(),
);

/** Where some addresses are known to lead for good, by key; those that lead nowhere else are left out. */
export async function knownRedirects(db: Db, keys: string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const fromKey of keys) {
    const [redirect] = await known(db).all({ fromKey });
    if (redirect) found.set(fromKey, redirect.toKey);
  }
  return found;
}

const leading = prepared((db) =>
  db
    .select({ fromKey: redirects.fromKey })
    .from(redirects)
    .where(eq(redirects.toKey, sql.placeholder('toKey')))
    .prepare(),
);

/** The addresses that are known to lead to one for good, by key. */
export async function listLeadingTo(db: Db, toKey: string): Promise<string[]> {
  return (await leading(db).all({ toKey })).map(({ fromKey }) => fromKey);
}

/**
 * Remembers that an address leads to another for good. Every post that links to it, and every post that it is an
 * address of, is woven anew: two spellings become one page, or a short link turns out to be somebody's post.
 *
 * @param url where it leads.
 * @returns whether that was news; an address that leads back to itself in the end is no redirect.
 */
export async function learnRedirect(db: Db, fromKey: string, url: string): Promise<boolean> {
  const next = addressKey(url);
  if (next === null) return false;
  return transaction(db, async (tx) => {
    // One step leads to the end, however many it took to learn the way.
    const toKey = (await knownRedirects(tx, [next])).get(next) ?? next;
    if (toKey === fromKey) return false;
    await tx
      .insert(redirects)
      .values({ fromKey, toKey })
      .onConflictDoUpdate({ target: redirects.fromKey, set: { toKey } });
    await tx.update(redirects).set({ toKey }).where(eq(redirects.toKey, fromKey));
    await tx.delete(pages).where(eq(pages.key, fromKey));
    if (toKey === next) await noteTarget(tx, toKey, url);
    await weaveAnew(tx, fromKey, toKey);
    return true;
  });
}

/** The page that it leads to, to be looked at once it turns out to be shared. */
async function noteTarget(db: Db, key: string, url: string): Promise<void> {
  await db
    .insert(pages)
    .values({ key, url, host: new URL(url).host })
    .onConflictDoNothing();
}

async function weaveAnew(db: Db, fromKey: string, toKey: string): Promise<void> {
  const addressed = db
    .select({ id: postAddresses.postId })
    .from(postAddresses)
    .where(eq(postAddresses.key, fromKey));
  for (const { id } of await addressed) {
    await db.insert(postAddresses).values({ key: toKey, postId: id }).onConflictDoNothing();
  }
  const linking = db.select({ id: links.postId }).from(links).where(eq(links.key, fromKey));
  await db
    .update(filings)
    .set({ isWoven: false })
    .where(or(inArray(filings.postId, linking), inArray(filings.postId, addressed)));
}
