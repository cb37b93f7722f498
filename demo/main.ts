import { rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { work } from '../aggregator/commands/run.ts';
import { type Workshop, withTools } from '../aggregator/workshop.ts';
import { ensureBuilt } from '../src/build.ts';
import { addDays, dayIn } from '../src/core/calendar.ts';
import type { Cohort } from '../src/core/cohorts.ts';
import { lockData } from '../src/core/db/lock.ts';
import { migrate } from '../src/core/db/migrate.ts';
import { closeDatabase, type Db, openDatabase } from '../src/core/db/open.ts';
import { readSettings, SettingsError } from '../src/core/env.ts';
import { sayOnDay } from '../src/core/host-lines.ts';
import { findMembership } from '../src/core/memberships.ts';
import type { Person } from '../src/core/people.ts';
import { makeInvitationLink } from '../src/core/sign-in.ts';
import { whenAskedToStop } from '../src/core/stopping.ts';
import { ended, launch } from '../src/parts.ts';
import { arrivals } from './arrivals.ts';
import { type Blogosphere, startBlogosphere } from './blogosphere.ts';
import { copyCohort } from './content.ts';
import { createClock, joinReading, livePast, pollAll } from './history.ts';
import { startMailbox } from './mailbox.ts';

const FOLDER = 'data/demo';
const COHORT = 'learning-together';
const DAYS = 10;
/** A newcomer should see something arrive while looking around. */
const BETWEEN_ARRIVALS_MS = 40_000;

/** A made-up cohort that is alive: its blogs on loopback, its past days lived through, its mail caught. */
async function demo(): Promise<number> {
  const unlock = lockData('file:data/demo');
  if (unlock === null) {
    console.error('The demo is running already. Stop it first.');
    return 1;
  }
  const stop = new AbortController();
  whenAskedToStop().addEventListener('abort', () => stop.abort());

  const clock = createClock();
  const mailbox = await startMailbox({ now: clock.now });
  const port = process.env.PORT ?? '4321';
  const env = {
    PORT: port,
    HOST: '127.0.0.1',
    SITE_URL: `http://localhost:${port}`,
    DATABASE_URL: `file:${FOLDER}/potluck.db`,
    CONTENT_DIR: `${FOLDER}/content`,
    SMTP_URL: mailbox.smtpUrl,
    MAIL_FROM: 'Potluck <table@potluck.example>',
    FETCH_ALLOW: '127.0.0.0/8',
  };
  rmSync(FOLDER, { recursive: true, force: true });
  if (!ensureBuilt()) return 1;

  const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const hour = new Date().getHours();
  copyCohort(`content/${COHORT}`, `${FOLDER}/content/${COHORT}`, {
    startsOn: addDays(dayIn(timezone, new Date()), -DAYS),
    timezone,
    // Before seven in the morning, today's issue would not be there yet.
    digestHour: Math.min(hour, 7),
    note: `## This is a demonstration\n\nThese people and their blogs are made up; all of it happens on this machine. Their mail is caught, and can be [read here](${mailbox.url}).`,
  });
  const settings = readSettings(env);
  const blogosphere = await startBlogosphere({
    now: clock.now,
    courseUrl: `${settings.siteUrl}/${COHORT}`,
    startOfToday: startOfToday(),
  });
  const db = openDatabase(settings.databaseUrl);
  migrate(db, clock.now());

  return withTools(settings, db, clock.now, async (workshop) => {
    const links = await populate(workshop, blogosphere, clock);
    const site = launch('server.ts', [], env);
    site.once('message', () => {
      console.log(`\nA course that lives:   ${settings.siteUrl}/${COHORT}/`);
      console.log(`Today's mail to all:   ${mailbox.url}`);
      console.log(`Come in as its host:   ${links.host}`);
      console.log(`Or as a participant:   ${links.participant}`);
      console.log(
        `\nSomebody posts every ${BETWEEN_ARRIVALS_MS / 1000} seconds. Ctrl-C ends it; nothing of it is kept.\n`,
      );
    });
    const siteEnded = ended(site);
    siteEnded.then(() => stop.abort());
    await Promise.all([work(workshop, stop.signal), letPostsArrive(workshop, blogosphere, stop.signal)]);
    site.kill('SIGTERM');
    const status = await siteEnded;
    await Promise.all([blogosphere.close(), mailbox.close()]);
    closeDatabase(db);
    rmSync(FOLDER, { recursive: true, force: true });
    unlock();
    return status;
  });
}

/** What the host says on top of an issue, by how many days ago that is. */
const HOST_LINES = [
  'Good morning, all. Two people wrote their first post yesterday, and one of them is still waiting for a reply. You know what to do.',
  'If you do one thing today, read Jürgen and Mele, in that order. If you do none, that is fine too.',
];

async function sayLines(db: Db, cohort: Cohort, host: Person): Promise<void> {
  const membership = await findMembership(db, host, cohort.slug);
  const today = dayIn(cohort.timezone, new Date());
  for (const [daysAgo, text] of HOST_LINES.entries()) {
    const line = {
      cohort: cohort.slug,
      on: addDays(today, -daysAgo),
      text,
      membershipId: membership?.id ?? null,
    };
    await sayOnDay(db, line, new Date());
  }
}

async function populate(
  workshop: Workshop,
  blogosphere: Blogosphere,
  clock: ReturnType<typeof createClock>,
): Promise<{ host: string; participant: string }> {
  const { db, settings } = workshop;
  const cohort = await workshop.getCohort(COHORT);
  clock.set(new Date(Date.now() - (DAYS + 1) * 86_400_000));
  const host = await joinReading(workshop, cohort, {
    name: 'Hanne Vestergaard',
    email: 'hanne@potluck.example',
    role: 'facilitator',
  });
  await sayLines(db, cohort, host);
  const reader = await joinReading(workshop, cohort, {
    name: 'Ulla Reads',
    email: 'ulla@potluck.example',
    role: 'participant',
  });
  console.log('Ten days are passing:');
  // Nobody has to be spared at one's own servers.
  await livePast({ ...workshop, breathMs: 0 }, cohort, blogosphere.blogs, clock, (day, number) => {
    console.log(`  ${day}  ${number === null ? 'a quiet day' : `issue ${number}`}`);
  });
  const wayIn = async (personId: number) =>
    `${settings.siteUrl}/sign-in/${await makeInvitationLink(db, { personId }, new Date())}`;
  return { host: await wayIn(host.id), participant: await wayIn(reader.id) };
}

/** New posts keep arriving, and are polled at once: a real aggregator would wait up to an hour. */
async function letPostsArrive(
  workshop: Workshop,
  blogosphere: Blogosphere,
  signal: AbortSignal,
): Promise<void> {
  for (const { blog, post } of arrivals) {
    try {
      await pause(BETWEEN_ARRIVALS_MS, undefined, { signal });
    } catch (error) {
      if (signal.aborted) return;
      throw error;
    }
    blogosphere.publish(blog, { ...post, at: new Date() });
    await pollAll(workshop);
    console.log(`${blog} has posted${post.title === null ? ' a note' : ` “${post.title}”`}.`);
  }
}

function startOfToday(): Date {
  const midnight = new Date();
  midnight.setHours(0, 0, 0, 0);
  return midnight;
}

try {
  process.exitCode = await demo();
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
