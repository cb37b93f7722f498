import { CONTENDERS, type Contender, costOf, cpuEach, type Figures, perSecond } from './figures.ts';
import { FLOORS } from './floor-names.ts';
import type { Goal } from './goals.ts';
import { PAGE_WAYS } from './page-costs.ts';
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
      const cpu = cpuEach(cost);
      return [
        [
          WORKLOAD_NAMES[workload],
          CONTENDER_NAMES[contender],
          cpu.toFixed(2),
          naive ? (cpu / cpuEach(naive)).toFixed(2) : '–',
          fetching ? (cpu / cpuEach(fetching)).toFixed(2) : '–',
          perSecond(cost).toFixed(0),
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
    return cost ? [[floor, cpuEach(cost).toFixed(3), perSecond(cost).toFixed(0)]] : [];
  });
  return table(['one step alone', 'CPU ms a feed', 'feeds a second'], rows);
}

/** What sending an issue costs, as a Markdown table. */
export function mailTable({ sendings }: Figures): string {
  const rows = sendings.map(({ sender, recipients, bytes, cost }) => {
    const plain = sendings.find((each) => each.sender === 'plain' && each.recipients === recipients);
    return [
      String(recipients),
      sender === 'ours' ? 'ours' : 'plain nodemailer',
      (bytes / 1_000).toFixed(0),
      cpuEach(cost).toFixed(2),
      plain ? (cpuEach(cost) / cpuEach(plain.cost)).toFixed(2) : '–',
      perSecond(cost).toFixed(0),
      cost.peakMb.toFixed(0),
    ];
  });
  return table(
    ['recipients', '', 'kB a mail', 'CPU ms a mail', '× plain', 'mails a second', 'peak MB'],
    rows,
  );
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

/** The page of a day with sixty posts as a Markdown table. */
export function pageTable({ pages }: Figures): string {
  const fixed = pages['fixed string'];
  const rows = PAGE_WAYS.flatMap((way) => {
    const cost = pages[way];
    if (!cost) return [];
    const share = fixed ? cost.requestsPerSecond / fixed.requestsPerSecond : null;
    return [
      [
        way,
        cost.requestsPerSecond.toFixed(0),
        share ? `${(share * 100).toFixed(0)} %` : '–',
        cost.p99Ms.toFixed(1),
        cost.cpuMs.toFixed(3),
      ],
    ];
  });
  return table(['a digest of 60 posts', 'requests a second', 'of the string', 'p99 ms', 'CPU ms'], rows);
}

const DIGITS: Record<string, number> = { ' ×': 3, ' ms': 2, ' CPU ms': 2 };

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
