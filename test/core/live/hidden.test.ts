import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { countChanges } from '#core/db/changes.ts';
import { hiddenAnswers } from '#core/db/schema/live.ts';
import { memberships } from '#core/db/schema/people.ts';
import { listDeeds } from '#core/desk/log.ts';
import { gatherIssue } from '#core/digest/gather.ts';
import { changeAnswer, deleteAnswer, listAnswers, writeAnswer } from '#core/live/answers.ts';
import { planWithQuestions } from '#core/live/edit.ts';
import {
  hideAnswer,
  listHiddenAnswers,
  listHiddenAnswersOf,
  listHiddenIn,
  showAnswerAgain,
} from '#core/live/hidden.ts';
import { listMarked, markAnswer } from '#core/live/lines.ts';
import { markOf } from '#core/live/mark.ts';
import { listAnswersOf } from '#core/live/own-answers.ts';
import { listQuestions, openQuestion } from '#core/live/questions.ts';
import { mute } from '#core/order/mutes.ts';
import { makeIssue } from '#core/publishing.ts';
import { testCohort } from '../../support/cohort.ts';
import { temporaryDatabase } from '../../support/database.ts';
import { DAY, later, MINUTE, NOON, seat } from '../../support/participants.ts';

const cohort = testCohort();
const SITE = 'https://course.example.org';
const plan = {
  title: 'An hour',
  introduction: '',
  startsAt: later(-DAY),
  minutes: 60,
  timezone: 'UTC',
  roomUrl: null,
};

/** A session at which Ada and Grace have said something, Grace something unkind. */
async function said() {
  const db = temporaryDatabase();
  const hanne = (await seat(db, 'Hanne', { role: 'facilitator' })).membership;
  const otto = (await seat(db, 'Otto', { role: 'facilitator' })).membership;
  const ada = await seat(db, 'Ada');
  const grace = await seat(db, 'Grace');
  const session = await planWithQuestions(db, plan, ['One?'], hanne, later(-2 * DAY));
  const [question] = await listQuestions(db, session.id);
  const target = { sessionId: session.id, questionId: question?.id ?? 0 };
  await openQuestion(db, session.id, target.questionId, later(-DAY));
  await writeAnswer(db, target, ada.membership, 'Kind words.', later(-DAY));
  const answer = await writeAnswer(db, target, grace.membership, 'Unkind words.', later(1 - DAY));
  const which = { cohort: 'rhizo', answerId: answer?.id ?? 0 };
  const mark = (at: Date) => markAnswer(db, { ...which, sessionId: session.id }, true, hanne, at);
  const hide = (at = NOON, by = hanne) => hideAnswer(db, which, 'Unkind.', by.id, at);
  const show = (at = NOON, by = hanne) => showAnswerAgain(db, which, by.id, at);
  const shown = async (readerId?: number) =>
    (await listAnswers(db, session.id, readerId)).map(({ text }) => text);
  const marked = async () =>
    (await listMarked(db, 'rhizo', { since: new Date(0), until: later(9 * DAY) })).map(({ text }) => text);
  return { db, hanne, otto, ada, grace, session, which, mark, hide, show, shown, marked };
}

