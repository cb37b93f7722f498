import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressKey } from '#core/address.ts';
import { answersProvocation, assemble, type Gathered } from '#core/digest/assemble.ts';
import type { Entry, Issue } from '#core/digest/issue.ts';
import type { PostInCohort } from '#core/posts.ts';
import { testCohort } from '../../support/cohort.ts';
import { later } from '../../support/participants.ts';

const SITE = 'https://course.example.org';
const cohort = testCohort();
const people = ['Ada', 'Grace', 'Eve', 'Mary', 'Hedy'];

/** The n-th post, by its author's name, with links to other posts (by number) or addresses. */
function post(id: number, name: string, more: Partial<PostInCohort> & { to?: (number | string)[] } = {}) {
  const { to = [], ...rest } = more;
  const links = to.map((target) => (typeof target === 'number' ? urlOf(target) : target));
  const made: PostInCohort = {
    id,
    cohort: 'rhizo',
    title: `Post ${id}`,
    url: urlOf(id),
    addressKey: addressKey(urlOf(id)) ?? '',
    html: `<p>Before.</p>${links.map((link) => `<p>I read <a href="${link}">this</a> today.</p>`).join('')}`,
    text: `Text of post ${id}.`,
    language: 'en',
    links,
    categories: [],
    publishedAt: later(id),
    changedAt: null,
    datedAt: later(id),
    issueId: 1,
    consent: 'excerpt',
    author: {
      membershipId: people.indexOf(name) + 1,
      name,
      handle: name.toLowerCase(),
      blogTitle: `${name}’s blog`,
      blogUrl: 'https://blog.example/',
    },
    ...rest,
  };
  return made;
}

function urlOf(id: number): string {
  return `https://blog.example/${id}`;
}

function issueOf(posts: PostInCohort[], more: Partial<Gathered> = {}): Issue {
  return assemble({
    cohort,
    number: 3,
    on: '2027-01-12',
    week: cohort.weeks[0] ?? null,
    posts,
    linked: [],
    heardBefore: new Set([1, 2, 3, 4, 5]),
    siteUrl: SITE,
    ...more,
  });
}

function titles(entries: Entry[]): (string | null)[] {
  return entries.map(({ title }) => title);
}

/** Threads as numbers: what they began with, and what answers it. */
function threads(issue: Issue): [string | null, (string | null)[]][] {
  return issue.conversations.map(({ start, answers }) => [
    start.title,
    answers.map(({ entry }) => entry.title),
  ]);
}

/** Where posts of the day stand, by their addresses; the start of a thread may be of another day, or stand above. */
function places(issue: Issue): string[] {
  const placesOf = (entry: Entry) => [entry.url, ...entry.more.map(({ url }) => url)];
  const above = new Set(issue.newVoices.flatMap(placesOf));
  return [
    ...above,
    ...issue.conversations.flatMap(({ start, answers }) => [
      ...(above.has(start.url) ? [] : placesOf(start)),
      ...answers.flatMap(({ entry }) => placesOf(entry)),
    ]),
    ...issue.answers.flatMap(placesOf),
    ...issue.others.flatMap(placesOf),
  ];
}

describe('an issue', () => {
  test('says what and when it is, and what the week asks', () => {
    expect(issueOf([])).toEqual({
      cohort: { slug: 'rhizo', title: 'Rhizo', language: 'en', timezone: 'Europe/Berlin' },
      number: 3,
      on: '2027-01-12',
      week: {
        number: 1,
        title: 'Roots',
        url: `${SITE}/rhizo/weeks/1`,
        provocations: [
          { question: 'What holds you where you are?', url: `${SITE}/rhizo/weeks/1#provocation-1` },
        ],
      },
      newVoices: [],
      conversations: [],
      answers: [],
      others: [],
    });
    expect(issueOf([], { week: null }).week).toBeNull();
  });

  test('shows a post with who wrote it', () => {
    const [entry] = issueOf([post(1, 'Ada', { text: 'First. Second.', language: 'fr' })]).others;
    expect(entry).toEqual({
      author: { name: 'Ada', url: `${SITE}/rhizo/people/ada`, blogTitle: 'Ada’s blog' },
      title: 'Post 1',
      url: 'https://blog.example/1',
      excerpt: 'First. Second.',
      language: 'fr',
      publishedAt: later(1),
      more: [],
    });
  });

  test('finds people with handles in other scripts', () => {
    const ada = post(1, 'Ada');
    const [entry] = issueOf([{ ...ada, author: { ...ada.author, handle: 'лина' } }]).others;
    expect(entry?.author.url).toBe(`${SITE}/rhizo/people/%D0%BB%D0%B8%D0%BD%D0%B0`);
  });
});

