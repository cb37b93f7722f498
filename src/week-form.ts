import type { Cohort } from '#core/cohorts.ts';
import { numbered, type ProvocationWords, tidy, type WeekWords } from '#core/content/week-words.ts';
import { leftOut, readOpening } from '#core/openings.ts';
import { defaultTag, MOST_PROVOCATIONS, type Provocation, tagWord, type Week } from '#core/weeks.ts';

/** What each list of the form is made of; the names of its fields are such as `readings-2-url`. */
const LISTS = {
  provocations: ['number', 'question', 'more', 'tag', 'on', 'time'],
  readings: ['title', 'by', 'url', 'note'],
} as const;
type List = keyof typeof LISTS;
type Item<Name extends List> = Record<(typeof LISTS)[Name][number], string>;

/** The form of a week as it stands in a browser: texts, whatever they are. */
export interface WeekForm {
  title: string;
  state: string;
  on: string;
  time: string;
  introduction: string;
  attempt: string;
  provocations: Item<'provocations'>[];
  readings: Item<'readings'>[];
}

const MOST = { provocations: MOST_PROVOCATIONS, readings: 40 };
const LONGEST = { line: 400, text: 5_000, introduction: 60_000 };

export function formOfWords(words: WeekWords): WeekForm {
  const { provocations, readings, opens, isDraft, ...texts } = words;
  return {
    ...texts,
    ...apart(opens),
    state: isDraft ? 'draft' : 'opens',
    provocations: provocations.map(({ number, opens, ...each }) => ({
      ...each,
      ...apart(opens),
      number: String(number ?? ''),
    })),
    readings,
  };
}

/** The form as it was sent. */
export function formOfTyped(typed: Record<string, string>): WeekForm {
  return {
    title: typed.title ?? '',
    state: typed.state ?? '',
    on: typed.on ?? '',
    time: typed.time ?? '',
    introduction: typed.introduction ?? '',
    attempt: typed.attempt ?? '',
    provocations: itemsOf('provocations', typed),
    readings: itemsOf('readings', typed),
  };
}

function itemsOf<Name extends List>(list: Name, typed: Record<string, string>): Item<Name>[] {
  const items: Item<Name>[] = [];
  for (let at = 0; at < MOST[list] && `${list}-${at}-${LISTS[list][1]}` in typed; at += 1) {
    const fields = LISTS[list].map((field) => [field, typed[`${list}-${at}-${field}`] ?? '']);
    items.push(Object.fromEntries(fields));
  }
  return items;
}

/** What a button of the form asks for, such as `up readings 2`; the form itself for what it doesn't know. */
export function arranged(form: WeekForm, wish: string): WeekForm {
  const [verb, list, place] = wish.split(' ');
  if (list !== 'provocations' && list !== 'readings') return form;
  const items: Record<string, string>[] = [...form[list]];
  const at = Number(place);
  if (verb === 'add' && items.length < MOST[list]) {
    items.push(Object.fromEntries(LISTS[list].map((field) => [field, ''])));
  } else if (verb === 'remove') items.splice(at, 1);
  else if (verb === 'up' || verb === 'down') {
    const other = at + (verb === 'up' ? -1 : 1);
    const [here, there] = [items[at], items[other]];
    if (here && there) [items[at], items[other]] = [there, here];
  }
  return { ...form, [list]: items };
}

/** What of a week can't be changed any more, since people have it before their eyes. */
export interface Asked {
  /** How the week opened; null as long as it hasn't. */
  opens: string | null;
  /** Its provocations that have been asked, as its file has them. */
  provocations: ProvocationWords[];
}

/** What has opened stays open, and what was asked stays asked: the file's own word counts for it, not the form's. */
export function alreadyAsked(words: WeekWords, week: Week | null, now: Date): Asked {
  if (!week || week.opensAt > now) return { opens: null, provocations: [] };
  const isAsked = ({ opensAt }: Provocation) => opensAt === null || opensAt <= now;
  const numbers = new Set(week.provocations.filter(isAsked).map(({ number }) => number));
  return {
    opens: words.opens,
    provocations: words.provocations.filter(({ number }) => numbers.has(number ?? 0)),
  };
}

