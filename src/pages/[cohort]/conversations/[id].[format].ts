import type { APIRoute } from 'astro';
import { listRemarks, type Remark } from '#core/conversations/remarks.ts';
import { findTurn, listNewestTurns, type Turn } from '#core/conversations/turns.ts';
import { postsFeed } from '#core/digest/feeds.ts';
import { headline } from '#core/digest/headline.ts';
import { excerpt } from '#core/excerpt.ts';
import { aboutFeed, answerWithValidator, entryId, isFeedFormat } from '../../../feed-response.ts';

/** Newer ones than these are what somebody who follows it hasn't read. */
const POSTS = 60;
/** So many of the newest posts, and the first, may have new comments under them. */
const LOOKED_UNDER = 300;

/** One conversation as a feed: its posts and the comments under them, the newest first. */
export const GET: APIRoute = async ({ locals, params, redirect, request, rewrite, url }) => {
  const { db, cohort } = locals;
  const { format } = params;
  const id = Number(params.id);
  const root = Number.isSafeInteger(id) ? await findTurn(db, cohort.slug, id) : null;
  if (!isFeedFormat(format) || !root) return rewrite('/404');
  // Who follows a conversation stays with it when an earlier beginning turns up.
  const rootId = root.conversationId ?? id;
  if (rootId !== id) return redirect(`/${cohort.slug}/conversations/${rootId}.${format}${url.search}`);
  const turns = [root, ...(await listNewestTurns(db, cohort.slug, id, LOOKED_UNDER))];
  const remarks = await listRemarks(
    db,
    cohort.slug,
    turns.map((turn) => turn.id),
  );
  const remarksOf = Map.groupBy(remarks, ({ postId }) => postId);
  const about = aboutFeed(locals, `conversations/${id}`, format);
  const subject = headline({ title: root.title, excerpt: excerpt(root.opening, 20) });
  const idOf = (kind: 'posts' | 'comments', of: Turn | Remark) => entryId(about.host, cohort.slug, kind, of);
  const entries = turns
    .flatMap((turn) => [
      { ...turnEntry(turn), id: idOf('posts', turn) },
      ...(remarksOf.get(turn.id) ?? []).map((remark) => ({
        ...remarkEntry(remark, turn.author.blogTitle),
        id: idOf('comments', remark),
      })),
    ])
    .toSorted((a, b) => b.publishedAt.getTime() - a.publishedAt.getTime())
    .slice(0, POSTS);
  const { body, contentType } = postsFeed(
    { ...about, title: `${subject} · ${cohort.title}`, siteUrl: `${about.siteUrl}conversations/${id}` },
    entries,
    format,
  );
  return answerWithValidator(request, body, contentType);
};

function turnEntry({ title, url, author, language, datedAt, quote, opening }: Turn) {
  const words = excerpt(opening);
  return {
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

function remarkEntry({ url, text, author, member, language, datedAt }: Remark, blogTitle: string) {
  return {
    title: null,
    url,
    author: { name: member?.name ?? author ?? 'Somebody', blogTitle },
    excerpt: excerpt(text),
    html: null,
    publishedAt: datedAt,
    updatedAt: null,
    language,
    categories: [],
  };
}
