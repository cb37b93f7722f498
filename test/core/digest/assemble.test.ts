import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressKey } from '#core/address.ts';
import { listAsked } from '#core/conversations/provocations.ts';
import { assemble } from '#core/digest/assemble.ts';
import type { Gathered } from '#core/digest/gathered.ts';
import type { Entry, Group, Issue } from '#core/digest/issue.ts';
import type { PostInCohort } from '#core/posts-in-cohort.ts';
import { testCohort } from '../../support/cohort.ts';
import { later } from '../../support/participants.ts';

const SITE = 'https://course.example.org';
const cohort = testCohort();
const people = ['Ada', 'Grace', 'Eve', 'Mary', 'Hedy'];

/** The n-th post, by its author's name, and the number of the post that it answers. */
function post(id: number, name: string, more: Partial<PostInCohort> & { to?: number } = {}) {
  const { to = null, ...rest } = more;
  const made: PostInCohort = {
    id,
    cohort: 'rhizo',
    title: `Post ${id}`,
    url: urlOf(id),
    addressKey: addressKey(urlOf(id)) ?? '',
    text: `Text of post ${id}.`,
    language: 'en',
    categories: [],
    publishedAt: later(id),
    changedAt: null,
    datedAt: later(id),
    issueId: 1,
    conversationId: to ?? id,
    parentId: to,
    quote: to === null ? null : `I read post ${to} today.`,
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
    host: [],
    earlier: [],
    comments: [],
    marked: [],
    asked: listAsked(cohort, SITE),
    answering: new Map(),
    heardBefore: new Set([1, 2, 3, 4, 5]),
    abouts: new Map(),
    waiting: [],
    arrived: [],
    comingUp: [],
    siteUrl: SITE,
    ...more,
  });
}

/** In the order of their numbers: that of the day is another matter. */
function titles(entries: Entry[]): (string | null)[] {
  return entries.map(({ title }) => title).sort();
}

function entriesOf(groups: Group[]): Entry[] {
  return groups.flatMap(({ entries }) => entries);
}

/** Posts that answer the first week's question. */
function answering(...ids: number[]): Map<number, string[]> {
  return new Map(ids.map((id) => [id, ['rhizo27w1']]));
}

/** Threads as numbers: what they began with, and what answers it. */
function threads(issue: Issue): [string | null, (string | null)[]][] {
  return issue.conversations.map(({ start, replies }) => [
    start.title,
    replies.map(({ entry }) => entry.title),
  ]);
}

/** Where posts of the day stand, by their addresses; the start of a thread may be of another day, or stand above. */
function places(issue: Issue): string[] {
  const placesOf = (entry: Entry) => [entry.url, ...entry.more.map(({ url }) => url)];
  const above = new Set(issue.newVoices.flatMap(placesOf));
  return [
    ...above,
    ...issue.conversations.flatMap(({ start, replies }) => [
      ...(above.has(start.url) ? [] : placesOf(start)),
      ...replies.flatMap(({ entry }) => placesOf(entry)),
    ]),
    ...entriesOf(issue.answers).flatMap(placesOf),
    ...entriesOf(issue.others).flatMap(placesOf),
  ];
}

