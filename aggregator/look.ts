import type { Findings } from '#core/db/schema.ts';
import { claimJoinings, recordFindings } from '#core/joinings.ts';
import { type Candidate, discover } from './feeds/discover.ts';
import type { Tools } from './feeds/refresh.ts';
import { sanitizePost } from './feeds/sanitize.ts';

const AT_ONCE = 4;
const LEASE_MS = 2 * 60 * 1000;
const POSTS_SHOWN = 10;

/** Looks at the addresses that people typed when they joined, and writes down what is there. */
export async function lookAtAddresses(tools: Pick<Tools, 'db' | 'fetcher' | 'now'>): Promise<number> {
  const joinings = await claimJoinings(tools.db, AT_ONCE, tools.now(), LEASE_MS);
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
  { fetcher }: Pick<Tools, 'fetcher'>,
): Promise<{ kind: 'found'; findings: Findings } | { kind: 'failed'; problem: string }> {
  const discovery = await discover(pasted, fetcher);
  if (discovery.kind === 'failed') return discovery;
  const { siteUrl, candidates } = discovery;
  return { kind: 'found', findings: { siteUrl, candidates: candidates.map(asFoundFeed) } };
}

function asFoundFeed({ feedUrl, title, siteUrl, kind, items }: Candidate): Findings['candidates'][number] {
  return {
    feedUrl,
    title,
    siteUrl,
    kind,
    posts: items.slice(0, POSTS_SHOWN).map((item) => ({
      title: item.title,
      url: item.link,
      text: sanitizePost(item.html ?? item.summary ?? '', item.base ?? feedUrl).text,
      categories: item.categories,
      published: item.published ?? item.updated,
    })),
  };
}
