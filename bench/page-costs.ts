/** Asks a process that serves something what that has cost so far. */
export interface PageRequest {
  cost: true;
}

export interface PageReply {
  /** Where it listens, in its first message. */
  port: number;
  cpuMs: number;
}

/** What this process has cost since it began: all threads, user and system. */
export function costSoFar(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** How a page is asked for. */
export const PAGE_WAYS = ['fixed string', 'from the cache', 'past the cache', 'after a change'] as const;
export type PageWay = (typeof PAGE_WAYS)[number];

/** What one of them has cost, a request. */
export interface PageCost {
  requestsPerSecond: number;
  p99Ms: number;
  cpuMs: number;
}
