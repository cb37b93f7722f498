import { describe, expect, test } from 'vitest';
import { addressKey } from '#core/address.ts';
import { isShortLink, leadsForGood, learnRedirect } from '#core/conversations/redirects.ts';
import { weave } from '#core/conversations/weave.ts';
import type { Db } from '#core/db/open.ts';
import { answers, mentions, redirects, sharedPages } from '#core/db/schema/conversations.ts';
import { filePosts } from '#core/posts.ts';
import { testCohort } from '../../support/cohort.ts';
import { temporaryDatabase } from '../../support/database.ts';
import { bringBlog, NOON, seat, writePost } from '../../support/participants.ts';

const SITE = 'https://course.example.org';
const cohort = testCohort();

async function blogger(db: Db, name: string) {
  const { membership } = await seat(db, name);
  return { membership, ...(await bringBlog(db, membership, `${name.toLowerCase()}.example`)) };
}

async function bring(
  db: Db,
  { feed, blog }: Awaited<ReturnType<typeof blogger>>,
  path: string,
  to: string[] = [],
) {
  const post = await writePost(db, feed, { url: `${feed.siteUrl}${path}`, links: to });
  await filePosts(db, [{ postId: post.id, cohort: 'rhizo', blogId: blog.id, datedAt: NOON, filedAt: NOON }]);
  return post;
}

const again = (db: Db) => weave(db, cohort, SITE, NOON);
const learn = (db: Db, from: string, to: string) => learnRedirect(db, addressKey(from) ?? '', to);
const sharedIn = async (db: Db) => (await db.select().from(sharedPages)).map(({ key }) => key);

describe('where an address leads for good', () => {
  const page = 'https://elsewhere.example/essay';

  test.each([
    ['a permanent redirect', 'https://old.example/essay', 301, page, page],
    ['the other permanent redirect', 'https://old.example/essay', 308, page, page],
    ['a temporary redirect', 'https://old.example/essay', 302, page, null],
    ['a temporary redirect of a service for short links', 'https://t.co/x', 302, page, page],
    ['the same page in another spelling', 'http://www.elsewhere.example/essay/', 301, page, null],
    [
      'the front page, where pages that are gone are sent',
      'https://old.example/essay',
      301,
      'https://old.example/',
      null,
    ],
    [
      'a front page behind a short link',
      'https://bit.ly/ada',
      301,
      'https://ada.example/',
      'https://ada.example/',
    ],
    ['a whole site that moved', 'https://old.example', 301, 'https://new.example/', 'https://new.example/'],
    ['an address that is none of the web', 'https://bit.ly/ada', 301, 'mailto:ada@example.org', null],
    ['an address longer than any page’s', 'https://bit.ly/ada', 301, `${page}?${'x'.repeat(3000)}`, null],
  ])('%s', (_, from, status, to, kept) => {
    expect(leadsForGood(from, status, to)).toBe(kept);
  });

  test.each([
    ['https://t.co/AbC', true],
    ['http://www.bit.ly/x', true],
    ['wp.me/p1-2', true],
    ['https://rabbit.ly/x', false],
    ['https://example.org/bit.ly/x', false],
  ])('%s is a short link: %s', (address, isShort) => {
    expect(isShortLink(address)).toBe(isShort);
  });
});

