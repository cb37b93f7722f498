import { describe, expect, test } from 'vitest';
import type { Entry, Issue } from '#core/digest/issue.ts';
import { forReader, ofSeveralDays, type Reader } from '#core/digest/personal.ts';
import { emptyIssue, issueOf } from '../../support/issues.ts';

const plain: Reader = { budget: 'all', follows: new Set(), toYou: [], timezone: null };

function shown({ newVoices, conversations, answers, others, toYou, waiting }: Issue): Entry[] {
  return [
    ...toYou.map(({ entry }) => entry),
    ...newVoices,
    ...conversations.flatMap(({ replies }) => replies.map(({ entry }) => entry)),
    ...[...answers, ...others].flatMap(({ entries }) => entries),
    ...waiting,
  ];
}

const day = issueOf(40);
const [lastGroup] = day.others.slice(-1);
const loner = lastGroup?.entries.at(-1);
if (!loner) throw new Error('The day has no last post.');

describe('an issue for one reader', () => {
  test('is the same as for all, unless they wish otherwise', () => {
    expect(forReader(day, plain)).toEqual(day);
  });

  test('begins with what is to them', () => {
    const toYou = [{ kind: 'answer', entry: loner, quote: 'I read you.' }] as const;
    expect(forReader(day, { ...plain, toYou: [...toYou] }).toYou).toEqual(toYou);
  });

  test('tells hours in their own zone', () => {
    expect(forReader(day, { ...plain, timezone: 'Asia/Tokyo' }).cohort.timezone).toBe('Asia/Tokyo');
  });
});

describe('five posts', () => {
  const five = (reader: Partial<Reader> = {}) => forReader(day, { ...plain, budget: 'five', ...reader });

  test('are five, and the rest is counted', () => {
    const ids = new Set(shown(five()).map(({ postId }) => postId));
    expect(ids.size).toBe(5);
    const posts = (issue: Issue) =>
      shown({ ...issue, toYou: [], waiting: [] }).reduce((sum, { more }) => sum + 1 + more.length, 0);
    const comments = day.conversations.flatMap(({ replies }) =>
      replies.filter(({ kind }) => kind === 'comment'),
    );
    expect(posts(five()) + five().heldBack).toBe(posts(day) - comments.length);
  });

  test('are first what is to the reader, then whom they follow, then new voices', () => {
    const [voice] = day.newVoices;
    const answer = day.answers[0]?.entries[3];
    if (!voice || !answer) throw new Error('The day is too short.');
    const toYou = [{ kind: 'mention' as const, entry: answer, quote: null }];
    const chosen = five({ toYou, follows: new Set([loner.author.membershipId]) });
    const ids = shown(chosen).map(({ postId }) => postId);
    expect(ids).toContain(answer.postId);
    expect(ids).toContain(loner.postId);
    expect(ids).toContain(voice.postId);
  });

  test('of an empty day are none', () => {
    expect(forReader(emptyIssue, { ...plain, budget: 'five' })).toEqual(emptyIssue);
  });
});

test('titles only are who and what, and every note has a name', () => {
  for (const entry of shown(forReader(day, { ...plain, budget: 'titles' }))) {
    expect(entry.excerpt).toBe('');
    expect(entry.title).toMatch(/\S/);
  }
});

test('several days are of readable length, and say what they leave out', () => {
  const week = ofSeveralDays(issueOf(400));
  expect(week.conversations.length).toBeLessThanOrEqual(6);
  for (const { replies } of week.conversations) expect(replies.length).toBeLessThanOrEqual(3);
  expect(shown(week).length).toBeLessThan(80);
  expect(week.heldBack).toBeGreaterThan(250);
  expect(ofSeveralDays(issueOf(4)).heldBack).toBe(0);
});
