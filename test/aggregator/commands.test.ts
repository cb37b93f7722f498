import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { dayIn } from '#core/calendar.ts';
import { migrate } from '#core/db/migrate.ts';
import { closeDatabase, connectionOf, type Db, openDatabase } from '#core/db/open.ts';
import { completeJoining } from '#core/joinings.ts';
import { bounceAddress } from '#core/mail/bounces.ts';
import { claimMails, markFailed, oweLetter } from '#core/mail/outbox.ts';
import { outboxState } from '#core/mail/outbox-state.ts';
import { useLink } from '#core/sign-in.ts';
import { COMMANDS, main } from '../../aggregator/main.ts';
import { cohortFiles, writeCohort } from '../support/cohort.ts';
import { temporaryFolder } from '../support/database.ts';
import { seat } from '../support/participants.ts';
import { type Ended, potluck, start } from '../support/process.ts';
import { answer, listen, send } from './feeds/blog-server.ts';
import { post, rss, serve } from './world.ts';

/** A folder with the words of a course that began long ago, by the real clock that commands go by. */
interface Place {
  folder: string;
  env: Record<string, string>;
  run(...args: string[]): Promise<Ended>;
  open(): Db;
}

const began = (source = '') => source.replace(/^(starts|opens): .*/m, '$1: 2020-01-06');

function newPlace(more: Record<string, string> = {}): Place {
  const folder = temporaryFolder();
  const contentDir = join(folder, 'content');
  writeCohort(contentDir, {
    'cohort.md': began(cohortFiles['cohort.md']),
    '01-roots.md': began(cohortFiles['01-roots.md']),
  });
  const env = {
    DATABASE_URL: `file:${folder}/data/potluck.db`,
    CONTENT_DIR: contentDir,
    FETCH_ALLOW: '127.0.0.0/8',
    SITE_URL: 'http://localhost:4321',
    ...more,
  };
  return {
    folder,
    env,
    run: (...args) => potluck(args, env, folder),
    open: () => {
      const db = openDatabase(env.DATABASE_URL);
      onTestFinished(() => closeDatabase(db));
      return db;
    },
  };
}

/** The same with a database. */
function migratedPlace(more?: Record<string, string>): Place {
  const place = newPlace(more);
  migrate(place.open(), new Date());
  return place;
}

const onAuth: SMTPServerOptions['onAuth'] = ({ username, password }, _session, done) =>
  password === 'open' ? done(null, { user: username }) : done(new Error('No such login'));

/** Runs a command in this process, a second faster: for what it says before it looks at its surroundings. */
async function runHere(...args: string[]): Promise<Ended> {
  const said: unknown[] = [];
  const spies = [vi.spyOn(console, 'log'), vi.spyOn(console, 'error')];
  for (const spy of spies) spy.mockImplementation((words) => said.push(words, '\n'));
  const status = await main(args);
  for (const spy of spies) spy.mockRestore();
  return { status, output: said.join('') };
}

describe('the list of commands', () => {
  test('is shown to whoever asks, and to whoever says nothing', async () => {
    const place = newPlace();
    const [help, option, nothing] = await Promise.all([place.run('help'), place.run('--help'), place.run()]);
    for (const { name, summary } of COMMANDS) {
      expect(help.output).toMatch(new RegExp(`^  ${name} +\\S`, 'm'));
      expect(help.output).toContain(summary);
    }
    expect(help.status).toBe(0);
    expect(option).toEqual(help);
    expect(nothing).toEqual({ status: 1, output: help.output });
  });

  test('is shown after a command that there is not', async () => {
    const { status, output } = await newPlace().run('polish');
    expect(status).toBe(1);
    expect(output).toMatch(/^There is no command "polish"\.\n\nnpx potluck COMMAND/);
  });
});

