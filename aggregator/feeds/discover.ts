import { asCandidate, type Candidate, inOrder } from './candidates.ts';
import { commonAddresses } from './common-paths.ts';
import { FeedError } from './feed.ts';
import { type Content, FetchError, type Fetcher, type Refused } from './fetch.ts';
import { readLinkHeader } from './page.ts';
import { readPasted } from './pasted.ts';
import { platformFeeds } from './platforms.ts';
import { describeProblem, needsLogin, noFeed, notAnAddress } from './problems.ts';
import type { Glance } from './read.ts';
import type { ReadingRoom } from './reading-room.ts';

/** What discovery works with. */
export interface DiscoveryTools {
  fetcher: Fetcher;
  room: ReadingRoom;
}

export type Discovery =
  /** Best first, never empty. */
  | { kind: 'found'; siteUrl: string; candidates: Candidate[] }
  /** A sentence or two: what is wrong, and what to do. */
  | { kind: 'failed'; problem: string };

/**
 * After the page itself: enough for all common paths, in two places, beside a few that the page names. A site that has
 * its feed elsewhere is not going to be guessed.
 */
const MAX_REQUESTS = 20;
/** At once, to one site. */
const CONCURRENCY = 3;

/**
 * Finds the feeds of whatever somebody pasted: a blog, one of its pages, or a feed.
 * Nothing is offered that wasn't fetched and read as a feed.
 */
export async function discover(pasted: string, tools: DiscoveryTools): Promise<Discovery> {
  const [address, otherScheme] = readPasted(pasted);
  if (address === undefined) return { kind: 'failed', problem: notAnAddress(pasted) };
  const page = await fetchEither(address, otherScheme, tools.fetcher);
  if (page instanceof FetchError || page.kind === 'refused')
    return await discoverUnseen(address, page, tools);

  const glance = await glanceAt(page, tools.room);
  if (glance instanceof FeedError) return { kind: 'failed', problem: describeProblem(glance) };
  if (glance.kind === 'feed') return found([asCandidate(page, glance.feed)], page.url);

  const candidates = await searchSite(page, glance, tools);
  if (candidates.length > 0) return found(candidates, page.url);
  const { host } = new URL(page.url);
  return { kind: 'failed', problem: glance.links.hasPasswordField ? needsLogin(host) : noFeed(host) };
}

/** What is said of a page that has feeds behind it nevertheless: one that keeps programs out, or has been taken away. */
const CLOSED_PAGES = new Set([401, 403, 404, 406]);
const MOST_BEHIND = 6;

/** Some sites keep their pages from programs, and not their feeds. */
async function discoverUnseen(
  address: string,
  trouble: FetchError | Refused,
  tools: DiscoveryTools,
): Promise<Discovery> {
  const isClosed = !(trouble instanceof FetchError) && CLOSED_PAGES.has(trouble.status);
  const guesses = isClosed ? commonAddresses(address).slice(0, MOST_BEHIND) : [];
  const candidates = await fetchFeeds([...platformFeeds(address), ...guesses], new Set([address]), tools);
  if (candidates.length > 0) return found(candidates, address);
  return { kind: 'failed', problem: describeProblem(trouble) };
}

/** What the address answers, or else the same address with the other scheme, where there is one to try. */
async function fetchEither(
  address: string,
  otherScheme: string | undefined,
  fetcher: Fetcher,
): Promise<Content | Refused | FetchError> {
  const answer = await tryFetch(address, fetcher);
  if (otherScheme === undefined || !(answer instanceof FetchError) || !mayDifferByScheme(answer))
    return answer;
  const second = await tryFetch(otherScheme, fetcher);
  return second instanceof FetchError ? answer : second;
}

/** Whether plain http may work where https didn't. */
function mayDifferByScheme({ reason }: FetchError): boolean {
  return ['connection', 'garbled', 'tls', 'timeout'].includes(reason);
}

async function tryFetch(address: string, fetcher: Fetcher): Promise<Content | Refused | FetchError> {
  try {
    const answer = await fetcher.fetch(address);
    if (answer.kind === 'unchanged') throw new Error(`${address} is unchanged, though we never asked that.`);
    return answer;
  } catch (error) {
    if (error instanceof FetchError) return error;
    throw error;
  }
}

