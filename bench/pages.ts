import { createServer } from 'node:net';
import { sql } from 'drizzle-orm';
import { closeDatabase, openDatabase } from '#core/db/open.ts';
import { issues } from '#core/db/schema/issues.ts';
import { ensureBuilt } from '../src/build.ts';
import { databaseIn } from './cohort.ts';
import { PAGE } from './digest-day.ts';
import { load } from './load.ts';
import { PAGE_WAYS, type PageCost, type PageReply, type PageRequest, type PageWay } from './page-costs.ts';
import { start, type Worker } from './process.ts';

const CONNECTIONS = 10;
/** After one to warm up; the best counts, since what disturbs a measurement only adds to it. */
const ROUNDS = 4;
const ROUND_MS = 2_500;
/** One at a time, so fewer. */
const CHANGES = 150;

type Served = Worker<PageRequest, PageReply>;

/** Measures the digest of a day with sixty posts, as the built site serves it, beside a string from node:http. */
export async function measurePages(
  folder: string,
  patienceMs: number,
): Promise<Partial<Record<PageWay, PageCost>>> {
  if (!ensureBuilt()) throw new Error('There is no site to measure.');
  const port = await freePort();
  const { worker: site } = await start<PageRequest, PageReply>('site.ts', [folder, String(port)], patienceMs);
  const page = `http://127.0.0.1:${port}${PAGE}`;
  const { bytes } = await load(page, 1, 0);
  const fixed = await start<PageRequest, PageReply>('fixed-string.ts', [String(bytes)], patienceMs);
  const best: Partial<Record<PageWay, PageCost>> = {};
  for (let round = 0; round <= ROUNDS; round += 1) {
    const costs: Record<PageWay, PageCost> = {
      'fixed string': await underLoad(fixed.worker, `http://127.0.0.1:${fixed.ready.port}/`),
      'from the cache': await underLoad(site, page),
      // Any query passes by the cache.
      'past the cache': await underLoad(site, `${page}?again`),
      'after a change': await afterChanges(site, page, folder),
    };
    for (const way of PAGE_WAYS) {
      const before = best[way];
      if (round > 0 && (!before || costs[way].requestsPerSecond > before.requestsPerSecond))
        best[way] = costs[way];
    }
  }
  await Promise.all([site.end(), fixed.worker.end()]);
  return best;
}

async function underLoad(served: Served, url: string): Promise<PageCost> {
  const before = await served.ask({ cost: true });
  const { requests, wallMs, p99Ms } = await load(url, CONNECTIONS, ROUND_MS);
  const after = await served.ask({ cost: true });
  return {
    requestsPerSecond: requests / (wallMs / 1_000),
    p99Ms,
    cpuMs: (after.cpuMs - before.cpuMs) / requests,
  };
}

/** One request at a time, each after a write of another process, as the aggregator is one. */
async function afterChanges(served: Served, url: string, folder: string): Promise<PageCost> {
  const db = openDatabase(databaseIn(folder));
  const took: number[] = [];
  const before = await served.ask({ cost: true });
  for (let n = 0; n < CHANGES; n += 1) {
    await db.update(issues).set({ madeAt: sql`${issues.madeAt} + 1` });
    const { wallMs } = await load(url, 1, 0);
    took.push(wallMs);
  }
  const after = await served.ask({ cost: true });
  closeDatabase(db);
  const wallMs = took.reduce((sum, each) => sum + each, 0);
  took.sort((a, b) => a - b);
  return {
    requestsPerSecond: CHANGES / (wallMs / 1_000),
    p99Ms: took[Math.floor(CHANGES * 0.99)] ?? 0,
    cpuMs: (after.cpuMs - before.cpuMs) / CHANGES,
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}
