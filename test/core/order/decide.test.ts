import { eq } from 'drizzle-orm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changeConsent, removeBlog } from '#core/blogs.ts';
import { listConversations } from '#core/conversations/conversations.ts';
import { listAnswerIds, sayOfAnswer } from '#core/conversations/provocations.ts';
import { findThread } from '#core/conversations/threads.ts';
import { findTurn, listAnswersTo } from '#core/conversations/turns.ts';
import { isSaidAnswered, sayAnsweredElsewhere } from '#core/conversations/waiting.ts';
import { weave } from '#core/conversations/weave.ts';
import type { Db } from '#core/db/open.ts';
import { deskLog, mutes, withheld } from '#core/db/schema/desk.ts';
import { people } from '#core/db/schema/people.ts';
import { finishEntry } from '#core/desk/entries.ts';
import { listDeeds } from '#core/desk/log.ts';
import { gatherIssue } from '#core/digest/gather.ts';
import { listIssues } from '#core/issues.ts';
import { hide, holdAgain, keepOut, letThrough, showAgain } from '#core/order/decide.ts';
import { listMutes, listMutesOf, mute, unmute } from '#core/order/mutes.ts';
import { holdPosts, listHeld, listKeptOut, listWithheldOf } from '#core/order/withheld.ts';
import { filePosts } from '#core/posts.ts';
import { listPosts, listPostsOfMember } from '#core/posts-in-cohort.ts';
import { makeIssue } from '#core/publishing.ts';
import { searchPosts } from '#core/search.ts';
import { testCohort } from '../../support/cohort.ts';
import { temporaryDatabase } from '../../support/database.ts';
import { DAY, later, NOON, seat, seatWithPost, writePost } from '../../support/participants.ts';

const cohort = testCohort();
const SITE = 'https://potluck.example';

async function makeTable() {
  const db = temporaryDatabase();
  const ada = await seatWithPost(db, 'Ada');
  const bert = await seatWithPost(db, 'Bert');
  const answer = await writePost(db, bert.feed, {
    url: 'https://bert.example/answer',
    text: 'Ada is right. #rhizo27w1',
    links: [ada.post.url],
    html: `<p>As <a href="${ada.post.url}">Ada</a> says.</p>`,
  });
  const filed = { cohort: 'rhizo', blogId: bert.blog.id, datedAt: answer.datedAt, filedAt: NOON };
  await filePosts(db, [{ ...filed, postId: answer.id }]);
  const hanne = (await seat(db, 'Hanne', { role: 'facilitator' })).membership;
  const ruth = (await seat(db, 'Ruth', { role: 'facilitator' })).membership;
  await weave(db, cohort, SITE, NOON);
  return { db, ada, bert, answer, hanne, ruth };
}

/** Everything that shows posts of the cohort. */
async function everything(db: Db) {
  const posts = await listPosts(db, 'rhizo', 100);
  const issues = await listIssues(db, 'rhizo', 100);
  const ids = (await db.select({ id: withheld.postId }).from(withheld)).map(({ id }) => id);
  const all = [...new Set([...ids, ...posts.map(({ id }) => id)])].sort((a, b) => a - b);
  const members = [...new Set(posts.map(({ author }) => author.membershipId))].sort((a, b) => a - b);
  return {
    posts,
    issues: await Promise.all(issues.map((issue) => gatherIssue(db, cohort, issue, SITE))),
    conversations: await listConversations(db, 'rhizo', 100),
    threads: await Promise.all(all.map((id) => findThread(db, 'rhizo', id))),
    turns: await Promise.all(all.map((id) => findTurn(db, 'rhizo', id))),
    answers: await listAnswersTo(db, 'rhizo', all),
    found: await searchPosts(db, 'rhizo', ['post'], 'date', 100),
    ofMembers: await Promise.all(members.map((id) => listPostsOfMember(db, id, 100))),
  };
}

test('a hidden post is gone from everything, and comes back as it was: its issue, its thread, its words in the search, what was said of it', async () => {
  const { db, ada, bert, hanne } = await makeTable();
  const which = { cohort: 'rhizo', postId: ada.post.id };
  await makeIssue(db, cohort, '2027-01-12', NOON);
  await sayAnsweredElsewhere(db, which, { membershipId: hanne.id, at: NOON });
  await sayOfAnswer(db, { ...which, provocation: 'rhizo27w1' }, 'author', true);
  const before = await everything(db);
  expect(before.conversations).toHaveLength(1);

  expect(await hide(db, which, 'An advertisement.', hanne.id, later(DAY))).toEqual({ kind: 'done' });
  await weave(db, cohort, SITE, later(DAY));
  const between = await everything(db);
  expect(JSON.stringify(between)).not.toContain('ada.example/first');
  expect(between.conversations).toEqual([]);
  expect(between.posts.map(({ author }) => author.membershipId)).toEqual([
    bert.membership.id,
    bert.membership.id,
  ]);
  expect(await listWithheldOf(db, ada.membership.id)).toMatchObject([
    { reason: 'An advertisement.', by: 'Hanne', wasCarried: true },
  ]);
  expect(await listWithheldOf(db, bert.membership.id)).toEqual([]);

  expect(await showAgain(db, which, hanne.id, later(2 * DAY))).toEqual({ kind: 'done' });
  await weave(db, cohort, SITE, later(2 * DAY));
  expect(await everything(db)).toEqual(before);
  expect(await isSaidAnswered(db, 'rhizo', ada.post.id)).toBe(true);
  expect(await listAnswerIds(db, 'rhizo', 'rhizo27w1')).toContain(ada.post.id);
  expect(await listKeptOut(db, 'rhizo', 10)).toEqual([]);
  expect((await listDeeds(db, 'rhizo', 10)).map(({ deed, reason }) => [deed, reason])).toEqual([
    ['showedAgain', null],
    ['hid', 'An advertisement.'],
  ]);
});

