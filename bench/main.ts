import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { whenAskedToStop } from '#core/stopping.ts';
import { LEAN } from '../bin/runtime.mjs';
import type { FarmReply, FarmRequest } from './farm.ts';
import { CONTENDERS, type Contender, type Figures, type Run, type WeavingCost } from './figures.ts';
import { FLOORS } from './floor-names.ts';
import type { FloorReply, FloorRequest } from './floors.ts';
import { goalsFor, goalsForPages, mailGoals, weavingGoals } from './goals.ts';
import { measureSending } from './mail/measure.ts';
import { measurePages } from './pages.ts';
import { endAll, start, type Worker } from './process.ts';
import { floorTable, goalLine, mailTable, pageTable, weavingTable, workloadTable } from './report.ts';
import type { WeavingReply } from './weaving.ts';
import { WORKLOADS, type WorkloadReply, type WorkloadRequest } from './workloads.ts';

/** Longer than anything here takes; what takes longer ends the run. */
const PATIENCE_MS = 10 * 60 * 1000;
/** An hour lies between two polls of a feed; no connection lasts so long. The farm keeps them for five seconds. */
const CONNECTIONS_END_MS = 6_000;
const SIZES = [1_000, 10_000];
/** How often each contender polls all of them, in a process and a database of its own. */
const ROUNDS = 2;
/** Recipients of an issue: two sizes, to see whether memory grows with them. */
const MAIL_SIZES = [2_000, 10_000];
/** Posts of a course, a small one first. */
const COURSES = [10_000, 100_000];
/** What 20 minutes are enough for. */
const MOST_FEEDS = 50_000;

const SECTIONS = ['polling', 'weaving', 'sending', 'pages'] as const;
type Section = (typeof SECTIONS)[number];

type Farm = Worker<FarmRequest, FarmReply>;

