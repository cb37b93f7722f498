import { addressKey } from '../address.ts';
import { instantOf } from '../calendar.ts';
import type { Cohort } from '../cohorts.ts';
import type { Db } from '../db/open.ts';
import type { IssueRow } from '../issues.ts';
import { listHeardBefore, listPostsAt, listPostsOfIssue } from '../posts.ts';
import { weekAt } from '../weeks.ts';
import { assemble } from './assemble.ts';
import type { Issue } from './issue.ts';

/** An issue as it is to be shown: its posts as their authors left them, its week as the host did. */
export async function gatherIssue(db: Db, cohort: Cohort, row: IssueRow, siteUrl: string): Promise<Issue> {
  const posts = await listPostsOfIssue(db, row.id);
  const links = new Set(posts.flatMap((post) => post.links.map(addressKey)));
  const authors = [...new Set(posts.map((post) => post.author.membershipId))];
  const [linked, heardBefore] = await Promise.all([
    listPostsAt(
      db,
      cohort.slug,
      [...links].filter((key) => key !== null),
    ),
    listHeardBefore(db, authors, row.id),
  ]);
  return assemble({
    cohort,
    number: row.number ?? 0,
    on: row.publishedOn,
    week: weekAt(cohort, instantOf(row.publishedOn, cohort.digestHour, cohort.timezone)),
    posts,
    linked,
    heardBefore,
    siteUrl,
  });
}

/** The day's page when nobody posted: the question is still on the table. */
export function quietIssue(cohort: Cohort, day: string, siteUrl: string): Issue {
  const week = weekAt(cohort, instantOf(day, cohort.digestHour, cohort.timezone));
  return assemble({
    cohort,
    number: 0,
    on: day,
    week,
    posts: [],
    linked: [],
    heardBefore: new Set(),
    siteUrl,
  });
}
