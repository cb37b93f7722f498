import { CONTENDERS, type Contender, costOf, cpuPerFeed, type Figures, feedsPerSecond } from './figures.ts';
import { FLOORS } from './floor-names.ts';
import type { Goal } from './goals.ts';
import { WORKLOADS, type Workload } from './workloads.ts';

const WORKLOAD_NAMES: Record<Workload, string> = {
  first: 'first fetch',
  unchanged: 'all unchanged',
  news: '5 % with a new post',
};

const CONTENDER_NAMES: Record<Contender, string> = {
  ours: 'ours',
  naive: 'naive loop',
  fetching: 'only fetching',
};

/** The figures of one size as a Markdown table. */
export function workloadTable(figures: Figures, feeds: number): string {
  const rows = WORKLOADS.flatMap((workload) => {
    const naive = costOf(figures, 'naive', workload, feeds);
    const fetching = costOf(figures, 'fetching', workload, feeds);
    return CONTENDERS.flatMap((contender) => {
      const cost = costOf(figures, contender, workload, feeds);
      if (!cost) return [];
      const cpu = cpuPerFeed(cost);
      return [
        [
          WORKLOAD_NAMES[workload],
          CONTENDER_NAMES[contender],
          cpu.toFixed(2),
          naive ? (cpu / cpuPerFeed(naive)).toFixed(2) : '–',
          fetching ? (cpu / cpuPerFeed(fetching)).toFixed(2) : '–',
          feedsPerSecond(cost).toFixed(0),
          cost.peakMb.toFixed(0),
        ],
      ];
    });
  });
  return table(
    [`${feeds} feeds`, '', 'CPU ms a feed', '× naive', '× fetching', 'feeds a second', 'peak MB'],
    rows,
  );
}

/** The steps by themselves as a Markdown table. */
export function floorTable(figures: Figures): string {
  const rows = FLOORS.flatMap((floor) => {
    const cost = figures.floors[floor];
    return cost ? [[floor, cpuPerFeed(cost).toFixed(3), feedsPerSecond(cost).toFixed(0)]] : [];
  });
  return table(['one step alone', 'CPU ms a feed', 'feeds a second'], rows);
}

/** What courses of several sizes cost, as a Markdown table. */
export function weavingTable({ weaving }: Figures): string {
  const rows = weaving.map(({ posts, anewMs, oneMs, listMs, threadMs, peakMb }) => [
    `${posts}`,
    ...[anewMs, oneMs, listMs, threadMs].map((ms) => ms.toFixed(2)),
    peakMb.toFixed(0),
  ]);
  return table(
    ['posts', 'woven anew, CPU ms a post', 'a new post', 'conversations', 'a thread of 50', 'peak MB'],
    rows,
  );
}

const DIGITS: Record<string, number> = { ' ×': 3, ' ms': 2 };

export function goalLine({ what, measured, limit, unit, isReached }: Goal): string {
  const digits = DIGITS[unit] ?? 0;
  return `${isReached ? 'reached' : 'MISSED '}  ${what}: ${measured.toFixed(digits)}${unit}, wanted at most ${limit.toFixed(digits)}${unit}`;
}

function table(head: string[], rows: string[][]): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: string[]) =>
    `| ${cells.map((cell, column) => (isText(rows, column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = `|${widths.map((width, column) => (isText(rows, column) ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}

function isText(rows: string[][], column: number): boolean {
  return rows.some((row) => /[a-z]/.test(row[column] ?? ''));
}
