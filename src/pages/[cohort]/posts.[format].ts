import type { APIRoute } from 'astro';
import { shownExcerpt } from '#core/digest/consent.ts';
import { postsFeed } from '#core/digest/feeds.ts';
import { listHtml } from '#core/posts.ts';
import { listLatestPosts } from '#core/posts-in-cohort.ts';
import { aboutFeed, answerWithValidator, entryId, isFeedFormat } from '../../feed-response.ts';

const POSTS = 60;

export const GET: APIRoute = async ({ locals, params, request, rewrite }) => {
  const { db, cohort } = locals;
  if (!isFeedFormat(params.format)) return rewrite('/404');
  const about = aboutFeed(locals, 'posts', params.format);
  const latest = await listLatestPosts(db, cohort.slug, POSTS);
  const whole = latest.filter(({ consent }) => consent === 'full').map(({ id }) => id);
  const html = await listHtml(db, whole);
  const posts = latest.map((post) => ({
    id: entryId(about.host, cohort.slug, 'posts', post),
    title: post.title,
    url: post.url,
    author: post.author,
    excerpt: shownExcerpt(post),
    html: html.get(post.id) ?? null,
    publishedAt: post.datedAt,
    updatedAt: post.changedAt,
    language: post.language,
    categories: post.categories,
  }));
  const { body, contentType } = postsFeed(about, posts, params.format);
  return answerWithValidator(request, body, contentType);
};
