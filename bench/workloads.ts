import { endWithParent } from './process.ts';

/** What is done with a farm, one after the other in the same process, as an aggregator lives through its days. */
export const WORKLOADS = ['first', 'unchanged', 'news'] as const;
export type Workload = (typeof WORKLOADS)[number];

/** What a piece of work cost. */
export interface Cost {
  /** How many feeds were polled, or mails sent. */
  done: number;
  /** Of all threads, user and system. */
  cpuMs: number;
  wallMs: number;
  /** The most that the process has held in memory so far. */
  peakMb: number;
}

export interface WorkloadRequest {
  workload: Workload;
}

export type WorkloadReply = { kind: 'ready' } | { kind: 'done'; cost: Cost };

/** Does the workloads that this process is asked for, and answers with what each cost. */
export function serveWorkloads(feeds: number, work: (workload: Workload) => Promise<void>): void {
  endWithParent();
  process.on('message', async ({ workload }: WorkloadRequest) => {
    const cost = await measure(async () => {
      await work(workload);
      return feeds;
    });
    process.send?.({ kind: 'done', cost } satisfies WorkloadReply);
  });
  process.send?.({ kind: 'ready' } satisfies WorkloadReply);
}

/** @param work says how many feeds or mails it has done. */
export async function measure(work: () => Promise<number>): Promise<Cost> {
  const cpuBefore = process.cpuUsage();
  const before = performance.now();
  const done = await work();
  const wallMs = performance.now() - before;
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    done,
    cpuMs: (user + system) / 1_000,
    wallMs,
    // Kilobytes on every platform, since libuv makes them so.
    peakMb: process.resourceUsage().maxRSS / 1_024,
  };
}

/** A benchmark that didn't do its work measures nothing. */
export function expectCount(what: string, found: number, expected: number): void {
  if (found !== expected) throw new Error(`${what}: ${found} instead of ${expected}.`);
}