describe('new voices', () => {
  test('come first, whatever else they say', () => {
    const posts = [
      post(1, 'Ada'),
      post(2, 'Grace', { to: [1] }),
      post(3, 'Eve', { to: [`${SITE}/rhizo/weeks/1`] }),
    ];
    const issue = issueOf(posts, { heardBefore: new Set([1]) });
    expect(titles(issue.newVoices)).toEqual(['Post 2', 'Post 3']);
    expect(issue.conversations).toEqual([]);
    expect(issue.answers).toEqual([]);
    expect(titles(issue.others)).toEqual(['Post 1']);
  });

  test('lead with their first post, the later ones folded under it', () => {
    const posts = [post(1, 'Ada'), post(2, 'Grace'), post(3, 'Ada'), post(4, 'Ada', { title: null })];
    const { newVoices } = issueOf(posts, { heardBefore: new Set() });
    expect(titles(newVoices)).toEqual(['Post 1', 'Post 2']);
    expect(newVoices[0]?.more).toEqual([
      { title: 'Post 3', url: urlOf(3) },
      { title: 'Text of post 4.', url: urlOf(4) },
    ]);
  });

  test('that are answered the same day are named in the conversation, and shown above', () => {
    const posts = [post(1, 'Ada'), post(2, 'Grace', { to: [1] })];
    const issue = issueOf(posts, { heardBefore: new Set([2]) });
    expect(titles(issue.newVoices)).toEqual(['Post 1']);
    expect(issue.newVoices[0]?.excerpt).toBe('Text of post 1.');
    expect(threads(issue)).toEqual([['Post 1', ['Post 2']]]);
    expect(issue.conversations[0]?.start.excerpt).toBe('');
  });
});

