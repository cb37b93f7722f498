import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { storeComments } from '#core/conversations/comments.ts';
import { isWaiting } from '#core/conversations/waiting.ts';
import type { Db } from '#core/db/open.ts';
import { answers, comments, mentions } from '#core/db/schema/conversations.ts';
import { deskLog } from '#core/db/schema/desk.ts';
import { blogs, feeds } from '#core/db/schema/feeds.ts';
import { filings, issues, outbox } from '#core/db/schema/issues.ts';
import { entryOf, finishEntry, gatherMorning, undoEntry } from '#core/desk/entries.ts';
import { introduceBoth } from '#core/desk/introductions.ts';
import { findMark, giveBack, takeEntry } from '#core/desk/marks.ts';
import { findMatch, listMatches } from '#core/desk/matches.ts';
import { sendWelcome } from '#core/desk/newcomers.ts';
import { gatherIssue, previewIssue } from '#core/digest/gather.ts';
import { nextIssueDay } from '#core/issues.ts';
import { changeIntroducing } from '#core/memberships.ts';
import { filePosts, updatePost } from '#core/posts.ts';
import { makeIssue } from '#core/publishing.ts';
import { testCohort } from '../../support/cohort.ts';
import { temporaryDatabase } from '../../support/database.ts';
import { bringBlog, DAY, later, NOON, seat, writePost } from '../../support/participants.ts';

const cohort = testCohort();
const SITE = 'https://potluck.example';

async function host(db: Db, name = 'Hanne') {
  const { membership } = await seat(db, name, { role: 'facilitator' });
  return { id: membership.id, name, handle: membership.handle };
}

async function author(db: Db, name: string, texts: string[], datedAt = later(-3 * DAY)) {
  const { membership } = await seat(db, name);
  const { feed, blog } = await bringBlog(db, membership, `${membership.handle}.example`);
  const posts = [];
  for (const [n, text] of texts.entries()) {
    const at = new Date(datedAt.getTime() + n * 1000);
    const url = `https://${membership.handle}.example/${n}`;
    const post = await writePost(db, feed, { url, title: `${name} ${n}`, text, datedAt: at });
    await filePosts(db, [{ postId: post.id, cohort: 'rhizo', blogId: blog.id, datedAt: at, filedAt: at }]);
    posts.push(post);
  }
  return { membership, feed, blog, posts };
}

describe('a morning', () => {
  test('has newcomers, first posts and posts that wait, each once', async () => {
    const db = temporaryDatabase();
    const { id } = await host(db);
    const ada = await author(db, 'Ada', ['One.', 'Two.']);
    await seat(db, 'Bo');
    const { newcomers, firsts, waiting } = await gatherMorning(db, cohort, NOON);
    expect(newcomers.map(({ name, newest }) => [name, newest?.title])).toEqual([
      ['Ada', 'Ada 1'],
      ['Bo', undefined],
    ]);
    expect(firsts.map(({ title }) => title)).toEqual(['Ada 0']);
    expect(waiting.map(({ title }) => title)).toEqual(['Ada 1']);
    expect((await gatherMorning(db, testCohort({}, 'other'), NOON)).newcomers).toEqual([]);
    for (const entry of [`newcomer ${ada.membership.id}`, `first ${ada.posts[0]?.id}`])
      expect(await finishEntry(db, 'rhizo', entry, id, NOON)).toEqual({ kind: 'done' });
    const after = await gatherMorning(db, cohort, NOON);
    expect(after.newcomers.map(({ name }) => name)).toEqual(['Bo']);
    expect(after.firsts).toEqual([]);
    expect(after.done.map(({ what, by }) => `${by} ${what}`).toSorted()).toEqual([
      'Hanne saw Ada answered',
      'Hanne welcomed Ada',
    ]);
  });

  test('has newcomers for three weeks and waiting posts for two, to the millisecond', async () => {
    const db = temporaryDatabase();
    await author(db, 'Ada', ['One.', 'Two.'], later(-3 * DAY));
    const at = async (ms: number) => {
      const { newcomers, waiting } = await gatherMorning(db, cohort, later(ms));
      return [newcomers.length, waiting.length];
    };
    expect(await at(21 * DAY)).toEqual([1, 0]);
    expect(await at(21 * DAY + 1)).toEqual([0, 0]);
    expect(await at(11 * DAY + 1000)).toEqual([1, 1]);
    expect(await at(11 * DAY + 1001)).toEqual([1, 0]);
    expect(await at(-DAY + 999)).toEqual([1, 0]);
    expect(await at(-DAY + 1000)).toEqual([1, 1]);
  });

  test('has a blog in trouble until it was seen, and again when the trouble is another', async () => {
    const db = temporaryDatabase();
    const { id } = await host(db);
    const { feed } = await author(db, 'Ada', []);
    const say = (problem: string) =>
      db.update(feeds).set({ state: 'troubled', problem }).where(eq(feeds.id, feed.id));
    const troubled = async () => (await gatherMorning(db, cohort, NOON)).troubled;
    expect(await troubled()).toEqual([]);
    await say('It answers 500.');
    const [blog] = await troubled();
    if (!blog) throw new Error('no trouble');
    await finishEntry(db, 'rhizo', entryOf.blog(blog), id, NOON);
    expect(await troubled()).toEqual([]);
    await say('Its server is gone.');
    expect(await troubled()).toHaveLength(1);
    await undoEntry(db, 'rhizo', entryOf.blog(blog), id, NOON);
    await say('It answers 500.');
    expect(await troubled()).toHaveLength(1);
  });
});

