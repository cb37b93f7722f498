import { describe, expect, test } from 'vitest';
import { listShared } from '#core/conversations/reading.ts';
import { weave } from '#core/conversations/weave.ts';
import { editionFor } from '#core/digest/editions.ts';
import { gatherForReaders, gatherIssue } from '#core/digest/gather.ts';
import { digestText } from '#core/digest/text.ts';
import { writeAnswer } from '#core/live/answers.ts';
import { planWithQuestions } from '#core/live/edit.ts';
import { markAnswer } from '#core/live/lines.ts';
import { listQuestions, openQuestion } from '#core/live/questions.ts';
import { cancelSession } from '#core/live/sessions.ts';
import { listSpeakingOf, listSpokenOf } from '#core/live/speaking.ts';
import { changeTimezone, findWishes } from '#core/mail/wishes.ts';
import { filePosts, updatePost } from '#core/posts.ts';
import { makeIssue } from '#core/publishing.ts';
import { testCohort } from '../../support/cohort.ts';
import { temporaryDatabase } from '../../support/database.ts';
import { DAY, HOUR, later, MINUTE, NOON, seat, seatWithPost, writePost } from '../../support/participants.ts';
import { links } from '../digest/links.ts';

const SITE = 'https://course.example.org';
const cohort = testCohort();
const plan = {
  title: 'An hour on asking',
  introduction: '',
  startsAt: later(3 * DAY + 7 * HOUR),
  minutes: 60,
  timezone: 'Europe/Berlin',
  roomUrl: null,
};

async function hosted() {
  const db = temporaryDatabase();
  const host = (await seat(db, 'Hanne', { role: 'facilitator' })).membership;
  const makeOn = async (day: number) => {
    const made = await makeIssue(db, cohort, `2027-01-${day}`, later((day - 12) * DAY));
    if (!made) throw new Error('made before');
    return made.issue;
  };
  const gather = async (day: Awaited<ReturnType<typeof makeOn>>) => gatherIssue(db, cohort, day, SITE);
  return { db, host, makeOn, gather };
}

describe('what is coming up', () => {
  test('a session is announced once three days ahead, also on a day without posts', async () => {
    const { db, host, makeOn, gather } = await hosted();
    await planWithQuestions(db, { ...plan, startsAt: later(4 * DAY) }, [], host, later(-DAY));
    expect((await makeOn(12)).number).toBeNull();
    const announced = await makeOn(13);
    expect(announced.number).toBe(1);
    expect((await gather(announced)).comingUp).toEqual([
      {
        title: 'Live: An hour on asking',
        url: `${SITE}/rhizo/live/1`,
        on: '2027-01-16',
        at: later(4 * DAY),
      },
    ]);
    expect((await makeOn(14)).number).toBeNull();
  });

  test('is told in each reader’s zone, in mails and text', async () => {
    const { db, host, makeOn } = await hosted();
    await planWithQuestions(db, plan, [], host, later(-DAY));
    const issue = await gatherForReaders(db, cohort, await makeOn(12), null, SITE);
    const textFor = async (timezone: string | null) => {
      await changeTimezone(db, host.personId, timezone);
      const wishes = await findWishes(db, host.id);
      if (!wishes) throw new Error('They have left.');
      const edition = await editionFor(db, issue, host.id, wishes);
      return { key: edition.key, text: digestText(edition.issue(), links) };
    };
    const berlin = await textFor(null);
    const auckland = await textFor('Pacific/Auckland');
    expect(berlin.text).toContain('Friday 15 January at 19:00 CET');
    expect(auckland.text).toContain('Saturday 16 January at 07:00 GMT+13');
    expect(berlin.key).not.toBe(auckland.key);
  });

  test('one that is called off is told of once, and where it was announced', async () => {
    const { db, host, makeOn, gather } = await hosted();
    const session = await planWithQuestions(db, plan, [], host, later(-DAY));
    const first = await makeOn(12);
    await cancelSession(db, session, host, later(HOUR));
    const second = await makeOn(13);
    expect(second.number).toBe(2);
    expect((await gather(first)).comingUp.map(({ title }) => title)).toEqual([
      'Called off: An hour on asking',
    ]);
    expect((await gather(second)).comingUp.map(({ title }) => title)).toEqual([
      'Called off: An hour on asking',
    ]);
    expect((await makeOn(14)).number).toBeNull();
  });

  test('one that is called off on its own day is told of once, in the next issue that there is', async () => {
    const { db, host, makeOn, gather } = await hosted();
    const session = await planWithQuestions(db, plan, [], host, later(-DAY));
    await makeOn(12);
    await seatWithPost(db, 'Ada', { filedAt: later(3 * DAY - 1) });
    const last = await makeOn(15);
    await cancelSession(db, session, host, later(3 * DAY + HOUR));
    expect((await makeOn(16)).number).toBeNull();
    await seatWithPost(db, 'Grace', { filedAt: later(5 * DAY - 1) });
    const first = await makeOn(17);
    await seatWithPost(db, 'Ida', { filedAt: later(6 * DAY - 1) });
    const second = await makeOn(18);
    const live = async (issue: typeof last) =>
      (await gather(issue)).comingUp.map(({ title }) => title).filter((title) => !title.startsWith('Week'));
    expect(await live(last)).toEqual(['Called off: An hour on asking']);
    expect(await live(first)).toEqual(['Called off: An hour on asking']);
    expect(await live(second)).toEqual([]);
  });

  test('an issue of before a session was planned doesn’t know of it', async () => {
    const { db, host, makeOn, gather } = await hosted();
    await seatWithPost(db, 'Ada');
    const first = await makeOn(12);
    await planWithQuestions(db, plan, [], host, later(HOUR));
    expect((await gather(first)).comingUp).toEqual([]);
  });
});

