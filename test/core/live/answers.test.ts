import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { people } from '#core/db/schema/people.ts';
import { listDeeds } from '#core/desk/log.ts';
import { gatherIssue } from '#core/digest/gather.ts';
import {
  answerText,
  changeAnswer,
  deleteAnswer,
  LONGEST_ANSWER,
  listAnswers,
  writeAnswer,
} from '#core/live/answers.ts';
import { planWithQuestions } from '#core/live/edit.ts';
import { listMarked, markAnswer } from '#core/live/lines.ts';
import { markOf } from '#core/live/mark.ts';
import { listAnswersOf } from '#core/live/own-answers.ts';
import { changeQuestions, closeQuestion, listQuestions, openQuestion } from '#core/live/questions.ts';
import { changeSession } from '#core/live/sessions.ts';
import { listMutes, mute, unmute } from '#core/order/mutes.ts';
import { makeIssue } from '#core/publishing.ts';
import { testCohort } from '../../support/cohort.ts';
import { temporaryDatabase } from '../../support/database.ts';
import { DAY, later, MINUTE, NOON, seat } from '../../support/participants.ts';

const plan = {
  title: 'An hour',
  introduction: '',
  startsAt: NOON,
  minutes: 60,
  timezone: 'UTC',
  roomUrl: null,
};

async function underway() {
  const db = temporaryDatabase();
  const host = (await seat(db, 'Hanne', { role: 'facilitator' })).membership;
  const ada = await seat(db, 'Ada');
  const grace = await seat(db, 'Grace');
  const session = await planWithQuestions(db, plan, ['One?', 'Two?'], host, NOON);
  const [first, second] = await listQuestions(db, session.id);
  if (!first || !second) throw new Error('There are no questions.');
  await openQuestion(db, session.id, first.id, NOON);
  const say = async (who: typeof ada, text: string, at = NOON, questionId = first.id) =>
    writeAnswer(db, { sessionId: session.id, questionId }, who.membership, text, at);
  return { db, host, ada, grace, session, first, second, say };
}

