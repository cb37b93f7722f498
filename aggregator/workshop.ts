import { setFlagsFromString } from 'node:v8';
import { type Cohort, findCohort, listCohorts, listReadableCohorts, slugOf } from '#core/cohorts.ts';
import { requireCurrentSchema } from '#core/db/migrate.ts';
import { closeDatabase, type Db, openDatabase } from '#core/db/open.ts';
import { loadSettings, type Settings } from '#core/env.ts';
import { describeProblem } from '#core/front-matter.ts';
import { CommandError } from './command.ts';
import type { DeliveryTools } from './deliver.ts';
import { createFetcher } from './feeds/fetch.ts';
import type { FindCohort } from './feeds/file.ts';
import { openReadingRoom } from './feeds/reading-room.ts';
import type { Tools } from './feeds/refresh.ts';
import { openPostbox } from './postbox.ts';

/** Everything that the steps of the aggregator work with. */
export interface Workshop extends Tools, DeliveryTools {
  settings: Settings;
  /** The cohorts whose words can be read. */
  listCohorts(): Promise<Cohort[]>;
  /** @throws CommandError when there is no such cohort, or its words can't be read. */
  getCohort(slug: string): Promise<Cohort>;
}

/** Opens what the settings name, and closes it when the work is done. @throws SettingsError, SchemaError */
export async function inWorkshop<T>(work: (workshop: Workshop) => Promise<T>): Promise<T> {
  const settings = loadSettings();
  const db = openDatabase(settings.databaseUrl);
  try {
    requireCurrentSchema(db);
    return await withTools(settings, db, () => new Date(), work);
  } finally {
    closeDatabase(db);
  }
}

/**
 * How memory is kept free. A Node that doesn't know one of these says so and goes on without it, which it wouldn't on
 * its command line.
 */
const MEMORY_FLAGS = [
  // It would let memory grow to some times what is needed before it looks for what isn't any more.
  '--heap-growing-percent=65',
  // Where it happens to look often enough in the midst of reading, it would take what feeds are read into for
  // something that lasts, and keep all that hangs on it until it looks through everything.
  '--no-allocation-site-pretenuring',
  // What the command line says is the main thread's, which has it by now; it would go before what readers are given.
  '--max-semi-space-size=0',
];

/** Between two requests to one server. */
const BREATH_MS = 1000;

/** The same on an open database and a given clock. */
export async function withTools<T>(
  settings: Settings,
  db: Db,
  now: () => Date,
  work: (workshop: Workshop) => Promise<T>,
): Promise<T> {
  for (const flag of MEMORY_FLAGS) setFlagsFromString(flag);
  const name = `Potluck/0.1 (+${settings.siteUrl}/`;
  const fetcher = createFetcher({ userAgent: `${name})`, allow: settings.fetchAllow });
  const room = openReadingRoom();
  const postbox = openPostbox(settings);
  try {
    return await work({
      settings,
      db,
      fetcher,
      room,
      postbox,
      now,
      random: Math.random,
      breathMs: BREATH_MS,
      userAgent: (readers) => `${name}; ${readers} ${readers === 1 ? 'subscriber' : 'subscribers'})`,
      findCohort: findIn(settings.contentDir, now),
      listCohorts: () => listReadableCohorts(settings.contentDir),
      getCohort: (slug) => getCohort(settings.contentDir, slug),
    });
  } finally {
    postbox.close();
    await fetcher.close();
    await room.close();
  }
}

/** A poll asks for a cohort with every feed that brings posts, and looking at its files costs as much as storing them. */
const COHORT_KEPT_MS = 1000;

function findIn(contentDir: string, now: () => Date): FindCohort {
  const kept = new Map<string, { at: number; cohort: Promise<Cohort | null> }>();
  return (slug) => {
    const at = now().getTime();
    const before = kept.get(slug);
    if (before && Math.abs(at - before.at) < COHORT_KEPT_MS) return before.cohort;
    const cohort = readCohort(contentDir, slug);
    kept.set(slug, { at, cohort });
    return cohort;
  };
}

async function readCohort(contentDir: string, slug: string): Promise<Cohort | null> {
  const folder = await findCohort(contentDir, slug);
  return folder?.kind === 'cohort' ? folder.cohort : null;
}

async function getCohort(contentDir: string, slug: string): Promise<Cohort> {
  const folder = await findCohort(contentDir, slug);
  if (folder?.kind === 'cohort') return folder.cohort;
  if (folder?.kind === 'broken') {
    throw new CommandError(folder.problems.map(describeProblem).join('\n'));
  }
  const known = (await listCohorts(contentDir)).map(slugOf);
  throw new CommandError(
    `There is no cohort "${slug}" in ${contentDir}. ${known.length > 0 ? `There is: ${known.join(', ')}.` : ''}`.trim(),
  );
}
