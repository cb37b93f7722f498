import { expect, test } from 'vitest';
import { listShared, type SharedPage } from '#core/conversations/reading.ts';
import { weave } from '#core/conversations/weave.ts';
import type { Db } from '#core/db/open.ts';
import { filePosts, updatePost } from '#core/posts.ts';
import { testCohort } from '../../support/cohort.ts';
import { temporaryDatabase } from '../../support/database.ts';
import { bringBlog, later, MINUTE, NOON, seat, writePost } from '../../support/participants.ts';

const cohort = testCohort();

async function blogger(db: Db, name: string) {
  return bringBlog(db, (await seat(db, name)).membership, `${name.toLowerCase()}.example`);
}

async function bring(
  db: Db,
  { feed, blog }: Awaited<ReturnType<typeof blogger>>,
  path: string,
  to: string[],
  minute = 0,
) {
  const html = to.map((link) => `<p>What ${path} says of <a href="${link}">this</a>.</p>`).join('');
  const datedAt = later(minute * MINUTE);
  const post = await writePost(db, feed, { url: `${feed.siteUrl}${path}`, links: to, html, datedAt });
  const filed = { postId: post.id, cohort: 'rhizo', blogId: blog.id, datedAt, filedAt: NOON };
  await filePosts(db, [filed]);
  return { post, filed };
}

const again = (db: Db) => weave(db, cohort, 'https://course.example.org', NOON);
const page = (name: string) => `https://elsewhere.example/${name}`;

test('a shared page comes with who said what of it, in the order in which they did', async () => {
  const db = temporaryDatabase();
  const [ada, grace] = [await blogger(db, 'Ada'), await blogger(db, 'Grace')];
  const { post } = await bring(db, ada, 'later', [page('a')], 5);
  await bring(db, grace, 'first', [page('a')]);
  await again(db);
  expect(await listShared(db, 'rhizo', 20)).toMatchObject([
    {
      url: page('a'),
      title: null,
      said: [
        { name: 'Grace', handle: 'grace', quote: 'What first says of this.' },
        { name: 'Ada', handle: 'ada', quote: 'What later says of this.', postId: post.id },
      ],
    },
  ]);
});

test('what stands in every post of a blog says nothing of the page', async () => {
  const db = temporaryDatabase();
  const [ada, grace, eve] = [await blogger(db, 'Ada'), await blogger(db, 'Grace'), await blogger(db, 'Eve')];
  for (const path of ['a', 'b', 'c']) await bring(db, eve, path, [page('x')], 9);
  await bring(db, ada, 'one', [page('x')]);
  await bring(db, grace, 'two', [page('x')], 1);
  await again(db);
  const [shared] = await listShared(db, 'rhizo', 20);
  expect(shared?.said.map(({ name }) => name)).toEqual(['Ada', 'Grace']);
});

test.each([[['list', 'essay']], [['essay', 'list']]])(
  'a list shares nothing, whichever comes first: %s',
  async (order) => {
    const db = temporaryDatabase();
    const [ada, grace] = [await blogger(db, 'Ada'), await blogger(db, 'Grace')];
    for (const each of order) {
      const many = Array.from({ length: 26 }, (_, n) => page(String(n)));
      if (each === 'list') await bring(db, ada, 'list', many);
      else await bring(db, grace, 'essay', [page('3')]);
      await again(db);
    }
    expect(await listShared(db, 'rhizo', 20)).toEqual([]);
    await bring(db, ada, 'words', [page('3')]);
    await again(db);
    const [shared] = await listShared(db, 'rhizo', 20);
    expect(shared?.said.map(({ quote }) => quote)).toEqual([
      'What essay says of this.',
      'What words says of this.',
    ]);
  },
);

test('a page that its second person links to no longer is shared no longer', async () => {
  const db = temporaryDatabase();
  const [ada, grace] = [await blogger(db, 'Ada'), await blogger(db, 'Grace')];
  await bring(db, ada, 'one', [page('a')]);
  const { post, filed } = await bring(db, grace, 'two', [page('a')]);
  await again(db);
  expect(await listShared(db, 'rhizo', 20)).toHaveLength(1);
  await updatePost(db, post.id, { links: [] });
  await filePosts(db, [filed]);
  await again(db);
  expect(await listShared(db, 'rhizo', 20)).toEqual([]);
});

test('page after page, each is listed once, those too that one post made known together', async () => {
  const db = temporaryDatabase();
  const [ada, grace] = [await blogger(db, 'Ada'), await blogger(db, 'Grace')];
  const all = ['a', 'b', 'c', 'd', 'e'].map(page);
  await bring(db, ada, 'one', [...all, page('old')]);
  await bring(db, grace, 'two', [page('old')], 1);
  await bring(db, grace, 'three', all, 2);
  await again(db);
  const listed: string[] = [];
  for (let last: SharedPage | undefined, at = 0; at < 4; at++) {
    const shared = await listShared(db, 'rhizo', 2, last);
    listed.push(...shared.map(({ url }) => url));
    last = shared.at(-1);
  }
  expect(listed).toEqual([...all, page('old')]);
});
