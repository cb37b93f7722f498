import { readFile } from 'node:fs/promises';
import { readBlogList } from '#core/blog-list.ts';
import { listBlogs } from '#core/blogs.ts';
import { isSystemError } from '#core/cohort-files.ts';
import type { Cohort } from '#core/cohorts.ts';
import type { Db } from '#core/db/open.ts';
import { decodeText } from '#core/encoding.ts';
import { webUrl } from '#core/escape.ts';
import { isSpreadsheet, readGuestList, SPREADSHEET } from '#core/guest-list.ts';
import { describeLine, foresee, inviteAll, summarize } from '#core/guests.ts';
import { isPutOff } from '#core/invitations.ts';
import { type Command, CommandError } from '../command.ts';
import { inWorkshop, type Workshop } from '../workshop.ts';

export const importCommand: Command = {
  name: 'import',
  summary:
    'Invites the people of a CSV file, or says of the blogs of an OPML file what is missing; a line for each.',
  usage: 'FILE --cohort C [--look]',
  words: 1,
  options: {
    cohort: { type: 'string', help: 'the cohort, by the name of its folder' },
    look: { type: 'boolean', help: 'say what would be done, and do nothing' },
  },
  async run(given) {
    const slug = given.text('cohort');
    if (slug === null) throw new CommandError('Say which cohort: --cohort, with the name of its folder.');
    const file = given.words[0] ?? '';
    const bytes = await readGiven(file);
    if (isSpreadsheet(bytes)) throw new CommandError(`${file}: ${SPREADSHEET}`);
    const text = decodeText(bytes);

    await inWorkshop(async (workshop) => {
      const cohort = await workshop.getCohort(slug);
      if (/^\s*</.test(text)) await tellOfBlogs(workshop.db, cohort, file, text);
      else await invitePeople(workshop, cohort, text, given.flag('look'));
    });
  },
};

async function invitePeople(
  { db, settings, now }: Workshop,
  cohort: Cohort,
  text: string,
  isLook: boolean,
): Promise<void> {
  const people = readGuestList(text);
  const lines = isLook
    ? await foresee(db, cohort.slug, people)
    : await inviteAll(db, settings.siteUrl, cohort, null, people, now());
  for (const line of lines) {
    const who = 'text' in line ? line.text : `${line.name}, ${line.email}`;
    console.log(`line ${line.line}: ${who}: ${describeLine(line, dayOf)}`);
  }
  const isLeft = lines.some((line) => line.kind === 'wrong' || isPutOff(line));
  if (lines.length === 0 || isLeft) throw new CommandError(summarize(lines));
  console.log(summarize(lines));
}

/** A blog comes with its author, whom a list of blogs doesn't name; so it says what is missing, and changes nothing. */
async function tellOfBlogs(db: Db, cohort: Cohort, file: string, text: string): Promise<void> {
  const listed = readBlogList(text);
  if (listed.length === 0) throw new CommandError(`There is no blog in ${file}.`);
  const here = new Map((await listBlogs(db, cohort.slug)).map(({ feed, author }) => [feed.url, author.name]));
  for (const { title, url } of listed) {
    const author = here.get(url);
    const says =
      webUrl(url) === null
        ? 'That is not a web address.'
        : author === undefined
          ? `Nobody has brought it. A blog comes with its author: npx potluck invite EMAIL --cohort ${cohort.slug} --blog ${url}`
          : `${author} has brought it.`;
    console.log(`${title}, ${url}: ${says}`);
  }
  const found = listed.filter(({ url }) => here.has(url)).length;
  const summary = `${found} of ${listed.length} ${listed.length === 1 ? 'blog' : 'blogs'} ${found === 1 ? 'is' : 'are'} here. Nothing was changed.`;
  if (found < listed.length) throw new CommandError(summary);
  console.log(summary);
}

function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}

async function readGiven(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new CommandError(`${path} could not be read (${error.code}).`);
  }
}
