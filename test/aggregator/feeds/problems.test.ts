import { expect, test } from 'vitest';
import { FeedError } from '../../../aggregator/feeds/feed.ts';
import { FetchError, type FetchReason, type Refused } from '../../../aggregator/feeds/fetch.ts';
import { describeProblem } from '../../../aggregator/feeds/problems.ts';

const REASONS: FetchReason[] = [
  'address',
  'dns',
  'connection',
  'timeout',
  'too-large',
  'tls',
  'redirects',
  'encoding',
  'url',
];

function refused(status: number): Refused {
  return {
    kind: 'refused',
    status,
    url: 'https://blog.example/feed',
    permanentUrl: 'https://blog.example/feed',
    headers: {},
    retryAfter: null,
    challenge: false,
  };
}

test('every problem is told in two whole sentences: what we saw, and what to do', () => {
  const problems = [
    ...REASONS.map((reason) => new FetchError(reason, 'It is so.')),
    ...[300, 400, 401, 403, 404, 410, 418, 429, 500, 503].map(refused),
    { ...refused(403), challenge: true },
    new FeedError('This is a web page, not a feed.'),
    new FeedError('It failed.', { reason: 'our-fault' }),
  ].map(describeProblem);
  for (const problem of problems) expect(problem).toMatch(/^[A-Z“b][^\n]*[.)] [A-Z][^\n]*\.$/);
});

test('no two refusals with different remedies sound alike', () => {
  const statuses = [401, 404, 410, 429, 500, 400];
  expect(new Set(statuses.map((status) => describeProblem(refused(status)))).size).toBe(statuses.length);
});
