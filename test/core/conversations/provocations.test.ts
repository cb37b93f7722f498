import { describe, expect, test } from 'vitest';
import {
  listAnswered,
  listAnswerIds,
  listAsked,
  listSaid,
  provocationsIn,
  sayOfAnswer,
} from '#core/conversations/provocations.ts';
import { weave } from '#core/conversations/weave.ts';
import { filePosts, updatePost } from '#core/posts.ts';
import { testCohort } from '../../support/cohort.ts';
import { temporaryDatabase } from '../../support/database.ts';
import { NOON, seatWithPost } from '../../support/participants.ts';

const SITE = 'https://course.example.org';
const cohort = testCohort({
  '01-roots.md': `---
title: What holds us together
opens: 2027-01-11
provocations:
  - question: What holds you where you are?
  - question: Who taught you that?
    tag: teachers
---
`,
});
const asked = listAsked(cohort, SITE);

function found(words: { title?: string; text?: string; categories?: string[]; links?: string[] }): string[] {
  const { title = null, text = '', categories = [], links = [] } = words;
  return provocationsIn({ title, text, categories, links, repliesTo: [], publishedAt: NOON }, asked);
}

describe('a post answers a provocation', () => {
  test('that has a tag of its own, given or made from the week’s number', () => {
    expect(asked.map(({ tag }) => tag)).toEqual(['rhizo27w1', 'teachers', 'rhizo27w2']);
    const three = testCohort({
      '01-roots.md':
        '---\ntitle: A\nopens: 2027-01-11\nprovocations: [{question: a}, {question: b}, {question: c}]\n---\n',
    });
    expect(listAsked(three, SITE).map(({ tag }) => tag)).toEqual([
      'rhizo27w1',
      'rhizo27w1b',
      'rhizo27w1c',
      'rhizo27w2',
    ]);
  });

  test.each([
    ['links to the week’s page', { links: [`${SITE}/rhizo/weeks/1`] }, ['rhizo27w1']],
    [
      'links to it sloppily',
      { links: ['http://course.example.org/rhizo/weeks/2/?utm_source=x'] },
      ['rhizo27w2'],
    ],
    ['links to the question itself', { links: [`${SITE}/rhizo/weeks/1#provocation-2`] }, ['teachers']],
    ['carries its tag as a category', { categories: ['Teachers'] }, ['teachers']],
    ['carries it as a hashtag', { text: 'My answer. #rhizo27w2' }, ['rhizo27w2']],
    ['names the question', { title: '“What holds you where you are” – my answer' }, ['rhizo27w1']],
    ['names it beside emoji', { title: '☀️What holds you ❤️ where you are' }, ['rhizo27w1']],
    ['names the week', { title: 'What holds us together: cooking' }, ['rhizo27w1']],
    [
      'answers several',
      { links: [`${SITE}/rhizo/weeks/1#provocation-2`], categories: ['rhizo27w2'] },
      ['teachers', 'rhizo27w2'],
    ],
  ])('when it %s', (_, words, tags) => {
    expect(found(words)).toEqual(tags);
  });

  test.each([
    ['the course', { links: [`${SITE}/rhizo/`] }],
    ['a week that isn’t there', { links: [`${SITE}/rhizo/weeks/12`] }],
    ['another course', { links: [`${SITE}/alder/weeks/1`] }],
    ['another site', { links: ['https://elsewhere.example/rhizo/weeks/1'] }],
    ['a place of its page that is none', { links: [`${SITE}/rhizo/weeks/1#provocation-9`] }],
    ['the course’s tag alone', { categories: ['rhizo27'] }],
    ['a part of other words', { title: 'Somewhat holds you where you arent' }],
    ['a week whose title is a common word', { title: 'Shoots and leaves' }],
  ])('not when it names %s', (_, words) => {
    expect(found(words)).toEqual([]);
  });
});

