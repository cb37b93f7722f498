import { longDate } from '../dates.ts';
import { escapeHtml, oneLine } from '../escape.ts';
import { clip } from '../excerpt.ts';
import { isRightToLeftLanguage } from '../languages.ts';
import {
  comingUp,
  glanceHeading,
  itemInFull,
  itemInLine,
  type Look,
  linked,
  opening,
  type Part,
  sectionHeading,
} from './fragment.ts';
import type { Issue } from './issue.ts';
import { fitInRoom } from './room.ts';
import { countPosts, type Item, isLong, isNews, listSections, type Section } from './sections.ts';
import { digestSubject } from './subject.ts';
import { headingOf, words as shared } from './words.ts';

export interface DigestLinks {
  issueUrl: string;
  cohortUrl: string;
  /** A page that changes how the mail comes, without signing in. */
  controlsUrl: string;
  unsubscribeUrl: string;
}

const words = {
  number: {
    daily: (number: number) => `No. ${number}`,
    weekly: (number: number) => `The weekly, No. ${number}`,
    return: () => 'Since you were away',
  },
  andMore: (count: number) => `and ${count} more on the issue’s page`,
  why: (cohort: string) => `You get this mail because you asked for it when you joined ${cohort}.`,
  web: 'Read it on the web',
  rhythm: 'How often',
  budget: 'How much',
  pause: 'Pause',
  unsubscribe: 'Unsubscribe',
};

/** Gmail cuts a message at about 102 kB and hides the unsubscribe link with the rest. */
const largest = 88_000;
/** A quarter of it for the list of links on a long day, so that the posts themselves have the most. */
const largestList = 22_000;
/** As much for what is to the reader. */
const largestOwn = 22_000;
/** The lists around what is told in a line, and the lines that say how many more there are. */
const trimmings = 1_500;
/** What mail programs show of a preheader, at most. */
const longestPreheader = 140;

const serif = 'Charter,Bitstream Charter,Sitka Text,Cambria,Georgia,serif';
const sans = 'Helvetica,Arial,sans-serif';

/** Each at least 4.5:1 on its paper, ink at least 7:1. */
const light = { paper: '#fffdf9', ink: '#2a2420', dim: '#6d6058', accent: '#a63c1c', line: '#eadfd3' };
const dark = { paper: '#1b1715', ink: '#ece4da', dim: '#b3a59a', accent: '#f2926e', line: '#3d342e' };

/** Classes carry what only the style element can say; each class is named for what it colours or sizes. */
const parts: Record<Part, (start: string) => string> = {
  quiet: () => ' style="margin:40px 0 0;font-size:21px;line-height:1.5"',
  host: () => ' style="margin:8px 0 0;font-size:20px;line-height:1.5"',
  coming: () => ' style="margin:8px 0 0"',
  kicker: () =>
    ` class="small accent" style="margin:44px 0 0;font:bold 14px/1.6 ${sans};color:${light.accent}"`,
  question: () => ' class="question" style="margin:16px 0 0;font-size:28px;line-height:1.3"',
  questionLink: () => ` class="ink" style="color:${light.ink}"`,
  week: () => ` class="small" style="margin:12px 0 0;font:14px/1.6 ${sans}"`,
  heading: () =>
    ` class="line" style="margin:56px 0 0;border-top:1px solid ${light.line};padding:20px 0 0;font-size:24px;line-height:1.3;font-weight:normal"`,
  note: () => ` class="small dim" style="margin:4px 0 8px;font:14px/1.6 ${sans};color:${light.dim}"`,
  post: () => ' style="margin:32px 0 0"',
  answer: (start) =>
    ` class="line" style="margin:24px 0 0;border-${start}:2px solid ${light.line};padding-${start}:20px"`,
  author: () => ` class="small dim" style="margin:0;font:14px/1.6 ${sans};color:${light.dim}"`,
  name: () => ` class="ink" style="color:${light.ink};font-weight:bold;text-decoration:none"`,
  title: () => ' style="margin:2px 0 0;font-size:21px;line-height:1.35"',
  titleLink: () => ` class="accent" style="color:${light.accent};text-decoration:none"`,
  excerpt: () => ' style="margin:8px 0 0"',
  quote: () => ' class="quote" style="margin:8px 0 0;font-style:italic"',
  more: () => ` class="small dim" style="margin:10px 0 0;font:14px/1.6 ${sans};color:${light.dim}"`,
  link: () => ` class="accent" style="color:${light.accent}"`,
};

