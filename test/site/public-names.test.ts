import { describe, expect, test } from 'vitest';
import { writeAnswer } from '#core/live/answers.ts';
import { planWithQuestions } from '#core/live/edit.ts';
import { hideAnswer } from '#core/live/hidden.ts';
import { markAnswer } from '#core/live/lines.ts';
import { listQuestions, openQuestion } from '#core/live/questions.ts';
import { introduce } from '#core/memberships.ts';
import { makeIssue } from '#core/publishing.ts';
import { cohortFiles, testCohort, writeCohort } from '../support/cohort.ts';
import { comment } from '../support/conversation.ts';
import { seatWithPost } from '../support/participants.ts';
import { type Member, useSite } from './site.ts';

/** Already begun, by the clock of the machine. */
const begun = Object.fromEntries(
  Object.entries(cohortFiles).map(([file, source]) => [file, source.replaceAll('2027-01', '2026-01')]),
);
const TODAY = new Date().toISOString().slice(0, 10);

const site = useSite((contentDir) => writeCohort(contentDir, begun));

const statusOf = async (handle: string, visitor?: Member) =>
  (await site.get(`/rhizo/people/${handle}`, visitor)).status;

/** A live session with an open question, under which a reader has said something. */
async function say(reader: Member) {
  const host = await site.member('Hanne', 'rhizo', 'facilitator');
  const plan = {
    title: 'An hour on names',
    introduction: '',
    startsAt: new Date(),
    minutes: 60,
    timezone: 'Europe/Berlin',
    roomUrl: null,
  };
  const { id: sessionId } = await planWithQuestions(site.db, plan, ['One?'], host.membership, new Date());
  const questionId = (await listQuestions(site.db, sessionId))[0]?.id ?? 0;
  await openQuestion(site.db, sessionId, questionId, new Date());
  const answer = await writeAnswer(site.db, { sessionId, questionId }, reader.membership, 'So.', new Date());
  return { host, sessionId, answerId: answer?.id ?? 0 };
}

describe('whoever reads along', () => {
  test('and is named in an issue has a page for everybody who reads it', async () => {
    const { post } = await seatWithPost(site.db, 'Ada', { filedAt: new Date(0) });
    const newcomer = await site.member('Newcomer', 'rhizo');
    await introduce(site.db, newcomer.membership.id, 'I mend bells.');
    const speaker = await site.member('Speaker', 'rhizo');
    const { host, sessionId, answerId } = await say(speaker);
    await markAnswer(site.db, { sessionId, answerId }, true, host.membership, new Date());
    const commenter = await site.member('Commenter', 'rhizo');
    await comment(site.db, post.id, { personId: commenter.person.id, firstSeenAt: new Date() });
    await makeIssue(site.db, testCohort(begun), TODAY, new Date());

    const issue = await (await site.get(`/rhizo/daily/${TODAY}`)).text();
    const feed = await (await site.get('/rhizo/daily.atom')).text();
    for (const words of [issue, feed]) {
      const named = new Set(
        [...words.matchAll(/\/rhizo\/people\/([^"&/<]+)/g)].map(([, handle = '']) => handle),
      );
      expect([...named].sort()).toEqual(['ada', 'commenter', 'newcomer', 'speaker']);
      for (const handle of named) expect([handle, await statusOf(handle)]).toEqual([handle, 200]);
    }
  });

  test('and is named nowhere is shown to members alone', async () => {
    const reader = await site.member('Reader', 'rhizo');
    expect(await statusOf('reader')).toBe(404);
    expect(await statusOf('reader', reader)).toBe(200);
  });

  test('is not named by what a facilitator has hidden', async () => {
    const { host, answerId } = await say(await site.member('Rude', 'rhizo'));
    expect(await statusOf('rude')).toBe(200);
    await hideAnswer(site.db, { cohort: 'rhizo', answerId }, 'No.', host.membership.id, new Date());
    expect(await statusOf('rude')).toBe(404);
  });
});
