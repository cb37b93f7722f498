import type { Floor } from './floor-names.ts';
import type { PageCost, PageWay } from './page-costs.ts';
import type { Cost, Workload } from './workloads.ts';

export const CONTENDERS = ['ours', 'naive', 'fetching'] as const;
export type Contender = (typeof CONTENDERS)[number];

/** Everything that a run has measured. */
export interface Figures {
  node: string;
  cpus: number;
  runs: Run[];
  floors: Partial<Record<Floor, Cost>>;
  pages: Partial<Record<PageWay, PageCost>>;
}

export interface Run {
  contender: Contender;
  workload: Workload;
  feeds: number;
  cost: Cost;
}

export function costOf(
  figures: Figures,
  contender: Contender,
  workload: Workload,
  feeds: number,
): Cost | null {
  const run = figures.runs.find(
    (each) => each.contender === contender && each.workload === workload && each.feeds === feeds,
  );
  return run?.cost ?? null;
}

export function cpuPerFeed({ cpuMs, feeds }: Cost): number {
  return cpuMs / feeds;
}

export function feedsPerSecond({ wallMs, feeds }: Cost): number {
  return feeds / (wallMs / 1_000);
}
