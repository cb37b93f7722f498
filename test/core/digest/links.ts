import type { FeedAbout } from '../../../src/core/digest/feeds.ts';
import type { DigestLinks } from '../../../src/core/digest/html.ts';

const cohortUrl = 'https://potluck.example/learning-at-work/';

export const links: DigestLinks = {
  cohortUrl,
  issueUrl: `${cohortUrl}daily/2026-11-23`,
  controlsUrl: 'https://potluck.example/mail/k3y',
  unsubscribeUrl: 'https://potluck.example/unsubscribe/k3y?one=1&two=2',
};

export const about: FeedAbout = {
  id: `${cohortUrl}daily.atom`,
  title: 'Learning from each other at work',
  description: 'What its participants write, day by day',
  siteUrl: cohortUrl,
  selfUrl: `${cohortUrl}daily.atom`,
  language: 'en',
  host: 'potluck.example',
};
