import type { NewComment } from '../conversations/new-comments.ts';
import { excerpt } from '../excerpt.ts';
import type { PostInCohort } from '../posts-in-cohort.ts';
import { entry, pageOf } from './entries.ts';
import type { Gathered } from './gathered.ts';
import type { Reply, Thread } from './issue.ts';

/** What was said under the post that the day's exchange began with. */
interface DayThread {
  start: PostInCohort;
  turns: ({ at: Date } & ({ post: PostInCohort } | { post: null; comment: NewComment; on: PostInCohort }))[];
}

/**
 * Posts of the day that answer other posts, and comments, gathered under the post that the day's exchange began with.
 *
 * @param above posts that stand among the new voices already; they may begin a thread.
 */
export function findThreads({ posts, earlier, comments }: Gathered, above: Set<number>): DayThread[] {
  const byId = new Map([...earlier, ...posts].map((post) => [post.id, post]));
  const today = new Set(posts.map(({ id }) => id));
  const startOf = (post: PostInCohort): PostInCohort => {
    const other = post.parentId === null ? undefined : byId.get(post.parentId);
    if (!other) return post;
    return today.has(other.id) ? startOf(other) : other;
  };
  const threads = new Map<number, DayThread>();
  const threadOf = (start: PostInCohort) => {
    const thread = threads.get(start.id) ?? { start, turns: [] };
    threads.set(start.id, thread);
    return thread;
  };
  for (const post of posts) {
    const start = startOf(post);
    if (start !== post && !above.has(post.id)) threadOf(start).turns.push({ post, at: post.datedAt });
  }
  for (const comment of comments) {
    const on = byId.get(comment.postId);
    if (!on) continue;
    // It stands under its own post, or below it in the exchange that this is a turn of.
    const start = today.has(on.id) && !above.has(on.id) ? startOf(on) : on;
    threadOf(start).turns.push({ post: null, comment, on, at: comment.datedAt });
  }
  for (const { turns } of threads.values()) turns.sort((a, b) => a.at.getTime() - b.at.getTime());
  return [...threads.values()];
}

/** A start that stands among the new voices is only named here. */
export function asThread({ start, turns }: DayThread, isShownAbove: boolean, gathered: Gathered): Thread {
  const { cohort, siteUrl } = gathered;
  const whole = entry(start, [], gathered);
  return {
    start: isShownAbove ? { ...whole, excerpt: '', author: { ...whole.author, about: null } } : whole,
    replies: turns.map((turn) =>
      turn.post
        ? { kind: 'answer', entry: entry(turn.post, [], gathered), quote: quoteOf(turn.post) }
        : asReply(turn.comment, turn.on, gathered),
    ),
    url: `${siteUrl}/${cohort.slug}/conversations/${start.conversationId ?? start.id}`,
  };
}

/** Who lets us show the title only is not quoted. */
function quoteOf({ quote, consent }: PostInCohort): string | null {
  return consent === 'title' ? null : quote;
}

/**
 * A comment as a reply, with the blog of the post that it is on; its author leads to their page in the directory, or else
 * to the comment.
 */
export function asReply(comment: NewComment, on: PostInCohort, gathered: Gathered): Reply {
  const { by, handle, url, text, language, datedAt, postId } = comment;
  const page = handle === null ? url : pageOf(handle, gathered);
  return {
    kind: 'comment',
    entry: {
      postId,
      author: { membershipId: 0, name: by, url: page, blogTitle: on.author.blogTitle, about: null },
      title: null,
      url,
      excerpt: excerpt(text, 40),
      language,
      publishedAt: datedAt,
      more: [],
    },
    quote: null,
  };
}