describe('an answer that is hidden', () => {
  test('is seen by its writer alone, with the reason, and by everybody when it is shown again', async () => {
    const { db, ada, grace, hanne, hide, show, shown } = await said();
    expect(await hide()).toEqual({ kind: 'done' });
    for (const reader of [undefined, ada.membership.id, hanne.id])
      expect(await shown(reader)).toEqual(['Kind words.']);
    expect(await listAnswers(db, 1, grace.membership.id)).toMatchObject([
      { text: 'Kind words.', hiding: null },
      { text: 'Unkind words.', hiding: { reason: 'Unkind.', by: 'Hanne' } },
    ]);
    expect(await listHiddenAnswersOf(db, ada.membership.id)).toEqual([]);
    expect(await listHiddenAnswersOf(db, grace.membership.id)).toMatchObject([
      { text: 'Unkind words.', session: { title: 'An hour' }, hiding: { reason: 'Unkind.', by: 'Hanne' } },
    ]);
    expect(await show()).toBe(true);
    expect(await shown()).toEqual(['Kind words.', 'Unkind words.']);
    expect(await listHiddenAnswersOf(db, grace.membership.id)).toEqual([]);
  });

  test('is told to the pages of its session, and to those that are kept for strangers', async () => {
    const { db, session, hide, show } = await said();
    const seen = async () => [await markOf(db, session.id), await countChanges(db)];
    const [mark, count] = await seen();
    await hide();
    const [without, counted] = await seen();
    expect(without).not.toBe(mark);
    expect(counted).not.toBe(count);
    await show();
    const [again, recounted] = await seen();
    expect(again).toBe(mark);
    expect(recounted).not.toBe(counted);
  });

  test('stands in the log with the reason, and on its writer’s own list', async () => {
    const { db, grace, hide, show } = await said();
    await hide();
    expect(await listAnswersOf(db, grace.person)).toMatchObject([
      { text: 'Unkind words.', hiddenBecause: 'Unkind.' },
    ]);
    await show();
    expect(await listAnswersOf(db, grace.person)).toMatchObject([{ hiddenBecause: null }]);
    const about = { subject: '“Unkind words.”', by: 'Hanne', about: { name: 'Grace' } };
    expect(await listDeeds(db, 'rhizo', 9)).toMatchObject([
      { deed: 'showedAgain', reason: null, ...about },
      { deed: 'hid', reason: 'Unkind.', ...about },
    ]);
  });

  test('stays hidden when its writer changes it, and is gone when they remove it', async () => {
    const { db, grace, which, hide, show, shown } = await said();
    await hide();
    expect(await changeAnswer(db, grace.membership, which.answerId, 'Kinder.', later(1))).toBe(true);
    expect(await shown()).toEqual(['Kind words.']);
    expect(await listHiddenAnswers(db, 'rhizo')).toMatchObject([{ text: 'Kinder.' }]);
    expect(await deleteAnswer(db, grace.membership, which.answerId)).toBe(true);
    expect(await db.select().from(hiddenAnswers)).toEqual([]);
    expect(await show()).toBe(false);
    expect(await hide()).toEqual({ kind: 'unknown' });
  });

  test('stays hidden when the facilitator leaves who hid it', async () => {
    const { db, hanne, grace, hide, shown } = await said();
    await hide();
    await db.delete(memberships).where(eq(memberships.id, hanne.id));
    expect(await shown()).toEqual(['Kind words.']);
    expect(await listHiddenAnswersOf(db, grace.membership.id)).toMatchObject([{ hiding: { by: null } }]);
  });

  test('of somebody who is muted is not even shown to them, and comes back only when both have ended', async () => {
    const { db, grace, hanne, hide, show, shown } = await said();
    await hide();
    const whom = { cohort: 'rhizo', membershipId: grace.membership.id, blogId: null };
    await mute(db, whom, { reason: 'Unkind.', hidesAll: false }, hanne.id, NOON);
    expect(await shown(grace.membership.id)).toEqual(['Kind words.']);
    await show();
    expect(await shown()).toEqual(['Kind words.']);
  });
});

describe('two facilitators', () => {
  test('who hide it at once do so once, and the second hears who did', async () => {
    const { db, hanne, otto, hide, show } = await said();
    const did = await Promise.all([hide(NOON, hanne), hide(NOON, otto)]);
    const first = did.findIndex(({ kind }) => kind === 'done');
    expect(did[1 - first]).toEqual({ kind: 'before', by: ['Hanne', 'Otto'][first] });
    expect((await Promise.all([show(NOON, otto), show(NOON, hanne)])).toSorted()).toEqual([false, true]);
    expect((await listDeeds(db, 'rhizo', 9)).map(({ deed }) => deed)).toEqual(['showedAgain', 'hid']);
  });

  test('of another course can do nothing about it', async () => {
    const { db, session, which, hide, shown } = await said();
    const stranger = (await seat(db, 'Eve', { cohort: 'alder', role: 'facilitator' })).membership;
    const there = { ...which, cohort: 'alder' };
    expect(await hideAnswer(db, there, 'Mine.', stranger.id, NOON)).toEqual({ kind: 'unknown' });
    await hide();
    expect(await showAnswerAgain(db, there, stranger.id, NOON)).toBe(false);
    expect(await shown()).toEqual(['Kind words.']);
    expect(await listHiddenAnswers(db, 'alder')).toEqual([]);
    expect(await listHiddenIn(db, session.id)).toHaveLength(1);
  });
});

describe('a best line that is hidden', () => {
  test('is in no issue, and can’t be marked meanwhile', async () => {
    const { db, mark, hide, marked } = await said();
    await hide();
    await mark(later(1));
    expect(await marked()).toEqual([]);
    expect((await listDeeds(db, 'rhizo', 9)).map(({ deed }) => deed)).toEqual(['hid']);
  });

  test('makes no issue alone; shown again, it comes with the next', async () => {
    const { db, mark, hide, show } = await said();
    await mark(later(-MINUTE));
    await hide(later(-1));
    expect((await makeIssue(db, cohort, '2027-01-12', NOON))?.issue.number).toBeNull();
    await show(later(1));
    const made = await makeIssue(db, cohort, '2027-01-13', later(DAY));
    if (!made) throw new Error('not made');
    expect((await gatherIssue(db, cohort, made.issue, SITE)).lines).toMatchObject([
      { lines: [{ text: 'Unkind words.' }] },
    ]);
  });

  test('leaves the issue that brought it, goes back there, and comes in no other', async () => {
    const { db, mark, hide, show } = await said();
    await mark(later(-MINUTE));
    const made = await makeIssue(db, cohort, '2027-01-12', NOON);
    if (!made) throw new Error('not made');
    const lines = async () =>
      (await gatherIssue(db, cohort, made.issue, SITE)).lines.flatMap(({ lines }) => lines);
    expect(await lines()).toHaveLength(1);
    await hide(later(1));
    expect(await lines()).toEqual([]);
    await show(later(2));
    expect(await lines()).toHaveLength(1);
    expect((await makeIssue(db, cohort, '2027-01-13', later(DAY)))?.issue.number).toBeNull();
  });
});
