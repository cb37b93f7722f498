import { describe, expect, test } from 'vitest';
import { carriesTag, type Filable, judge, tagsTaken, takesPostsSince } from '#core/filing.ts';
import { testCohort } from '../support/cohort.ts';

const since = new Date('2027-01-11T00:00:00Z');

function post(words: Partial<Filable> = {}): Filable {
  return { title: 'A title', text: 'Some words.', categories: [], publishedAt: since, ...words };
}

describe('a post', () => {
  test('is taken from the first instant on, and not before', () => {
    const at = (ms: number) =>
      judge(post({ publishedAt: new Date(since.getTime() + ms) }), 'everything', ['rhizo27'], since);
    expect(at(-1)).toEqual({ kind: 'left', reason: 'from before the course' });
    expect(at(0)).toEqual({ kind: 'taken' });
    expect(at(1)).toEqual({ kind: 'taken' });
  });

  test('of a date without a time is of the whole day', () => {
    const begin = new Date('2027-01-11T08:00:00Z');
    const of = (day: string) => judge(post({ publishedAt: new Date(day) }), 'everything', [], begin).kind;
    expect([of('2027-01-11'), of('2027-01-10'), of('2027-01-11T00:00:01Z')]).toEqual([
      'taken',
      'left',
      'left',
    ]);
  });

  test('is taken when its feed gives no date, and when it is of the future', () => {
    expect(judge(post({ publishedAt: null }), 'everything', ['rhizo27'], since).kind).toBe('taken');
    const publishedAt = new Date('2127-01-01T00:00:00Z');
    expect(judge(post({ publishedAt }), 'everything', ['rhizo27'], since).kind).toBe('taken');
  });

  test('needs the tag only when its author chose so', () => {
    expect(judge(post(), 'everything', ['rhizo27'], since)).toEqual({ kind: 'taken' });
    expect(judge(post(), 'tag', ['rhizo27'], since)).toEqual({ kind: 'left', reason: 'not tagged rhizo27' });
    expect(judge(post({ categories: ['rhizo27'] }), 'tag', ['rhizo27'], since)).toEqual({ kind: 'taken' });
  });

  test('may carry the tag of a provocation instead, which says as much', () => {
    const tags = tagsTaken(testCohort(), null);
    expect(tags).toEqual(['rhizo27', 'rhizo27w1', 'rhizo27w2']);
    expect(tagsTaken(testCohort(), 'my-own')[0]).toBe('my-own');
    expect(judge(post({ text: 'See #rhizo27w2.' }), 'tag', tags, since)).toEqual({ kind: 'taken' });
  });

  test('is left for its date before its tag', () => {
    const early = post({ publishedAt: new Date(0) });
    expect(judge(early, 'tag', ['rhizo27'], since)).toMatchObject({ reason: 'from before the course' });
  });
});

describe('the tag', () => {
  test.each(['rhizo27', 'Rhizo27', 'RHIZO27', '#rhizo27', ' #Rhizo27 ', '# rhizo27'])(
    'may be the category %j',
    (category) => {
      expect(carriesTag(post({ categories: ['Learning', category] }), 'rhizo27')).toBe(true);
    },
  );

  test.each(['rhizo', 'rhizo277', 'my rhizo27', 'rhizo27 week 1', ''])(
    'is not the category %j',
    (category) => {
      expect(carriesTag(post({ categories: [category] }), 'rhizo27')).toBe(false);
    },
  );

  test.each([
    '#rhizo27',
    'First thoughts #Rhizo27',
    'What (#RHIZO27) is',
    'About #rhizo27.',
    'About #rhizo27, and more',
    'About “#rhizo27”',
    '#rhizo277 is not it, #rhizo27 is',
    '学习#rhizo27',
  ])('may be a hashtag in a title or a text: %s', (words) => {
    expect(carriesTag(post({ title: words }), 'rhizo27')).toBe(true);
    expect(carriesTag(post({ text: words }), 'rhizo27')).toBe(true);
    expect(carriesTag(post({ text: Buffer.from(words) }), 'rhizo27')).toBe(true);
  });

  test.each([
    'rhizo27',
    '# rhizo27',
    '#rhizo277',
    '#rhizo27th',
    '#rhizo27_week1',
    '#rhizo27ä',
    '#rhizo27𝒳',
    '#rhizo2',
  ])('is not in: %s', (words) => {
    expect(carriesTag(post({ title: words, text: words }), 'rhizo27')).toBe(false);
  });

  test('is not in an untitled post without it', () => {
    expect(carriesTag(post({ title: null }), 'rhizo27')).toBe(false);
  });

  test.each([
    ['übung', 'Zur #Übung.', 'Zwei #Übungen'],
    ['обучение', '#ОБУЧЕНИЕ и работа', '#обучениея'],
    ['学习', '关于 #学习 的', '#学习者'],
    ['تعلم', 'عن #تعلم اليوم', '#تعلمنا'],
    ['शिक्ष', '#शिक्ष है', '#शिक्षा'],
    ['café', '#cafe\u0301', '#cafe'],
    ['cafe', '#cafe', '#cafe\u0301'],
  ])('may be %s', (tag, with_, without) => {
    expect(carriesTag(post({ text: with_ }), tag)).toBe(true);
    expect(carriesTag(post({ text: without }), tag)).toBe(false);
    expect(carriesTag(post({ categories: [tag.normalize('NFD').toUpperCase()] }), tag)).toBe(true);
  });

  test('is a word and no pattern', () => {
    expect(carriesTag(post({ text: '#axb' }), 'a.b')).toBe(false);
  });
});

describe('a cohort takes posts', () => {
  const start = new Date('2027-01-10T23:00:00Z');

  test.each([
    ['since it began, when the blog came later', 1, 0],
    ['since it began, when the blog came with it', 0, 0],
    ['since the blog came, when that was before', -1, -1],
  ])('%s', (_, came, expected) => {
    expect(takesPostsSince({ startsAt: start }, new Date(start.getTime() + came))).toEqual(
      new Date(start.getTime() + expected),
    );
  });
});