test('best lines come in the next issue, and in no other', async () => {
  const { db, host, makeOn, gather } = await hosted();
  const ada = (await seat(db, 'Ada')).membership;
  const session = await planWithQuestions(
    db,
    { ...plan, startsAt: later(-DAY) },
    ['Whom did you ask last?'],
    host,
    later(-2 * DAY),
  );
  const sessionId = session.id;
  const questionId = (await listQuestions(db, sessionId))[0]?.id ?? 0;
  await openQuestion(db, sessionId, questionId, later(-DAY));
  const say = (text: string) => writeAnswer(db, { sessionId, questionId }, ada, text, later(-DAY));
  const answer = await say('The apprentice.');
  await say('Nobody.');
  expect((await makeOn(12)).number).toBeNull();
  await markAnswer(db, { sessionId, answerId: answer?.id ?? 0 }, true, host, later(MINUTE));
  const issue = await makeOn(13);
  expect(issue.number).toBe(1);
  expect((await gather(issue)).lines).toEqual([
    {
      title: 'An hour on asking',
      lines: [
        {
          name: 'Ada',
          personUrl: `${SITE}/rhizo/people/ada`,
          question: '1. Whom did you ask last?',
          url: `${SITE}/rhizo/live/${sessionId}#answer-${answer?.id}`,
          text: 'The apprentice.',
        },
      ],
    },
  ]);
  await seatWithPost(db, 'Grace', { filedAt: later(DAY + 1) });
  expect((await gather(await makeOn(14))).lines).toEqual([]);
});

test('a post that links to a session speaks of it, whatever the spelling, and shares no page outside', async () => {
  const { db, host } = await hosted();
  const session = await planWithQuestions(db, plan, [], host, NOON);
  const other = await planWithQuestions(db, { ...plan, title: 'Another hour' }, [], host, NOON);
  const said: number[] = [];
  for (const [name, link] of [
    ['Ada', `${SITE}/rhizo/live/${session.id}`],
    ['Grace', `http://www.course.example.org/rhizo/live/${session.id}/?utm_source=x#answer-3`],
  ] as const) {
    const { post } = await seatWithPost(db, name);
    await updatePost(db, post.id, { links: [link], html: `<p>See <a href="${link}">this</a>.</p>` });
    said.push(post.id);
  }
  const { feed, blog } = await seatWithPost(db, 'Eve', { cohort: 'alder' });
  const foreign = await writePost(db, feed, {
    url: 'https://eve.example/b',
    links: [`${SITE}/rhizo/live/${session.id}`],
  });
  await filePosts(db, [
    { postId: foreign.id, cohort: 'alder', blogId: blog.id, datedAt: NOON, filedAt: NOON },
  ]);
  await weave(db, cohort, SITE, NOON);
  await weave(db, testCohort({}, 'alder'), SITE, NOON);
  expect((await listSpeakingOf(db, session, SITE, 9)).sort()).toEqual(said);
  expect(await listSpeakingOf(db, other, SITE, 9)).toEqual([]);
  for (const id of said) {
    expect((await listSpokenOf(db, 'rhizo', id, SITE)).map((each) => each.id)).toEqual([session.id]);
  }
  expect(await listSpokenOf(db, 'alder', foreign.id, SITE)).toEqual([]);
  expect(await listShared(db, 'rhizo', 9)).toEqual([]);
});