describe('what people say of it', () => {
  const which = (postId: number) => ({ cohort: 'rhizo', provocation: 'teachers', postId });

  test('counts before what was found, and its author’s word before a facilitator’s', async () => {
    const db = temporaryDatabase();
    const { post } = await seatWithPost(db, 'Ada');
    await updatePost(db, post.id, { categories: ['teachers'] });
    await weave(db, cohort, SITE, NOON);
    const ids = () => listAnswerIds(db, 'rhizo', 'teachers');
    expect(await ids()).toEqual([post.id]);
    await sayOfAnswer(db, which(post.id), 'facilitator', false);
    expect(await ids()).toEqual([]);
    await sayOfAnswer(db, which(post.id), 'author', true);
    expect(await ids()).toEqual([post.id]);
    await sayOfAnswer(db, which(post.id), 'author', null);
    expect(await ids()).toEqual([]);
    await sayOfAnswer(db, which(post.id), 'facilitator', null);
    expect(await ids()).toEqual([post.id]);
    expect(await listAnswered(db, 'rhizo', [post.id])).toEqual(new Map([[post.id, ['teachers']]]));
  });

  test('stays when the post is changed, and is of no other cohort', async () => {
    const db = temporaryDatabase();
    const { post, blog } = await seatWithPost(db, 'Ada');
    await sayOfAnswer(db, which(post.id), 'author', true);
    await weave(db, cohort, SITE, NOON);
    await filePosts(db, [
      { postId: post.id, cohort: 'rhizo', blogId: blog.id, datedAt: NOON, filedAt: NOON },
    ]);
    await weave(db, cohort, SITE, NOON);
    expect(await listAnswerIds(db, 'rhizo', 'teachers')).toEqual([post.id]);
    expect(await listAnswerIds(db, 'alder', 'teachers')).toEqual([]);
    expect((await listSaid(db, 'rhizo', post.id)).get('teachers')).toMatchObject({ author: true });
  });
});

test('a provocation that is asked later gathers what was written before', async () => {
  const db = temporaryDatabase();
  const { post } = await seatWithPost(db, 'Ada');
  await updatePost(db, post.id, { title: 'Why not wait for the rain?' });
  await weave(db, testCohort(), SITE, NOON);
  expect(await weave(db, testCohort(), SITE, NOON)).toBe(0);
  const rain = testCohort({
    '02-shoots.md':
      '---\ntitle: Rain\nopens: 2027-01-18\nprovocations: [{question: Why not wait for the rain?, tag: rain}]\n---\n',
  });
  expect(await weave(db, rain, SITE, NOON)).toBe(1);
  expect(await listAnswerIds(db, 'rhizo', 'rain')).toEqual([post.id]);
  await weave(db, testCohort(), SITE, NOON);
  expect(await listAnswerIds(db, 'rhizo', 'rain')).toEqual([]);
});

describe('a question', () => {
  const cohort = testCohort();
  const answers = (question: string, title: string) => {
    const [week] = cohort.weeks;
    const [provocation] = week?.provocations ?? [];
    if (!week || !provocation) throw new Error('There is no question.');
    const weeks = [{ ...week, title: 'Roots', provocations: [{ ...provocation, question }] }];
    const post = { title, text: '', categories: [], publishedAt: null, links: [], repliesTo: [] };
    return provocationsIn(post, listAsked({ ...cohort, weeks }, SITE)).length > 0;
  };

  test.each([
    ['🤔?', 'My cat'],
    ['Why?', 'Whyever not'],
    ['Why?', 'Why I bake'],
  ])('of a word or none, “%s”, isn’t answered by “%s”', (question, title) => {
    expect(answers(question, title)).toBe(false);
  });

  test('in a script without spaces is known by its signs', () => {
    expect(answers('你从谁那里学习？', '关于你从谁那里学习')).toBe(true);
    expect(answers('为何？', '为何我烤面包')).toBe(false);
    expect(answers('ネットワーク', '家のネットワークが壊れた')).toBe(false);
  });

  test.each(['Warum Konnektivismus?', '为何学习？'])(
    'of few words is answered where it is all of the title: %s',
    (question) => {
      expect(answers(question, question)).toBe(true);
    },
  );
});
