import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import {
  asThread,
  findThread,
  listAnsweredBy,
  listAnswersTo,
  listConversations,
  type Part,
  type Turn,
} from '#core/conversations/threads.ts';
import { isWaiting, listWaiting, sayAnsweredElsewhere } from '#core/conversations/waiting.ts';
import { weave } from '#core/conversations/weave.ts';
import type { Db } from '#core/db/open.ts';
import { comments } from '#core/db/schema/conversations.ts';
import { blogs } from '#core/db/schema/feeds.ts';
import { filings } from '#core/db/schema/issues.ts';
import { filePosts } from '#core/posts.ts';
import { testCohort } from '../../support/cohort.ts';
import { temporaryDatabase } from '../../support/database.ts';
import { bringBlog, DAY, later, MINUTE, NOON, seat, writePost } from '../../support/participants.ts';

const SITE = 'https://course.example.org';

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

/** Four people; Grace and Eve answer Ada, Mary answers Grace and Ada, the last of them the day after. */
async function table(db: Db) {
  const ids: Record<string, number> = {};
  const linked: Record<string, string[]> = { ada: [], grace: ['ada'], eve: ['ada'], mary: ['grace', 'ada'] };
  for (const [n, [name, to]] of Object.entries(linked).entries()) {
    const { membership } = await seat(db, name);
    const { feed, blog } = await bringBlog(db, membership, `${name}.example`);
    const links = to.map((other) => `https://${other}.example/post`);
    const html = links.map((link) => `<p>I like what <a href="${link}">they</a> say.</p>`).join('');
    const datedAt = later(n * MINUTE + (name === 'mary' ? DAY : 0));
    const post = await writePost(db, feed, { url: `https://${name}.example/post`, links, html, datedAt });
    await filePosts(db, [{ postId: post.id, cohort: 'rhizo', blogId: blog.id, datedAt, filedAt: NOON }]);
    ids[name] = post.id;
  }
  await weave(db, testCohort(), SITE, NOON);
  return (name: string) => ids[name] ?? 0;
}

async function comment(db: Db, postId: number, more: Partial<typeof comments.$inferInsert> = {}) {
  const words = { html: '<p>Yes.</p>', text: 'Yes.', contentHash: 'yes' };
  const at = { firstSeenAt: NOON, datedAt: later(2 * DAY) };
  await db
    .insert(comments)
    .values({ postId, identity: 'id:1', url: 'https://ada.example/post#1', ...words, ...at, ...more });
}

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

test('under a post stand all that it answers and all that answers it', async () => {
  const db = temporaryDatabase();
  const id = await table(db);
  expect((await listAnsweredBy(db, 'rhizo', id('mary'))).map((each) => each.id)).toEqual([
    id('ada'),
    id('grace'),
  ]);
  const answers = await listAnswersTo(db, 'rhizo', [id('ada')]);
  expect(answers.map(({ turn }) => turn.id)).toEqual([id('grace'), id('eve'), id('mary')]);
});

test('who lets us show titles only is quoted nowhere; whom they answer has no say in it', async () => {
  const db = temporaryDatabase();
  const id = await table(db);
  const showTitlesOnly = async (path: string) => {
    const [filing] = await db
      .select()
      .from(filings)
      .where(eq(filings.postId, id(path)));
    await db.update(blogs).set({ consent: 'excerpt' });
    await db
      .update(blogs)
      .set({ consent: 'title' })
      .where(eq(blogs.id, filing?.blogId ?? 0));
  };
  const quotes = async () => ({
    below: (await listAnsweredBy(db, 'rhizo', id('grace'))).map(({ quote }) => quote),
    above: (await listAnswersTo(db, 'rhizo', [id('ada')])).map(({ turn }) => turn.quote)[0],
  });
  await showTitlesOnly('grace');
  expect(await quotes()).toEqual({ below: [null], above: null });
  await showTitlesOnly('ada');
  expect(await quotes()).toEqual({ below: ['I like what they say.'], above: 'I like what they say.' });
});

describe('waiting for a first answer', () => {
  const range = { since: later(-DAY), until: later(3 * DAY), filedUntil: NOON, most: 9 };

  test('are the posts that nobody has linked to, the oldest first', async () => {
    const db = temporaryDatabase();
    const id = await table(db);
    expect(await listWaiting(db, 'rhizo', range)).toEqual([id('eve'), id('mary')]);
    expect(await listWaiting(db, 'rhizo', { ...range, since: later(DAY) })).toEqual([id('mary')]);
    expect(await listWaiting(db, 'rhizo', { ...range, most: 1 })).toEqual([id('eve')]);
    expect(await isWaiting(db, 'rhizo', id('ada'))).toBe(false);
  });

  test('ends with a comment by somebody else, not by the author', async () => {
    const db = temporaryDatabase();
    const id = await table(db);
    const { person } = await seat(db, 'eve');
    await comment(db, id('eve'), { personId: person.id });
    expect(await isWaiting(db, 'rhizo', id('eve'))).toBe(true);
    await comment(db, id('eve'), { identity: 'id:2' });
    expect(await isWaiting(db, 'rhizo', id('eve'))).toBe(false);
  });

  test('ends with a facilitator’s word, which can be taken back', async () => {
    const db = temporaryDatabase();
    const id = await table(db);
    const { membership } = await seat(db, 'Host', { role: 'facilitator' });
    const which = { cohort: 'rhizo', postId: id('eve') };
    await sayAnsweredElsewhere(db, which, { membershipId: membership.id, at: NOON });
    expect(await listWaiting(db, 'rhizo', range)).toEqual([id('mary')]);
    await sayAnsweredElsewhere(db, which, null);
    expect(await listWaiting(db, 'rhizo', range)).toEqual([id('eve'), id('mary')]);
  });
});