/** The words that a form means. What has no words at all is left out, unless it was asked. */
export function wordsOfForm(form: WeekForm, asked: Asked): WeekWords {
  const known = new Map(asked.provocations.map((each) => [String(each.number), each]));
  const provocations = form.provocations.map(({ number, question, more, tag, on, time }) => {
    const own = known.get(number);
    return {
      number: /^\d{1,2}$/.test(number) ? Number(number) : null,
      question: tidy(question) || (own?.question ?? ''),
      more: tidy(more),
      tag: own?.tag ?? tidy(tag).replace(/^#/, ''),
      opens: own?.opens ?? together(on, time),
    };
  });
  const here = new Set(provocations.map(({ number }) => number));
  return {
    title: tidy(form.title).replaceAll('\n', ' '),
    opens: asked.opens ?? together(form.on, form.time),
    isDraft: asked.opens === null && form.state !== 'opens',
    introduction: tidy(form.introduction),
    attempt: tidy(form.attempt),
    provocations: [
      ...provocations.filter(({ question, more, tag }) => `${question}${more}${tag}` !== ''),
      ...asked.provocations.filter(({ number }) => !here.has(number)),
    ],
    readings: form.readings
      .map(({ title, by, url, note }) => ({
        title: tidy(title),
        by: tidy(by),
        url: tidy(url),
        note: tidy(note),
      }))
      .filter(({ title, by, url, note }) => `${title}${by}${url}${note}` !== ''),
  };
}

/** What is wrong with a week's words, by the field of the form. */
export function problemsOf(words: WeekWords, week: number, cohort: Cohort): Record<string, string> {
  const problems: Record<string, string> = {};
  const say = (field: string, sentence: string | null | undefined) => {
    if (sentence) problems[field] ??= sentence;
  };
  say('title', words.title === '' ? 'A week needs a title.' : tooLong(words.title, 200));
  say('introduction', tooLong(words.introduction, LONGEST.introduction));
  say('attempt', tooLong(words.attempt, LONGEST.text));
  if (!words.isDraft && words.opens === '') say('on', 'Say on which day it opens, or leave it a draft.');
  say('on', problemOfOpening(words.opens, cohort.timezone));
  const others = [...cohort.weeks, ...cohort.drafts].filter(({ number }) => number !== week);
  const taken = new Set(
    [cohort.tag, ...others.flatMap(({ provocations }) => provocations.map(({ tag }) => tag))].map(folded),
  );
  const numbers = numbered(words.provocations);
  words.provocations.forEach(({ question, more, tag, opens }, at) => {
    const field = (name: string) => `provocations-${at}-${name}`;
    say(field('question'), question === '' ? 'What is the question?' : tooLong(question, LONGEST.line));
    say(field('more'), tooLong(more, LONGEST.text));
    const wanted = tag || defaultTag(cohort.tag, week, numbers[at] ?? 1);
    if (!tagWord.safeParse(wanted).success) say(field('tag'), 'A tag is one word, such as potluck101w3.');
    if (taken.has(folded(wanted)))
      say(field('tag'), `Another question, or the course, has the tag ${wanted}. Choose another.`);
    taken.add(folded(wanted));
    say(field('on'), problemOfOpening(opens, cohort.timezone));
  });
  words.readings.forEach(({ title, by, url, note }, at) => {
    const field = (name: string) => `readings-${at}-${name}`;
    say(field('title'), title === '' ? 'What is it called?' : tooLong(title, LONGEST.line));
    say(field('by'), tooLong(by, LONGEST.line));
    say(field('note'), tooLong(note, LONGEST.text));
    if (!/^https?:$/.test(URL.parse(url)?.protocol ?? ''))
      say(field('url'), 'That is not an address; it begins with https://.');
  });
  return problems;
}

function problemOfOpening(opens: string, timezone: string): string | null {
  if (opens === '') return null;
  const opening = readOpening(opens);
  if (!opening) return 'That is not a day, or not an hour; they look like 2027-01-11 and 09:00.';
  const gap = leftOut(opening, timezone);
  return (
    gap &&
    `On that day the clocks in ${timezone} are put forward, and there is no ${opening.time}. The next time that there is, is ${gap.next}.`
  );
}

function tooLong(text: string, most: number): string | null {
  return text.length > most ? `That is too long: ${most} letters are enough.` : null;
}

function folded(tag: string): string {
  return tag.normalize('NFC').toLowerCase();
}

function apart(opens: string): { on: string; time: string } {
  const [on = '', time = ''] = opens.split(' ');
  return { on, time };
}

function together(on: string, time: string): string {
  return [on.trim(), time.trim()].filter((each) => each !== '').join(' ');
}