describe('a conversation', () => {
  test('is a post and the one that links to it, with the sentence in which it does', () => {
    const issue = issueOf([post(1, 'Ada'), post(2, 'Grace', { to: [1] }), post(3, 'Eve')]);
    expect(threads(issue)).toEqual([['Post 1', ['Post 2']]]);
    expect(issue.conversations[0]?.answers[0]?.quote).toBe('I read this today.');
    expect(titles(issue.others)).toEqual(['Post 3']);
  });

  test('of three people on one day stands under what it began with', () => {
    const posts = [post(1, 'Ada'), post(2, 'Grace', { to: [1] }), post(3, 'Eve', { to: [2] })];
    expect(threads(issueOf(posts))).toEqual([['Post 1', ['Post 2', 'Post 3']]]);
  });

  test('of three people across days stands each day under what it answers', () => {
    const [first, second, third] = [
      post(1, 'Ada'),
      post(2, 'Grace', { to: [1] }),
      post(3, 'Eve', { to: [2, 1] }),
    ];
    expect(threads(issueOf([first]))).toEqual([]);
    expect(threads(issueOf([second], { linked: [first] }))).toEqual([['Post 1', ['Post 2']]]);
    expect(threads(issueOf([third], { linked: [second, first] }))).toEqual([['Post 2', ['Post 3']]]);
  });

  test('is one where several answer the same post', () => {
    const posts = [
      post(1, 'Ada'),
      ...['Grace', 'Eve', 'Mary'].map((name, n) => post(n + 2, name, { to: [1] })),
    ];
    expect(threads(issueOf(posts))).toEqual([['Post 1', ['Post 2', 'Post 3', 'Post 4']]]);
  });

  test('is of two people: a link to one’s own post makes none', () => {
    const issue = issueOf([post(1, 'Ada'), post(2, 'Ada', { to: [1] })]);
    expect(threads(issue)).toEqual([]);
    expect(titles(issue.others)).toEqual(['Post 2']);
    expect(issue.others[0]?.more).toEqual([{ title: 'Post 1', url: urlOf(1) }]);
  });

  test('goes back in time: a link to a later post makes none', () => {
    const posts = [post(1, 'Ada', { to: [2] }), post(2, 'Grace')];
    expect(threads(issueOf(posts))).toEqual([]);
  });

  test('of two who link to each other begins with the earlier', () => {
    const posts = [post(1, 'Ada', { to: [2] }), post(2, 'Grace', { to: [1] })];
    expect(threads(issueOf(posts))).toEqual([['Post 1', ['Post 2']]]);
  });

  test('of some who link in a circle at the same instant has one beginning', () => {
    const datedAt = later(0);
    const two = [post(1, 'Ada', { to: [2], datedAt }), post(2, 'Grace', { to: [1], datedAt })];
    expect(threads(issueOf(two))).toEqual([['Post 1', ['Post 2']]]);
    const three = [
      post(1, 'Ada', { to: [2], datedAt }),
      post(2, 'Grace', { to: [3], datedAt }),
      post(3, 'Eve', { to: [1], datedAt }),
    ];
    expect(threads(issueOf(three))).toEqual([['Post 1', ['Post 3']]]);
    expect(places(issueOf(three)).sort()).toEqual([1, 2, 3].map(urlOf));
  });

  test('quotes the link to what is answered, though another link comes first', () => {
    const answer = post(2, 'Grace', {
      to: [3, 1],
      html: `<p>See <a href="${urlOf(3)}">Eve</a> too.</p><p>I doubt what <a href="${urlOf(1)}">Ada</a> says.</p>`,
    });
    const issue = issueOf([post(1, 'Ada'), answer, post(3, 'Eve')]);
    expect(threads(issue)).toEqual([['Post 1', ['Post 2']]]);
    expect(issue.conversations[0]?.answers[0]?.quote).toBe('I doubt what Ada says.');
  });

  test('is not made of links that lead nowhere and posts without an address', () => {
    const posts = [
      post(1, 'Ada', { addressKey: '' }),
      post(2, 'Grace', { to: ['http://[', 'mailto:ada@example.org', 'https://elsewhere.example/'] }),
    ];
    expect(threads(issueOf(posts))).toEqual([]);
  });

  test('is found by any of a page’s addresses', () => {
    const answer = post(2, 'Grace', { to: ['http://www.blog.example/1/?utm_source=rss#comments'] });
    expect(threads(issueOf([post(1, 'Ada'), answer]))).toEqual([['Post 1', ['Post 2']]]);
  });
});

describe('an answer to the provocation', () => {
  test('is a post that links to a week’s page', () => {
    const posts = [
      post(1, 'Ada', { to: [`${SITE}/rhizo/weeks/1#provocation-1`] }),
      post(2, 'Grace', { to: ['http://course.example.org/rhizo/weeks/2/?utm_source=rss'] }),
      post(3, 'Eve'),
    ];
    const issue = issueOf(posts);
    expect(titles(issue.answers)).toEqual(['Post 1', 'Post 2']);
    expect(titles(issue.others)).toEqual(['Post 3']);
  });

  test.each([
    `${SITE}/rhizo/`,
    `${SITE}/rhizo/weeks-past/1`,
    `${SITE}/alder/weeks/1`,
    'https://elsewhere.example/rhizo/weeks/1',
    'https://elsewhere.example/?from=course.example.org/rhizo/weeks/1',
    'mailto:course.example.org/rhizo/weeks/1',
  ])('is no post that links to %s', (link) => {
    expect(answersProvocation(post(1, 'Ada', { to: [link] }), 'rhizo', SITE)).toBe(false);
  });

  test('that answers somebody too stands in the conversation', () => {
    const posts = [post(1, 'Ada'), post(2, 'Grace', { to: [`${SITE}/rhizo/weeks/1`, 1] })];
    const issue = issueOf(posts);
    expect(threads(issue)).toEqual([['Post 1', ['Post 2']]]);
    expect(issue.answers).toEqual([]);
  });
});