test('a post that is let through comes with the next issue, whenever it was written', async () => {
  const { db, ada, hanne } = await makeTable();
  await makeIssue(db, cohort, '2027-01-12', NOON);
  const late = await writePost(db, ada.feed, { url: 'https://ada.example/held' });
  await holdPosts(db, [{ postId: late.id, why: 'flood' }], { blogId: ada.blog.id, cohort: 'rhizo' }, NOON);
  expect((await makeIssue(db, cohort, '2027-01-13', later(DAY)))?.posts).toBe(0);
  await letThrough(db, { cohort: 'rhizo', postId: late.id }, hanne.id, later(DAY + 1));
  expect((await makeIssue(db, cohort, '2027-01-14', later(2 * DAY)))?.posts).toBe(1);
});

test('of two facilitators at once the second is told who was first, and nothing is done twice', async () => {
  const { db, ada, hanne, ruth } = await makeTable();
  const held = await writePost(db, ada.feed, { url: 'https://ada.example/held' });
  await holdPosts(db, [{ postId: held.id, why: 'first' }], { blogId: ada.blog.id, cohort: 'rhizo' }, NOON);
  const which = { cohort: 'rhizo', postId: held.id };
  const both = await Promise.all([
    letThrough(db, which, hanne.id, NOON),
    keepOut(db, which, 'No.', ruth.id, NOON),
  ]);
  expect(both).toMatchObject([{ kind: 'done' }, { kind: 'before', post: { state: 'through', by: 'Hanne' } }]);
  const hiding = await Promise.all([
    hide(db, { cohort: 'rhizo', postId: ada.post.id }, 'Spam.', ruth.id, NOON),
    hide(db, { cohort: 'rhizo', postId: ada.post.id }, 'Spam!', hanne.id, NOON),
  ]);
  expect(hiding).toMatchObject([{ kind: 'done' }, { kind: 'before', post: { by: 'Ruth' } }]);
  const whom = { cohort: 'rhizo', membershipId: ada.membership.id, blogId: null };
  const muting = await Promise.all([
    mute(db, whom, { reason: 'Unkind.', hidesAll: false }, ruth.id, NOON),
    mute(db, whom, { reason: 'Unkind!', hidesAll: true }, hanne.id, NOON),
  ]);
  expect(muting).toMatchObject([{ kind: 'done' }, { kind: 'before', mute: { by: 'Ruth' } }]);
  expect(await db.select().from(deskLog)).toHaveLength(3);
});

test('nothing of another cohort can be touched, nor can anybody mute themselves', async () => {
  const { db, ada, hanne } = await makeTable();
  const elsewhere = { cohort: 'other', postId: ada.post.id };
  expect(await hide(db, elsewhere, 'Spam.', hanne.id, NOON)).toEqual({ kind: 'unknown' });
  const hers = { membershipId: ada.membership.id, blogId: null };
  const spam = { reason: 'Spam.', hidesAll: true };
  expect(await mute(db, { ...hers, cohort: 'other' }, spam, hanne.id, NOON)).toEqual({ kind: 'unknown' });
  const blogOfAda = { cohort: 'rhizo', membershipId: hanne.id, blogId: ada.blog.id };
  expect(await mute(db, blogOfAda, spam, ada.membership.id, NOON)).toEqual({ kind: 'unknown' });
  const self = { cohort: 'rhizo', membershipId: hanne.id, blogId: null };
  expect(await mute(db, self, spam, hanne.id, NOON)).toEqual({ kind: 'unknown' });
  expect(await db.select().from(deskLog)).toEqual([]);
});

