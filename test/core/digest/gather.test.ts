import { describe, expect, test } from 'vitest';
import { storeComments } from '#core/conversations/comments.ts';
import { weave } from '#core/conversations/weave.ts';
import type { Db } from '#core/db/open.ts';
import { gatherForReaders, gatherIssue, quietIssue } from '#core/digest/gather.ts';
import { digestSubject } from '#core/digest/subject.ts';
import { filePosts, updatePost } from '#core/posts.ts';
import { makeIssue } from '#core/publishing.ts';
import { testCohort } from '../../support/cohort.ts';
import { temporaryDatabase } from '../../support/database.ts';
import { DAY, HOUR, later, NOON, seatWithPost, writePost } from '../../support/participants.ts';

const SITE = 'https://course.example.org';
const cohort = testCohort();

/** Makes the issue of a day of January at noon and gathers it. */
async function issueOn(db: Db, day: number) {
  await weave(db, cohort, SITE, NOON);
  const made = await makeIssue(db, cohort, `2027-01-${day}`, later((day - 12) * DAY));
  if (!made) throw new Error('made before');
  return { row: made.issue, issue: await gatherIssue(db, cohort, made.issue, SITE) };
}

test('an issue that is made late takes nothing from the next, which was there before it', async () => {
  const db = temporaryDatabase();
  const { post } = await seatWithPost(db, 'Ada');
  await issueOn(db, 12);
  const comment = { identity: 'a', author: 'Bo', authorUrl: null, url: null, addressKey: '', language: null };
  const said = { ...comment, contentHash: 'a', datedAt: NOON, html: '<p>Well said.</p>', text: 'Well said.' };
  await storeComments(db, post, { added: [said], changed: [], gone: [] }, later(DAY + HOUR));
  await seatWithPost(db, 'Eve', { filedAt: later(2 * DAY - 1) });
  const next = await issueOn(db, 14);
  expect(JSON.stringify(next.issue)).toContain('Well said.');
  await seatWithPost(db, 'Tom', { filedAt: later(DAY - 8 * HOUR) });
  const late = await makeIssue(db, cohort, '2027-01-13', later(2 * DAY + HOUR));
  if (!late) throw new Error('made before');
  expect(JSON.stringify(await gatherIssue(db, cohort, next.row, SITE))).toContain('Well said.');
  expect(JSON.stringify(await gatherIssue(db, cohort, late.issue, SITE))).not.toContain('Well said.');
  // Who comes back with it hears of its posts all the same.
  const back = await gatherForReaders(db, cohort, late.issue, later(HOUR), SITE);
  expect(JSON.stringify(back.issue)).toContain('Tom');
});

test('a thread of three people across days is woven each day to the post before', async () => {
  const db = temporaryDatabase();
  await seatWithPost(db, 'Ada');
  const first = await issueOn(db, 12);
  expect(first.issue.newVoices.map(({ author }) => author.name)).toEqual(['Ada']);

  const grace = await seatWithPost(db, 'Grace', { filedAt: later(1) });
  await updatePost(db, grace.post.id, {
    links: ['https://ada.example/first'],
    html: '<p>Yes! <a href="https://ada.example/first">Ada</a> makes me think.</p>',
    datedAt: later(1),
  });
  const second = await issueOn(db, 13);
  expect(second.issue.newVoices.map(({ author }) => author.name)).toEqual(['Grace']);

  const answer = async (feed: typeof grace, url: string, to: string, ms: number) => {
    const datedAt = later(ms);
    const html = `<p>Yes! <a href="${to}">This</a> makes me think.</p>`;
    const post = await writePost(db, feed.feed, { url, links: [to], html, datedAt, language: 'en_US' });
    await filePosts(db, [
      {
        postId: post.id,
        cohort: 'rhizo',
        blogId: feed.blog.id,
        datedAt,
        filedAt: datedAt,
      },
    ]);
  };
  await answer(grace, 'https://grace.example/second', 'http://www.ada.example/first/', DAY + 1);
  const third = await issueOn(db, 14);
  expect(third.issue).toMatchObject({
    number: 3,
    newVoices: [],
    conversations: [
      {
        start: { author: { name: 'Ada' }, url: 'https://ada.example/first', excerpt: 'Words.' },
        replies: [{ entry: { author: { name: 'Grace' } }, quote: 'This makes me think.' }],
      },
    ],
  });

  const eve = await seatWithPost(db, 'Eve', { filedAt: later(2 * DAY + 1) });
  await issueOn(db, 15);
  await answer(eve, 'https://eve.example/second', 'https://grace.example/second', 3 * DAY + 1);
  const fifth = await issueOn(db, 16);
  expect(fifth.issue.conversations).toMatchObject([
    {
      start: { url: 'https://grace.example/second' },
      replies: [{ entry: { url: 'https://eve.example/second' } }],
    },
  ]);

  expect(await gatherIssue(db, cohort, first.row, SITE)).toEqual(first.issue);
  expect(await gatherIssue(db, cohort, third.row, SITE)).toEqual(third.issue);
});