describe('an issue', () => {
  test('says what and when it is, and what the week asks', () => {
    expect(issueOf([])).toEqual({
      kind: 'daily',
      cohort: { slug: 'rhizo', title: 'Rhizo', language: 'en', timezone: 'Europe/Berlin' },
      number: 3,
      on: '2027-01-12',
      week: {
        number: 1,
        title: 'Roots',
        url: `${SITE}/rhizo/weeks/1`,
        hasPassed: false,
        provocations: [
          { question: 'What holds you where you are?', url: `${SITE}/rhizo/weeks/1#provocation-1` },
        ],
      },
      host: [],
      toYou: [],
      lines: [],
      newVoices: [],
      conversations: [],
      answers: [],
      others: [],
      waiting: [],
      arrived: [],
      comingUp: [],
      heldBack: 0,
    });
    expect(issueOf([], { week: null }).week).toBeNull();
  });

  test('shows a post with who wrote it', () => {
    const [entry] = entriesOf(issueOf([post(1, 'Ada', { text: 'First. Second.', language: 'fr' })]).others);
    expect(entry).toEqual({
      postId: 1,
      author: {
        membershipId: 1,
        name: 'Ada',
        url: `${SITE}/rhizo/people/ada`,
        blogTitle: 'Ada’s blog',
        about: null,
      },
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
    const [entry] = entriesOf(issueOf([{ ...ada, author: { ...ada.author, handle: 'лина' } }]).others);
    expect(entry?.author.url).toBe(`${SITE}/rhizo/people/%D0%BB%D0%B8%D0%BD%D0%B0`);
  });
});

describe('new voices', () => {
  test('come first, whatever else they say', () => {
    const posts = [post(1, 'Ada'), post(2, 'Grace', { to: 1 }), post(3, 'Eve')];
    const issue = issueOf(posts, { heardBefore: new Set([1]), answering: answering(3) });
    expect(titles(issue.newVoices)).toEqual(['Post 2', 'Post 3']);
    expect(issue.conversations).toEqual([]);
    expect(issue.answers).toEqual([]);
    expect(titles(entriesOf(issue.others))).toEqual(['Post 1']);
  });

  test('lead with their first post, the later ones folded under it', () => {
    const posts = [post(1, 'Ada'), post(2, 'Grace'), post(3, 'Ada'), post(4, 'Ada', { title: null })];
    const { newVoices } = issueOf(posts, { heardBefore: new Set() });
    expect(titles(newVoices)).toEqual(['Post 1', 'Post 2']);
    const [ada] = newVoices.filter(({ author }) => author.name === 'Ada');
    expect(ada?.more).toEqual([
      { title: 'Post 3', url: urlOf(3) },
      { title: 'Text of post 4.', url: urlOf(4) },
    ]);
  });

  test('that are answered the same day are named in the conversation, and shown above', () => {
    const posts = [post(1, 'Ada'), post(2, 'Grace', { to: 1 })];
    const abouts = new Map([[1, 'I mend bells.']]);
    const issue = issueOf(posts, { abouts, heardBefore: new Set([2]) });
    expect(titles(issue.newVoices)).toEqual(['Post 1']);
    expect(issue.newVoices[0]).toMatchObject({
      excerpt: 'Text of post 1.',
      author: { about: 'I mend bells.' },
    });
    expect(threads(issue)).toEqual([['Post 1', ['Post 2']]]);
    expect(issue.conversations[0]?.start).toMatchObject({ excerpt: '', author: { about: null } });
  });
});

describe('a conversation', () => {
  test('is a post and the one that answers it, with the sentence in which it does', () => {
    const issue = issueOf([post(1, 'Ada'), post(2, 'Grace', { to: 1 }), post(3, 'Eve')]);
    expect(threads(issue)).toEqual([['Post 1', ['Post 2']]]);
    expect(issue.conversations[0]?.replies[0]?.quote).toBe('I read post 1 today.');
    expect(titles(entriesOf(issue.others))).toEqual(['Post 3']);
  });

  test('of three people on one day stands under what it began with', () => {
    const posts = [post(1, 'Ada'), post(2, 'Grace', { to: 1 }), post(3, 'Eve', { to: 2 })];
    expect(threads(issueOf(posts))).toEqual([['Post 1', ['Post 2', 'Post 3']]]);
  });

  test('of three people across days stands each day under what it answers', () => {
    const [first, second, third] = [post(1, 'Ada'), post(2, 'Grace', { to: 1 }), post(3, 'Eve', { to: 2 })];
    expect(threads(issueOf([first]))).toEqual([]);
    expect(threads(issueOf([second], { earlier: [first] }))).toEqual([['Post 1', ['Post 2']]]);
    expect(threads(issueOf([third], { earlier: [second] }))).toEqual([['Post 2', ['Post 3']]]);
  });

  test('is one where several answer the same post', () => {
    const posts = [
      post(1, 'Ada'),
      ...['Grace', 'Eve', 'Mary'].map((name, n) => post(n + 2, name, { to: 1 })),
    ];
    expect(threads(issueOf(posts))).toEqual([['Post 1', ['Post 2', 'Post 3', 'Post 4']]]);
  });
});

describe('an answer to the provocation', () => {
  test('stands under answers, whatever week it is of', () => {
    const issue = issueOf([post(1, 'Ada'), post(2, 'Grace'), post(3, 'Eve')], { answering: answering(1, 2) });
    expect(titles(entriesOf(issue.answers))).toEqual(['Post 1', 'Post 2']);
    expect(titles(entriesOf(issue.others))).toEqual(['Post 3']);
  });

  test('that answers somebody too stands in the conversation', () => {
    const posts = [post(1, 'Ada'), post(2, 'Grace', { to: 1 })];
    const issue = issueOf(posts, { answering: answering(2) });
    expect(threads(issue)).toEqual([['Post 1', ['Post 2']]]);
    expect(issue.answers).toEqual([]);
  });
});

test('somebody who posts often leads with the newest, the others folded under it, newest first', () => {
  const posts = [post(1, 'Ada'), post(2, 'Grace'), post(3, 'Ada'), post(4, 'Ada')];
  const others = entriesOf(issueOf(posts).others);
  expect(titles(others)).toEqual(['Post 2', 'Post 4']);
  const [ada] = others.filter(({ author }) => author.name === 'Ada');
  expect(ada?.more.map(({ title }) => title)).toEqual(['Post 3', 'Post 1']);
});

describe('whatever people write', () => {
  const anyDay = fc
    .array(
      fc.record({
        name: fc.constantFrom(...people),
        /** What a post answers was there before it. */
        to: fc.option(fc.nat(5)),
        answers: fc.boolean(),
        minute: fc.nat(1),
        isToday: fc.boolean(),
      }),
      { maxLength: 6 },
    )
    .chain((all) =>
      fc.record({
        all: fc.constant(
          all.map(({ name, to, answers, minute, isToday }, id) => ({
            isToday,
            answers,
            post: post(id, name, {
              ...(to !== null && to < id ? { to } : {}),
              datedAt: later(isToday ? 10 + minute : minute),
            }),
          })),
        ),
        heardBefore: fc.subarray([1, 2, 3, 4, 5]).map((ids) => new Set(ids)),
      }),
    );

  test('each post of the day stands in one place', () => {
    fc.assert(
      fc.property(anyDay, ({ all, heardBefore }) => {
        const posts = all.filter(({ isToday }) => isToday).map((each) => each.post);
        const earlier = all.filter(({ isToday }) => !isToday).map((each) => each.post);
        const ids = all.filter(({ answers }) => answers).map((each) => each.post.id);
        const issue = issueOf(posts, { earlier, answering: answering(...ids), heardBefore });
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

describe('beside the posts, an issue', () => {
  const comment = {
    postId: 1,
    by: 'A passer-by',
    handle: null,
    url: 'https://blog.example/1#c',
    text: 'So true.',
    language: null,
    datedAt: later(50),
  };

  test('shows comments under the post that they are on, in the order of time', () => {
    const issue = issueOf([post(2, 'Grace', { to: 1 })], { earlier: [post(1, 'Ada')], comments: [comment] });
    expect(issue.conversations).toMatchObject([
      {
        start: { title: 'Post 1' },
        replies: [
          { kind: 'answer', entry: { title: 'Post 2' } },
          { kind: 'comment', entry: { author: { name: 'A passer-by' }, excerpt: 'So true.' } },
        ],
        url: `${SITE}/rhizo/conversations/1`,
      },
    ]);
  });

  test('shows a comment on an earlier answer under that, not under what it answered', () => {
    const earlier = [post(1, 'Ada'), post(2, 'Grace', { to: 1 })];
    const issue = issueOf([], { earlier, comments: [{ ...comment, postId: 2 }] });
    expect(issue.conversations).toMatchObject([
      {
        start: { title: 'Post 2' },
        replies: [{ kind: 'comment', entry: { author: { blogTitle: 'Grace’s blog' } } }],
      },
    ]);
  });

  test('shows a comment on an answer of the day in its exchange, as one at that blog', () => {
    const more = { earlier: [post(1, 'Ada')], comments: [{ ...comment, postId: 2 }] };
    expect(issueOf([post(2, 'Grace', { to: 1 })], more).conversations).toMatchObject([
      {
        start: { title: 'Post 1' },
        replies: [{ kind: 'answer' }, { kind: 'comment', entry: { author: { blogTitle: 'Grace’s blog' } } }],
      },
    ]);
  });

  test('shows a comment on a new voice with that, wherever it answers', () => {
    const more = {
      earlier: [post(1, 'Ada')],
      comments: [{ ...comment, postId: 2 }],
      heardBefore: new Set([1]),
    };
    const issue = issueOf([post(2, 'Grace', { to: 1 })], more);
    expect(titles(issue.newVoices)).toEqual(['Post 2']);
    expect(issue.conversations).toMatchObject([
      { start: { title: 'Post 2' }, replies: [{ kind: 'comment' }] },
    ]);
  });

  test('shows a post of the day that was only commented on as a conversation, once', () => {
    const issue = issueOf([post(1, 'Ada')], { comments: [comment] });
    expect(threads(issue)).toEqual([['Post 1', [null]]]);
    expect(issue.others).toEqual([]);
  });

  test('introduces new voices in their own words, and nobody who was heard before', () => {
    const abouts = new Map([
      [1, 'I mend bells.'],
      [2, 'I bake.'],
    ]);
    const issue = issueOf([post(1, 'Ada'), post(2, 'Grace')], { abouts, heardBefore: new Set([2]) });
    expect(issue.newVoices[0]?.author.about).toBe('I mend bells.');
    expect(entriesOf(issue.others)[0]?.author.about).toBeNull();
  });

  test('shows three of those that wait, others on other days, and none that it carries anyway', () => {
    const waiting = Array.from({ length: 12 }, (_, n) => post(n + 10, 'Ada'));
    const shown = (on: string) => titles(issueOf([], { waiting, on }).waiting);
    expect(shown('2027-01-12')).toHaveLength(3);
    expect(shown('2027-01-12')).toEqual(shown('2027-01-12'));
    const month = Array.from({ length: 28 }, (_, day) => `2027-02-${String(day + 1).padStart(2, '0')}`);
    expect(new Set(month.flatMap(shown)).size).toBe(12);
    expect(issueOf([post(10, 'Ada')], { waiting: [post(10, 'Ada')] }).waiting).toEqual([]);
  });

  test('passes on what the host says, who has come and what comes', () => {
    const comingUp = [{ title: 'Week 2: Shoots', url: `${SITE}/rhizo/weeks/`, on: '2027-01-18', at: null }];
    const arrived = [{ name: 'Ulla', handle: 'ulla', about: 'I read.' }];
    expect(issueOf([], { host: ['Good morning.'], comingUp, arrived })).toMatchObject({
      host: ['Good morning.'],
      comingUp,
      arrived: [{ name: 'Ulla', url: `${SITE}/rhizo/people/ulla`, about: 'I read.' }],
    });
  });
});

describe('the order of an issue', () => {
  test('is the same for the same day, and gives everybody the first place some day', () => {
    const posts = people.map((name, n) => post(n + 1, name));
    const first = (on: string) => entriesOf(issueOf(posts, { on }).others)[0]?.author.name;
    const quarter = Array.from({ length: 90 }, (_, day) => new Date(Date.UTC(2027, 0, 1 + day)));
    const firsts = quarter.map((day) => first(day.toISOString().slice(0, 10)));
    expect(new Set(firsts)).toEqual(new Set(people));
    expect(first('2027-01-12')).toBe(first('2027-01-12'));
  });

  test('groups what is about the same thing, by what its authors called it', () => {
    const posts = [
      post(1, 'Ada', { categories: ['Bread', 'rhizo27'] }),
      post(2, 'Grace', { categories: ['bread'] }),
      post(3, 'Eve', { categories: ['rhizo27', 'Uncategorized'] }),
      post(4, 'Mary', { categories: ['Uncategorized', 'Stone'] }),
      post(5, 'Ada', { categories: ['Stone'] }),
      post(6, 'Ada', { categories: ['Alone'] }),
    ];
    const groups = issueOf(posts).others.map(({ about, entries }) => [about, titles(entries)]);
    expect(groups).toEqual([
      ['Bread', ['Post 1', 'Post 2']],
      ['Stone', ['Post 4', 'Post 5']],
      [null, ['Post 3', 'Post 6']],
    ]);
  });

  test('puts answers under their question, those to this week’s first', () => {
    const asked = new Map([
      [1, ['rhizo27w2']],
      [2, ['rhizo27w1', 'rhizo27w2']],
    ]);
    const groups = issueOf([post(1, 'Ada'), post(2, 'Grace')], { answering: asked }).answers;
    expect(groups.map(({ about, entries }) => [about, titles(entries)])).toEqual([
      [null, ['Post 2']],
      ['What came up that nobody planted?', ['Post 1']],
    ]);
  });
});

test('answers to a week that has passed stand under its question by name, though it is the newest', () => {
  const week = cohort.weeks[0] ?? null;
  const aboutOn = (on: string) =>
    issueOf([post(1, 'Ada')], { on, week, answering: answering(1) }).answers.map(({ about }) => about);
  expect(aboutOn('2027-01-17')).toEqual([null]);
  expect(aboutOn('2027-01-18')).toEqual(['What holds you where you are?']);
});

describe('an author who lets us show the title only', () => {
  const consent = 'title';

  test('is read by title: no excerpt, and no name for a note that has no title', () => {
    const [entry] = issueOf([
      post(1, 'Ada', { consent, title: null, text: 'A secret note.' }),
      post(2, 'Ada', { consent, text: 'A secret.' }),
    ]).others.flatMap(({ entries }) => entries);
    expect(entry).toMatchObject({ title: 'Post 2', excerpt: '', more: [{ title: '' }] });
  });

  test('is not quoted where they answer somebody, while others are', () => {
    const issue = issueOf([post(1, 'Ada'), post(2, 'Grace', { consent, to: 1 }), post(3, 'Eve', { to: 1 })]);
    const answers = issue.conversations[0]?.replies.map(({ entry, quote }) => [entry.excerpt, quote]);
    expect(answers).toEqual([
      ['', null],
      ['Text of post 3.', 'I read post 1 today.'],
    ]);
    expect(JSON.stringify(issue)).not.toContain('Text of post 2');
  });
});
