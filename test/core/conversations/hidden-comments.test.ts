import { expect, test } from 'vitest';
import { type ReadComments, storeComments } from '#core/conversations/comments.ts';
import { listConversations } from '#core/conversations/conversations.ts';
import {
  hideComment,
  listHiddenComments,
  listHiddenCommentsOf,
  showCommentAgain,
} from '#core/conversations/hidden-comments.ts';
import { listNewComments } from '#core/conversations/new-comments.ts';
import { listRemarks } from '#core/conversations/remarks.ts';
import { isWaiting } from '#core/conversations/waiting.ts';
import { weave } from '#core/conversations/weave.ts';
import { comments } from '#core/db/schema/conversations.ts';
import { listDeeds } from '#core/desk/log.ts';
import { filePosts } from '#core/posts.ts';
import { testCohort } from '../../support/cohort.ts';
import { comment } from '../../support/conversation.ts';
import { temporaryDatabase } from '../../support/database.ts';
import { bringBlog, DAY, later, NOON, seat, seatWithPost } from '../../support/participants.ts';

/** Grace says yes under Ada's post, which is in two cohorts. */
async function said() {
  const db = temporaryDatabase();
  const hanne = (await seat(db, 'Hanne', { role: 'facilitator' })).membership;
  const grace = await seat(db, 'Grace Hill');
  const { post } = await seatWithPost(db, 'Ada');
  const there = await bringBlog(db, (await seat(db, 'Ada', { cohort: 'other' })).membership, 'ada.example');
  const its = { postId: post.id, cohort: 'other', blogId: there.blog.id, datedAt: NOON, filedAt: NOON };
  await filePosts(db, [its]);
  await comment(db, post.id, { author: 'Grace Hill', personId: grace.person.id });
  for (const slug of ['rhizo', 'other'])
    await weave(db, testCohort({}, slug), 'https://course.example.org', NOON);
  const [{ id } = { id: 0 }] = await db.select().from(comments);
  const which = { cohort: 'rhizo', commentId: id };
  return {
    db,
    hanne,
    grace,
    post,
    which,
    hide: () => hideComment(db, which, 'Unkind.', hanne.id, later(3 * DAY)),
    show: () => showCommentAgain(db, which, hanne.id, later(4 * DAY)),
    /** All the places where a comment counts. */
    seen: async (cohort = 'rhizo') => ({
      remarks: (await listRemarks(db, cohort, [post.id])).length,
      fresh: (await listNewComments(db, cohort, { since: new Date(0), until: later(9 * DAY) })).length,
      conversations: (await listConversations(db, cohort, 10)).length,
      isWaiting: await isWaiting(db, cohort, post.id),
    }),
  };
}

const SHOWN = { remarks: 1, fresh: 1, conversations: 1, isWaiting: false };

test('a hidden comment is nowhere in its cohort, stays in another, and comes back', async () => {
  const { hide, show, seen } = await said();
  expect(await seen()).toEqual(SHOWN);
  expect(await hide()).toEqual({ kind: 'done' });
  expect(await seen()).toEqual({ remarks: 0, fresh: 0, conversations: 0, isWaiting: true });
  expect(await seen('other')).toEqual(SHOWN);
  expect(await show()).toBe(true);
  expect(await seen()).toEqual(SHOWN);
});

test('who hid it and why is known to the facilitators, to whoever wrote it, and to the log', async () => {
  const { db, grace, post, which, hanne, hide, show } = await said();
  await hide();
  const hidden = { id: which.commentId, text: 'Yes.', by: 'Grace Hill', post: { id: post.id } };
  const hiding = { reason: 'Unkind.', by: 'Hanne', at: later(3 * DAY) };
  expect(await listHiddenComments(db, 'rhizo')).toMatchObject([{ ...hidden, hiding }]);
  expect(await listHiddenComments(db, 'other')).toEqual([]);
  expect(await listHiddenCommentsOf(db, grace.membership)).toMatchObject([hidden]);
  expect(await listHiddenCommentsOf(db, hanne)).toEqual([]);
  expect(await hide()).toEqual({ kind: 'before', by: 'Hanne' });
  await show();
  expect(await show()).toBe(false);
  expect(await listDeeds(db, 'rhizo', 10)).toMatchObject([
    { deed: 'showedAgain', subject: '“Yes.”' },
    { deed: 'hid', subject: '“Yes.”', about: { name: 'Grace Hill' }, reason: 'Unkind.' },
  ]);
});

test('what is away for a while comes back hidden, and is no news', async () => {
  const { db, post, which, hide, show, seen } = await said();
  await hide();
  const store = (more: Partial<ReadComments>) =>
    storeComments(db, post, { added: [], changed: [], gone: [], ...more }, later(5 * DAY));
  await store({ gone: [which.commentId] });
  expect(await listHiddenComments(db, 'rhizo')).toEqual([]);
  expect(await show()).toBe(false);
  const words = { html: '<p>Yes.</p>', text: 'Yes.', contentHash: 'yes', addressKey: '' };
  const edit = { ...words, url: null, author: 'Grace Hill', authorUrl: null, language: null };
  await store({ changed: [{ id: which.commentId, edit }] });
  expect(await listHiddenComments(db, 'rhizo')).toHaveLength(1);
  expect((await seen()).remarks).toBe(0);
  await show();
  expect(await seen()).toEqual(SHOWN);
  expect(await listNewComments(db, 'rhizo', { since: later(4 * DAY), until: later(9 * DAY) })).toEqual([]);
});

test('what isn’t there, or is another cohort’s, can’t be hidden', async () => {
  const { db, which, hanne, seen } = await said();
  const hide = (more: Partial<typeof which>) => hideComment(db, { ...which, ...more }, 'No.', hanne.id, NOON);
  expect(await hide({ commentId: 99 })).toEqual({ kind: 'unknown' });
  expect(await hide({ cohort: 'third' })).toEqual({ kind: 'unknown' });
  expect(await seen()).toEqual(SHOWN);
});
