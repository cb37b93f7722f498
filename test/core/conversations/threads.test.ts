import { describe, expect, test } from 'vitest';
import { asThread, findThread, type Part } from '#core/conversations/threads.ts';
import type { Turn } from '#core/conversations/turns.ts';
import { comment, table } from '../../support/conversation.ts';
import { temporaryDatabase } from '../../support/database.ts';
import { later, MINUTE } from '../../support/participants.ts';

/** The n-th post of a conversation, of the minute n, and what it stands under. */
function turn(id: number, parentId: number | null): Turn {
  return {
    id,
    title: `Post ${id}`,
    url: `https://blog.example/${id}`,
    language: 'en',
    datedAt: later(id * MINUTE),
    consent: 'excerpt',
    opening: 'Words.',
    parentId,
    conversationId: 1,
    quote: parentId === null ? null : `On ${parentId}.`,
    author: { membershipId: id, name: `Person ${id}`, handle: `person-${id}`, blogTitle: 'A blog' },
  };
}

function shape(turns: Turn[]) {
  const thread = asThread(turns, [], []);
  const ids = (parts: Part[]) => parts.map((part) => part.turn.id);
  return thread && [thread.root.turn.id, thread.branches.map(({ top, rest }) => [top.turn.id, ids(rest)])];
}

describe('a conversation to read', () => {
  test('is its beginning, and each answer with what follows from it, by date', () => {
    const turns = [turn(1, null), turn(2, 1), turn(3, 1), turn(4, 2), turn(5, 4), turn(6, 3)];
    expect(shape(turns)).toEqual([
      1,
      [
        [2, [4, 5]],
        [3, [6]],
      ],
    ]);
  });

  test('says whom each answers', () => {
    const thread = asThread([turn(1, null), turn(2, 1), turn(3, 2)], [], []);
    expect(thread?.branches[0]?.rest[0]?.answersTo).toBe('Person 2');
  });

  test('keeps what hangs on a post that isn’t shown', () => {
    expect(shape([turn(1, null), turn(3, 99), turn(4, 3)])).toEqual([1, [[3, [4]]]]);
  });

  test('is none without a beginning', () => {
    expect(shape([])).toBeNull();
    expect(shape([turn(2, 1)])).toBeNull();
  });

  test('may be a chain of hundreds', () => {
    const chain = Array.from({ length: 300 }, (_, n) => turn(n + 1, n === 0 ? null : n));
    expect(shape(chain)).toEqual([1, [[2, chain.slice(2).map(({ id }) => id)]]]);
  });
});

test('a conversation is found by its beginning, with who said what and under whom', async () => {
  const db = temporaryDatabase();
  const id = await table(db);
  await comment(db, id('ada'), { author: 'A passer-by' });
  const thread = await findThread(db, 'rhizo', id('ada'));
  expect(thread?.root.remarks).toMatchObject([{ author: 'A passer-by', member: null, text: 'Yes.' }]);
  expect(thread?.branches.map(({ top, rest }) => [top.turn.id, rest.map(({ turn }) => turn.id)])).toEqual([
    [id('grace'), [id('mary')]],
    [id('eve'), []],
  ]);
  expect(thread?.branches[0]?.top.turn.quote).toBe('I like what they say.');
  expect(await findThread(db, 'rhizo', id('grace'))).toBeNull();
  expect(await findThread(db, 'alder', id('ada'))).toBeNull();
});
