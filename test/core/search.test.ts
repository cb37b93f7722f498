import { eq } from 'drizzle-orm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changeConsent, removeBlog } from '#core/blogs.ts';
import { weave } from '#core/conversations/weave.ts';
import { connectionOf, type Db } from '#core/db/open.ts';
import { feeds, posts } from '#core/db/schema/feeds.ts';
import { filings } from '#core/db/schema/issues.ts';
import { memberships, people } from '#core/db/schema/people.ts';
import { filePosts, unfilePost, updatePost } from '#core/posts.ts';
import { markWords, searchPosts, searchWeeks, searchWords, snippetAround } from '#core/search.ts';
import { testCohort } from '../support/cohort.ts';
import { temporaryDatabase } from '../support/database.ts';
import { bringBlog, NOON, seat, seatWithPost, writePost } from '../support/participants.ts';

const weaveIn = (db: Db, cohort: string) =>
  weave(db, testCohort({}, cohort), 'https://potluck.example', NOON);

/** Somebody's post with these words, filed and woven. */
async function write(db: Db, name: string, title: string | null, text: string, cohort = 'rhizo') {
  const seated = await seatWithPost(db, name, { cohort });
  await updatePost(db, seated.post.id, { title, text });
  await weaveIn(db, cohort);
  return seated;
}

async function find(db: Db, typed: string, cohort = 'rhizo', order: 'fit' | 'date' = 'fit') {
  return (await searchPosts(db, cohort, searchWords(typed), order, 50)).map(({ author }) => author.name);
}

/** Whether the index itself holds a trace of a word; the beginning of one may be shared with its neighbour. */
function hasTrace(db: Db, tail: string): boolean {
  const blocks = connectionOf(db)
    .sqlite.prepare<[], Buffer>('SELECT block FROM posts_search_data')
    .pluck()
    .all();
  return blocks.some((block) => block.includes(tail));
}

