import { randomBytes } from 'node:crypto';
import { existsSync, renameSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { count, eq } from 'drizzle-orm';
import { z } from 'zod';
import { isSlug } from '../cohort-files.ts';
import { RESERVED } from '../cohorts.ts';
import type { Db } from '../db/open.ts';
import { memberships } from '../db/schema/people.ts';
import { ensureMembership } from '../memberships.ts';
import type { Person } from '../people.ts';
import { guarded, type Refused, writeDurably } from './signed-files.ts';

/** The name of a new cohort's folder, and the first part of its addresses. */
export const newSlug = z
  .string()
  .trim()
  .max(60, 'That is too long for an address; sixty letters are enough.')
  .refine(isSlug, 'An address is of small letters, digits and hyphens, such as learning-together.')
  .refine((slug) => !RESERVED.has(slug), 'The site uses this address for a page of its own. Choose another.');

export type Made =
  | { kind: 'made' }
  /** There is, or was, a cohort of that name. */
  | { kind: 'taken' }
  | Refused;

/**
 * Makes a cohort's folder with all of its files at once, and its host the facilitator of it.
 *
 * @param files their sources by name.
 */
export async function makeCohort(
  db: Db,
  contentDir: string,
  slug: string,
  files: Record<string, string>,
  host: Person,
  now: Date,
): Promise<Made> {
  newSlug.parse(slug);
  // People belong to the name; whoever was in a cohort that is gone isn't to find themselves in this one.
  if (existsSync(join(contentDir, slug)) || (await hasMembers(db, slug))) return { kind: 'taken' };
  const waiting = join(contentDir, `.new-${randomBytes(8).toString('hex')}`);
  try {
    const placed = await guarded(async () => {
      await mkdir(waiting);
      for (const [name, source] of Object.entries(files)) await writeDurably(join(waiting, name), source);
      if (existsSync(join(contentDir, slug))) return { kind: 'taken' as const };
      renameSync(waiting, join(contentDir, slug));
      return { kind: 'made' as const };
    });
    if (placed.kind !== 'made') return placed;
  } finally {
    if (existsSync(waiting)) await rm(waiting, { recursive: true, force: true });
  }
  await ensureMembership(db, host, slug, 'facilitator', now);
  return { kind: 'made' };
}

async function hasMembers(db: Db, slug: string): Promise<boolean> {
  const [row] = await db.select({ found: count() }).from(memberships).where(eq(memberships.cohort, slug));
  return (row?.found ?? 0) > 0;
}
