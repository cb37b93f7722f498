import { getElementsByTagName, textContent } from 'domutils';
import fc from 'fast-check';
import { Parser, parseDocument } from 'htmlparser2';
import { describe, expect, test } from 'vitest';
import { issueForPage } from '#core/digest/fragment.ts';
import { issueFragment } from '../../../src/core/digest/fragment.ts';
import { digestHtml } from '../../../src/core/digest/html.ts';
import type { Entry, Group, Issue } from '../../../src/core/digest/issue.ts';
import { forReader } from '../../../src/core/digest/personal.ts';
import { digestText } from '../../../src/core/digest/text.ts';
import { escapeHtml } from '../../../src/core/escape.ts';
import { alumniIssue, emptyIssue, firstIssue, hostileIssue, issueOf } from '../../support/issues.ts';
import { links } from './links.ts';

const days: [string, Issue][] = [
  ['an empty day', emptyIssue],
  ['the first day', firstIssue()],
  ['a day of 12', issueOf(12)],
  ['a day of 90', issueOf(90)],
  ['a day of 400', issueOf(400)],
  ['a hostile day', hostileIssue()],
];

const unclosed = new Set(['meta', 'br']);
const allowedTags = new Set(
  'html head meta title style body div table tr td p br b bdi a h2 h3 blockquote ul li'.split(' '),
);
const allowedAttributes = new Set(
  'lang dir class style href role width cellpadding cellspacing border align charset name content'.split(' '),
);

