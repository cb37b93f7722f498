import { serve } from '../src/server.ts';
import { contentIn, databaseIn } from './cohort.ts';
import { makeDigestDay } from './digest-day.ts';
import { costSoFar, type PageReply } from './page-costs.ts';

// The built site as it runs, in a process that also says what it has cost. Its first message says that it listens.

const [folder = '', port = ''] = process.argv.slice(2);
await makeDigestDay(folder);
Object.assign(process.env, { PORT: port, DATABASE_URL: databaseIn(folder), CONTENT_DIR: contentIn(folder) });
process.on('message', () => process.send?.({ port: Number(port), cpuMs: costSoFar() } satisfies PageReply));
await serve();
