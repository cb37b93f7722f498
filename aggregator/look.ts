import type { Findings } from '#core/db/schema/door.ts';
import { claimJoinings, recordFindings } from '#core/joinings.ts';
import type { Candidate } from './feeds/candidates.ts';
import { type DiscoveryTools, discover } from './feeds/discover.ts';
import type { Tools } from './feeds/refresh.ts';

const LEASE_MS = 2 * 60 * 1000;

/** Looks at addresses that people typed when they joined, and writes down what is there. @returns how many. */
export async function lookAtAddresses(
  tools: Pick<Tools, 'db' | 'fetcher' | 'room' | 'now'>,
  most: number,
): Promise<number> {
  const joinings = await claimJoinings(tools.db, most, tools.now(), LEASE_MS);
  await Promise.all(
    joinings.map(async (joining) => {
      await recordFindings(tools.db, joining, await findBlog(joining.pasted ?? '', tools));
    }),
  );
  return joinings.length;
}

/** The feeds behind an address in whatever form it was typed, or in a sentence why there are none. */
export async function findBlog(
  pasted: string,
  tools: DiscoveryTools,
): Promise<{ kind: 'found'; findings: Findings } | { kind: 'failed'; problem: string }> {
  const discovery = await discover(pasted, tools);
  if (discovery.kind === 'failed') return discovery;
  const { siteUrl, candidates } = discovery;
  return { kind: 'found', findings: { siteUrl, candidates: candidates.map(asFoundFeed) } };
}

function asFoundFeed({ posts, ...feed }: Candidate): Findings['candidates'][number] {
  return { ...feed, posts: posts.map(({ id: _, ...post }) => post) };
}