describe('two facilitators', () => {
  test('who take the same at once: one has it, gives it back, and the other takes it', async () => {
    const db = temporaryDatabase();
    const [hanne, otto] = [await host(db), await host(db, 'Otto')];
    const take = (id: number) => takeEntry(db, 'rhizo', 'newcomer 9', id, NOON);
    expect((await Promise.all([take(hanne.id), take(otto.id)])).toSorted()).toEqual([false, true]);
    const taker = (await findMark(db, 'rhizo', 'newcomer 9'))?.takenBy;
    const other = taker?.id === hanne.id ? otto : hanne;
    await giveBack(db, 'rhizo', 'newcomer 9', other.id);
    expect(await take(other.id)).toBe(false);
    await giveBack(db, 'rhizo', 'newcomer 9', taker?.id ?? 0);
    expect(await take(other.id)).toBe(true);
  });

  test('who do the same at once do it once, and the second hears who did', async () => {
    const db = temporaryDatabase();
    const hosts = [await host(db), await host(db, 'Otto')];
    const { membership, posts } = await author(db, 'Ada', ['One.']);
    for (const entry of [`newcomer ${membership.id}`, `first ${posts[0]?.id}`]) {
      const did = await Promise.all(hosts.map(({ id }) => finishEntry(db, 'rhizo', entry, id, NOON)));
      expect(did.map(({ kind }) => kind).toSorted()).toEqual(['before', 'done']);
      const by = hosts[did.findIndex(({ kind }) => kind === 'done')]?.name;
      expect(did).toContainEqual({ kind: 'before', by });
    }
    const text = 'Lovely to have you.';
    const welcome = (at: number) => {
      const of = hosts[at];
      if (!of) throw new Error('no host');
      return sendWelcome(db, { cohort, host: of, membershipId: membership.id, text, siteUrl: SITE }, NOON);
    };
    await undoEntry(db, 'rhizo', `newcomer ${membership.id}`, hosts[0]?.id ?? 0, NOON);
    expect((await Promise.all([welcome(0), welcome(1)])).toSorted()).toEqual([false, true]);
    await undoEntry(db, 'rhizo', `newcomer ${membership.id}`, hosts[0]?.id ?? 0, NOON);
    expect(await welcome(0)).toBe(false);
    const mails = await db.select().from(outbox);
    expect(mails).toMatchObject([{ toAddress: 'ada@example.org' }]);
    expect(mails[0]?.text).toContain(text);
    const welcomes = (await db.select().from(deskLog)).filter(({ deed }) => deed === 'welcomed');
    expect(welcomes).toMatchObject([{ aboutId: membership.id }]);
  });
});

test('undoing a post’s answer lets it wait again, and a second undo does nothing', async () => {
  const db = temporaryDatabase();
  const { id } = await host(db);
  const { posts } = await author(db, 'Ada', ['One.']);
  const post = posts[0]?.id ?? 0;
  const entry = `first ${post}`;
  await finishEntry(db, 'rhizo', entry, id, NOON);
  expect(await isWaiting(db, 'rhizo', post)).toBe(false);
  expect(await undoEntry(db, 'rhizo', entry, id, NOON)).toBe(true);
  expect(await isWaiting(db, 'rhizo', post)).toBe(true);
  const logged = await db.select().from(deskLog);
  expect(logged.map(({ deed }) => deed)).toEqual(['saidAnswered', 'saidNotAnswered']);
  expect(await undoEntry(db, 'rhizo', entry, id, NOON)).toBe(false);
});

