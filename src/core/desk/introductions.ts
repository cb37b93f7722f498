import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import type { Cohort } from '../cohorts.ts';
import { type Db, transaction } from '../db/open.ts';
import { introductions } from '../db/schema/desk.ts';
import { memberships, people } from '../db/schema/people.ts';
import { headline, titleOf } from '../digest/headline.ts';
import type { Letter } from '../mail/letter.ts';
import { introductionLetter } from '../mail/messages.ts';
import { oweLetter } from '../mail/outbox.ts';
import type { PostInCohort } from '../posts-in-cohort.ts';
import { logDeed } from './log.ts';
import { markDone, type Named } from './marks.ts';
import type { Match } from './matches.ts';
import { pairKey } from './pairs.ts';

/** A facilitator's own words in a note that introduces two people; none are needed. */
export const introductionText = z
  .string()
  .trim()
  .max(1500, 'That is long for a note; fifteen hundred characters are enough.');

/** The two notes as they will be sent. */
export function introductionLetters(
  { first, second, passages }: Match,
  { cohort, host, words, siteUrl }: { cohort: Cohort; host: string; words: string; siteUrl: string },
): [Letter, Letter] {
  const introduced = (post: PostInCohort, passage: string) => ({
    name: post.author.name,
    title: passage === '' ? headline({ title: post.title, excerpt: '' }) : titleOf(post),
    passage,
    url: `${siteUrl}/${cohort.slug}/posts/${post.id}`,
  });
  const [one, other] = [introduced(first, passages[0]), introduced(second, passages[1])];
  const about = { cohort, host, words, settingsUrl: `${siteUrl}/me` };
  return [introductionLetter(about, one, other), introductionLetter(about, other, one)];
}

/** What became of an introduction; `before` says who had made it, null when they have left. */
export type Introduced = { kind: 'done' } | { kind: 'before'; by: string | null } | { kind: 'unwilling' };

/**
 * Introduces two people to each other, once: a note to both, and an entry in the log.
 *
 * @returns `unwilling` when one of them doesn't want to be introduced any more, or has left.
 */
export async function introduceBoth(
  db: Db,
  match: Match,
  { cohort, host, words, siteUrl }: { cohort: Cohort; host: Named; words: string; siteUrl: string },
  now: Date,
): Promise<Introduced> {
  const { first, second } = match;
  const slug = cohort.slug;
  const [firstId, secondId] = [first.author.membershipId, second.author.membershipId];
  return transaction(db, async (tx) => {
    const open = await listOpen(tx, slug);
    const [to, and] = [open.get(firstId), open.get(secondId)];
    if (!to || !and) return { kind: 'unwilling' };
    const rows = await tx
      .insert(introductions)
      .values({
        cohort: slug,
        firstId,
        secondId,
        firstPostId: first.id,
        secondPostId: second.id,
        note: words,
        introducedBy: host.id,
        introducedAt: now,
      })
      .onConflictDoNothing()
      .returning({ id: introductions.id });
    if (rows.length === 0) return { kind: 'before', by: await findIntroducer(tx, slug, firstId, secondId) };
    await markDone(tx, slug, `pair ${pairKey(firstId, secondId)}`, host.id, now);
    const letters = introductionLetters(match, { cohort, host: host.name, words, siteUrl });
    await oweLetter(tx, to, letters[0], now);
    await oweLetter(tx, and, letters[1], now);
    const deed = { cohort: slug, membershipId: host.id, deed: 'introduced' as const };
    await logDeed(tx, { ...deed, subject: `${to.name} and ${and.name}`, reason: words || null }, now);
    return { kind: 'done' };
  });
}

/** Whether a note has gone to these two. @param key of `pairKey`. */
export async function wereIntroduced(db: Db, cohort: string, key: string): Promise<boolean> {
  const [firstId = 0, secondId = 0] = key.split(' ').map(Number);
  const rows = await db
    .select({ id: introductions.id })
    .from(introductions)
    .where(isOf(cohort, firstId, secondId));
  return rows.length > 0;
}

async function findIntroducer(
  db: Db,
  cohort: string,
  firstId: number,
  secondId: number,
): Promise<string | null> {
  const [by] = await db
    .select({ name: people.name })
    .from(introductions)
    .innerJoin(memberships, eq(memberships.id, introductions.introducedBy))
    .innerJoin(people, eq(people.id, memberships.personId))
    .where(isOf(cohort, firstId, secondId));
  return by?.name ?? null;
}

const isOf = (cohort: string, firstId: number, secondId: number) =>
  and(
    eq(introductions.cohort, cohort),
    eq(introductions.firstId, firstId),
    eq(introductions.secondId, secondId),
  );

/** The participants of a cohort who may be introduced, with where their mail goes. */
export async function listOpen(
  db: Db,
  cohort: string,
): Promise<Map<number, { name: string; email: string }>> {
  const rows = await db
    .select({ id: memberships.id, name: people.name, email: people.email })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId))
    .where(
      and(
        eq(memberships.cohort, cohort),
        eq(memberships.role, 'participant'),
        eq(memberships.mayBeIntroduced, true),
      ),
    );
  return new Map(rows.map(({ id, ...to }) => [id, to]));
}