describe('searching a cohort', () => {
  test('finds what has all words, or words that begin so, whatever the case and the accents', async () => {
    const db = temporaryDatabase();
    await write(db, 'Ada', 'A café in Zażółć', 'Where learning happens.');
    await write(db, 'Bert', null, 'कहानी सुनाना');
    expect(await find(db, 'CAFE learn')).toEqual(['Ada']);
    expect(await find(db, 'zazołc')).toEqual(['Ada']);
    expect(await find(db, 'कहान')).toEqual(['Bert']);
    expect(await find(db, 'café nowhere')).toEqual([]);
    expect(await find(db, 'earning')).toEqual([]);
  });

  test('finds words beside emoji, and takes no emoji for a word', async () => {
    const db = temporaryDatabase();
    await write(db, 'Ada', '☀️Summer❤️ ℹ️notes', 'Words.');
    await write(db, 'Bert', 'Winter', 'Words.');
    for (const typed of ['summer', 'Summer ❤️', '❤️summer', '☀️ summer ☀️', 'ℹ️notes'])
      expect(await find(db, typed), typed).toEqual(['Ada']);
    expect([searchWords('❤️ ☀️'), await find(db, '❤️')]).toEqual([[], []]);
  });

  test('puts a title before a text, or the newest first', async () => {
    const db = temporaryDatabase();
    await write(db, 'Ada', 'Other', 'Rhizomes, and much else that is said at length here.');
    const { post } = await write(db, 'Bert', 'Rhizomes', 'Nothing.');
    connectionOf(db).sqlite.prepare('UPDATE filings SET dated_at = 1 WHERE post_id = ?').run(post.id);
    expect(await find(db, 'rhizome')).toEqual(['Bert', 'Ada']);
    expect(await find(db, 'rhizome', 'rhizo', 'date')).toEqual(['Ada', 'Bert']);
  });

  test('gives nothing of another cohort', async () => {
    const db = temporaryDatabase();
    await write(db, 'Ada', 'Kanarienvogel', 'Text.', 'closed');
    expect(await find(db, 'kanarienvogel', 'rhizo')).toEqual([]);
    expect(await find(db, 'kanarienvogel', 'closed')).toEqual(['Ada']);
  });

  test('finds who shows the title only by the title only', async () => {
    const db = temporaryDatabase();
    const { membership, blog } = await write(db, 'Ada', 'Gardens', 'A secret in the text.');
    expect(await find(db, 'secret')).toEqual(['Ada']);
    await changeConsent(db, membership, blog.id, 'title');
    expect(await find(db, 'secret')).toEqual([]);
    expect(await find(db, 'gardens secret')).toEqual([]);
    expect(await find(db, 'gardens')).toEqual(['Ada']);
  });

  test.each([
    '"',
    '""',
    "'",
    '*',
    '(',
    'a AND',
    'NOT',
    'NEAR(a b, 2)',
    'title:x',
    '{title} : x',
    '^a',
    'a - b',
    '-a',
    '+',
    'a"b',
    '%',
    '_',
    '\\',
    '\u0000',
    '\uD800',
    '🙂',
    '𞤀𞤣',
    '\u{1E900}x',
    '..',
    'ꟲ',
    'x'.repeat(5000),
    'a '.repeat(500),
  ])('takes %j for words, never for a command', async (typed) => {
    const db = temporaryDatabase();
    await write(db, 'Ada', 'Not and near', 'title x a b');
    expect(Array.isArray(await find(db, typed))).toBe(true);
  });

  test('takes anything', async () => {
    const db = temporaryDatabase();
    await write(db, 'Ada', 'Words', 'Words.');
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 40 }), async (typed) => {
        expect(Array.isArray(await find(db, typed))).toBe(true);
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  test('means AND and NOT as words', async () => {
    const db = temporaryDatabase();
    await write(db, 'Ada', 'Not this', 'And more.');
    await write(db, 'Bert', 'This', 'Less.');
    expect(await find(db, 'NOT this')).toEqual(['Ada']);
  });
});

describe('the index follows', () => {
  test('an edit', async () => {
    const db = temporaryDatabase();
    const { post } = await write(db, 'Ada', 'Before', 'Oldword.');
    await updatePost(db, post.id, { text: 'Newword.' });
    expect([await find(db, 'oldword'), await find(db, 'newword')]).toEqual([[], ['Ada']]);
    expect(hasTrace(db, 'ldword')).toBe(false);
  });

  test('a post that comes to a table, to a second one, and leaves them', async () => {
    const db = temporaryDatabase();
    const { membership } = await seat(db, 'Ada');
    const { feed, blog } = await bringBlog(db, membership, 'ada.example');
    const post = await writePost(db, feed, { url: 'https://ada.example/1', title: 'Kanarienvogel' });
    expect(hasTrace(db, 'anarienvogel')).toBe(false);
    for (const cohort of ['rhizo', 'alder'])
      await filePosts(db, [{ postId: post.id, cohort, blogId: blog.id, datedAt: NOON, filedAt: NOON }]);
    expect(hasTrace(db, 'anarienvogel')).toBe(false);
    for (const cohort of ['rhizo', 'alder']) await weaveIn(db, cohort);
    await unfilePost(db, post.id, 'rhizo');
    expect([await find(db, 'kanarienvogel'), await find(db, 'kanarienvogel', 'alder')]).toEqual([
      [],
      ['Ada'],
    ]);
    await unfilePost(db, post.id, 'alder');
    expect(hasTrace(db, 'anarienvogel')).toBe(false);
  });

  test('a post that is woven anew, and has it once', async () => {
    const db = temporaryDatabase();
    const { post } = await write(db, 'Ada', 'Kanarienvogel', 'Text.');
    await db.update(filings).set({ isWoven: false });
    await weaveIn(db, 'rhizo');
    expect(await find(db, 'kanarienvogel')).toEqual(['Ada']);
    await unfilePost(db, post.id, 'rhizo');
    expect(hasTrace(db, 'anarienvogel')).toBe(false);
  });

  test.each<[string, (db: Db, seated: Awaited<ReturnType<typeof seatWithPost>>) => Promise<unknown>]>([
    ['a blog that is taken away', (db, { membership, blog }) => removeBlog(db, membership, blog.id)],
    [
      'a membership that ends',
      (db, { membership }) => db.delete(memberships).where(eq(memberships.id, membership.id)).run(),
    ],
    [
      'a person who is erased',
      (db, { membership }) => db.delete(people).where(eq(people.id, membership.personId)).run(),
    ],
    ['a feed that is forgotten', (db, { feed }) => db.delete(feeds).where(eq(feeds.id, feed.id)).run()],
    ['a post that is deleted', (db, { post }) => db.delete(posts).where(eq(posts.id, post.id)).run()],
  ])('%s, and holds nothing of it', async (_, leave) => {
    const db = temporaryDatabase();
    const seated = await write(db, 'Ada', 'Kanarienvogel', 'Geheimnisvoll.');
    await write(db, 'Bert', 'Kanister', 'Geheim.');
    expect(hasTrace(db, 'arienvogel')).toBe(true);
    await leave(db, seated);
    expect([await find(db, 'kanarienvogel'), await find(db, 'kanister')]).toEqual([[], ['Bert']]);
    expect([hasTrace(db, 'arienvogel'), hasTrace(db, 'nisvoll')]).toEqual([false, false]);
  });
});

describe('what was found', () => {
  test('is marked where a word begins so, and the text stays whole', () => {
    const marked = markWords('Learning at the Café: unlearning, learn!', ['learn', 'cafe']);
    expect(marked.filter(({ isFound }) => isFound).map(({ text }) => text)).toEqual([
      'Learning',
      'Café',
      'learn',
    ]);
    expect(marked.map(({ text }) => text).join('')).toBe('Learning at the Café: unlearning, learn!');
  });

  test('is nothing but the words, where an emoji was typed with them', () => {
    const marked = markWords('☀️Summer and ❤️ notes', searchWords('summer ❤️'));
    expect(marked.filter(({ isFound }) => isFound)).toEqual([{ text: 'Summer', isFound: true }]);
  });

  test('is shown with what stands around it, or as the text begins', () => {
    const text = `${'before '.repeat(100)}needle ${'after '.repeat(100)}`;
    const snippet = snippetAround(text, ['needle']);
    expect(snippet).toMatch(/^… before .*needle after.* …$/);
    expect(snippet.length).toBeLessThan(340);
    expect(snippetAround(text, ['nothing'])).toMatch(/^before .* …$/);
    expect(snippetAround('Short.', ['nothing'])).toBe('Short.');
    expect(snippetAround('x'.repeat(1000), ['x'])).toHaveLength(322);
    expect(snippetAround('', ['x'])).toBe('');
  });

  test('in weeks: their titles, questions, introductions and readings', () => {
    const { weeks } = testCohort();
    const found = (typed: string) => searchWeeks(weeks, searchWords(typed)).map(({ week }) => week.number);
    expect(found('roots holds')).toEqual([1]);
    expect(found('somebody')).toEqual([1]);
    expect(found('introduction')).toEqual([1]);
    expect(found('what')).toEqual([1, 2]);
    expect([found('roots shoots'), found('')]).toEqual([[], []]);
  });
});
