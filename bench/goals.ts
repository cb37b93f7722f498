import { type Contender, costOf, cpuPerFeed, type Figures } from './figures.ts';
import type { Floor } from './floor-names.ts';
import type { Workload } from './workloads.ts';

export interface Goal {
  what: string;
  measured: number;
  limit: number;
  unit: string;
  isReached: boolean;
}

/** How the figures of one size compare with what we want to reach; what wasn't measured is left out. */
export function goalsFor(figures: Figures, feeds: number): Goal[] {
  const cpu = (contender: Contender, workload: Workload) => {
    const cost = costOf(figures, contender, workload, feeds);
    return cost && cpuPerFeed(cost);
  };
  const peakMb = (size: number) => costOf(figures, 'ours', 'news', size)?.peakMb ?? null;
  const floor = (name: Floor) => {
    const cost = figures.floors[name];
    return cost ? cpuPerFeed(cost) : null;
  };
  const isLarge = feeds === Math.max(...figures.runs.map((run) => run.feeds)) && feeds > 1_000;
  return [
    atMost('unchanged, of the naive loop’s CPU', cpu('ours', 'unchanged'), cpu('naive', 'unchanged'), 1 / 8),
    atMost('unchanged, of fetching alone', cpu('ours', 'unchanged'), cpu('fetching', 'unchanged'), 1.4),
    atMost('5 % new, of the naive loop’s CPU', cpu('ours', 'news'), cpu('naive', 'news'), 1 / 6),
    atMost('first fetch, of the naive loop’s CPU', cpu('ours', 'first'), cpu('naive', 'first'), 0.7),
    atMost('parsing, of rss-parser’s CPU', floor('parsing'), floor('parsing, rss-parser'), 1 / 2),
    atMost(
      'parsing the fixtures, of rss-parser’s CPU',
      floor('fixtures'),
      floor('fixtures, rss-parser'),
      1 / 2,
    ),
    ...(isLarge
      ? [
          atMost('peak memory', peakMb(feeds), 1, 250, ' MB'),
          atMost('peak memory, of that at 1,000 feeds', peakMb(feeds), peakMb(1_000), 1.3),
        ]
      : []),
  ].flatMap((goal) => goal ?? []);
}

/** How a large course compares with what we want to reach, and with a small one. */
export function weavingGoals({ weaving }: Figures): Goal[] {
  const [small, large] = [weaving.at(0), weaving.at(-1)];
  if (!small || !large) return [];
  return [
    atMost('a new post', large.oneMs, 1, 5, ' ms'),
    atMost(`a new post, of that among ${small.posts}`, large.oneMs, small.oneMs, 2),
    atMost('what the page of conversations shows', large.listMs, 1, 5, ' ms'),
    atMost('what the page of a thread of 50 shows', large.threadMs, 1, 5, ' ms'),
    atMost(`peak memory, of that with ${small.posts}`, large.peakMb, small.peakMb, 1.3),
  ].flatMap((goal) => goal ?? []);
}

function atMost(
  what: string,
  part: number | null,
  whole: number | null,
  limit: number,
  unit = ' ×',
): Goal | null {
  if (part === null || whole === null) return null;
  const measured = part / whole;
  return { what, measured, limit, unit, isReached: measured <= limit };
}