describe('“--help” after a command', () => {
  test.each(COMMANDS)('tells all about “$name”', async ({ name, usage, summary, options }) => {
    const { status, output } = await runHere(name, '--help');
    expect(status).toBe(0);
    expect(output).toContain(`npx potluck ${name} ${usage}`.trim());
    expect(output).toContain(summary);
    for (const [option, { help }] of Object.entries(options)) {
      expect(usage).toContain(`--${option}`);
      expect(output).toMatch(new RegExp(`^  --${option} .*${help}$`, 'm'));
    }
  });

  test('wants no database, and makes none', async () => {
    const place = newPlace();
    expect(await place.run('migrate', '--help')).toEqual(await runHere('migrate', '--help'));
    expect(existsSync(join(place.folder, 'data'))).toBe(false);
  });
});

describe('what can’t be done is said in a sentence', () => {
  test.each<[string[], RegExp]>([
    [['publish', '--nonsense'], /^Unknown option '--nonsense'\. See npx potluck publish --help\.\n$/],
    [['publish', '--cohort'], /'--cohort.*See npx potluck publish --help\.\n$/],
    [
      ['publish', '--date', '2027-02-30'],
      /^--date is "2027-02-30"; it should be a day such as 2027-01-11\.\n$/,
    ],
    [['deliver', 'now'], /^It should be: npx potluck deliver\s*$/],
    [['invite', '--cohort', 'rhizo'], /^It should be: npx potluck invite EMAIL --cohort C /],
    [
      ['invite', 'a@b.example', 'c@d.example', '--cohort', 'rhizo'],
      /^It should be: npx potluck invite EMAIL /,
    ],
    [['import', '--cohort', 'rhizo'], /^It should be: npx potluck import FILE --cohort C /],
    [['import', 'people.csv'], /^Say which cohort: --cohort, with the name of its folder\.\n$/],
    [['import', 'nowhere.csv', '--cohort', 'rhizo'], /^nowhere\.csv could not be read \(ENOENT\)\.\n$/],
    [['invite', 'a@b.example'], /^Say which cohort: --cohort, with the name of its folder\.\n$/],
    [['invite', 'a@b.example,c@d.example', '--cohort', 'rhizo'], /^That is not a mail address\./],
    [
      ['invite', 'a@b.example', '--cohort', 'rhizo', '--name', ' '],
      /^Please say what we should call you\.\n$/,
    ],
  ])('when the words don’t fit the command: %j', async (args, words) => {
    expect(await runHere(...args)).toEqual({ status: 1, output: expect.stringMatching(words) });
  });

  test.each<[string[], RegExp]>([
    [['publish', '--dates', '2027-01-11'], /^Unknown option '--dates'/],
    [
      ['publish', '--date', '9999-12-31'],
      /^9999-12-31 has not come yet in Europe\/Berlin, where it is \d{4}-/,
    ],
    [['publish', '--cohort', 'nope'], /^There is no cohort "nope" in \S+\. There is: broken, rhizo\.$/],
    [['publish', '--cohort', 'broken'], /^broken\/cohort\.md, line \d+: /],
    [['refresh', '--cohort', '../rhizo'], /^There is no cohort "\.\.\/rhizo"/],
    [
      ['invite', 'a@b.example', '--cohort', 'rhizo', '--blog', 'my blog'],
      /^“my blog” is not a web address\./,
    ],
  ])('when they don’t fit the world: %j', async (args, words) => {
    const place = migratedPlace();
    writeCohort(join(place.folder, 'content'), { 'cohort.md': '---\ntitle: [\n---\n' }, 'broken');
    const { status, output } = await place.run(...args);
    expect(output.trim()).toMatch(words);
    expect(output).not.toMatch(/\n\s+at /);
    expect(status).toBe(1);
  });

  test.each<[Record<string, string>, string]>([
    [{ PORT: 'abc' }, 'PORT is "abc": set it to a number'],
    [{ CONTENT_DIR: 'nowhere' }, 'CONTENT_DIR is "nowhere", and there is no such folder: set it'],
    [{ SMTP_URL: 'smtp://mail.example' }, 'MAIL_FROM is missing: set it'],
  ])('when a setting is wrong: %o', async (setting, words) => {
    const { status, output } = await newPlace(setting).run('check');
    expect(output).toContain(words);
    expect(output.trim().split('\n')).toHaveLength(1);
    expect(status).toBe(1);
  });

  test('when another program keeps the database to itself', async () => {
    const place = newPlace();
    const { sqlite } = connectionOf(place.open());
    sqlite.exec('BEGIN IMMEDIATE');
    const { status, output } = await place.run('migrate');
    sqlite.exec('ROLLBACK');
    expect(output).toMatch(/^Another program keeps the database to itself\. Try again .*\n$/);
    expect(status).toBe(1);
  }, 120_000);

  test.each(['refresh', 'run'])('when “%s” finds no database: run migrate', async (command) => {
    const { status, output } = await newPlace().run(command);
    expect(output).toContain('npx potluck migrate');
    expect(output.trim().split('\n')).toHaveLength(1);
    expect(status).toBe(1);
  });
});

describe('migrate', () => {
  test('creates the database, and the second time has nothing to do', async () => {
    const place = newPlace();
    expect(await place.run('migrate')).toEqual({
      status: 0,
      output: expect.stringMatching(/^Applied: 0000_first/),
    });
    expect(await place.run('migrate')).toEqual({ status: 0, output: 'The database is up to date.\n' });
    expect(readdirSync(join(place.folder, 'data'))).toEqual(['potluck.db']);
    expect(await place.run('check')).toMatchObject({ status: 0 });
  });

  test('twice at once does it once', async () => {
    const place = newPlace();
    const both = await Promise.all([place.run('migrate'), place.run('migrate')]);
    expect(both.map(({ status }) => status)).toEqual([0, 0]);
    expect(await place.run('migrate')).toMatchObject({ output: 'The database is up to date.\n' });
  });
});

describe('“check” says where mail goes', () => {
  test('into files, which is a problem where others are to get it', async () => {
    const place = migratedPlace({ SITE_URL: 'https://potluck.example' });
    expect(await place.run('check')).toEqual({
      status: 1,
      output: expect.stringMatching(
        /^mail: written as files into data\/mail, nothing is sent\n {2}! Nobody gets mail until SMTP_URL is set to your mail server\.$/m,
      ),
    });
  });

  test('and what in .env looks like a setting and is none', async () => {
    const place = migratedPlace();
    writeFileSync(
      join(place.folder, '.env'),
      '\uFEFFSMPT_URL=smtps://mail.example.org:465\nHOST=127.0.0.1\n',
    );
    expect(await place.run('check')).toEqual({
      status: 1,
      output: expect.stringMatching(
        /^ {2}! \.env sets SMPT_URL, which nothing here reads\. There is: SITE_URL, .*SMTP_URL, /m,
      ),
    });
  });

  test('to a mail server, and tries whether it lets us in, without telling the password', async () => {
    const server = new SMTPServer({ logger: false, disabledCommands: ['STARTTLS'], onAuth });
    server.on('error', () => {});
    const port = await listen(server.server);
    onTestFinished(() => new Promise((resolve) => server.close(resolve)));
    const place = (password: string) =>
      migratedPlace({
        SMTP_URL: `smtp://course:${password}@127.0.0.1:${port}`,
        MAIL_FROM: 'table@potluck.example',
      });
    const [right, wrong] = await Promise.all([place('open').run('check'), place('hunter2').run('check')]);
    expect(right).toEqual({ status: 0, output: expect.stringContaining(`mail: by 127.0.0.1:${port}\n`) });
    expect(wrong).toEqual({
      status: 1,
      output: expect.stringMatching(/^ {2}! The mail server can't be used now: 535 .*No such login$/m),
    });
    expect(wrong.output).not.toContain('hunter2');
  });
});

describe('a small course, by hand', () => {
  test('from the invitation to the mail', async () => {
    const place = migratedPlace();
    const db = place.open();
    const server = await serve({
      '/': send('<link rel="alternate" type="application/rss+xml" href="/feed">'),
      '/feed': send(
        rss([post('bread', { title: 'Bread', tags: ['rhizo27'], date: new Date() }), post('other')]),
      ),
    });

    const invited = await place.run(
      'invite',
      'Mira@Example.org',
      '--cohort',
      'rhizo',
      '--name',
      'Mira',
      '--blog',
      server.url,
    );
    expect(invited).toMatchObject({
      status: 0,
      output: expect.stringMatching(/^Mira can come into “Rhizo”/),
    });
    const link = /http:\/\/localhost:4321\/sign-in\/(\S+)/.exec(invited.output);
    const use = await useLink(db, link?.[1] ?? '', { browser: null, code: null }, new Date());
    if (use.kind !== 'in' || !('joiningId' in use.bearer)) return expect.fail(`The link is ${use.kind}.`);
    expect(await completeJoining(db, use.bearer.joiningId, new Date())).toMatchObject({
      person: { name: 'Mira', email: 'mira@example.org' },
      membership: { role: 'participant' },
      cohort: 'rhizo',
      blog: 'added',
    });

    expect(await place.run('refresh')).toEqual({
      status: 0,
      output: 'Notes of Mira: 2 new\n1 feed polled, 2 new posts.\n',
    });
    expect(await place.run('refresh')).toEqual({ status: 0, output: '0 feeds polled, 0 new posts.\n' });
    expect(await place.run('refresh', '--all')).toEqual({
      status: 0,
      output: 'Notes of Mira: nothing new\n1 feed polled, 0 new posts.\n',
    });
    expect(await place.run('refresh', '--cohort', 'rhizo')).toMatchObject({
      output: expect.stringContaining('1 feed polled'),
    });

    const today = dayIn('Europe/Berlin', new Date());
    expect(await place.run('publish')).toEqual({
      status: 0,
      output: `rhizo, ${today}: issue 1 with 1 post\n`,
    });
    expect(await place.run('publish', '--cohort', 'rhizo', '--date', today)).toEqual({
      status: 0,
      output: `rhizo, ${today}: was made before\n`,
    });

    expect(await place.run('deliver')).toEqual({ status: 0, output: '1 sent\n' });
    expect(await place.run('deliver')).toEqual({ status: 0, output: '0 sent\n' });
    const mailDir = join(place.folder, 'data/mail');
    const [file = '', ...others] = readdirSync(mailDir);
    expect(others).toEqual([]);
    const mail = await PostalMime.parse(readFileSync(join(mailDir, file)));
    expect(mail).toMatchObject({
      to: [{ name: 'Mira', address: 'mira@example.org' }],
      subject: expect.stringContaining('“Bread”'),
    });

    expect(await place.run('check')).toEqual({
      status: 0,
      output: expect.stringMatching(
        /blogs of rhizo: 1, 0 in trouble\nmail: 0 waiting, 0 refused\nAll is well\.\n$/,
      ),
    });
  }, 120_000);

  test('a facilitator is invited as one, by the first part of the address when no name is given', async () => {
    const place = migratedPlace();
    const { status, output } = await place.run(
      'invite',
      'hanne@example.org',
      '--cohort',
      'rhizo',
      '--facilitator',
    );
    expect(status).toBe(0);
    expect(output).toMatch(/^hanne can come into/);
    const db = place.open();
    const token = /sign-in\/(\S+)/.exec(output)?.[1] ?? '';
    const use = await useLink(db, token, { browser: null, code: null }, new Date());
    if (use.kind !== 'in' || !('joiningId' in use.bearer)) return expect.fail(`The link is ${use.kind}.`);
    expect(await completeJoining(db, use.bearer.joiningId, new Date())).toMatchObject({
      membership: { role: 'facilitator' },
      blog: 'none',
    });
  });

  test('“refresh” says what is wrong with a feed; “check” does too, and its status says that there is something', async () => {
    const place = migratedPlace();
    const routes = { '/feed': send(rss([post('one')])) };
    const server = await serve(routes);
    const { output } = await place.run(
      'invite',
      'mira@example.org',
      '--cohort',
      'rhizo',
      '--blog',
      `${server.url}/feed`,
    );
    const db = place.open();
    const token = /sign-in\/(\S+)/.exec(output)?.[1] ?? '';
    const use = await useLink(db, token, { browser: null, code: null }, new Date());
    if (use.kind === 'in' && 'joiningId' in use.bearer)
      await completeJoining(db, use.bearer.joiningId, new Date());

    routes['/feed'] = answer(500);
    const problem = `127.0.0.1:${server.port} has a fault of its own (500). Try again later.`;
    expect(await place.run('refresh')).toEqual({
      status: 0,
      output: `Notes of Mira: ${problem}\n1 feed polled, 0 new posts.\n`,
    });
    writeCohort(join(place.folder, 'content'), { '02-shoots.md': '---\ntitle: Shoots\nopens: soon\n---\n' });
    const checked = await place.run('check');
    expect(checked.status).toBe(1);
    expect(checked.output).toContain('  ! rhizo/02-shoots.md, line 3: ');
    expect(checked.output).toContain(`  ! mira, ${server.url}/feed: ${problem}`);
    expect(checked.output).toMatch(/\n2 to look at\.\n$/);
  });

  test('“check” names what nobody sees for how it is called, and courses that have people and no folder', async () => {
    const place = migratedPlace();
    await seat(place.open(), 'Ada', { cohort: 'before' });
    const contentDir = join(place.folder, 'content');
    writeCohort(contentDir, cohortFiles, 'My_Course');
    writeCohort(contentDir, { '2.md': '', 'Week 3.txt': '', 'notes.md': '', '04-later.md~': '' });
    const { status, output } = await place.run('check');
    expect(status).toBe(1);
    const told = output.split('\n').flatMap((line) => /^ {2}! (.*?)[:,] /.exec(line)?.[1] ?? []);
    expect(told).toEqual([
      'My_Course/',
      'rhizo/2.md',
      'rhizo/Week 3.txt',
      'People belong to the course before',
    ]);
    rmSync(contentDir, { recursive: true });
    mkdirSync(contentDir);
    expect(await place.run('check')).toMatchObject({
      status: 1,
      output: expect.stringContaining('! There is no course yet'),
    });
  });

  test('“deliver” without success says why, and so do its status and “check”', async () => {
    const place = migratedPlace({ SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'table@potluck.example' });
    const db = place.open();
    const letter = { subject: 'Hello', text: 'Hello', html: '<p>Hello</p>' };
    await oweLetter(db, { name: 'Ada', email: 'ada@example.org' }, letter, new Date());
    const delivered = await place.run('deliver');
    expect(delivered).toEqual({
      status: 1,
      output: expect.stringMatching(
        /^0 sent, 1 to be tried again\. The mail server said: .*ECONNREFUSED.*\n1 waits to be tried again, the next at \S+ \d\d:\d\d UTC\.\n$/,
      ),
    });
    expect(await place.run('check')).toMatchObject({
      status: 1,
      output: expect.stringMatching(/mail: 1 waiting, 0 refused\n {2}! .*ECONNREFUSED/),
    });
  });

  test('“deliver” tries at once what waits since the mail server was away, and says what else waits', async () => {
    const place = migratedPlace();
    const db = place.open();
    const letter = { subject: 'Hello', text: 'Hello', html: '<p>Hello</p>' };
    for (const name of ['Ada', 'Bo'])
      await oweLetter(db, { name, email: `${name}@example.org` }, letter, new Date());
    const [ada, bo] = await claimMails(db, 2, new Date(), 60_000);
    if (!ada || !bo) return expect.fail('There are no mails.');
    await markFailed(db, ada, { problem: 'connect ECONNREFUSED', forGood: false }, new Date());
    await markFailed(db, bo, { problem: '450 4.2.2 Come back later', forGood: false }, new Date());
    expect(await place.run('deliver')).toEqual({
      status: 1,
      output: expect.stringMatching(/^1 sent\n1 waits to be tried again, the next at \S+ \d\d:\d\d UTC\.\n$/),
    });
  });

  test('“bounce” takes in what the mail server gives it, and says what it was', async () => {
    const place = migratedPlace({ BOUNCE_TO: 'bounce@potluck.example' });
    const db = place.open();
    const letter = { subject: 'Hello', text: 'Hello', html: '<p>Hello</p>' };
    await oweLetter(db, { name: 'Ada', email: 'ada@example.org' }, letter, new Date());
    const path = await bounceAddress(db, { local: 'bounce', domain: 'potluck.example' }, { id: 1 });
    const mail = readFileSync('test/fixtures/bounces/postfix-hard.eml', 'utf8').replaceAll(
      'RETURN_PATH',
      path,
    );
    const give = (input: string, env = place.env) => {
      const args = [join(import.meta.dirname, '../../aggregator/main.ts'), 'bounce'];
      const { status, stdout, stderr } = spawnSync(process.execPath, args, {
        cwd: place.folder,
        env: { ...process.env, ...env },
        input,
        encoding: 'utf8',
      });
      return { status, output: stdout + stderr };
    };

    const output = expect.stringMatching(/^A mail came back: 550 5\.1\.1 .*User unknown/);
    // What comes back with it may be long; the server that writes it must get rid of all of it.
    expect(give(mail + 'x'.repeat(3_000_000))).toEqual({ status: 0, output });
    expect(await outboxState(db)).toMatchObject({ waiting: 0, failed: 1 });
    expect(give(mail)).toEqual({ status: 0, output: 'A mail came back, as we knew.\n' });
    expect(give('To: bounce+1-0@potluck.example\n\nForged')).toEqual({
      status: 0,
      output: 'It is to no address that we made, so it has no effect.\n',
    });
    // The mail server keeps the mail for later (EX_TEMPFAIL).
    expect(give(mail, { ...place.env, BOUNCE_TO: '' })).toEqual({
      status: 75,
      output: 'BOUNCE_TO is missing: set it to the address whose mail comes here.\n',
    });
  }, 120_000);

  test('“publish” makes the others’ issues beside a broken cohort, names that one, and ends with status 1', async () => {
    const place = migratedPlace();
    writeCohort(join(place.folder, 'content'), { 'cohort.md': '---\ntitle: [\n---\n' }, 'broken');
    expect(await place.run('publish')).toEqual({
      status: 1,
      output: expect.stringMatching(
        /^rhizo, \d{4}-\d\d-\d\d: nothing new, so no mail\nbroken stands still until this is mended: broken\/cohort\.md, line \d: /,
      ),
    });
    expect(await place.run('publish', '--cohort', 'rhizo')).toMatchObject({ status: 0 });
  });

  test('“run” does it all by itself until it is stopped', async () => {
    const place = migratedPlace();
    writeCohort(join(place.folder, 'content'), { 'cohort.md': '---\ntitle: [\n---\n' }, 'broken');
    const running = start('aggregator/main.ts', ['run'], place.env, place.folder);
    await running.says(
      /The aggregator is at work\. Mail: written as files into data\/mail, nothing is sent\.\n/,
    );
    const db = place.open();
    const letter = { subject: 'Hello', text: 'Hello', html: '<p>Hello</p>' };
    await oweLetter(db, { name: 'Ada', email: 'ada@example.org' }, letter, new Date());
    await running.says(/mail: 1 sent/);
    await running.says(/broken stands still until this is mended: broken\/cohort\.md, line \d: /);
    expect(await running.stop()).toEqual({
      status: 0,
      output: expect.stringMatching(/The aggregator has stopped\.\n$/),
    });
    expect(await outboxState(db)).toMatchObject({ waiting: 0 });
    expect(readdirSync(join(place.folder, 'data/mail'))).toHaveLength(1);
  });
});