test('what isn’t this cohort’s can’t be done there', async () => {
  const db = temporaryDatabase();
  const { id } = await host(db);
  const { membership, posts, blog } = await author(db, 'Ada', ['One.']);
  const theirs = [`newcomer ${membership.id}`, `first ${posts[0]?.id}`, `blog ${blog.id} 12345678`];
  for (const entry of [...theirs, `pair ${membership.id} ${id}`, 'pair 1 1', 'nothing 1', 'newcomer', ''])
    expect(await finishEntry(db, 'other', entry, id, NOON)).toEqual({ kind: 'unknown' });
});

describe('people worth introducing', () => {
  const BEES = 'My allotment has beehives and a swarm of bees.';
  const HIVES = 'A swarm left our beehives in the allotment this May.';

  async function meeting() {
    const db = temporaryDatabase();
    const hanne = await host(db);
    const ada = await author(db, 'Ada', [BEES]);
    const bo = await author(db, 'Bo', [HIVES]);
    const [a, b] = [ada.posts[0]?.id ?? 0, bo.posts[0]?.id ?? 0];
    const names = async (now = NOON) =>
      (await listMatches(db, cohort, now)).map(({ first, second }) => [
        first.author.name,
        second.author.name,
      ]);
    const send = async () => {
      const match = await findMatch(db, cohort, [b, a]);
      if (!match) throw new Error('no match');
      return introduceBoth(db, match, { cohort, host: hanne, words: 'Do meet!', siteUrl: SITE }, NOON);
    };
    return { db, hanne, ada, bo, a, b, names, send };
  }

  test('are shown with their passages, and both get one note, once', async () => {
    const { db, names, send, ada, bo, hanne } = await meeting();
    const [match] = await listMatches(db, cohort, NOON);
    expect(match?.passages).toEqual([BEES, HIVES]);
    expect(await names(later(60_000))).toEqual([['Ada', 'Bo']]);
    expect(await Promise.all([send(), send()])).toEqual([{ kind: 'done' }, { kind: 'before', by: 'Hanne' }]);
    const mails = await db.select().from(outbox).orderBy(outbox.id);
    expect(mails.map(({ toAddress, subject }) => [toAddress, subject])).toEqual([
      ['ada@example.org', 'Ada, meet Bo: Rhizo'],
      ['bo@example.org', 'Bo, meet Ada: Rhizo'],
    ]);
    for (const { text } of mails) {
      for (const words of [BEES, HIVES, 'Do meet!', 'Hanne']) expect(text).toContain(words);
      expect(text).not.toContain('@example.org');
    }
    expect(await names()).toEqual([]);
    expect(await names(later(DAY))).toEqual([]);
    expect(
      await undoEntry(db, 'rhizo', `pair ${ada.membership.id} ${bo.membership.id}`, hanne.id, NOON),
    ).toBe(false);
    expect(await db.select().from(deskLog)).toMatchObject([{ deed: 'introduced', membershipId: hanne.id }]);
    expect((await gatherMorning(db, cohort, NOON)).done).toMatchObject([
      { what: 'introduced Ada and Bo', canBeUndone: false },
    ]);
  });

  test('see an untitled post by its passage alone', async () => {
    const { db, send, a } = await meeting();
    await updatePost(db, a, { title: null });
    expect(await send()).toEqual({ kind: 'done' });
    const [toAda, toBo] = await db.select().from(outbox).orderBy(outbox.id);
    expect(toAda?.text).toContain(`You wrote:\n\n“${BEES}”\n\nBo wrote “Bo 0”:`);
    expect(toBo?.text).toContain(`Ada wrote:\n\n“${BEES}”\n`);
  });

  test('are left alone when a facilitator says so, until that is undone', async () => {
    const { db, names, hanne, ada, bo } = await meeting();
    const entry = `pair ${ada.membership.id} ${bo.membership.id}`;
    await finishEntry(db, 'rhizo', entry, hanne.id, NOON);
    expect(await names()).toEqual([]);
    expect(await names(later(3 * DAY))).toEqual([]);
    await undoEntry(db, 'rhizo', entry, hanne.id, NOON);
    expect(await names()).toEqual([['Ada', 'Bo']]);
  });

  test('are not those who don’t want it, not even when they say so in the last moment', async () => {
    const { db, names, send, ada, a, b, hanne } = await meeting();
    const match = await findMatch(db, cohort, [a, b]);
    await changeIntroducing(db, ada.membership.id, false);
    expect(await names()).toEqual([]);
    await expect(send()).rejects.toThrow('no match');
    if (!match) throw new Error('no match');
    const words = { cohort, host: hanne, words: '', siteUrl: SITE };
    expect(await introduceBoth(db, match, words, NOON)).toEqual({ kind: 'unwilling' });
    expect(await db.select().from(outbox)).toEqual([]);
    await changeIntroducing(db, ada.membership.id, true);
    expect(await names()).toHaveLength(1);
  });

  test.each([
    ['answered', false],
    ['answered', true],
    ['mentioned', false],
    ['mentioned', true],
  ] as const)('are not two of whom one has %s the other (turned: %s)', async (how, isTurned) => {
    const { db, names, ada, bo, a, b } = await meeting();
    const [from, to, whom] = isTurned ? [b, a, ada.membership.id] : [a, b, bo.membership.id];
    if (how === 'answered')
      await db.insert(answers).values({ cohort: 'rhizo', postId: from, answersId: to, position: 0 });
    else await db.insert(mentions).values({ postId: from, membershipId: whom });
    expect(await names()).toEqual([]);
  });
});

