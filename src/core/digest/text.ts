import { dayAndHour, longDate } from '../dates.ts';
import { webUrl } from '../escape.ts';
import { clip } from '../excerpt.ts';
import { headline, titleOf } from './headline.ts';
import type { DigestLinks } from './html.ts';
import type { Issue } from './issue.ts';
import { fitInRoom } from './room.ts';
import { countPosts, type Item, isLong, isNews, listSections, type Section } from './sections.ts';
import { headingOf, kickerOf, words } from './words.ts';
import { wrap } from './wrap.ts';

const own = {
  number: {
    daily: (number: number) => `No. ${number}`,
    weekly: (number: number) => `The weekly, No. ${number}`,
    return: () => 'Since you were away',
  },
  glance: 'At a glance',
  andMoreOnPage: (count: number) => `And ${count} more on the issue’s page:`,
  why: (cohort: string) => `You get this mail because you asked for it when you joined ${cohort}.`,
  web: 'Read it on the web',
  controls: 'How often, how much, or a pause',
  unsubscribe: 'Unsubscribe',
};

/** As for the HTML part: a mail that is twice as long as it shows is a burden on small connections. */
const largest = 88_000;
const largestList = 22_000;
const trimmings = 1_500;

const longestName = 80;
const longestAbout = 240;
const longestLine = 1200;
const longestHeading = 110;
const longestExcerpt = 800;
const longestQuestion = 400;
const longestQuote = 320;
const mostFolded = 5;

/** Answers stand further in than what they answer. */
const indents: Record<Item['kind'], string> = {
  post: '',
  waiting: '',
  arrival: '',
  line: '',
  mention: '',
  answer: '      ',
  comment: '      ',
};
const bodyIndent = '    ';

/** One day's issue as plain text in 72 columns, each address on a line of its own. */
export function digestText(issue: Issue, links: DigestLinks): string {
  const sections = listSections(issue);
  const head = header(issue) + quietLine(issue) + hostLines(issue) + questions(issue);
  const foot = `${moreLines(issue.heldBack, links)}${comingUp(issue)}\n\n${footer(issue, links)}`;
  const glance = isLong(sections) ? glanceList(sections, links) : '';
  const room = largest - Buffer.byteLength(head + glance + foot) - trimmings;
  return `${head}${glance}${details(sections, links, room)}${foot}`;
}

function header(issue: Issue): string {
  const { title, language } = issue.cohort;
  return `${wrap(clip(title, 120))}\n${wrap(`${longDate(issue.on, language)} · ${own.number[issue.kind](issue.number)}`)}\n`;
}

function quietLine(issue: Issue): string {
  if (listSections(issue).some(isNews)) return '';
  return `\n\n${wrap(issue.week?.provocations.length ? words.quietDayWithQuestion : words.quietDay)}\n`;
}

function hostLines({ host }: Issue): string {
  if (host.length === 0) return '';
  return `\n\n${words.host.toUpperCase()}\n${host.map((line) => `\n${wrap(clip(line, longestLine), bodyIndent)}\n`).join('')}`;
}

function comingUp({ comingUp, cohort }: Issue): string {
  if (comingUp.length === 0) return '';
  const lines = comingUp.map(({ title, url, on, at }) => {
    const when =
      at === null ? longDate(on, cohort.language) : dayAndHour(at, cohort.timezone, cohort.language);
    return `\n${wrap(`${when}: ${clip(title, longestHeading)}`, bodyIndent)}\n${address(url, bodyIndent)}`;
  });
  return `\n\n${words.comingUp.toUpperCase()}\n${lines.join('')}`;
}

function questions(issue: Issue): string {
  const { week } = issue;
  if (week === null || week.provocations.length === 0) return '';
  const about = words.week(week.number, clip(week.title, longestName));
  const asked = week.provocations.map(
    ({ question, url }) =>
      `\n${wrap(clip(question, longestQuestion), bodyIndent)}\n${address(url, bodyIndent)}`,
  );
  return `\n\n${wrap(`${kickerOf(week)} (${about})`)}\n${asked.join('')}`;
}

/** Every post by title, numbered as below; where there are too many, the first of them. */
function glanceList(sections: Section[], links: DigestLinks): string {
  const items = sections.filter(isNews).flatMap((section) => section.items);
  const lines = items.map((item, index) => inLine(item, index + 1));
  const sizes = lines.map((line) => Buffer.byteLength(line));
  const { shown } = fitInRoom(sizes, sizes, largestList);
  return `\n\n${own.glance.toUpperCase()}\n\n${lines.slice(0, shown).join('')}${moreLines(items.length - shown, links)}`;
}

