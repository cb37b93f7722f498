import { type Document, isMap, isSeq, type YAMLMap } from 'yaml';
import { readFrontMatter } from '../front-matter.ts';
import { numbersOf, weekFields } from '../weeks.ts';
import { editFrontMatter, setList, setText } from './front-matter-edit.ts';

/** What a facilitator writes of a provocation. Empty texts are left out of the file. */
export interface ProvocationWords {
  /** Null for one that is new. */
  number: number | null;
  question: string;
  more: string;
  /** Empty for the tag that it gets by itself. */
  tag: string;
  /** As in a file; empty for one that opens with its week. */
  opens: string;
}

export interface ReadingWords {
  title: string;
  by: string;
  url: string;
  note: string;
}

/** All that a facilitator writes of a week, as it was written: Markdown, not HTML. */
export interface WeekWords {
  title: string;
  /** As in a file; only a draft may have none. */
  opens: string;
  isDraft: boolean;
  introduction: string;
  attempt: string;
  provocations: ProvocationWords[];
  readings: ReadingWords[];
}

/** The words of a week's file; null when it has a mistake in it. */
export function wordsOfWeek(source: string): WeekWords | null {
  const front = readFrontMatter('', source, weekFields);
  if (front.kind === 'wrong') return null;
  const { data, body } = front;
  const numbers = numbersOf(data.provocations);
  return {
    title: data.title,
    opens: data.opens ?? '',
    isDraft: data.draft || data.opens === undefined,
    introduction: tidy(body),
    attempt: tidy(data.try),
    provocations: data.provocations.map(({ question, more, tag, opens }, i) => ({
      number: numbers[i] ?? null,
      question: tidy(question),
      more: tidy(more),
      tag: tag ?? '',
      opens: opens ?? '',
    })),
    readings: data.readings.map(({ title, by, url, note }) => ({
      title: tidy(title),
      by: tidy(by),
      url,
      note: tidy(note),
    })),
  };
}

/** The file of a week with these words in it. @param source what they change; null for a week that is new. */
export function writeWeek(source: string | null, words: WeekWords): string {
  return editFrontMatter(
    source,
    (fields, document) => {
      setText(document, fields, 'title', words.title);
      setText(document, fields, 'opens', words.opens);
      if (!words.isDraft) fields.delete('draft');
      else if (fields.get('draft') !== true) fields.set('draft', true);
      setList(document, fields, 'provocations', provocationNodes(document, fields, words.provocations));
      setList(document, fields, 'readings', readingNodes(document, fields, words.readings));
      setText(document, fields, 'try', words.attempt);
    },
    words.introduction,
  );
}

/** The numbers that these get: their own, and for new ones those after the highest. */
export function numbered(provocations: ProvocationWords[], taken: number[] = []): number[] {
  let last = Math.max(0, ...taken, ...provocations.map(({ number }) => number ?? 0));
  return provocations.map(({ number }) => {
    if (number !== null) return number;
    last += 1;
    return last;
  });
}

function provocationNodes(document: Document, fields: YAMLMap, words: ProvocationWords[]): YAMLMap[] {
  const before = mapsIn(fields, 'provocations');
  const numbersBefore = numbersOf(before.map((map) => ({ number: numberIn(map) })));
  const numbers = numbered(words);
  const isAsBefore = numbers.join() === numbersBefore.join();
  // Where each has the number of its place, none needs to be written down.
  const isPlain = numbers.every((number, i) => number === i + 1);
  return words.map(({ number, question, more, tag, opens }, i) => {
    const node = before[numbersBefore.indexOf(number ?? 0)] ?? newMap(document);
    setText(document, node, 'question', question);
    setText(document, node, 'more', more);
    setText(document, node, 'tag', tag);
    setText(document, node, 'opens', opens);
    if (isAsBefore) return node;
    if (isPlain) node.delete('number');
    else node.set('number', numbers[i]);
    return node;
  });
}

/** A reading is the same as one before when it has the same address, or else the same title. */
function readingNodes(document: Document, fields: YAMLMap, words: ReadingWords[]): YAMLMap[] {
  const left = mapsIn(fields, 'readings');
  const takeBy = (field: 'url' | 'title', value: string) => {
    const at = left.findIndex((map) => map.get(field) === value);
    return at < 0 ? undefined : left.splice(at, 1)[0];
  };
  const byUrl = words.map(({ url }) => takeBy('url', url));
  return words.map(({ title, by, url, note }, i) => {
    const node = byUrl[i] ?? takeBy('title', title) ?? newMap(document);
    setText(document, node, 'title', title);
    setText(document, node, 'by', by);
    setText(document, node, 'url', url);
    setText(document, node, 'note', note);
    return node;
  });
}

function mapsIn(fields: YAMLMap, field: string): YAMLMap[] {
  const list = fields.get(field, true);
  return isSeq(list) ? list.items.filter((item) => isMap(item)) : [];
}

function numberIn(map: YAMLMap): number | undefined {
  const number = map.get('number');
  return typeof number === 'number' ? number : undefined;
}

function newMap(document: Document): YAMLMap {
  const map = document.createNode({});
  // Otherwise an empty map is written between braces.
  map.flow = false;
  return map;
}

/** A text as a form gives it back: without white space around it, its lines ended as everywhere. */
export function tidy(text = ''): string {
  return text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[\p{Cc}\u2028\u2029\uFEFF]/gu, (sign) => (sign === '\n' || sign === '\t' ? sign : ''))
    .toWellFormed()
    .trim();
}
