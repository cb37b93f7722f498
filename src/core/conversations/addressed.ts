import { and, asc, eq, inArray } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Db } from '../db/open.ts';
import { answers, links, mentions } from '../db/schema/conversations.ts';
import { blogs } from '../db/schema/feeds.ts';
import { filings } from '../db/schema/issues.ts';
import { memberships } from '../db/schema/people.ts';

/** What in an issue is to somebody: an answer to a post of theirs, or a mention of them. */
export interface Addressed {
  kind: 'answer' | 'mention';
  postId: number;
  /** A membership. */
  to: number;
  quote: string | null;
}

const answering = alias(filings, 'answering');
const answeringBlog = alias(blogs, 'answering_blog');

/** Whom of a cohort some posts answer, and whom they mention; in the order of the posts. */
export async function listAddressed(db: Db, cohort: string, postIds: number[]): Promise<Addressed[]> {
  const found: Addressed[] = [];
  for (let at = 0; at < postIds.length; at += 1000) {
    const ids = postIds.slice(at, at + 1000);
    found.push(...(await listAnswered(db, cohort, ids)), ...(await listMentioned(db, cohort, ids)));
  }
  return found;
}

async function listAnswered(db: Db, cohort: string, ids: number[]): Promise<Addressed[]> {
  const rows = await db
    .select({
      postId: answers.postId,
      to: blogs.membershipId,
      quote: links.quote,
      consent: answeringBlog.consent,
    })
    .from(answers)
    .innerJoin(links, and(eq(links.postId, answers.postId), eq(links.position, answers.position)))
    .innerJoin(answering, and(eq(answering.postId, answers.postId), eq(answering.cohort, answers.cohort)))
    .innerJoin(answeringBlog, eq(answeringBlog.id, answering.blogId))
    .innerJoin(filings, and(eq(filings.postId, answers.answersId), eq(filings.cohort, answers.cohort)))
    .innerJoin(blogs, eq(blogs.id, filings.blogId))
    .where(and(eq(answers.cohort, cohort), inArray(answers.postId, ids)))
    .orderBy(asc(answers.postId), asc(answers.position));
  // Somebody may answer two posts of one person.
  const seen = new Set<string>();
  return rows.flatMap(({ postId, to, quote, consent }) => {
    const key = `${postId} ${to}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ kind: 'answer', postId, to, quote: consent === 'title' ? null : quote || null }];
  });
}

async function listMentioned(db: Db, cohort: string, ids: number[]): Promise<Addressed[]> {
  const rows = await db
    .select({ postId: mentions.postId, to: mentions.membershipId })
    .from(mentions)
    .innerJoin(memberships, and(eq(memberships.id, mentions.membershipId), eq(memberships.cohort, cohort)))
    .where(inArray(mentions.postId, ids))
    .orderBy(asc(mentions.postId), asc(mentions.membershipId));
  return rows.map((row) => ({ kind: 'mention', ...row, quote: null }));
}
