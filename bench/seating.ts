import { migrate } from '#core/db/migrate.ts';
import { closeDatabase, openDatabase } from '#core/db/open.ts';
import { BEGINNING, databaseIn, seatBloggers, writeCohort } from './cohort.ts';
import { feedUrls } from './feed.ts';

// Makes the cohort whose feeds are polled, in a process of its own: what this takes is none of the aggregator's.

const [folder = '', feeds, port] = process.argv.slice(2);

writeCohort(folder);
const db = openDatabase(databaseIn(folder));
migrate(db, BEGINNING);
await seatBloggers(db, feedUrls(Number(feeds), Number(port)), BEGINNING);
closeDatabase(db);
process.send?.({ kind: 'ready' });
process.disconnect?.();
