import { describe, expect, test } from 'vitest';
import { digestSubject } from '../../../src/core/digest/subject.ts';
import { emptyIssue, firstIssue, hostileIssue, issueOf } from '../../support/issues.ts';

const days = [emptyIssue, firstIssue(), issueOf(12), issueOf(90), issueOf(400), hostileIssue()];

function ofTitle(title: string | null) {
  const [entry] = firstIssue().newVoices;
  if (!entry) throw new Error('no entry');
  return { ...emptyIssue, newVoices: [{ ...entry, title }] };
}

describe('the subject', () => {
  test('names the day, the first post and how many more there are', () => {
    expect(digestSubject(issueOf(12))).toMatch(
      /^23 November: “Nobody reads the manual, everybody reads.*”, and 11 more$/,
    );
  });

  test('counts what is to the reader once, though it stands among the others as well', () => {
    const issue = issueOf(12);
    const toYou = issue.others.flatMap(({ entries }) =>
      entries.slice(0, 1).map((entry) => ({ kind: 'answer' as const, entry, quote: null })),
    );
    expect(toYou).not.toEqual([]);
    expect(digestSubject({ ...issue, toYou })).toMatch(/, and 11 more$/);
  });

  test('says nothing of more where there is one', () => {
    expect(digestSubject(ofTitle('A map'))).toBe('23 November: “A map”');
  });

  test('begins an untitled note', () => {
    expect(digestSubject(ofTitle(null))).toMatch(/^23 November: “For eleven years I thought.*…”$/);
  });

  test('is in the cohort’s language where dates are concerned', () => {
    const issue = ofTitle('Karte');
    expect(digestSubject({ ...issue, cohort: { ...issue.cohort, language: 'de' } })).toContain(
      '23. November',
    );
  });

  test('stays within a line, whatever the day', () => {
    for (const issue of days) expect(digestSubject(issue).length).toBeLessThanOrEqual(78);
    expect(digestSubject(ofTitle('t '.repeat(500))).length).toBeLessThanOrEqual(78);
  });

  test('carries no control or bidi characters', () => {
    for (const issue of [...days, ofTitle('a\r\nBcc: x@example.org\u0000\u202E\u2066\u200Fb')]) {
      expect(digestSubject(issue)).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u);
    }
  });
});
