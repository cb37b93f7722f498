import { asDatabaseError, DatabaseError } from '#core/db/file.ts';
import { lockData } from '#core/db/lock.ts';
import { migrate } from '#core/db/migrate.ts';
import { closeDatabase, openDatabase } from '#core/db/open.ts';
import { describeUnknownSettings, loadSettings, type Settings, SettingsError } from '#core/env.ts';
import { hasFacilitator } from '#core/memberships.ts';
import { makeFounderLink } from '#core/sign-in.ts';
import { whenAskedToStop } from '#core/stopping.ts';
import { LEAN } from '../bin/runtime.mjs';
import { ensureBuilt, ensureCompiled } from './build.ts';
import { ended, launch } from './parts.ts';

/** Runs the site and the aggregator side by side until it is asked to stop, or one of them ends. */
async function start(): Promise<number> {
  const settings = loadSettings();
  const unknown = describeUnknownSettings();
  if (unknown !== null) console.error(unknown);
  const unlock = lockData(settings.databaseUrl);
  if (unlock === null) {
    console.error(
      `Potluck is already running on ${settings.databaseUrl}. Stop it first, or set DATABASE_URL and PORT for a second one.`,
    );
    return 1;
  }
  try {
    const founderLink = await prepare(settings);
    if (!ensureBuilt()) return 1;
    ensureCompiled();
    return await runBoth(settings, founderLink);
  } finally {
    unlock();
  }
}

/** Brings the database into order. @returns the first facilitator's way in, while there is none. */
async function prepare(settings: Settings): Promise<string | null> {
  const db = openDatabase(settings.databaseUrl);
  try {
    const { applied, backup } = migrate(db, new Date());
    if (backup !== null)
      console.log(`The database was updated (${applied.join(', ')}); as it was, it is in ${backup}.`);
    if (await hasFacilitator(db)) return null;
    return `${settings.siteUrl}/sign-in/${await makeFounderLink(db, new Date())}`;
  } finally {
    closeDatabase(db);
  }
}

async function runBoth(settings: Settings, founderLink: string | null): Promise<number> {
  const site = launch('server.ts');
  const aggregator = launch('../aggregator/main.ts', ['run'], {}, LEAN);
  const parts = [site, aggregator];
  const stop = () => {
    for (const part of parts) part.kill('SIGTERM');
  };
  whenAskedToStop().addEventListener('abort', stop);

  site.once('message', () => {
    console.log(`\nPotluck is at ${settings.siteUrl}`);
    if (founderLink !== null) {
      console.log(`There is no facilitator yet. Become the first with this link:\n${founderLink}`);
    }
    console.log('Ctrl-C stops it.\n');
  });

  const statuses = await Promise.all(
    parts.map(async (part) => {
      const status = await ended(part);
      // One without the other would look alive and not be.
      stop();
      return status;
    }),
  );
  return Math.max(...statuses);
}

try {
  process.exitCode = await start();
} catch (thrown) {
  const error = asDatabaseError(thrown) ?? thrown;
  if (!(error instanceof SettingsError || error instanceof DatabaseError)) throw thrown;
  console.error(error.message);
  process.exitCode = 1;
}
