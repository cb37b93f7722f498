import { decode } from './feeds/decode.ts';
import { FetchError, type Fetcher } from './feeds/fetch.ts';
import { type RobotsRules, readRobots } from './robots-rules.ts';

/** Whether a server's robots.txt lets us ask for an address; `unknown` when the file can't be had. */
export type RobotsAnswer = 'yes' | 'no' | 'unknown';

/** What the servers of others ask of programs that come by themselves. */
export interface Robots {
  /** @param breath is awaited before anything is asked of the server. */
  ask(url: string, breath: () => Promise<void>): Promise<RobotsAnswer>;
}

/** By this name a robots.txt speaks to us. */
const AGENT = 'Potluck';
/** RFC 9309, section 2.4: not longer than a day. */
const KEPT_MS = 24 * 60 * 60 * 1000;
const MOST_KEPT = 1000;
/** Section 2.5: at least this much has to be read. */
const READ_BYTES = 500 * 1024;

/** Asks servers for their robots.txt, and keeps each for a day. */
export function openRobots(fetcher: Fetcher, now: () => Date): Robots {
  const kept = new Map<string, { at: number; rules: RobotsRules | null }>();
  return {
    async ask(url, breath) {
      const { origin } = new URL(url);
      let known = kept.get(origin);
      if (!known || now().getTime() - known.at >= KEPT_MS) {
        await breath();
        known = { at: now().getTime(), rules: await fetchRules(fetcher, origin) };
        keep(kept, origin, known);
      }
      if (known.rules === null) return 'unknown';
      return known.rules.allows(url) ? 'yes' : 'no';
    },
  };
}

function keep<T>(kept: Map<string, T>, origin: string, known: T): void {
  const [oldest] = kept.keys();
  if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest);
  kept.set(origin, known);
}

/** Section 2.3.1: a file that isn't there forbids nothing; one that can't be had just now forbids everything. */
async function fetchRules(fetcher: Fetcher, origin: string): Promise<RobotsRules | null> {
  try {
    const answer = await fetcher.fetch(`${origin}/robots.txt`, { accept: 'text/plain, */*;q=0.1' });
    if (answer.kind === 'content') return readRobots(decode(answer.bytes.subarray(0, READ_BYTES)), AGENT);
    const isThere = answer.kind === 'unchanged' || answer.status >= 500 || answer.status === 429;
    return isThere ? null : readRobots('', AGENT);
  } catch (error) {
    if (error instanceof FetchError) return null;
    throw error;
  }
}
