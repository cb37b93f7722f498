import { listKnownComments, type ReadComments, storeComments } from '#core/conversations/comments.ts';
import type { Discussed } from '#core/conversations/comments-feeds.ts';
import type { Db } from '#core/db/open.ts';
import type { ReadingRoom } from './reading-room.ts';
import type { Handling } from './refresh.ts';

/** What is done with the feed of the comments on a post. */
export function handlingOfComments(
  post: Discussed,
  { db, room, now }: { db: Db; room: ReadingRoom; now: () => Date },
): Handling<ReadComments> {
  return {
    read: async ({ bytes, contentType, url }) =>
      room.readComments(bytes, { contentType, url }, await listKnownComments(db, post.id), now()),
    store: async (tx, { kept }, at) => {
      if (kept) await storeComments(tx, post, kept, at);
    },
    // Most of what is said about a post is said in its first days.
    pace: (signs) =>
      signs.kind === 'well'
        ? { ...signs, kind: 'discussed', ageMs: now().getTime() - post.datedAt.getTime() }
        : signs,
  };
}