test('somebody who posts often leads with the newest, the others folded under it, newest first', () => {
  const posts = [post(1, 'Ada'), post(2, 'Grace'), post(3, 'Ada'), post(4, 'Ada')];
  const { others } = issueOf(posts);
  expect(titles(others)).toEqual(['Post 4', 'Post 2']);
  expect(others[0]?.more.map(({ title }) => title)).toEqual(['Post 3', 'Post 1']);
});

describe('whatever people write', () => {
  const anyDay = fc
    .array(
      fc.record({
        name: fc.constantFrom(...people),
        to: fc.array(fc.oneof(fc.nat(5), fc.constant(`${SITE}/rhizo/weeks/1`)), { maxLength: 4 }),
        minute: fc.nat(1),
        isToday: fc.boolean(),
      }),
      { maxLength: 6 },
    )
    .chain((all) =>
      fc.record({
        all: fc.constant(
          all.map(({ name, to, minute, isToday }, id) => ({
            isToday,
            post: post(id, name, { to, datedAt: later(isToday ? 10 + minute : minute) }),
          })),
        ),
        heardBefore: fc.subarray([1, 2, 3, 4, 5]).map((ids) => new Set(ids)),
      }),
    );

  test('each post of the day stands in one place', () => {
    fc.assert(
      fc.property(anyDay, ({ all, heardBefore }) => {
        const posts = all.filter(({ isToday }) => isToday).map((each) => each.post);
        const linked = all.filter(({ isToday }) => !isToday).map((each) => each.post);
        const issue = issueOf(posts, { linked, heardBefore });
        const today = new Set(posts.map(({ url }) => url));
        const standing = places(issue).filter((url) => today.has(url));
        expect(standing.sort()).toEqual([...today].sort());
      }),
      { numRuns: 500 },
    );
  });

  test('the same posts give the same issue, and are left as they are', () => {
    fc.assert(
      fc.property(anyDay, ({ all, heardBefore }) => {
        const posts = all.map((each) => each.post);
        const before = structuredClone(posts);
        const issue = issueOf(posts, { heardBefore });
        expect(issueOf(structuredClone(posts), { heardBefore: new Set(heardBefore) })).toEqual(issue);
        expect(posts).toEqual(before);
      }),
    );
  });
});

describe('an author who lets us show the title only', () => {
  const consent = 'title';

  test('is read by title: no excerpt, and no name for a note that has no title', () => {
    const [entry] = issueOf([
      post(1, 'Ada', { consent, title: null, text: 'A secret note.' }),
      post(2, 'Ada', { consent, text: 'A secret.' }),
    ]).others;
    expect(entry).toMatchObject({ title: 'Post 2', excerpt: '', more: [{ title: '' }] });
  });

  test('is not quoted where they answer somebody, while others are', () => {
    const issue = issueOf([
      post(1, 'Ada'),
      post(2, 'Grace', { consent, to: [1] }),
      post(3, 'Eve', { to: [1] }),
    ]);
    const answers = issue.conversations[0]?.answers.map(({ entry, quote }) => [entry.excerpt, quote]);
    expect(answers).toEqual([
      ['', null],
      ['Text of post 3.', 'I read this today.'],
    ]);
    expect(JSON.stringify(issue)).not.toContain('Text of post 2');
  });
});
