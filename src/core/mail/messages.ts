import type { Cohort } from '../cohorts.ts';
import type { AnswerToTell } from '../conversations/telling.ts';
import { paragraphsOf } from '../host-lines.ts';
import type { Role } from '../memberships.ts';
import { type Letter, letter, NOT_YOU } from './letter.ts';

/** The way in for a member who asked for it. */
export function signInLetter(name: string, url: string): Letter {
  return letter({
    subject: `Your way in: ${new URL(url).host}`,
    before: [
      `Hello ${name},`,
      `Here is your way in to ${new URL(url).host}. It works once, for the next half hour.`,
    ],
    button: { label: 'Sign in', url },
    after: [NOT_YOU],
  });
}

/** The way in for somebody who has just said that they want to join. */
export function joinLetter(name: string, cohort: Cohort, url: string): Letter {
  return letter({
    subject: `Welcome to the table: ${cohort.title}`,
    before: [
      `Hello ${name},`,
      `You asked to join “${cohort.title}”. One press of a button and you are in; it works once, for the next half hour.`,
    ],
    button: { label: 'Come in', url },
    after: [NOT_YOU],
  });
}

/** An invitation by a facilitator. Nobody is a member before they have said yes. */
export function invitationLetter(
  name: string,
  host: string | null,
  cohort: Cohort,
  url: string,
  role: Role = 'participant',
): Letter {
  const part = role === 'facilitator' ? ', as one of its facilitators' : '';
  return letter({
    subject: `You are invited: ${cohort.title}`,
    before: [
      `Hello ${name},`,
      `${host ?? 'A facilitator'} would like to have you in “${cohort.title}”${part}.`,
      ...(cohort.summary ? [cohort.summary] : []),
    ],
    button: { label: 'Have a look, and come in', url },
    after: [
      'The invitation waits for two weeks. If you would rather not, do nothing: you are not a member, and you will get no other mail from us.',
    ],
  });
}

/** Tells an author that a blog has come to the table. */
export function firstPostLetter(name: string, cohort: Cohort, blogTitle: string, url: string): Letter {
  return letter({
    subject: `Your first post is at the table: ${cohort.title}`,
    before: [
      `Hello ${name},`,
      `The first post from “${blogTitle}” has come to “${cohort.title}”. The next issue carries it, among the new voices.`,
    ],
    button: { label: 'See it among the others', url },
    after: ['This is the only mail of this kind. From now on you simply write.'],
  });
}

/** Tells an author that somebody has answered a post of theirs. */
export function answerLetter(cohort: Cohort, answer: AnswerToTell, url: string, controls: string): Letter {
  const title = (words: string | null, otherwise: string) => (words === null ? otherwise : `“${words}”`);
  const words = letter({
    subject: `${answer.by} answers you: ${cohort.title}`,
    before: [
      `Hello ${answer.to.name},`,
      `${answer.by} has written ${title(answer.title, 'a post')}, which answers your post ${title(answer.answersTitle, 'at the table')}.`,
      ...(answer.quote === '' ? [] : [`“${answer.quote}”`]),
    ],
    button: { label: 'Read it', url },
    after: [
      `You chose to hear of answers at once. If you would rather find them in the daily, or not be told, say so here, without signing in: ${controls}`,
    ],
  });
  return { ...words, stops: 'answers' };
}

/** A facilitator's own words to a newcomer. */
export function welcomeLetter(
  name: string,
  host: string,
  cohort: Cohort,
  words: string,
  url: string,
): Letter {
  return letter({
    subject: `A welcome from ${host}: ${cohort.title}`,
    before: [`Hello ${name},`, ...paragraphsOf(words), host],
    button: { label: `${host} at the table`, url },
    after: [
      'An answer to this mail reaches nobody, because we show nobody’s address. Write on your blog, or come by.',
    ],
  });
}

/** A post as it stands in a note to somebody else. */
export interface Introduced {
  name: string;
  /** Null for an untitled one, which its passage makes known. */
  title: string | null;
  /** What in it is about the same thing; empty for nothing that may be quoted. */
  passage: string;
  url: string;
}

/** Introduces somebody to another who writes about the same thing. */
export function introductionLetter(
  { cohort, host, words, settingsUrl }: { cohort: Cohort; host: string; words: string; settingsUrl: string },
  you: Introduced,
  other: Introduced,
): Letter {
  const wrote = (who: string, { title, passage }: Introduced) => [
    `${who} wrote${title === null ? '' : ` “${title}”`}${passage === '' ? '.' : ':'}`,
    ...(passage === '' ? [] : [`“${passage}”`]),
  ];
  return letter({
    subject: `${you.name}, meet ${other.name}: ${cohort.title}`,
    before: [
      `Hello ${you.name},`,
      `${host} thinks that you and ${other.name} might like to meet: you have both written about the same thing.`,
      ...paragraphsOf(words),
      ...wrote('You', you),
      ...wrote(other.name, other),
    ],
    button: { label: `Read what ${other.name} wrote`, url: other.url },
    after: [
      `${other.name} gets the same note. Answer with a comment or on your own blog, or not at all: both are fine.`,
      `If you would rather not be introduced to anybody, say so on your page: ${settingsUrl}`,
    ],
  });
}

interface Trouble {
  blogTitle: string;
  /** What we see, and what to do: the feed's problem as the desk shows it. */
  problem: string;
  /** Where the feed was found again, or null. */
  suggestedUrl: string | null;
}

/** Tells an author, once, that their blog can't be read. */
export function troubleLetter(name: string, cohort: Cohort, trouble: Trouble, url: string): Letter {
  const { blogTitle, problem, suggestedUrl } = trouble;
  return letter({
    subject: `We can’t read your blog at the moment: ${cohort.title}`,
    before: [
      `Hello ${name},`,
      `For some days we have not been able to read “${blogTitle}”, so what you write there doesn’t reach “${cohort.title}”. This is what we see:`,
      problem,
      suggestedUrl === null
        ? 'We keep trying. If the blog has moved, you can tell us its new address on your page.'
        : `We keep trying. We also found a feed at ${suggestedUrl}. If your blog has moved there, your page has a button that says so.`,
    ],
    button: { label: 'To your page', url },
    after: [
      'If the blog is resting, that is fine too; there is nothing you need to do, and we won’t write about it again.',
    ],
  });
}

/** Tells an author that what the last letter was about is over. */
export function recoveryLetter(name: string, cohort: Cohort, blogTitle: string, url: string): Letter {
  return letter({
    subject: `All is well again with your blog: ${cohort.title}`,
    before: [
      `Hello ${name},`,
      `We can read “${blogTitle}” again. What you wrote in the meantime comes to the table with the next issue.`,
    ],
    button: { label: 'To the table', url },
  });
}
