import { openDatabase } from '#core/db/open.ts';
import { deliver } from '../../aggregator/deliver.ts';
import { withTools } from '../../aggregator/workshop.ts';
import { BEGINNING } from '../cohort.ts';
import { serveSending } from './contenders.ts';
import { settingsFor } from './settings.ts';

// The aggregator as it delivers: from the outbox, marking each mail once it was taken.

const settings = settingsFor(process.argv);
const db = openDatabase(settings.databaseUrl);

await withTools(
  settings,
  db,
  () => BEGINNING,
  async (workshop) => {
    serveSending(async () => (await deliver(workshop)).sent);
    // The process is ended from outside.
    await new Promise(() => {});
  },
);
