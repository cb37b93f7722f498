import type { Floor } from './floor-names.ts';
import type { Sending } from './mail/contenders.ts';
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
  sendings: Sending[];
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

export function cpuEach({ cpuMs, done }: Cost): number {
  return cpuMs / done;
}

export function perSecond({ wallMs, done }: Cost): number {
  return done / (wallMs / 1_000);
}
