import { expect, test } from 'vitest';
import { listConversations } from '#core/conversations/conversations.ts';
import { table } from '../../support/conversation.ts';
import { temporaryDatabase } from '../../support/database.ts';
import { DAY, later, MINUTE } from '../../support/participants.ts';

test('the conversations of a cohort come with the newest movement first, and their newest posts', async () => {
  const db = temporaryDatabase();
  const id = await table(db);
  const [first, ...others] = await listConversations(db, 'rhizo', 10);
  expect(others).toEqual([]);
  expect(first).toMatchObject({ rootId: id('ada'), movedAt: later(DAY + 3 * MINUTE) });
  expect(first?.newest.map(({ author }) => author.name)).toEqual(['grace', 'eve', 'mary']);
  expect(await listConversations(db, 'rhizo', 10, later(DAY))).toEqual([]);
  expect(await listConversations(db, 'alder', 10)).toEqual([]);
});