test('muting with all that is there takes it away and gives it back; what was hidden before for itself stays hidden', async () => {
  const { db, bert, answer, hanne } = await makeTable();
  await hide(db, { cohort: 'rhizo', postId: answer.id }, 'By itself.', hanne.id, NOON);
  const before = await everything(db);
  const whom = { cohort: 'rhizo', membershipId: bert.membership.id, blogId: bert.blog.id };
  const muted = await mute(db, whom, { reason: 'Unkind.', hidesAll: true }, hanne.id, later(DAY));
  expect(muted).toEqual({ kind: 'done', hidden: 1 });
  expect(JSON.stringify(await everything(db))).not.toContain('bert.example');
  const [row] = await listMutes(db, 'rhizo');
  expect(await listMutesOf(db, bert.membership.id)).toEqual([row]);
  await unmute(db, { cohort: 'rhizo', id: row?.id ?? 0 }, hanne.id, later(2 * DAY));
  await weave(db, cohort, SITE, later(2 * DAY));
  expect((await everything(db)).posts).toEqual(before.posts);
});

test('what was decided on somebody’s posts goes with their blog, and with them', async () => {
  const { db, ada, bert, hanne } = await makeTable();
  for (const { membership, post } of [ada, bert]) {
    await hide(db, { cohort: 'rhizo', postId: post.id }, 'Spam.', hanne.id, NOON);
    const whom = { cohort: 'rhizo', membershipId: membership.id, blogId: null };
    await mute(db, whom, { reason: 'Unkind.', hidesAll: false }, hanne.id, NOON);
  }
  await removeBlog(db, ada.membership, ada.blog.id);
  expect(await db.select().from(withheld)).toMatchObject([{ postId: bert.post.id }]);
  await db.delete(people).where(eq(people.id, bert.membership.personId));
  expect(await db.select().from(withheld)).toEqual([]);
  expect(await db.select().from(mutes)).toMatchObject([{ membershipId: ada.membership.id }]);
});

test('whatever is done in whatever order, nothing that is held or kept out shows anywhere', async () => {
  const deed = fc.record({
    do: fc.constantFrom('hide', 'let', 'keep', 'show', 'hold', 'mute', 'unmute', 'weave', 'publish'),
    at: fc.nat(4),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 1, maxLength: 12 }), async (deeds) => {
      const { db, ada, bert, answer, hanne } = await makeTable();
      const extra = [];
      for (const n of [1, 2])
        extra.push(await writePost(db, ada.feed, { url: `https://ada.example/held-${n}` }));
      const held = extra.map(({ id }) => ({ postId: id, why: 'flood' as const }));
      await holdPosts(db, held, { blogId: ada.blog.id, cohort: 'rhizo' }, NOON);
      const posts = [ada.post, bert.post, answer, ...extra];
      let clock = NOON;
      for (const { do: what, at } of deeds) {
        clock = new Date(clock.getTime() + DAY);
        const which = { cohort: 'rhizo', postId: posts[at]?.id ?? 0 };
        const membershipId = (at % 2 === 0 ? ada : bert).membership.id;
        if (what === 'hide') await hide(db, which, 'Why.', hanne.id, clock);
        else if (what === 'let') await letThrough(db, which, hanne.id, clock);
        else if (what === 'keep') await keepOut(db, which, null, hanne.id, clock);
        else if (what === 'show') await showAgain(db, which, hanne.id, clock);
        else if (what === 'hold') await holdAgain(db, which, hanne.id, clock);
        else if (what === 'weave') await weave(db, cohort, SITE, clock);
        else if (what === 'publish') await makeIssue(db, cohort, clock.toISOString().slice(0, 10), clock);
        else if (what === 'mute') {
          const whom = { cohort: 'rhizo', membershipId, blogId: null };
          await mute(db, whom, { reason: 'Why.', hidesAll: at > 1 }, hanne.id, clock);
        } else {
          const [row] = await listMutes(db, 'rhizo');
          if (row) await unmute(db, { cohort: 'rhizo', id: row.id }, hanne.id, clock);
        }
        const shown = JSON.stringify(await everything(db));
        const away = [...(await listKeptOut(db, 'rhizo', 10)), ...(await listHeld(db, 'rhizo'))];
        for (const { url } of away) expect(shown).not.toContain(`${url}"`);
        expect((await listPosts(db, 'rhizo', 10)).length + away.length).toBeLessThanOrEqual(posts.length);
      }
    }),
    { numRuns: 25 },
  );
}, 60_000);

test('the log calls a post by nothing that its author lets us show nowhere', async () => {
  const { db, ada, hanne } = await makeTable();
  const silent = await writePost(db, ada.feed, {
    url: 'https://ada.example/untitled',
    title: null,
    text: 'Sh.',
  });
  await filePosts(db, [
    { postId: silent.id, cohort: 'rhizo', blogId: ada.blog.id, datedAt: silent.datedAt, filedAt: NOON },
  ]);
  await changeConsent(db, ada.membership, ada.blog.id, 'title');
  await finishEntry(db, 'rhizo', `waiting ${silent.id}`, hanne.id, NOON);
  await hide(db, { cohort: 'rhizo', postId: silent.id }, 'For the test.', hanne.id, NOON);
  const subjects = (await listDeeds(db, 'rhizo', 2)).map(({ deed, subject }) => [deed, subject]);
  expect(subjects).toEqual([
    ['hid', 'https://ada.example/untitled'],
    ['saidAnswered', 'https://ada.example/untitled'],
  ]);
});