test('a post of another cohort is no part of a conversation', async () => {
  const db = temporaryDatabase();
  await seatWithPost(db, 'Eve', { cohort: 'alder' });
  const { post } = await seatWithPost(db, 'Ada');
  await updatePost(db, post.id, { links: ['https://eve.example/first'], datedAt: later(1) });
  const { issue } = await issueOn(db, 12);
  expect(issue.conversations).toEqual([]);
  expect(JSON.stringify(issue)).not.toContain('Eve');
});

test('an issue shows posts as their authors left them', async () => {
  const db = temporaryDatabase();
  const { post } = await seatWithPost(db, 'Ada');
  const { row } = await issueOn(db, 12);
  await updatePost(db, post.id, { title: 'Better' });
  const issue = await gatherIssue(db, cohort, row, SITE);
  expect(issue.newVoices.map(({ title }) => title)).toEqual(['Better']);
});

describe('the week of an issue', () => {
  test.each([
    ['2027-01-10', undefined, undefined],
    ['2027-01-11', 1, false],
    ['2027-01-17', 1, false],
    ['2027-01-18', 2, false],
    ['2027-01-24', 2, false],
    ['2027-01-25', 2, true],
    ['2029-05-02', 2, true],
  ])('on %s is %s; that it has passed is %s', async (day, number, hasPassed) => {
    const { week } = await quietIssue(temporaryDatabase(), cohort, day, SITE);
    expect([week?.number, week?.hasPassed]).toEqual([number, hasPassed]);
  });

  test('is that of its day, also when it is shown later', async () => {
    const db = temporaryDatabase();
    await seatWithPost(db, 'Ada', { filedAt: NOON });
    expect((await issueOn(db, 17)).issue.week).toMatchObject({ number: 1, title: 'Roots' });
  });
});

test('a quiet day has the question and nothing else', async () => {
  expect(await quietIssue(temporaryDatabase(), cohort, '2027-01-12', SITE)).toMatchObject({
    on: '2027-01-12',
    week: { provocations: [{ question: 'What holds you where you are?' }] },
    newVoices: [],
    conversations: [],
    answers: [],
    others: [],
  });
});

const asksInBetween = {
  '01-roots.md': `---
title: Roots
opens: 2027-01-11
provocations:
  - question: First?
  - question: In between?
    opens: 2027-01-13 09:00
---
`,
};

test('what is asked in between leads the next issue, and nobody sees it before it is asked', async () => {
  const db = temporaryDatabase();
  const inBetween = testCohort({
    ...asksInBetween,
    '02-shoots.md': '---\ntitle: Shoots\nopens: 2027-01-14 09:00\n---\n',
  });
  await seatWithPost(db, 'Ada');
  const gathered = async (day: number) => {
    await writePost(db, (await seatWithPost(db, `Guest ${day}`)).feed, {
      url: `https://guest.example/${day}`,
    });
    const made = await makeIssue(db, inBetween, `2027-01-${day}`, later((day - 12) * DAY));
    if (!made) throw new Error('made before');
    const issue = await gatherIssue(db, inBetween, made.issue, SITE);
    return { asked: issue.week?.provocations.map(({ question }) => question), coming: issue.comingUp };
  };
  expect((await gathered(12)).asked).toEqual(['First?']);
  expect((await gathered(13)).asked).toEqual(['First?']);
  const next = await gathered(14);
  expect(next.asked).toEqual(['In between?', 'First?']);
  // The week opens two hours after the issue of its day.
  expect(next.coming).toMatchObject([{ on: '2027-01-14', at: new Date('2027-01-14T08:00:00Z') }]);
  const late = await quietIssue(db, inBetween, '2027-01-15', SITE);
  expect(late.week?.title).toBe('Shoots');
});

test('a question in between makes an issue though nobody wrote, and gives it its subject', async () => {
  const db = temporaryDatabase();
  const inBetween = testCohort(asksInBetween);
  await seatWithPost(db, 'Ada');
  const made = async (day: number) => makeIssue(db, inBetween, `2027-01-${day}`, later((day - 12) * DAY));
  expect((await made(12))?.issue.number).toBe(1);
  expect((await made(13))?.issue.number).toBeNull();
  const asking = await made(14);
  expect(asking?.issue.number).toBe(2);
  expect((await made(15))?.issue.number).toBeNull();
  if (!asking) throw new Error('made before');
  const issue = await gatherIssue(db, inBetween, asking.issue, SITE);
  expect(digestSubject(issue)).toBe('14 January: “In between?”');
});
