import { addressKey } from '#core/address.ts';
import { connectionOf, type Db } from '#core/db/open.ts';
import { COHORT, SITE_URL } from './cohort.ts';
import type { CoursePost } from './course.ts';
import { shortKey } from './store-course.ts';

/** A conversation, and a page that is shared, as they grow with the posts. */
interface Growing {
  conversations: Map<number, { posts: number; movedAt: number }>;
  /** By their keys. */
  pages: Map<string, { url: string; times: Map<number, number>; movedAt: number }>;
  /** Of each post, the one that its conversation began with. */
  beginnings: Map<number, number>;
}

const QUOTE = 'I think of this often.';
/** Somebody who links to a page more often than this doesn't share it; see the core's `sharing.ts`. */
const MOST_TIMES = 2;

/**
 * Writes down what weaving makes of a course's posts, so that a large one is there within seconds. Whether this is
 * what weaving makes of them, `weaving.ts` tells.
 */
export function wovenStore(db: Db): { store(posts: Iterable<CoursePost>): void; finish(): void } {
  const growing: Growing = { conversations: new Map(), pages: new Map(), beginnings: new Map() };
  const { sqlite } = connectionOf(db);
  const insert = (table: string, columns: string) =>
    sqlite.prepare(`INSERT INTO ${table} (${columns}) VALUES (${columns.replace(/\w+/g, '?')})`);
  const link = insert('links', 'post_id, position, key, url, is_reply, quote');
  const address = insert('post_addresses', 'key, post_id');
  const answer = insert('answers', 'cohort, post_id, answers_id, position');
  const mention = insert('mentions', 'post_id, membership_id');
  const page = insert('pages', 'key, url, host');
  const share = insert('shared_pages', 'cohort, key, moved_at');
  const conversation = insert('conversations', 'cohort, root_id, moved_at');
  const place = sqlite.prepare(
    'UPDATE filings SET is_woven = 1, parent_id = ?, conversation_id = ? WHERE post_id = ? AND cohort = ?',
  );

  const unquote = sqlite.prepare('UPDATE links SET quote = NULL WHERE key = ?');

  const storeOne = (post: CoursePost) => {
    const { id, url, links, answers, authorId } = post;
    const own = [addressKey(url), shortKey(post), addressKey(`${SITE_URL}/${COHORT}/posts/${id}`)];
    for (const key of own) address.run(key, id);
    // What it answers is linked to first, and what is shared last.
    for (const [position, to] of links.entries()) {
      const isQuoted = answers.some((other) => to.endsWith(`/${other}/`)) || post.shared.includes(to);
      link.run(id, position, addressKey(to), to, 0, isQuoted ? QUOTE : null);
    }
    for (const other of answers) {
      answer.run(
        COHORT,
        id,
        other,
        links.findIndex((to) => to.endsWith(`/${other}/`)),
      );
    }
    for (const to of links) {
      const named = Number(/^https:\/\/blog-(\d+)\.example\/$/.exec(to)?.[1] ?? authorId);
      if (named !== authorId) mention.run(id, named);
    }
    const parent = answers[0] ?? null;
    const beginning = grow(growing, post);
    place.run(parent, beginning, id, COHORT);
  };

  return {
    store: sqlite.transaction((posts: Iterable<CoursePost>) => {
      for (const post of posts) storeOne(post);
    }),
    finish: sqlite.transaction(() => {
      for (const [root, { posts, movedAt }] of growing.conversations) {
        if (posts > 1) conversation.run(COHORT, root, movedAt);
      }
      for (const [key, { url, times, movedAt }] of growing.pages) {
        const sharers = [...times.values()].filter((count) => count <= MOST_TIMES);
        if (sharers.length < 2) {
          unquote.run(key);
          continue;
        }
        page.run(key, url, new URL(url).host);
        share.run(COHORT, key, movedAt);
      }
    }),
  };
}

/** @returns the post that its conversation began with. */
function grow({ conversations, pages, beginnings }: Growing, post: CoursePost): number {
  const { id, authorId, answers, datedAt: movedAt } = post;
  const beginning = beginnings.get(answers[0] ?? id) ?? id;
  beginnings.set(id, beginning);
  conversations.set(beginning, { posts: (conversations.get(beginning)?.posts ?? 0) + 1, movedAt });
  for (const url of new Set(post.shared)) {
    const key = addressKey(url) ?? '';
    const times = pages.get(key)?.times ?? new Map<number, number>();
    times.set(authorId, (times.get(authorId) ?? 0) + 1);
    pages.set(key, { url, times, movedAt });
  }
  return beginning;
}