/** Stops at the first kind of place that has a feed, so that no more is asked of a site than is needed. */
async function searchSite(
  page: Content,
  { links, feed }: Extract<Glance, { kind: 'page' }>,
  tools: DiscoveryTools,
): Promise<Candidate[]> {
  const asked = new Set([page.url]);
  const declared = await fetchFeeds(
    [
      ...platformFeeds(page.url),
      ...mastodonFeed(page),
      ...links.declared,
      ...readLinkHeader(page.headers.link, page.url),
    ],
    asked,
    tools,
  );
  if (hasPosts(declared)) return declared;
  const linked = [...(await fetchFeeds(links.linked, asked, tools)), ...declared];
  if (hasPosts(linked)) return linked;
  const further = await lookFurther(links.further, asked, tools);
  if (hasPosts(further)) return [...further, ...linked];
  for (const place of [page.url, ...links.further]) {
    const guessed = await guessFeed(place, asked, tools);
    if (guessed.length > 0) return [...guessed, ...linked];
  }
  return [...(feed ? [asCandidate(page, feed)] : []), ...linked];
}

/** The feeds that the first of some pages has, which themselves lead no further. */
async function lookFurther(
  addresses: string[],
  asked: Set<string>,
  tools: DiscoveryTools,
): Promise<Candidate[]> {
  for (const address of addresses) {
    if (asked.size > MAX_REQUESTS) break;
    asked.add(address);
    const page = await tryFetch(address, tools.fetcher);
    if (page instanceof FetchError || page.kind !== 'content') continue;
    const glance = await glanceAt(page, tools.room);
    if (glance instanceof FeedError) continue;
    if (glance.kind === 'feed') return [asCandidate(page, glance.feed)];
    const { declared, linked } = glance.links;
    const named = [...declared, ...readLinkHeader(page.headers.link, page.url), ...linked];
    const candidates = await fetchFeeds(named, asked, tools);
    if (hasPosts(candidates)) return candidates;
  }
  return [];
}

function hasPosts(candidates: Candidate[]): boolean {
  return candidates.some(({ kind }) => kind !== 'comments');
}

/** The feeds among some addresses; those in `asked` are left out, and the rest added to it up to the limit. */
async function fetchFeeds(
  addresses: string[],
  asked: Set<string>,
  tools: DiscoveryTools,
): Promise<Candidate[]> {
  const candidates: Candidate[] = [];
  const fresh = [...new Set(addresses)]
    .filter((address) => !asked.has(address))
    .slice(0, Math.max(0, MAX_REQUESTS + 1 - asked.size));
  while (fresh.length > 0) {
    const batch = fresh.splice(0, CONCURRENCY);
    for (const address of batch) asked.add(address);
    const answers = await Promise.all(batch.map((address) => tryFeed(address, tools)));
    candidates.push(...answers.filter((answer) => answer !== null));
  }
  return candidates;
}

/** The feeds at the first common paths where there are any. */
async function guessFeed(url: string, asked: Set<string>, tools: DiscoveryTools): Promise<Candidate[]> {
  const guesses = commonAddresses(url);
  while (guesses.length > 0 && asked.size <= MAX_REQUESTS) {
    const candidates = await fetchFeeds(guesses.splice(0, CONCURRENCY), asked, tools);
    if (candidates.length > 0) return candidates;
  }
  return [];
}

/** Mastodon names itself in a header; a person's page and `.rss` is their feed. */
function mastodonFeed({ url, headers }: Content): string[] {
  const isMastodon = headers.server?.toLowerCase().includes('mastodon') ?? false;
  return isMastodon ? [`${url.replace(/[?#].*$/, '').replace(/\/$/, '')}.rss`] : [];
}

async function tryFeed(address: string, { fetcher, room }: DiscoveryTools): Promise<Candidate | null> {
  const answer = await tryFetch(address, fetcher);
  if (answer instanceof FetchError || answer.kind !== 'content') return null;
  const glance = await glanceAt(answer, room);
  return glance instanceof FeedError || glance.kind !== 'feed' ? null : asCandidate(answer, glance.feed);
}

async function glanceAt(
  { bytes, contentType, url }: Content,
  room: ReadingRoom,
): Promise<Glance | FeedError> {
  try {
    return await room.glance(bytes, { contentType, url });
  } catch (error) {
    if (error instanceof FeedError) return error;
    throw error;
  }
}

function found(candidates: Candidate[], pageUrl: string): Discovery {
  const ranked = inOrder(candidates, pageUrl);
  return { kind: 'found', siteUrl: ranked[0]?.siteUrl ?? pageUrl, candidates: ranked };
}
