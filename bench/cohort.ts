import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Db } from '#core/db/open.ts';
import { transaction } from '#core/db/open.ts';
import { blogs, feeds } from '#core/db/schema/feeds.ts';
import { memberships, people } from '#core/db/schema/people.ts';

export const COHORT = 'bench';

export const SITE_URL = 'https://course.example.org';

/** When the bloggers join, and the first poll is. */
export const BEGINNING = new Date('2027-02-01T12:00:00Z');

export function contentIn(folder: string): string {
  return join(folder, 'content');
}

export function databaseIn(folder: string): string {
  return `file:${join(folder, 'potluck.db')}`;
}

/** The words of a cohort that takes every post of the made-up blogs, from the January of a year. */
export function writeCohort(folder: string, year = 2027): void {
  const cohort = join(contentIn(folder), COHORT);
  mkdirSync(cohort, { recursive: true });
  writeFileSync(
    join(cohort, 'cohort.md'),
    `---\ntitle: Bench\nsummary: A made-up cohort.\ntag: bench27\nstarts: ${year}-01-11\ntimezone: UTC\n---\nCome in.\n`,
  );
  for (const week of [1, 2, 3, 4, 5, 6]) {
    writeFileSync(
      join(cohort, `0${week}-week.md`),
      `---\ntitle: Week ${week}\nopens: ${year}-0${week}-15\nprovocations:\n  - question: What now?\n---\nWords.\n`,
    );
  }
}

/** Seats a person for each feed, all of whose posts are for the cohort. */
export async function seatBloggers(db: Db, feedUrls: string[], now: Date): Promise<void> {
  await transaction(db, async (tx) => {
    for (const [blog, url] of feedUrls.entries()) {
      const id = blog + 1;
      const name = `Author ${blog}`;
      await tx.insert(people).values({ id, name, email: `author-${blog}@example.org`, createdAt: now });
      await tx.insert(memberships).values({
        id,
        personId: id,
        cohort: COHORT,
        role: 'participant',
        handle: `author-${blog}`,
        joinedAt: now,
      });
      await tx
        .insert(feeds)
        .values({ id, url, host: new URL(url).host, state: 'new', nextCheckAt: now, createdAt: now });
      await tx
        .insert(blogs)
        .values({ membershipId: id, feedId: id, filing: 'everything', refile: false, addedAt: now });
    }
  });
}
