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
  weaving: WeavingCost[];
}

export interface Run {
  contender: Contender;
  workload: Workload;
  feeds: number;
  cost: Cost;
}

/** What a course of so many posts costs, in milliseconds of CPU. */
export interface WeavingCost {
  posts: number;
  /** A post, when many are woven at once. */
  anewMs: number;
  /** A post that comes after them. */
  oneMs: number;
  /** What the page of conversations shows. */
  listMs: number;
  /** What the page of a thread shows. */
  threadMs: number;
  peakMb: number;
}

/** The least that it cost, since what disturbs a measurement only adds to it; and the most that it held in memory. */
export function costOf(
  figures: Figures,
  contender: Contender,
  workload: Workload,
  feeds: number,
): Cost | null {
  const costs = figures.runs
    .filter((run) => run.contender === contender && run.workload === workload && run.feeds === feeds)
    .map(({ cost }) => cost);
  const [least] = costs.toSorted((a, b) => cpuEach(a) - cpuEach(b));
  return least ? { ...least, peakMb: Math.max(...costs.map(({ peakMb }) => peakMb)) } : null;
}

export function cpuEach({ cpuMs, done }: Cost): number {
  return cpuMs / done;
}

export function perSecond({ wallMs, done }: Cost): number {
  return done / (wallMs / 1_000);
}
