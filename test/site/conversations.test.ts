import { beforeAll, describe, expect, test } from 'vitest';
import { weave } from '#core/conversations/weave.ts';
import { feedKey } from '#core/feed-keys.ts';
import { filePosts, insertPosts } from '#core/posts.ts';
import { parseFeed } from '../../aggregator/feeds/parse.ts';
import { cohortFiles, testCohort, writeCohort } from '../support/cohort.ts';
import { comment, table } from '../support/conversation.ts';
import { bringBlog, DAY, later, MINUTE, NOON, newPost, seat } from '../support/participants.ts';
import { useSite } from './site.ts';

const closed = {
  ...cohortFiles,
  'cohort.md': (cohortFiles['cohort.md'] ?? '').replace('title: Rhizo', 'title: Rhizo\nopenness: closed'),
};
const site = useSite((contentDir) => writeCohort(contentDir, closed));

/** More than a page shows. */
const MANY = 310;
let id: (name: string) => number;
let key: string;

/** Ada's post is answered by many notes of one minute each, and by a comment after all of them. */
beforeAll(async () => {
  const { db } = site;
  id = await table(db);
  const { membership } = await seat(db, 'Ines');
  const { feed, blog } = await bringBlog(db, membership, 'ines.example');
  const link = 'https://ada.example/post';
  const notes = Array.from({ length: MANY }, (_, n) =>
    newPost(feed, `https://ines.example/${n + 1}`, {
      title: `Note ${n + 1}`,
      links: [link],
      html: `<p>Again on <a href="${link}">this</a>.</p>`,
      datedAt: later(DAY + n * MINUTE),
    }),
  );
  const filed = (await insertPosts(db, notes)).map(({ id: postId, datedAt }) => ({ postId, datedAt }));
  await filePosts(
    db,
    filed.map((filing) => ({ ...filing, cohort: 'rhizo', blogId: blog.id, filedAt: NOON })),
  );
  await weave(db, testCohort(closed), site.url, NOON);
  await comment(db, id('ada'));
  key = await feedKey(db, (await site.member('Karin', 'rhizo')).membership);
}, 60_000);

const address = (name: string) => `/rhizo/conversations/${id(name)}.atom?key=${key}`;
const read = async (path: string) => parseFeed(Buffer.from(await (await site.get(path)).arrayBuffer()));

describe('the feed of a conversation', () => {
  test('brings the newest of it, however long it is, and comments under its beginning', async () => {
    const { title, items } = await read(address('ada'));
    expect(title).toBe('Post at https://ada.example/post · Rhizo');
    expect(items).toHaveLength(60);
    expect(items[0]).toMatchObject({ author: 'Somebody', link: 'https://ada.example/post#1' });
    expect(items[1]).toMatchObject({ title: `Note ${MANY}`, author: 'Ines' });
    expect(items[2]?.title).toBe(`Note ${MANY - 1}`);
  });

  test('leads from a post that has turned out to be an answer to where it began, with a member’s key', async () => {
    const answer = await site.get(address('grace'));
    expect([answer.status, answer.headers.get('location')]).toEqual([302, address('ada')]);
    expect((await site.get(`/rhizo/conversations/${id('grace')}.atom`)).status).toBe(404);
  });

  test('calls a post what the feed of all posts calls it', async () => {
    const [, note] = (await read(address('ada'))).items;
    const all = await read(`/rhizo/posts.atom?key=${key}`);
    expect(note?.id).toMatch(/^tag:localhost,2027-01-13:rhizo\/posts\/\d+$/);
    expect(all.items.map(({ id }) => id)).toContain(note?.id);
  });

  test.each(['1x.atom', '999999.atom', '-1.atom', '1.txt'])('is none at %s', async (file) => {
    expect((await site.get(`/rhizo/conversations/${file}?key=${key}`)).status).toBe(404);
  });
});