describe('an answer', () => {
  test('is written under an open question of the session, and shown in the order of time', async () => {
    const { db, ada, grace, session, second, say } = await underway();
    await say(grace, 'Later.', later(2));
    await say(ada, 'Sooner.', later(1));
    expect(await say(ada, 'Too soon.', later(3), second.id)).toBeNull();
    const elsewhere = { sessionId: session.id + 1, questionId: second.id };
    expect(await writeAnswer(db, elsewhere, ada.membership, 'No.', NOON)).toBeNull();
    expect((await listAnswers(db, session.id)).map(({ name, text }) => `${name}: ${text}`)).toEqual([
      'Ada: Sooner.',
      'Grace: Later.',
    ]);
  });

  test('that is sent twice on a slow line stands there once', async () => {
    const { db, ada, grace, session, say } = await underway();
    const [once, again] = await Promise.all([say(ada, 'Yes.'), say(ada, 'Yes.', later(130))]);
    expect(again).toEqual(once);
    expect(await say(ada, 'Yes.', later(MINUTE))).not.toEqual(once);
    await say(ada, 'No.');
    await say(grace, 'Yes.');
    const said = (await listAnswers(db, session.id)).map(({ name, text }) => `${name}: ${text}`);
    expect(said.toSorted()).toEqual(['Ada: No.', 'Ada: Yes.', 'Ada: Yes.', 'Grace: Yes.']);
  });

  test('of somebody who is muted is shown to nobody, not among the best lines either, until that ends', async () => {
    const { db, host, ada, grace, session, say } = await underway();
    await say(ada, 'Kind words.');
    const rude = await say(grace, 'Unkind words.', later(1));
    await markAnswer(db, { sessionId: session.id, answerId: rude?.id ?? 0 }, true, host, NOON);
    const shown = async () => (await listAnswers(db, session.id)).map(({ text }) => text);
    const marked = async () =>
      (await listMarked(db, 'rhizo', { since: new Date(0), until: later(9) })).map(({ text }) => text);
    const whom = { cohort: 'rhizo', membershipId: grace.membership.id, blogId: null };
    const before = await markOf(db, session.id);
    await mute(db, whom, { reason: 'Unkind.', hidesAll: false }, host.id, NOON);
    expect(await markOf(db, session.id), 'who listens is told to look again').not.toBe(before);
    expect(await shown()).toEqual(['Kind words.']);
    expect(await marked()).toEqual([]);
    expect((await listAnswersOf(db, grace.person)).map(({ text }) => text)).toEqual(['Unkind words.']);
    const [muted] = await listMutes(db, 'rhizo');
    await unmute(db, { cohort: 'rhizo', id: muted?.id ?? 0 }, host.id, NOON);
    expect(await shown()).toEqual(['Kind words.', 'Unkind words.']);
    expect(await marked()).toEqual(['Unkind words.']);
  });

  test('is changed and removed by its writer only', async () => {
    const { db, ada, grace, session, say } = await underway();
    const { id } = (await say(ada, 'Mine.')) ?? { id: 0 };
    expect(await changeAnswer(db, grace.membership, id, 'Hers.', later(1))).toBe(false);
    expect(await deleteAnswer(db, grace.membership, id)).toBe(false);
    expect(await changeAnswer(db, ada.membership, id, 'Better.', later(1))).toBe(true);
    expect(await listAnswers(db, session.id)).toMatchObject([{ text: 'Better.', changedAt: later(1) }]);
    expect(await deleteAnswer(db, ada.membership, id)).toBe(true);
    expect(await listAnswers(db, session.id)).toEqual([]);
  });

  test('is kept out of sight while its question is closed again, whose words then can’t change', async () => {
    const { db, ada, session, first, say } = await underway();
    await say(ada, 'Kept.');
    await closeQuestion(db, session.id, first.id);
    expect(await listAnswers(db, session.id)).toEqual([]);
    await changeQuestions(db, session.id, ['Another?']);
    expect((await listQuestions(db, session.id)).map(({ text }) => text)).toEqual(['One?', 'Another?']);
    await openQuestion(db, session.id, first.id, later(1));
    expect(await listAnswers(db, session.id)).toMatchObject([{ text: 'Kept.' }]);
  });

  test('is plain text of a bounded length', () => {
    expect(answerText.parse('  a\r\nb\u202e\u0000 ')).toBe('a\nb');
    expect(answerText.safeParse('x'.repeat(LONGEST_ANSWER)).success).toBe(true);
    expect(answerText.safeParse('x'.repeat(LONGEST_ANSWER + 1)).success).toBe(false);
    expect(answerText.safeParse(' \u202e ').success).toBe(false);
  });

  test('is on the list of its writer, and gone with them', async () => {
    const { db, ada, grace, session, say } = await underway();
    await say(ada, 'Mine.');
    await say(grace, 'Hers.');
    expect(await listAnswersOf(db, ada.person)).toMatchObject([
      {
        cohort: 'rhizo',
        session: { title: 'An hour' },
        question: { position: 1, text: 'One?' },
        text: 'Mine.',
      },
    ]);
    await db.delete(people).where(eq(people.id, ada.person.id));
    expect((await listAnswers(db, session.id)).map(({ text }) => text)).toEqual(['Hers.']);
  });
});

describe('a best line', () => {
  test('is listed from when it was marked, once, until the mark is taken away', async () => {
    const { db, host, ada, session, say } = await underway();
    const { id } = (await say(ada, 'The bus driver.')) ?? { id: 0 };
    const mark = (isMarked: boolean, ms: number, sessionId = session.id) =>
      markAnswer(db, { sessionId, answerId: id }, isMarked, host, later(ms));
    const marked = async (since: number, until: number) =>
      (await listMarked(db, 'rhizo', { since: later(since), until: later(until) })).map(({ text }) => text);
    await mark(true, 10, session.id + 1);
    expect(await marked(0, 100)).toEqual([]);
    await mark(true, 10);
    await mark(true, 50);
    expect(await marked(0, 10)).toEqual(['The bus driver.']);
    expect(await marked(10, 100)).toEqual([]);
    expect(await listMarked(db, 'other', { since: later(0), until: later(100) })).toEqual([]);
    await mark(false, 60);
    await mark(false, 70);
    expect(await marked(0, 100)).toEqual([]);
    expect(await listDeeds(db, 'rhizo', 9)).toMatchObject([
      { deed: 'unmarkedLine', by: 'Hanne', about: { name: 'Ada' } },
      { deed: 'markedLine', subject: '“The bus driver.”' },
    ]);
  });
});

