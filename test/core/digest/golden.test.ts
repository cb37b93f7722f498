import { expect, test } from 'vitest';
import { digestFeed, type FeedFormat } from '../../../src/core/digest/feeds.ts';
import { digestHtml } from '../../../src/core/digest/html.ts';
import { digestText } from '../../../src/core/digest/text.ts';
import { alumniIssue, emptyIssue, firstIssue, issueOf, liveIssue } from '../../support/issues.ts';
import { about, links } from './links.ts';

// After a change that is meant, look at the pages again and run vitest with --update.
const days = {
  empty: emptyIssue,
  first: firstIssue(),
  twelve: issueOf(12),
  ninety: issueOf(90),
  crowded: issueOf(400),
  live: liveIssue(),
  alumni: alumniIssue(),
};

test.each(Object.entries(days))('the %s day looks as it did', async (name, issue) => {
  await expect(digestHtml(issue, links)).toMatchFileSnapshot(`golden/${name}.html.golden`);
  await expect(digestText(issue, links)).toMatchFileSnapshot(`golden/${name}.txt.golden`);
});

test.each<FeedFormat>(['atom', 'rss', 'json'])('the %s feed reads as it did', async (format) => {
  const { body } = digestFeed(about, [days.twelve, days.empty, days.first], format);
  await expect(body).toMatchFileSnapshot(`golden/feed.${format}.golden`);
});
