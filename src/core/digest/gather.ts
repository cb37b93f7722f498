import { instantOf } from '../calendar.ts';
import type { Cohort } from '../cohorts.ts';
import { listAnswered } from '../conversations/provocations.ts';
import type { Db } from '../db/open.ts';
import type { IssueRow } from '../issues.ts';
import { listHeardBefore, listPostsById, listPostsOfIssue } from '../posts.ts';
import { weekAt } from '../weeks.ts';
import { assemble } from './assemble.ts';
import type { Issue } from './issue.ts';

/** An issue as it is to be shown: its posts as their authors left them, its week as the host did. */
export async function gatherIssue(db: Db, cohort: Cohort, row: IssueRow, siteUrl: string): Promise<Issue> {
  const posts = await listPostsOfIssue(db, row.id);
  const ids = posts.map(({ id }) => id);
  const authors = [...new Set(posts.map((post) => post.author.membershipId))];
  const parents = new Set(posts.flatMap(({ parentId }) => parentId ?? []));
  const [answered, heardBefore, provoked] = await Promise.all([
    listPostsById(
      db,
      cohort.slug,
      [...parents].filter((id) => !ids.includes(id)),
    ),
    listHeardBefore(db, authors, row.id),
    listAnswered(db, cohort.slug, ids),
  ]);
  return assemble({
    cohort,
    number: row.number ?? 0,
    on: row.publishedOn,
    week: weekAt(cohort, instantOf(row.publishedOn, cohort.digestHour, cohort.timezone)),
    posts,
    answered,
    answering: new Set(provoked.keys()),
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
    answered: [],
    answering: new Set(),
    heardBefore: new Set(),
    siteUrl,
  });
}
