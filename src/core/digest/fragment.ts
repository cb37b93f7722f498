import { dayAndHour, longDate } from '../dates.ts';
import { escapeHtml, webUrl } from '../escape.ts';
import { clip } from '../excerpt.ts';
import { isRightToLeftLanguage, isRightToLeftText, languageTag } from '../languages.ts';
import { headline, titleOf } from './headline.ts';
import type { Entry, Issue, IssueWeek } from './issue.ts';
import { type Item, isLong, isNews, listSections, type Section } from './sections.ts';
import { headingOf, kickerOf, words } from './words.ts';

const own = {
  glance: { daily: 'Today at a glance', weekly: 'The week at a glance', return: 'At a glance' },
  readAt: (blogTitle: string) => `Read it at ${blogTitle}`,
  readOn: 'Read it on their blog',
};

/** The kinds of element in an issue: a mail gives each its styles, the site a class, a feed's entry nothing. */
export type Part =
  | 'quiet'
  | 'host'
  | 'coming'
  | 'kicker'
  | 'question'
  | 'questionLink'
  | 'week'
  | 'heading'
  | 'note'
  | 'post'
  | 'answer'
  | 'author'
  | 'name'
  | 'title'
  | 'titleLink'
  | 'excerpt'
  | 'quote'
  | 'more'
  | 'link';

/** Attributes for an element of that part, with a leading space, or the empty string. */
export type Look = (part: Part) => string;

/** Bounds on what participants and facilitators type, so that one of them can't fill an issue. */
const longestName = 80;
const longestAbout = 240;
const longestLine = 1200;
const longestHeading = 110;
const longestQuestion = 400;
const longestQuote = 320;
const longestExcerpt = 800;
/** A prolific author's further posts are one click away. */
const mostFolded = 5;

const bare: Look = () => '';
const classed: Look = (part) => ` class="${part}"`;

/** An issue as semantic HTML without styles, for the content of a feed's entry. */
export function issueFragment(issue: Issue): string {
  return opening(issue, bare) + inFull(issue, bare) + comingUp(issue, bare);
}

/** An issue for the site, whose stylesheet knows the parts by their names. A long day opens with a list of links. */
export function issueForPage(issue: Issue): string {
  const sections = listSections(issue);
  const glance = isLong(sections)
    ? glanceHeading(issue, classed) + sections.filter(isNews).map(glanceGroup).join('')
    : '';
  return opening(issue, classed) + glance + inFull(issue, classed) + comingUp(issue, classed);
}

function glanceGroup(section: Section): string {
  const lines = section.items.map((item) => `<li>${itemInLine(item, classed)}</li>\n`);
  return `<h3 class="group">${escapeHtml(headingOf(section))}</h3>\n<ul class="glance">\n${lines.join('')}</ul>\n`;
}

/** The questions of a week for the site. */
export function questionsForPage(week: IssueWeek): string {
  return questions({ week }, classed);
}

function inFull(issue: Issue, look: Look): string {
  return listSections(issue)
    .map(
      (section) =>
        sectionHeading(section, look) + section.items.map((item) => itemInFull(item, issue, look)).join(''),
    )
    .join('');
}

/** What stands on top of everything: the host's line, and the question. */
export function opening(issue: Issue, look: Look): string {
  return quietLine(issue, look) + hostLines(issue, look) + questions(issue, look);
}

function hostLines({ host }: Issue, look: Look): string {
  if (host.length === 0) return '';
  const lines = host.map(
    (line) => `<p${look('host')} dir="auto">${escapeHtml(clip(line, longestLine))}</p>\n`,
  );
  return `<h2${look('kicker')}>${escapeHtml(words.host)}</h2>\n${lines.join('')}`;
}

/** What is about to begin, in the zone that the issue is for. */
export function comingUp({ comingUp, cohort }: Issue, look: Look): string {
  if (comingUp.length === 0) return '';
  const lines = comingUp.map(({ title, url, on, at }) => {
    const when =
      at === null ? longDate(on, cohort.language) : dayAndHour(at, cohort.timezone, cohort.language);
    return `<p${look('coming')}>${escapeHtml(when)}: ${linked(url, isolated(clip(title, longestHeading)), look('link'))}</p>\n`;
  });
  return `<h2${look('heading')}>${escapeHtml(words.comingUp)}</h2>\n${lines.join('')}`;
}

function quietLine(issue: Issue, look: Look): string {
  if (listSections(issue).some(isNews)) return '';
  const line = issue.week?.provocations.length ? words.quietDayWithQuestion : words.quietDay;
  return `<p${look('quiet')}>${escapeHtml(line)}</p>\n`;
}

export function questions({ week }: Pick<Issue, 'week'>, look: Look): string {
  if (week === null || week.provocations.length === 0) return '';
  const asked = week.provocations.map(({ question, url }) => {
    const text = escapeHtml(clip(question, longestQuestion));
    return `<p${look('question')} dir="auto">${linked(url, text, look('questionLink'))}</p>\n`;
  });
  const about = escapeHtml(words.week(week.number, clip(week.title, longestName)));
  return (
    `<h2${look('kicker')}>${escapeHtml(kickerOf(week))}</h2>\n${asked.join('')}` +
    `<p${look('week')}>${linked(week.url, about, look('link'))}</p>\n`
  );
}

