import { oneLine, plain } from './escape.ts';

// The locale is fixed so that the machine's does not matter; the rules for words and sentences are the
// same for every language, and scripts without spaces bring their own dictionaries.
const sentenceSegmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
const wordSegmenter = new Intl.Segmenter('en', { granularity: 'word' });
const graphemeSegmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Twice the average word with its space, in long-worded languages: a bound for text that isn't words. */
const charactersPerWord = 12;

/** Full stops that end no sentence: initials, ordinals ("3. November"), titles. */
const abbreviation = /(?:^|[\s(.])(?:\p{L}|\d{1,2}|Dr|Prof|Mr|Mrs|Ms|Mme|St|Sr|vs|bzw|ca|Nr|Abb)\.$/u;

/** Finding words and sentences is most of what a page of posts costs, and the same posts stand on many. */
const recent = new Map<string, string>();
const MOST_RECENT = 2_000;

/**
 * The beginning of a plain text (paragraphs separated by blank lines), as one paragraph of whole
 * sentences. Only where the first sentence alone is too long is it cut, at a word, with an ellipsis.
 */
export function excerpt(text: string, maxWords = 60): string {
  const key = `${maxWords} ${text}`;
  const made = recent.get(key) ?? makeExcerpt(text, maxWords);
  recent.delete(key);
  recent.set(key, made);
  if (recent.size > MOST_RECENT) for (const oldest of recent.keys().take(1)) recent.delete(oldest);
  return made;
}

function makeExcerpt(text: string, maxWords: number): string {
  const maxCharacters = maxWords * charactersPerWord;
  let words = 0;
  let result = '';
  // Nothing beyond this can be taken, and a post may be a book.
  for (const paragraph of text.slice(0, maxCharacters * 10).split(/\n\s*\n/)) {
    let joint = joinParagraphs(result);
    for (const sentence of sentences(oneLine(paragraph))) {
      const count = countWords(sentence);
      if (words + count > maxWords || result.length + sentence.length > maxCharacters) {
        return result === '' ? cutAtWord(sentence, maxWords, maxCharacters) : result.trimEnd();
      }
      words += count;
      result += joint + sentence;
      joint = '';
    }
  }
  return result.trimEnd();
}

/** A title or a name within a number of characters, cut at a word with an ellipsis. */
export function clip(text: string, maxCharacters: number): string {
  const line = oneLine(text);
  return line.length <= maxCharacters ? line : cutAtWord(line, Number.POSITIVE_INFINITY, maxCharacters);
}

/** A heading without a full stop should not run into the text below it. */
function joinParagraphs(before: string): string {
  if (before === '' || /[\u3000-\u303F\uFF00-\uFF60]$/.test(before)) return '';
  return /[\p{P}\p{S}]$/u.test(before) ? ' ' : ' – ';
}

/** The sentences of a plain text, each in one line. */
export function sentencesOf(text: string): string[] {
  const paragraphs = text.split(/\n\s*\n/);
  return paragraphs.flatMap((paragraph) => [...sentences(oneLine(paragraph))].map((words) => words.trim()));
}

function* sentences(paragraph: string): Generator<string> {
  let sentence = '';
  for (const { segment } of sentenceSegmenter.segment(paragraph)) {
    const continues = abbreviation.test(sentence.trimEnd()) || /^\p{Ll}/u.test(segment);
    if (sentence !== '' && !continues) {
      yield sentence;
      sentence = '';
    }
    sentence += segment;
  }
  if (sentence !== '') yield sentence;
}

function countWords(sentence: string): number {
  let count = 0;
  for (const { isWordLike } of wordSegmenter.segment(sentence)) if (isWordLike) count += 1;
  return count;
}

function cutAtWord(sentence: string, maxWords: number, maxCharacters: number): string {
  let words = 0;
  let end = 0;
  for (const { segment, index, isWordLike } of wordSegmenter.segment(sentence)) {
    if (index + segment.length > maxCharacters - 1) break;
    if (isWordLike) words += 1;
    if (words > maxWords) break;
    if (isWordLike) end = index + segment.length;
  }
  return `${end > 0 ? sentence.slice(0, end) : cutAtGrapheme(sentence, maxCharacters - 1)}…`;
}

/** For one endless word. */
function cutAtGrapheme(text: string, maxCharacters: number): string {
  let end = 0;
  for (const { segment, index } of graphemeSegmenter.segment(text)) {
    if (index + segment.length > maxCharacters) break;
    end = index + segment.length;
  }
  return plain(text.slice(0, end));
}