/** Every post in full; where that is too long, from some point on by title. */
function details(sections: Section[], links: DigestLinks, room: number): string {
  const items = sections.flatMap((section) => section.items);
  const full = items.map((item, index) => inFull(item, index + 1));
  const brief = items.map((item, index) => inLine(item, index + 1) + address(item.entry.url, bodyIndent));
  const size = (text: string) => Buffer.byteLength(text);
  const { inFull: whole, shown } = fitInRoom(full.map(size), brief.map(size), room);
  let text = '';
  let start = 0;
  for (const section of sections) {
    const end = start + section.items.length;
    const lines = brief.slice(Math.max(start, whole), Math.min(end, shown)).join('');
    if (start < shown) text += sectionHeading(section);
    text += full
      .slice(start, Math.min(end, whole))
      .map((item) => `\n${item}`)
      .join('');
    if (lines !== '') text += `\n${lines}`;
    start = end;
  }
  const left = countPosts(items) - countPosts(items.slice(0, whole)) - (shown - whole);
  return text + moreLines(left, links);
}

/** Ours in capitals; a question stays as it was asked. */
function loud(heading: string): string {
  return heading.includes('“') ? heading : heading.toUpperCase();
}

function sectionHeading(section: Section): string {
  const note = words.notes[section.name];
  return `\n\n${wrap(loud(headingOf(section)))}\n${note === undefined ? '' : `${wrap(note)}\n`}`;
}

/** The number, the person, the title, the address, what they say. */
function inFull({ entry, kind, quote, threadUrl }: Item, number: number): string {
  const indent = indents[kind] + bodyIndent;
  const blog = clip(entry.author.blogTitle, longestName);
  const person = [
    clip(entry.author.name, longestName),
    words.doing[kind] === undefined ? '' : ` ${words.doing[kind]}`,
    blog === '' ? '' : ` · ${blog}`,
  ].join('');
  const title = titleOf(entry);
  const saying =
    quote === null
      ? clip(entry.excerpt, longestExcerpt)
      : `“${clip(quote, kind === 'line' ? longestExcerpt : longestQuote)}”`;
  return [
    `${wrap(person, indent, indents[kind] + numbered(number))}\n`,
    entry.author.about === null ? '' : `${wrap(clip(entry.author.about, longestAbout), indent)}\n`,
    title === null ? '' : `${wrap(title, indent)}\n`,
    address(entry.url, indent),
    saying === '' ? '' : `\n${wrap(saying, indent)}\n`,
    folded(entry, indent),
    threadUrl === null ? '' : `\n${bodyIndent}${words.wholeConversation}:\n${address(threadUrl, bodyIndent)}`,
  ].join('');
}

/** The person and the title in one line. */
function inLine({ entry, kind }: Item, number: number): string {
  const further = indents[kind] === '' ? '' : '  ';
  const indent = bodyIndent + further;
  const first = further + numbered(number);
  return `${wrap(`${clip(entry.author.name, longestName)}: ${headline(entry)}`, indent, first)}\n`;
}

function folded(entry: Item['entry'], indent: string): string {
  if (entry.more.length === 0) return '';
  const posts = entry.more
    .slice(0, mostFolded)
    .map((post) => `${wrap(headline({ ...post, excerpt: '' }), indent)}\n${address(post.url, indent)}`);
  const rest = entry.more.length - posts.length;
  if (rest > 0) posts.push(`${wrap(words.andMore(rest), indent)}\n${address(entry.author.url, indent)}`);
  return `\n${wrap(words.alsoBy(clip(entry.author.name, longestName)), indent)}\n${posts.join('')}`;
}

function moreLines(count: number, links: DigestLinks): string {
  return count > 0 ? `\n${wrap(own.andMoreOnPage(count))}\n${address(links.issueUrl, '')}` : '';
}

function footer(issue: Issue, links: DigestLinks): string {
  const lines = [
    [own.web, links.issueUrl],
    [own.controls, links.controlsUrl],
    [own.unsubscribe, links.unsubscribeUrl],
  ].map(([what, url]) => `\n${what}:\n${address(url ?? '', '')}`);
  return `* * *\n\n${wrap(own.why(clip(issue.cohort.title, 120)))}\n${lines.join('')}`;
}

/** An address on its own line, or nothing where it doesn't lead to the web. */
function address(url: string, indent: string): string {
  const safe = webUrl(url);
  return safe === null ? '' : `${indent}${safe}\n`;
}

/** " 7. ", aligned for up to 99. */
function numbered(number: number): string {
  return `${number}. `.padStart(bodyIndent.length);
}