describe('comments and people worth introducing', () => {
  const BEES = 'My allotment has beehives and a swarm of bees.';
  const HIVES = 'A swarm left our beehives in the allotment this May.';

  /** Ada and Bo write about the same thing; whoever is named comments on whose post. */
  async function pairsAfter(comment: { by: string; at: string } | null) {
    const db = temporaryDatabase();
    const authors = new Map([
      ['Ada', await author(db, 'Ada', [BEES])],
      ['Bo', await author(db, 'Bo', [HIVES])],
      ['Cy', await author(db, 'Cy', ['Quiet.'])],
    ]);
    const post = authors.get(comment?.at ?? '')?.posts[0];
    if (comment && post) {
      const { person } = await seat(db, comment.by);
      const said = {
        identity: 'id:1',
        author: comment.by,
        authorUrl: null,
        url: null,
        addressKey: '',
        language: null,
        contentHash: '1',
        datedAt: NOON,
        html: '<p>Lovely.</p>',
        text: 'Lovely.',
      };
      await storeComments(db, post, { added: [said], changed: [], gone: [] }, NOON);
      await db.update(comments).set({ personId: person.id });
    }
    return (await listMatches(db, cohort, NOON)).map(({ first, second }) => [
      first.author.name,
      second.author.name,
    ]);
  }

  test.each([
    ['Ada', 'Bo'],
    ['Bo', 'Ada'],
  ])('%s, who has commented on the blog of %s, has met them', async (by, at) => {
    expect(await pairsAfter({ by, at })).toEqual([]);
  });

  test.each([
    null,
    { by: 'Cy', at: 'Ada' },
    { by: 'Ada', at: 'Ada' },
    { by: 'Ada', at: 'Cy' },
    { by: 'Dee', at: 'Bo' },
  ])('a comment of or to somebody else, or none at all, says nothing: %o', async (comment) => {
    expect(await pairsAfter(comment)).toEqual([['Ada', 'Bo']]);
  });
});

test('pairs follow what an author changes, or lets us show, at the next look', async () => {
  const db = temporaryDatabase();
  const bees = 'My allotment has beehives and a swarm of bees.';
  const ada = await author(db, 'Ada', [bees]);
  await author(db, 'Bo', ['A swarm left our beehives in the allotment this May.']);
  const pairs = async () => (await listMatches(db, cohort, NOON)).map(({ passages }) => passages[0]);
  expect(await pairs()).toEqual([bees]);
  const id = ada.posts[0]?.id ?? 0;
  await updatePost(db, id, { text: 'Nothing of the kind.' });
  expect(await pairs()).toEqual([]);
  await updatePost(db, id, { text: bees });
  expect(await pairs()).toEqual([bees]);
  await db.update(blogs).set({ consent: 'title' }).where(eq(blogs.id, ada.blog.id));
  expect(await pairs()).toEqual([]);
});

test('the next issue’s preview is the issue that is made then, and looking writes nothing', async () => {
  const db = temporaryDatabase();
  await author(db, 'Ada', ['One.'], later(-DAY));
  await author(db, 'Bo', ['Two.'], later(-DAY));
  expect(await nextIssueDay(db, cohort, NOON)).toBe('2027-01-12');
  const preview = await previewIssue(db, cohort, '2027-01-12', NOON, SITE);
  expect(await db.select().from(issues)).toEqual([]);
  expect((await db.select().from(filings)).every(({ issueId }) => issueId === null)).toBe(true);
  const made = await makeIssue(db, cohort, '2027-01-12', NOON);
  if (!made) throw new Error('not made');
  expect(await gatherIssue(db, cohort, made.issue, SITE)).toEqual(preview);
  expect(preview.newVoices).toHaveLength(2);
  expect(await nextIssueDay(db, cohort, NOON)).toBe('2027-01-13');
  expect((await previewIssue(db, cohort, '2027-01-13', later(DAY), SITE)).newVoices).toEqual([]);
});