/** Reads like a strict parser: every element is known and closed by its own tag, every link leads to the web. */
function faults(html: string): string[] {
  const found: string[] = [];
  const opened: string[] = [];
  const parser = new Parser({
    onopentag(name, attributes) {
      opened.push(name);
      if (!allowedTags.has(name)) found.push(`<${name}>`);
      for (const [attribute, value] of Object.entries(attributes)) {
        if (!allowedAttributes.has(attribute)) found.push(`${name} ${attribute}`);
        if (attribute === 'href' && !/^https?:\/\//.test(value)) found.push(value);
      }
    },
    onclosetag(name, isImplied) {
      if (opened.pop() !== name || (isImplied && !unclosed.has(name))) found.push(`</${name}>`);
    },
  });
  parser.end(html);
  const closing = html.match(/<\/[a-z]/gi)?.length ?? 0;
  const opening = [...html.matchAll(/<([a-z][a-z0-9]*)/gi)].filter(
    ([, name]) => !unclosed.has(name ?? ''),
  ).length;
  if (opening !== closing) found.push(`${opening} opened, ${closing} closed`);
  return found;
}

const withoutConditionals = (html: string) => html.replace(/<!--.*?-->/g, '');

describe.each(days)('the mail of %s', (_, issue) => {
  const html = digestHtml(issue, links);

  test('stays under the size at which Gmail cuts', () => {
    expect(Buffer.byteLength(html)).toBeLessThan(90_000);
  });

  test('is well-formed, with no element, attribute or address that is not ours', () => {
    expect(faults(withoutConditionals(html))).toEqual([]);
    expect(faults(issueFragment(issue))).toEqual([]);
  });

  test('loads nothing and runs nothing', () => {
    expect(html).not.toMatch(/<script|<img|<link|<iframe|url\(|@import|@font-face/i);
    for (const [, href] of html.matchAll(/href="([^"]*)"/g)) expect(href).toMatch(/^https?:/);
  });

  test('carries no control characters and no bidi overrides', () => {
    expect(html).not.toMatch(/[[\p{Cc}--\n]\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF]/v);
    expect(html.isWellFormed()).toBe(true);
  });

  test('says why it came and how to leave', () => {
    expect(html).toContain('href="https://potluck.example/unsubscribe/k3y?one=1&amp;two=2"');
    expect(html).toContain(`href="${links.controlsUrl}#pause"`);
    expect(html).toContain(`href="${links.issueUrl}"`);
  });

  test('is the same for the same issue', () => {
    expect(digestHtml(structuredClone(issue), links)).toBe(html);
  });
});

function headings(html: string): string[] {
  return getElementsByTagName('h2', parseDocument(html)).map((heading) => textContent(heading));
}

describe('the mail', () => {
  test('begins a long day with what is to the reader, and lists the rest after it', () => {
    const issue = issueOf(20);
    const [group] = issue.others;
    const entry = group?.entries[0];
    if (!entry) throw new Error('The day is too short.');
    const html = digestHtml({ ...issue, toYou: [{ kind: 'answer', entry, quote: 'I read you.' }] }, links);
    const all = headings(html);
    expect(all.indexOf('To you')).toBe(all.indexOf('Today at a glance') - 1);
    expect(html).not.toContain('>To you</p>');
  });

  test('of titles alone needs no list of titles', () => {
    const issue = forReader(issueOf(40), { budget: 'titles', follows: new Set(), toYou: [], timezone: null });
    expect(headings(digestHtml(issue, links))).not.toContain('Today at a glance');
    expect(digestText(issue, links)).not.toContain('AT A GLANCE');
  });

  test('has its parts in order', () => {
    expect(headings(digestHtml(issueOf(12), links))).toEqual([
      'This week’s question',
      'New voices',
      'Talking to each other',
      'On this week’s question',
      'On apprenticeship',
      'Also at the table',
      'Still waiting for a first answer',
    ]);
  });

  test('leaves out parts that are empty', () => {
    const bare = { ...firstIssue(), host: [], arrived: [], comingUp: [] };
    expect(headings(digestHtml(bare, links))).toEqual(['New voices']);
  });

  test('begins with the host, and ends with who has come and what comes', () => {
    expect(headings(digestHtml(firstIssue(), links))).toEqual([
      'From your host',
      'New voices',
      'Just arrived',
      'Coming up',
    ]);
  });

  test('says what was held back to suit its reader, and where that is', () => {
    const html = digestHtml({ ...firstIssue(), heldBack: 7 }, links);
    expect(html).toContain(`href="${links.issueUrl}"`);
    expect(html).toContain('and 7 more on the issue’s page');
  });

  test('on an empty day offers the question', () => {
    const html = digestHtml(emptyIssue, links);
    expect(html).toContain('A quiet day.');
    expect(headings(html)).toEqual(['This week’s question']);
  });

  test('asks all of the questions of a week', () => {
    const provocation = { question: 'And whom do you teach?', url: 'https://potluck.example/x' };
    const week = emptyIssue.week && {
      ...emptyIssue.week,
      provocations: [...emptyIssue.week.provocations, provocation],
    };
    const html = digestHtml({ ...emptyIssue, week }, links);
    expect(headings(html)).toEqual(['This week’s questions']);
    expect(html).toContain('>And whom do you teach?</a>');
  });

  test('says of the questions of a week that has passed that they are still on the table', () => {
    const html = digestHtml(alumniIssue(), links);
    expect(headings(html)).toEqual([
      'The question still on the table',
      'On “When did you last learn something at work from somebody who wasn’t teaching you?”',
    ]);
    for (const words of [html, digestText(alumniIssue(), links), issueFragment(alumniIssue())])
      expect(words).not.toContain('This week');
  });

  test('names the person before the title', () => {
    const issue = firstIssue();
    const html = digestHtml(issue, links);
    const [entry] = issue.newVoices;
    const body = html.slice(html.indexOf('New voices</h2>'));
    const positions = [entry?.author.name, entry?.author.blogTitle, '<h3', entry?.excerpt.slice(0, 20)].map(
      (part) => body.indexOf(part === '<h3' ? part : escapeHtml(part ?? '?')),
    );
    expect(positions).toEqual([...positions].sort((one, other) => one - other));
    expect(positions).not.toContain(-1);
  });

  test('opens with a list of links from 13 entries on', () => {
    const entries = entriesOf(issueOf(400).others);
    const day = (count: number): Issue => ({
      ...emptyIssue,
      others: [{ about: null, entries: entries.slice(0, count) }],
    });
    expect(headings(digestHtml(day(12), links))).not.toContain('Today at a glance');
    expect(headings(digestHtml(day(13), links))).toContain('Today at a glance');
  });

  test('lists the links of a long day by section, as its page does', () => {
    const issue = { ...issueOf(90), waiting: [] };
    const inMail = digestHtml(issue, links).match(/(?<=margin:24px 0 0[^>]*>)[^<]+(?=<\/p>\n<ul)/g);
    const onPage = issueForPage(issue).match(/(?<=<h3 class="group">)[^<]+/g);
    expect(onPage).toEqual([
      'New voices',
      'Talking to each other',
      'On this week’s question',
      'On apprenticeship',
      'Also at the table',
    ]);
    expect(inMail).toEqual(onPage);
  });

  test('shows every entry of a day of 90, and says how many are left of 400', () => {
    const ninety = digestHtml(issueOf(90), links);
    const entries = issueOf(90);
    for (const { url } of [...entries.newVoices, ...entriesOf([...entries.answers, ...entries.others])]) {
      expect(ninety.split(`href="${url}"`).length).toBeGreaterThanOrEqual(3);
    }
    expect(digestHtml(issueOf(400), links)).toMatch(/and \d{3} more on the issue’s page/);
  });

  test('shows the quoted sentence of an answer in place of its excerpt', () => {
    const issue = issueOf(12);
    const answer = issue.conversations[0]?.replies[0];
    const html = digestHtml(issue, links);
    expect(html).toContain(`>${answer?.quote}</blockquote>`);
    expect(html).not.toContain(answer?.entry.excerpt);
  });

  test('folds further posts of a person, and bounds them', () => {
    const [entry] = firstIssue().newVoices;
    if (!entry) throw new Error('no entry');
    const more = Array.from({ length: 300 }, (_, index) => ({ title: `Note ${index}`, url: entry.url }));
    const html = digestHtml({ ...emptyIssue, others: alone({ ...entry, more }) }, links);
    expect(html).toContain(`Also by ${entry.author.name}: <a`);
    expect(html).toContain('Note 4<');
    expect(html).not.toContain('Note 5<');
    expect(html).toContain('and 295 more');
  });

  test('leads with the excerpt where a note has no title, and still links to it', () => {
    const [entry] = firstIssue().newVoices;
    if (!entry) throw new Error('no entry');
    for (const title of [null, ' \u200B ']) {
      const html = digestHtml({ ...emptyIssue, others: alone({ ...entry, title }) }, links);
      expect(html).not.toContain('<h3');
      expect(html).toContain(`Read it at ${escapeHtml(entry.author.blogTitle)}</a>`);
    }
  });

  test('marks the language and direction of other people’s words', () => {
    const html = digestHtml(issueOf(12), links);
    expect(html).toMatch(/<div[^>]* dir="rtl">/);
    expect(html).toMatch(/<p[^>]* lang="fr" dir="auto">/);
    expect(html).not.toMatch(/lang="en[^"]+script/);
  });

  test('is mirrored for a cohort that writes from right to left', () => {
    const issue = issueOf(12);
    const html = digestHtml({ ...issue, cohort: { ...issue.cohort, language: 'ar' } }, links);
    expect(html).toContain('<html lang="ar" dir="rtl">');
    expect(html).toContain('border-right:2px');
    expect(html).toContain('الاثنين، 23 نوفمبر 2026');
    expect(html).toMatch(/<div[^>]* dir="ltr">/);
  });

  test('has the contrast that EXPECTATIONS asks for, in both schemes', () => {
    const html = digestHtml(issueOf(12), links);
    const inlined = (name: string) =>
      new RegExp(`class="[^"]*\\b${name}\\b[^"]*" style="[^"]*?(?:;|")?(?:color|background):(#\\w{6})`).exec(
        html,
      )?.[1];
    const scheme = (name: string) =>
      new RegExp(`\\.${name}\\{(?:color|background):(#\\w{6})`).exec(html)?.[1];
    for (const colour of [inlined, scheme]) {
      expect(contrast(colour('ink'), colour('paper'))).toBeGreaterThanOrEqual(7);
      expect(contrast(colour('dim'), colour('paper'))).toBeGreaterThanOrEqual(4.5);
      expect(contrast(colour('accent'), colour('paper'))).toBeGreaterThanOrEqual(4.5);
    }
  });

  test('stays small on a day of a hundred topics with long names', () => {
    const [one] = issueOf(12).others.flatMap(({ entries }) => entries);
    if (!one) throw new Error('There is no post.');
    const others = Array.from({ length: 100 }, (_, n) => ({
      about: `Тема о том, как люди учатся друг у друга в мастерских, номер ${n}`,
      entries: [one, { ...one, postId: one.postId + 1000 + n }],
    }));
    expect(Buffer.byteLength(digestHtml({ ...emptyIssue, others }, links))).toBeLessThan(90_000);
  });

  test('stays whole and small whatever strangers write', () => {
    const text = fc.string({ unit: 'binary', maxLength: 300 });
    const address = fc.oneof(fc.webUrl(), text);
    const entry = fc.record({
      postId: fc.nat(),
      author: fc.record({
        membershipId: fc.nat(),
        name: text,
        url: address,
        blogTitle: text,
        about: fc.option(text),
      }),
      title: fc.option(text),
      url: address,
      excerpt: text,
      language: fc.option(text),
      publishedAt: fc.constant(new Date(0)),
      more: fc.array(fc.record({ title: text, url: address }), { maxLength: 8 }),
    });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 150 }), (entries) => {
        const html = digestHtml({ ...emptyIssue, others: [{ about: null, entries }] }, links);
        expect(Buffer.byteLength(html)).toBeLessThan(90_000);
        expect(faults(withoutConditionals(html))).toEqual([]);
      }),
      { numRuns: 60, seed: 1 },
    );
  });
});

function entriesOf(groups: Group[]): Entry[] {
  return groups.flatMap(({ entries }) => entries);
}

function alone(entry: Entry): Group[] {
  return [{ about: null, entries: [entry] }];
}

/** WCAG 2.2, relative luminance. */
function contrast(one: string | undefined, other: string | undefined): number {
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour = ''): number {
  const [red = Number.NaN, green = Number.NaN, blue = Number.NaN] = [1, 3, 5].map((start) => {
    const share = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
