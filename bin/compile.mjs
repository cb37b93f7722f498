// Brings in all that the parts of the program are made of and starts none of it, so that Node keeps what it has
// compiled. A part that finds it there needs no compiler for TypeScript, which would stay in memory for as long as the
// part runs. Makes the file it is given, which says since when that is so.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import '../aggregator/main.ts';
import '../aggregator/feeds/reading-worker.ts';
import '../src/server.ts';

const [, , mark = ''] = process.argv;
mkdirSync(dirname(mark), { recursive: true });
writeFileSync(mark, '');
