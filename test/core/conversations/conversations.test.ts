import { expect, test } from 'vitest';
import { listConversations } from '#core/conversations/conversations.ts';
import { weave } from '#core/conversations/weave.ts';
import { testCohort } from '../../support/cohort.ts';
import { comment, table } from '../../support/conversation.ts';
import { temporaryDatabase } from '../../support/database.ts';
import { DAY, later, MINUTE, NOON, seatWithPost } from '../../support/participants.ts';

test('the conversations of a cohort come with the newest movement first, and their newest posts', async () => {
  const db = temporaryDatabase();
  const id = await table(db);
  const [first, ...others] = await listConversations(db, 'rhizo', 10);
  expect(others).toEqual([]);
  expect(first).toMatchObject({ rootId: id('ada'), movedAt: later(DAY + 3 * MINUTE) });
  expect(first?.newest.map(({ author }) => author.name)).toEqual(['grace', 'eve', 'mary']);
  expect(await listConversations(db, 'rhizo', 10, { movedAt: later(DAY), rootId: 0 })).toEqual([]);
  expect(await listConversations(db, 'alder', 10)).toEqual([]);
});

test('none falls between two pages of the list, also of those that moved together', async () => {
  const db = temporaryDatabase();
  for (const name of ['Ada', 'Ben', 'Cleo', 'Dan', 'Eve']) {
    const { post } = await seatWithPost(db, name);
    await comment(db, post.id);
  }
  await weave(db, testCohort(), 'https://course.example.org', NOON);
  const [first, second, ...others] = await listConversations(db, 'rhizo', 3);
  expect([first, second, ...others].map((each) => each?.rootId)).toEqual([5, 4, 3]);
  const rest = await listConversations(db, 'rhizo', 3, others[0]);
  expect(rest.map(({ rootId }) => rootId)).toEqual([2, 1]);
});
