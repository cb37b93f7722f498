import { readFile } from 'node:fs/promises';
import { isSystemError } from '#core/cohort-files.ts';
import { decodeList, readGuestList } from '#core/guest-list.ts';
import { describeLine, foresee, inviteAll, summarize } from '#core/guests.ts';
import { type Command, CommandError } from '../command.ts';
import { inWorkshop } from '../workshop.ts';

export const importCommand: Command = {
  name: 'import',
  summary: 'Invites the people of a CSV file by mail, with a line for each; nobody is invited twice.',
  usage: 'FILE --cohort C [--look]',
  words: 1,
  options: {
    cohort: { type: 'string', help: 'the cohort, by the name of its folder' },
    look: { type: 'boolean', help: 'say what would be done, and do nothing' },
  },
  async run(given) {
    const slug = given.text('cohort');
    if (slug === null) throw new CommandError('Say which cohort: --cohort, with the name of its folder.');
    const people = readGuestList(decodeList(await readGiven(given.words[0] ?? '')));

    await inWorkshop(async ({ db, settings, getCohort, now }) => {
      const cohort = await getCohort(slug);
      const lines = given.flag('look')
        ? await foresee(db, slug, people)
        : await inviteAll(db, settings.siteUrl, cohort, null, people, now());
      for (const line of lines) {
        const who = 'text' in line ? line.text : `${line.name}, ${line.email}`;
        console.log(
          `line ${line.line}: ${who}: ${describeLine(line, (at) => at.toISOString().slice(0, 10))}`,
        );
      }
      const isDone = (kind: string) => !['wrong', 'too-many', 'too-many-to-them'].includes(kind);
      if (!lines.every(({ kind }) => isDone(kind)) || lines.length === 0)
        throw new CommandError(summarize(lines));
      console.log(summarize(lines));
    });
  },
};

async function readGiven(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new CommandError(`${path} could not be read (${error.code}).`);
  }
}
