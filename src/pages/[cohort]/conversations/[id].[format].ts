import type { APIRoute } from 'astro';
import { findThread, type Part } from '#core/conversations/threads.ts';
import { postsFeed } from '#core/digest/feeds.ts';
import { headline } from '#core/digest/headline.ts';
import { excerpt } from '#core/excerpt.ts';
import { aboutFeed, answerWithValidator, isFeedFormat } from '../../../feed-response.ts';

/** Newer ones than these are what somebody who follows it hasn't read. */
const POSTS = 60;

/** One conversation as a feed: its posts and the comments under them, the newest first. */
export const GET: APIRoute = async ({ locals, params, request, rewrite }) => {
  const { db, cohort } = locals;
  const id = Number(params.id);
  if (!isFeedFormat(params.format) || !Number.isSafeInteger(id)) return rewrite('/404');
  const thread = await findThread(db, cohort.slug, id);
  if (!thread) return rewrite('/404');
  const about = aboutFeed(locals, `conversations/${id}`, params.format);
  const { turn } = thread.root;
  const subject = headline({ title: turn.title, excerpt: excerpt(turn.opening, 20) });
  const tag = `tag:${about.host},${cohort.startsOn}:${cohort.slug}`;
  const entries = [thread.root, ...thread.branches.flatMap(({ top, rest }) => [top, ...rest])]
    .flatMap((part) => [postOf(part, tag), ...remarksOf(part, tag)])
    .toSorted((a, b) => b.publishedAt.getTime() - a.publishedAt.getTime())
    .slice(0, POSTS);
  const { body, contentType } = postsFeed(
    { ...about, title: `${subject} · ${cohort.title}`, siteUrl: `${about.siteUrl}conversations/${id}` },
    entries,
    params.format,
  );
  return answerWithValidator(request, body, contentType);
};

function postOf({ turn }: Part, tag: string) {
  const { title, url, author, language, datedAt, quote } = turn;
  const words = excerpt(turn.opening);
  return {
    id: `${tag}/posts/${turn.id}`,
    title,
    url,
    author,
    excerpt: quote === null ? words : `“${quote}” ${words}`,
    html: null,
    publishedAt: datedAt,
    updatedAt: null,
    language,
    categories: [],
  };
}

function remarksOf({ turn, remarks }: Part, tag: string) {
  return remarks.map(({ id, url, text, author, member, language, datedAt }) => ({
    id: `${tag}/comments/${id}`,
    title: null,
    url,
    author: { name: member?.name ?? author ?? 'Somebody', blogTitle: turn.author.blogTitle },
    excerpt: excerpt(text),
    html: null,
    publishedAt: datedAt,
    updatedAt: null,
    language,
    categories: [],
  }));
}