const group = ` class="small dim" style="margin:24px 0 0;font:14px/1.6 ${sans};color:${light.dim}"`;
const list = (space: number) =>
  ` class="list" style="margin:${space}px 0 0;padding:0;list-style:none;font-size:17px;line-height:1.45"`;
const row = ' style="margin:8px 0 0"';
const rest = ' style="margin:24px 0 0"';

const stylesheet = `
.small{font-family:system-ui,-apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif!important}
a{text-decoration-thickness:1px;text-underline-offset:.18em}
.question a{text-decoration-color:${light.accent}}
.list a{text-decoration-color:${light.line}}
[dir=rtl] .quote,:lang(ar),:lang(fa),:lang(he),:lang(zh),:lang(ja),:lang(ko){font-style:normal!important}
@media (max-width:480px){
.page{padding:28px 20px 40px!important}
.question{font-size:25px!important}
}
@media (prefers-color-scheme:dark){
:root{color-scheme:dark}
.paper{background:${dark.paper}!important}
.ink{color:${dark.ink}!important}
.dim{color:${dark.dim}!important}
.accent{color:${dark.accent}!important}
.question a{text-decoration-color:${dark.accent}!important}
.list a{text-decoration-color:${dark.line}!important}
.line{border-color:${dark.line}!important}
}
`;

/**
 * One day's issue as a mail. Styles are inlined for the programs that drop the style element, which only
 * adds the dark scheme, small screens and the system's own sans.
 */
export function digestHtml(issue: Issue, links: DigestLinks): string {
  const sections = listSections(issue);
  const start = isRightToLeftLanguage(issue.cohort.language) ? 'right' : 'left';
  const look: Look = (part) => parts[part](start);
  // What is to the reader comes before everything that is to all, and isn't told twice.
  const toReader = sections.filter(({ name }) => name === 'toYou');
  const toAll = sections.filter(({ name }) => name !== 'toYou');
  const top =
    opening(issue, look) +
    details(toReader, issue, links, look, largestOwn) +
    (isLong(toAll) ? glanceList(issue, toAll, links, look) : '');
  const end = heldBackLine(issue, links, look) + comingUp(issue, look);
  const room = largest - byteLength(page(issue, links, top + end)) - trimmings;
  return page(issue, links, top + details(toAll, issue, links, look, room) + end);
}

function page(issue: Issue, links: DigestLinks, content: string): string {
  const { language, title } = issue.cohort;
  const direction = isRightToLeftLanguage(language) ? 'rtl' : 'ltr';
  const cohort = escapeHtml(clip(title, 120));
  const small = `font:14px/1.6 ${sans};color:${light.dim}`;
  const link = ` class="accent" style="color:${light.accent};white-space:nowrap"`;
  const foot = [
    linked(links.issueUrl, words.web, link),
    linked(`${links.controlsUrl}#rhythm`, words.rhythm, link),
    linked(`${links.controlsUrl}#budget`, words.budget, link),
    linked(`${links.controlsUrl}#pause`, words.pause, link),
    linked(links.unsubscribeUrl, words.unsubscribe, link),
  ];
  return `<!DOCTYPE html>
<html lang="${escapeHtml(language)}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">
<title>${escapeHtml(digestSubject(issue))}</title>
<style>${stylesheet}</style>
</head>
<body class="paper" style="margin:0;padding:0;background:${light.paper}">
<div style="display:none;mso-hide:all;max-height:0;overflow:hidden">${escapeHtml(preheader(issue))}</div>
<table role="presentation" class="paper" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:${light.paper}">
<tr><td align="center">
<!--[if mso]><table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px">
<tr><td class="page ink" align="${direction === 'rtl' ? 'right' : 'left'}" style="padding:40px 24px 48px;font:18px/1.6 ${serif};color:${light.ink};text-align:start;word-break:break-word;overflow-wrap:anywhere">
<p class="small dim" style="margin:0;${small}">${linked(links.cohortUrl, `<b>${cohort}</b>`, ` class="ink" style="color:${light.ink};text-decoration:none"`)}<br>
${escapeHtml(longDate(issue.on, language))} · ${linked(links.issueUrl, words.number[issue.kind](issue.number), ` class="dim" style="color:${light.dim};text-decoration:none"`)}</p>
${content}<p class="small dim line" style="margin:56px 0 0;border-top:1px solid ${light.line};padding:20px 0 0;${small}">${escapeHtml(words.why(clip(title, 120)))}<br>
${foot.join(' · ')}</p>
</td></tr>
</table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr>
</table>
</body>
</html>
`;
}

