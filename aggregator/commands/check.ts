import { listBlogs } from '#core/blogs.ts';
import { type CohortFolder, listCohorts, problemsIn, slugOf } from '#core/cohorts.ts';
import { listMisnamedFiles, listMisnamedFolders } from '#core/content/misnamed.ts';
import { listMisread } from '#core/content/mistakes.ts';
import { integrityProblems } from '#core/db/integrity.ts';
import { schemaState } from '#core/db/migrate.ts';
import { closeDatabase, openDatabase } from '#core/db/open.ts';
import { describeUnknownSettings, loadSettings, type Settings } from '#core/env.ts';
import { type ContentProblem, describeProblem } from '#core/front-matter.ts';
import { outboxState } from '#core/mail/outbox-state.ts';
import { listPeopledCohorts } from '#core/memberships.ts';
import { type Command, CommandError } from '../command.ts';
import { describePostbox, PostError, tryMailServer } from '../postbox.ts';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

export const checkCommand: Command = {
  name: 'check',
  summary:
    'Looks over the settings, the content, the database, the blogs and the mail, and says what is wrong.',
  usage: '',
  words: 0,
  options: {},
  async run() {
    const settings = loadSettings();
    const problems: string[] = [];
    const tell = (problem: string) => {
      problems.push(problem);
      console.log(`  ! ${problem}`);
    };
    console.log(`settings: ${settings.siteUrl}, ${settings.databaseUrl}`);
    const unknown = describeUnknownSettings();
    if (unknown !== null) tell(unknown);
    console.log(`mail: ${describePostbox(settings)}`);
    const mailProblem = await findMailProblem(settings);
    if (mailProblem !== null) tell(mailProblem);

    const folders = await listCohorts(settings.contentDir);
    console.log(
      `content: ${folders.length} ${folders.length === 1 ? 'cohort' : 'cohorts'} in ${settings.contentDir}`,
    );
    for (const problem of contentProblems(settings.contentDir, folders)) tell(describeProblem(problem));
    if (folders.length === 0) tell('There is no course yet: put one there, or begin one at /start/.');

    const db = openDatabase(settings.databaseUrl);
    try {
      const schema = schemaState(db);
      console.log(
        `database: ${schema.kind === 'current' ? 'up to date' : `${schema.kind} than the program`}`,
      );
      if (schema.kind === 'older') tell('Run npx potluck migrate.');
      if (schema.kind === 'newer') tell('Update the program, or restore a backup of before its update.');
      for (const problem of integrityProblems(db)) tell(problem);
      if (schema.kind === 'current') {
        for (const cohort of await listPeopledCohorts(db)) {
          if (!folders.some((folder) => slugOf(folder) === cohort))
            tell(`People belong to the course ${cohort}, and no folder is called so. Was it renamed?`);
        }
        for (const folder of folders) {
          if (folder.kind === 'broken') continue;
          const blogs = await listBlogs(db, folder.cohort.slug);
          const troubled = blogs.filter(({ feed }) => feed.problem !== null);
          console.log(`blogs of ${folder.cohort.slug}: ${blogs.length}, ${troubled.length} in trouble`);
          for (const { author, feed } of troubled) tell(`${author.name}, ${feed.url}: ${feed.problem}`);
        }
        const mail = await outboxState(db);
        console.log(`mail: ${mail.waiting} waiting, ${mail.failed} refused`);
        if (mail.problem !== null) tell(`The mail server said: ${mail.problem}`);
      }
    } finally {
      closeDatabase(db);
    }
    if (problems.length > 0) throw new CommandError(`${problems.length} to look at.`);
    console.log('All is well.');
  },
};

function contentProblems(contentDir: string, folders: CohortFolder[]): ContentProblem[] {
  const inside = folders.flatMap((folder) => {
    const shelf = { contentDir, slug: slugOf(folder) };
    const beside = folder.kind === 'broken' ? [] : [...listMisread(shelf), ...listMisnamedFiles(shelf)];
    return [...problemsIn(folder), ...beside];
  });
  return [...listMisnamedFolders(contentDir), ...inside];
}

/** Why nobody would get mail now, or null. */
async function findMailProblem({ siteUrl, smtpUrl }: Settings): Promise<string | null> {
  if (smtpUrl === null) {
    const isForNobodyElse = LOOPBACK.has(new URL(siteUrl).hostname);
    return isForNobodyElse ? null : 'Nobody gets mail until SMTP_URL is set to your mail server.';
  }
  try {
    await tryMailServer(smtpUrl);
    return null;
  } catch (error) {
    if (!(error instanceof PostError)) throw error;
    return `The mail server can't be used now: ${error.message}`;
  }
}