async function bench(): Promise<void> {
  const { values } = parseArgs({
    options: { feeds: { type: 'string' }, only: { type: 'string' }, json: { type: 'string' } },
  });
  const sections = sectionsAsked(values.only);
  const sizes = values.feeds === undefined ? SIZES : [feedsAsked(values.feeds)];
  const folder = mkdtempSync(join(tmpdir(), 'potluck-bench-'));
  whenAskedToStop().addEventListener('abort', async () => {
    await endAll();
    rmSync(folder, { recursive: true, force: true });
    process.exit(1);
  });
  try {
    const figures: Figures = {
      node: process.version,
      cpus: availableParallelism(),
      runs: [],
      floors: {},
      weaving: [],
      sendings: [],
      pages: {},
    };
    if (sections.includes('polling')) {
      await measurePolling(figures, sizes, folder);
      tellPolling(figures, sizes);
    }
    if (sections.includes('weaving')) {
      for (const posts of COURSES) figures.weaving.push(await measureWeaving(posts, folder));
      tellWeaving(figures);
    }
    if (sections.includes('sending')) {
      figures.sendings = await measureSending(MAIL_SIZES, folder, PATIENCE_MS);
      tellSending(figures);
    }
    if (sections.includes('pages')) {
      figures.pages = await measurePages(mkdtempSync(join(folder, 'pages-')), PATIENCE_MS);
      tellPages(figures);
    }
    if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`);
  } finally {
    await endAll();
    rmSync(folder, { recursive: true, force: true });
  }
}

function sectionsAsked(only: string | undefined): Section[] {
  const section = SECTIONS.find((each) => each === only);
  if (only !== undefined && !section) {
    throw new RangeError(`--only is "${only}": give it one of ${SECTIONS.join(', ')}.`);
  }
  return section ? [section] : [...SECTIONS];
}

function feedsAsked(text: string): number {
  const feeds = Number(text);
  if (!Number.isInteger(feeds) || feeds < 1 || feeds > MOST_FEEDS) {
    throw new RangeError(`--feeds is "${text}": give it a number from 1 to ${MOST_FEEDS}, such as 1000.`);
  }
  return feeds;
}

function tellSending(figures: Figures): void {
  console.log(`\n${mailTable(figures)}\n`);
  for (const goal of mailGoals(figures)) console.log(`  ${goalLine(goal)}`);
}

function tellPages(figures: Figures): void {
  console.log(`\n${pageTable(figures)}\n`);
  for (const goal of goalsForPages(figures)) console.log(`  ${goalLine(goal)}`);
}

async function measurePolling(figures: Figures, sizes: number[], folder: string): Promise<void> {
  figures.floors = await measureFloors(mkdtempSync(join(folder, 'floors-')));
  for (const feeds of sizes) {
    console.log(`Sowing ${feeds} feeds.`);
    const { ready, worker } = await start<FarmRequest, FarmReply>('farm.ts', [String(feeds)], PATIENCE_MS);
    // By turns: a machine that is busy for some minutes is so for all of them.
    for (const contender of Array.from({ length: ROUNDS }, () => CONTENDERS).flat()) {
      figures.runs.push(...(await measureContender(contender, feeds, ready.port, worker, folder)));
    }
    await worker.end();
  }
}

function tellPolling(figures: Figures, sizes: number[]): void {
  for (const feeds of sizes) console.log(`\n${workloadTable(figures, feeds)}`);
  console.log(`\n${floorTable(figures)}\n`);
  for (const feeds of sizes) {
    console.log(`With ${feeds} feeds:`);
    for (const goal of goalsFor(figures, feeds)) console.log(`  ${goalLine(goal)}`);
  }
}

async function measureFloors(folder: string): Promise<Figures['floors']> {
  const floors: Figures['floors'] = {};
  const { worker } = await start<FloorRequest, FloorReply>('floors.ts', [folder], PATIENCE_MS);
  for (const floor of FLOORS) {
    console.log(`Measuring: ${floor}.`);
    const reply = await worker.ask({ floor });
    if (reply.kind === 'done') floors[floor] = reply.cost;
  }
  await worker.end();
  return floors;
}

async function measureContender(
  contender: Contender,
  feeds: number,
  port: number,
  farm: Farm,
  folder: string,
): Promise<Run[]> {
  const own = mkdtempSync(join(folder, `${contender}-`));
  const args = [own, String(feeds), String(port)];
  if (contender === 'ours') await start('seating.ts', args, PATIENCE_MS);
  const { worker } = await start<WorkloadRequest, WorkloadReply>(
    `${contender}.ts`,
    args,
    PATIENCE_MS,
    // As the program starts its aggregator.
    contender === 'ours' ? LEAN : [],
  );
  const runs: Run[] = [];
  for (const workload of WORKLOADS) {
    await pause(CONNECTIONS_END_MS);
    console.log(`Measuring: ${contender}, ${feeds} feeds, ${workload}.`);
    await farm.ask({ news: workload === 'news' });
    const reply = await worker.ask({ workload });
    if (reply.kind === 'done') runs.push({ contender, workload, feeds, cost: reply.cost });
  }
  await worker.end();
  rmSync(own, { recursive: true, force: true });
  return runs;
}

async function measureWeaving(posts: number, folder: string): Promise<WeavingCost> {
  const own = mkdtempSync(join(folder, 'course-'));
  const args = [own, String(posts)];
  console.log(`Sowing a course of ${posts} posts.`);
  await start('sowing.ts', args, PATIENCE_MS);
  const { worker } = await start<object, WeavingReply>('weaving.ts', args, PATIENCE_MS, LEAN);
  console.log(`Measuring: weaving ${posts} posts.`);
  const reply = await worker.ask({});
  await worker.end();
  rmSync(own, { recursive: true, force: true });
  if (reply.kind !== 'done') throw new Error('bench/weaving.ts has measured nothing.');
  return reply.cost;
}

function tellWeaving(figures: Figures): void {
  console.log(`\n${weavingTable(figures)}\n`);
  console.log(`With ${COURSES.at(-1)} posts:`);
  for (const goal of weavingGoals(figures)) console.log(`  ${goalLine(goal)}`);
}

await bench();