describe('the mark of a best line', () => {
  const cohort = testCohort();
  async function marked() {
    const { db, host, ada, session, say } = await underway();
    const answerId = (await say(ada, 'The bus driver.'))?.id ?? 0;
    const mark = (isMarked: boolean, ms: number) =>
      markAnswer(db, { sessionId: session.id, answerId }, isMarked, host, later(ms));
    const change = (text: string, ms: number) => changeAnswer(db, ada.membership, answerId, text, later(ms));
    const make = async (day: number) => {
      const made = await makeIssue(db, cohort, `2027-01-${day}`, later((day - 12) * DAY));
      if (!made) throw new Error('made before');
      return made.issue;
    };
    const linesOf = async (day: Awaited<ReturnType<typeof make>>) =>
      (await gatherIssue(db, cohort, day, 'https://course.example.org')).lines.flatMap(({ lines }) =>
        lines.map(({ text }) => text),
      );
    const answer = async () => (await listAnswers(db, session.id))[0];
    await mark(true, 1);
    return { mark, change, make, linesOf, answer };
  }

  test('can’t be taken away once an issue has brought it, which shows it as its writer leaves it', async () => {
    const { mark, change, make, linesOf, answer } = await marked();
    expect(await answer()).toMatchObject({ markedAt: later(1), broughtOn: null });
    const issue = await make(13);
    expect(await mark(false, DAY + 1)).toBe(false);
    expect(await mark(true, DAY + 1)).toBe(true);
    expect(await answer()).toMatchObject({ markedAt: later(1), broughtOn: '2027-01-13' });
    expect(await change('The tram driver.', DAY + 2)).toBe(true);
    expect(await linesOf(issue)).toEqual(['The tram driver.']);
    expect((await make(14)).number).toBeNull();
    expect(await answer()).toMatchObject({ broughtOn: '2027-01-13' });
  });

  test('goes when its writer changes the words before, and comes back by a facilitator only', async () => {
    const { mark, change, make, linesOf, answer } = await marked();
    await change('The bus driver.', 2);
    expect(await answer()).toMatchObject({ markedAt: later(1) });
    await change('Buy my book.', 3);
    expect(await answer()).toMatchObject({ markedAt: null });
    expect((await make(13)).number).toBeNull();
    await mark(true, DAY + 1);
    expect(await linesOf(await make(14))).toEqual(['Buy my book.']);
  });
});

test('the mark of a session is another one after each change to it, and after no other', async () => {
  const { db, host, ada, grace, session, second, say } = await underway();
  const other = await planWithQuestions(db, plan, ['Elsewhere?'], host, NOON);
  let seen = await markOf(db, session.id);
  const changes = async (work: () => Promise<unknown>) => {
    await work();
    const mark = await markOf(db, session.id);
    const isNew = mark !== seen;
    seen = mark;
    return isNew;
  };
  let id = 0;
  const write = async () => {
    id = (await say(ada, 'One.', later(1)))?.id ?? 0;
  };
  expect(await changes(write)).toBe(true);
  expect(await changes(() => changeAnswer(db, ada.membership, id, 'Two.', later(2)))).toBe(true);
  expect(
    await changes(() => markAnswer(db, { sessionId: session.id, answerId: id }, true, host, later(3))),
  ).toBe(true);
  expect(await changes(() => deleteAnswer(db, ada.membership, id))).toBe(true);
  expect(await changes(() => changeQuestions(db, session.id, ['Other?', 'Third?']))).toBe(true);
  expect(await changes(() => changeSession(db, session, { ...plan, title: 'B' }, host, later(4)))).toBe(true);
  expect(await changes(() => say(grace, 'Not open.', later(5), second.id))).toBe(false);
  expect(await changes(() => changeSession(db, other, { ...plan, title: 'C' }, host, later(6)))).toBe(false);
});
