import type { APIRoute } from 'astro';
import { digestFeed } from '#core/digest/feeds.ts';
import { gatherIssue } from '#core/digest/gather.ts';
import { listIssues } from '#core/issues.ts';
import { aboutFeed, answerWithValidator, isFeedFormat } from '../../feed-response.ts';

/** A month of dailies. */
const ISSUES = 30;

export const GET: APIRoute = async ({ locals, params, request, rewrite }) => {
  const { db, cohort, settings } = locals;
  if (!isFeedFormat(params.format)) return rewrite('/404');
  const rows = await listIssues(db, cohort.slug, ISSUES);
  const issues = await Promise.all(rows.map((row) => gatherIssue(db, cohort, row, settings.siteUrl)));
  const about = aboutFeed(locals, 'daily', params.format);
  const { body, contentType } = digestFeed(about, issues, params.format);
  return answerWithValidator(request, body, contentType);
};