describe('a redirect that is learned', () => {
  test('makes a short link to somebody’s post an answer to it', async () => {
    const db = temporaryDatabase();
    const [ada, grace] = [await blogger(db, 'Ada'), await blogger(db, 'Grace')];
    const first = await bring(db, ada, 'one');
    const second = await bring(db, grace, 'two', ['https://t.co/AbC']);
    await again(db);
    expect(await db.select().from(answers)).toEqual([]);
    expect(await learn(db, 'https://t.co/AbC', 'https://ada.example/one?utm_source=t')).toBe(true);
    expect(await again(db)).toBe(1);
    expect(await db.select().from(answers)).toMatchObject([{ postId: second.id, answersId: first.id }]);
  });

  test('makes two spellings one page that both people share', async () => {
    const db = temporaryDatabase();
    const [ada, grace] = [await blogger(db, 'Ada'), await blogger(db, 'Grace')];
    await bring(db, ada, 'one', ['https://old.example/essay']);
    await bring(db, grace, 'two', ['https://new.example/essay']);
    await again(db);
    expect(await sharedIn(db)).toEqual([]);
    await learn(db, 'https://old.example/essay', 'https://new.example/essay');
    await again(db);
    expect(await sharedIn(db)).toEqual(['new.example/essay']);
    const eve = await blogger(db, 'Eve');
    await bring(db, eve, 'three', ['https://old.example/essay']);
    await again(db);
    expect(await sharedIn(db)).toEqual(['new.example/essay']);
  });

  test('moves a page that was shared already', async () => {
    const db = temporaryDatabase();
    const [ada, grace] = [await blogger(db, 'Ada'), await blogger(db, 'Grace')];
    for (const [who, path] of [
      [ada, 'one'],
      [grace, 'two'],
    ] as const)
      await bring(db, who, path, ['https://old.example/a']);
    await again(db);
    expect(await sharedIn(db)).toEqual(['old.example/a']);
    await learn(db, 'https://old.example/a', 'https://new.example/a');
    await again(db);
    expect(await sharedIn(db)).toEqual(['new.example/a']);
  });

  test.each([
    [
      'in the order of the way',
      [
        ['t.co/x', 'https://bit.ly/y'],
        ['bit.ly/y', 'https://ada.example/one'],
      ],
    ],
    [
      'the last step first',
      [
        ['bit.ly/y', 'https://ada.example/one'],
        ['t.co/x', 'https://bit.ly/y'],
      ],
    ],
  ] as const)('leads to the end of the way, learned %s', async (_, steps) => {
    const db = temporaryDatabase();
    for (const [from, to] of steps) await learnRedirect(db, from, to);
    const keys = (await db.select().from(redirects)).map(({ toKey }) => toKey);
    expect(keys).toEqual(['ada.example/one', 'ada.example/one']);
  });

  test('that leads back to where it began is none', async () => {
    const db = temporaryDatabase();
    await learn(db, 'https://a.example/x', 'https://b.example/x');
    expect(await learn(db, 'https://b.example/x', 'https://a.example/x')).toBe(false);
    expect(await learn(db, 'https://c.example/x', 'https://www.c.example/x/')).toBe(false);
    expect(await db.select().from(redirects)).toHaveLength(1);
  });

  test('of a post’s own address loses nobody who links to the old one or the new one', async () => {
    const db = temporaryDatabase();
    const [ada, grace, eve] = [
      await blogger(db, 'Ada'),
      await blogger(db, 'Grace'),
      await blogger(db, 'Eve'),
    ];
    await bring(db, ada, 'old');
    await bring(db, grace, 'two', ['https://ada.example/old']);
    await bring(db, eve, 'three', ['https://ada.example/new']);
    await again(db);
    await learn(db, 'https://ada.example/old', 'https://ada.example/new');
    await again(db);
    expect(await db.select().from(answers)).toHaveLength(2);
  });

  test('before the post came, or the person, is as good as after', async () => {
    const db = temporaryDatabase();
    await learn(db, 'https://ada.example/old', 'https://ada.example/new');
    await learn(db, 'https://ada.example/', 'https://ada.blog.example/');
    const [ada, grace] = [await blogger(db, 'Ada'), await blogger(db, 'Grace')];
    await bring(db, grace, 'two', ['https://ada.example/old', 'https://ada.example/']);
    await bring(db, ada, 'old');
    await again(db);
    expect(await db.select().from(answers)).toHaveLength(1);
    expect(await db.select().from(mentions)).toMatchObject([{ membershipId: ada.membership.id }]);
  });

  test('to a page of ours is nothing outside', async () => {
    const db = temporaryDatabase();
    const [ada, grace] = [await blogger(db, 'Ada'), await blogger(db, 'Grace')];
    await bring(db, ada, 'one', ['https://bit.ly/w']);
    await bring(db, grace, 'two', ['https://bit.ly/w']);
    await again(db);
    await learn(db, 'https://bit.ly/w', `${SITE}/rhizo/weeks/1`);
    await again(db);
    expect(await sharedIn(db)).toEqual([]);
  });
});
