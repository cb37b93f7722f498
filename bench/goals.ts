import { type Contender, costOf, cpuEach, type Figures } from './figures.ts';
import type { Floor } from './floor-names.ts';
import type { PageCost } from './page-costs.ts';
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
    return cost && cpuEach(cost);
  };
  const peakMb = (size: number) => costOf(figures, 'ours', 'news', size)?.peakMb ?? null;
  const floor = (name: Floor) => {
    const cost = figures.floors[name];
    return cost ? cpuEach(cost) : null;
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

/** How the figures of sending mail compare with what we want to reach, at the largest size. */
export function mailGoals({ sendings }: Figures): Goal[] {
  const ours = sendings.filter(({ sender }) => sender === 'ours');
  const largest = ours.at(-1);
  const smallest = ours[0];
  if (!largest || !smallest) return [];
  return [
    atMost('a mail', cpuEach(largest.cost), 1, 2.2, ' CPU ms'),
    ...(largest === smallest
      ? []
      : [
          atMost(
            `peak memory, of that at ${smallest.recipients} recipients`,
            largest.cost.peakMb,
            smallest.cost.peakMb,
            1.2,
          ),
        ]),
  ].flatMap((goal) => goal ?? []);
}

/** How the pages compare with what we want to reach. */
export function goalsForPages({ pages }: Figures): Goal[] {
  const fixed = pages['fixed string'];
  const cached = pages['from the cache'];
  const uncached = pages['past the cache'];
  return [
    atMost(
      'a fixed string’s requests a second, of those from the cache',
      rate(fixed),
      rate(cached),
      1 / 0.75,
    ),
    atMost('CPU of a page past the cache', uncached?.cpuMs ?? null, 1, 1.2, ' ms'),
  ].flatMap((goal) => goal ?? []);
}

function rate(cost: PageCost | undefined): number | null {
  return cost?.requestsPerSecond ?? null;
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