/** Every post by title, by section; where there are too many, the first of them. */
function glanceList(issue: Issue, sections: Section[], links: DigestLinks, look: Look): string {
  let html = glanceHeading(issue, look);
  let room = largestList;
  const news = sections.filter(isNews);
  let left = news.reduce((sum, { items }) => sum + items.length, 0);
  for (const section of news) {
    const { items } = section;
    const lines = items.map((item) => listLine(item, look));
    const sizes = lines.map(byteLength);
    const heading = `<p${group}>${escapeHtml(headingOf(section))}</p>\n`;
    const { shown } = fitInRoom(sizes, sizes, room - byteLength(heading));
    if (shown === 0) break;
    const part = `${heading}<ul${list(0)}>\n${lines.slice(0, shown).join('')}</ul>\n`;
    html += part;
    room -= byteLength(part);
    left -= shown;
    if (shown < items.length) break;
  }
  return left > 0 ? html + moreLine(left, links, look) : html;
}

/** Every post in full; where that is too long, from some point on by title. */
function details(sections: Section[], issue: Issue, links: DigestLinks, look: Look, room: number): string {
  const items = sections.flatMap((section) => section.items);
  const full = items.map((item) => itemInFull(item, issue, look));
  const brief = items.map((item) => listLine(item, look));
  const headings = sections.flatMap((section) =>
    section.items.map((_, at) => (at === 0 ? byteLength(sectionHeading(section, look)) : 0)),
  );
  const sizes = (parts: string[]) => parts.map((part, at) => byteLength(part) + (headings[at] ?? 0));
  const { inFull, shown } = fitInRoom(sizes(full), sizes(brief), room);
  let html = '';
  let start = 0;
  for (const section of sections) {
    const end = start + section.items.length;
    const lines = brief.slice(Math.max(start, inFull), Math.min(end, shown)).join('');
    if (start < shown) html += sectionHeading(section, look);
    html += full.slice(start, Math.min(end, inFull)).join('');
    if (lines !== '') html += `<ul${list(28)}>\n${lines}</ul>\n`;
    start = end;
  }
  const left = countPosts(items) - countShown(items, inFull, shown);
  return left > 0 ? html + moreLine(left, links, look) : html;
}

function listLine(item: Item, look: Look): string {
  return `<li${row}>${itemInLine(item, look)}</li>\n`;
}

/** An item in one line hides what is folded under it. */
function countShown(items: Item[], inFull: number, shown: number): number {
  return countPosts(items.slice(0, inFull)) + (shown - inFull);
}

/** What was left out to suit the reader is one click away. */
function heldBackLine({ heldBack }: Issue, links: DigestLinks, look: Look): string {
  return heldBack > 0 ? moreLine(heldBack, links, look) : '';
}

function moreLine(count: number, links: DigestLinks, look: Look): string {
  return `<p${rest}>${linked(links.issueUrl, escapeHtml(words.andMore(count)), look('link'))}</p>\n`;
}

/** Adds to the subject, which names the first post, or on a quiet day the question: who else is in it, and what is asked. */
function preheader(issue: Issue): string {
  const items = listSections(issue).flatMap((section) => section.items);
  const names = [...new Set(items.map(({ entry }) => oneLine(entry.author.name)))].slice(0, 4).join(', ');
  if (names === '') return shared.quietDay;
  const question = issue.week?.provocations[0]?.question ?? '';
  return clip([names, question].filter(Boolean).join(' – '), longestPreheader);
}

function byteLength(text: string): number {
  return Buffer.byteLength(text);
}