export function glanceHeading({ kind }: Issue, look: Look): string {
  return `<h2${look('heading')}>${escapeHtml(own.glance[kind])}</h2>\n`;
}

export function sectionHeading(section: Section, look: Look): string {
  const heading = `<h2${look('heading')}>${escapeHtml(headingOf(section))}</h2>\n`;
  const note = words.notes[section.name];
  return note === undefined ? heading : `${heading}<p${look('note')}>${escapeHtml(note)}</p>\n`;
}

/** The person, the title, what they say; for an answer the sentence that ties it to what it answers. */
export function itemInFull(item: Item, issue: Issue, look: Look): string {
  const { entry } = item;
  const title = titleOf(entry);
  const about = `${languageOf(entry, issue)} dir="auto"`;
  const saying =
    item.quote === null
      ? `<p${look('excerpt')}${about}>${escapeHtml(clip(entry.excerpt, longestExcerpt))}</p>\n`
      : `<blockquote${look('quote')}${about}>${escapeHtml(clip(item.quote, item.kind === 'line' ? longestExcerpt : longestQuote))}</blockquote>\n`;
  return [
    `<div${look(isReply(item) ? 'answer' : 'post')}${directionOf(entry, issue)}>\n`,
    authorLine(item, look),
    entry.author.about === null
      ? ''
      : `<p${look('note')} dir="auto">${aboutOf(item, entry.author.about, look)}</p>\n`,
    title === null
      ? ''
      : `<h3${look('title')}${about}>${linked(entry.url, escapeHtml(title), look('titleLink'))}</h3>\n`,
    entry.excerpt === '' && item.quote === null ? '' : saying,
    title === null && item.kind !== 'arrival' && item.kind !== 'line' ? readLine(entry, look) : '',
    foldedLine(entry, look),
    '</div>\n',
    item.threadUrl === null
      ? ''
      : `<p${look('more')}>${linked(item.threadUrl, escapeHtml(words.wholeConversation), look('link'))}</p>\n`,
  ].join('');
}

/** Who somebody is, or the question that they answer, which leads to where they do. */
function aboutOf({ kind, entry }: Item, about: string, look: Look): string {
  const words = escapeHtml(clip(about, longestAbout));
  return kind === 'line' ? linked(entry.url, words, look('link')) : words;
}

/** A person and a title in one line, for lists of links. */
export function itemInLine({ entry }: Item, look: Look): string {
  return `${nameOf(entry, '')}: ${linked(entry.url, isolated(headline(entry)), look('link'))}`;
}

/** `text` is HTML. Where an address doesn't lead to the web, the text stays without a link. */
export function linked(address: string, text: string, attributes: string): string {
  const url = webUrl(address);
  return url === null ? text : `<a href="${escapeHtml(url)}"${attributes}>${text}</a>`;
}

/** Other people's words within a line of ours: their direction stays theirs. */
function isolated(text: string): string {
  return `<bdi>${escapeHtml(text)}</bdi>`;
}

function nameOf(entry: Entry, attributes: string): string {
  return `<bdi${attributes}>${escapeHtml(clip(entry.author.name, longestName))}</bdi>`;
}

/** Answers stand further in than what they answer. */
function isReply({ kind }: Item): boolean {
  return kind === 'answer' || kind === 'comment';
}

function authorLine({ entry, kind }: Item, look: Look): string {
  const name = linked(entry.author.url, nameOf(entry, ''), look('name'));
  const doing = words.doing[kind];
  const answering = doing === undefined ? '' : ` ${doing}`;
  const blog = clip(entry.author.blogTitle, longestName);
  return `<p${look('author')}>${name}${answering}${blog === '' ? '' : ` · ${isolated(blog)}`}</p>\n`;
}

/** An untitled note has no title to carry its link. */
function readLine(entry: Entry, look: Look): string {
  const blog = clip(entry.author.blogTitle, longestName);
  const text = blog === '' ? own.readOn : own.readAt(blog);
  const link = linked(entry.url, escapeHtml(text), look('link'));
  return link.startsWith('<a') ? `<p${look('more')}>${link}</p>\n` : '';
}

function foldedLine(entry: Entry, look: Look): string {
  if (entry.more.length === 0) return '';
  const folded = entry.more
    .slice(0, mostFolded)
    .map((post) => linked(post.url, isolated(headline({ ...post, excerpt: '' })), look('link')));
  const rest = entry.more.length - folded.length;
  if (rest > 0) folded.push(linked(entry.author.url, words.andMore(rest), look('link')));
  const opening = escapeHtml(words.alsoBy(clip(entry.author.name, longestName)));
  return `<p${look('more')}>${opening} ${folded.join(' · ')}</p>\n`;
}

function languageOf(entry: Entry, issue: Issue): string {
  const tag = languageTag(entry.language);
  return tag === null || tag === issue.cohort.language ? '' : ` lang="${tag}"`;
}

/** Said only where an entry runs against the issue. Not every mail program knows `dir="auto"`. */
function directionOf(entry: Entry, issue: Issue): string {
  const rightToLeft = isRightToLeftText(entry.excerpt || (entry.title ?? ''));
  if (rightToLeft === isRightToLeftLanguage(issue.cohort.language)) return '';
  return rightToLeft ? ' dir="rtl"' : ' dir="ltr"';
}
