import { migrate } from '#core/db/migrate.ts';
import { closeDatabase, openDatabase } from '#core/db/open.ts';
import { loadSettings } from '#core/env.ts';
import type { Command } from '../command.ts';

export const migrateCommand: Command = {
  name: 'migrate',
  summary: 'Brings the database up to date, after a backup; creates it if there is none.',
  usage: '',
  words: 0,
  options: {},
  async run() {
    const db = openDatabase(loadSettings().databaseUrl);
    try {
      const { applied, backup } = migrate(db, new Date());
      if (backup !== null) console.log(`A backup of the database as it was is in ${backup}.`);
      console.log(applied.length > 0 ? `Applied: ${applied.join(', ')}.` : 'The database is up to date.');
    } finally {
      closeDatabase(db);
    }
  },
};
