import { setTimeout as pause } from 'node:timers/promises';
import { claimPages, type Look, recordLook } from '#core/conversations/pages.ts';
import { isForGood, isFrontPage, isShortLink, leadsForGood } from '#core/conversations/redirects.ts';
import { FeedError } from './feeds/feed.ts';
import { type Content, FetchError } from './feeds/fetch.ts';
import type { Tools } from './feeds/refresh.ts';
import type { Robots } from './robots.ts';

/** Longer than a look can take at its slowest. */
const LEASE_MS = 10 * 60 * 1000;
const MAX_HOPS = 5;
/** Many a large site's page weighs a megabyte before its first word. */
const MAX_BYTES = 2 * 1024 * 1024;
const ACCEPT = 'text/html, application/xhtml+xml;q=0.9';

type Means = Pick<Tools, 'db' | 'fetcher' | 'room' | 'breathMs' | 'now'>;

/**
 * Looks at pages outside that people share, each once: for its title, or for where it has moved.
 *
 * @param most how many servers are asked at the same time, each for one page.
 * @returns how many pages were looked at.
 */
export async function readAlong(means: Means, robots: Robots, most: number): Promise<number> {
  const pages = await claimPages(means.db, most, means.now(), LEASE_MS);
  await Promise.all(
    pages.map(async (page) => recordLook(means.db, page, await lookAt(page.url, means, robots), means.now())),
  );
  return pages.length;
}

async function lookAt(url: string, means: Means, robots: Robots): Promise<Look> {
  try {
    return await follow(url, means, robots);
  } catch (error) {
    const isTooMuch =
      error instanceof FeedError || (error instanceof FetchError && error.reason === 'too-large');
    // It will be so tomorrow.
    if (isTooMuch) return { kind: 'seen', title: null };
    if (error instanceof FetchError) return { kind: 'failed' };
    throw error;
  }
}

/** Each server on the way is asked for its robots.txt first, and given a breath between two requests. */
async function follow(start: string, means: Means, robots: Robots): Promise<Look> {
  const breathe = breather(means.breathMs);
  let url = start;
  let isPassing = false;
  for (let hop = 0; hop <= MAX_HOPS; hop++) {
    const answer = await robots.ask(url, breathe);
    if (answer === 'unknown') return { kind: 'failed' };
    if (answer === 'no') return { kind: 'seen', title: null };
    await breathe();
    const step = await means.fetcher.step(url, { accept: ACCEPT, maxBytes: MAX_BYTES });
    if (step.kind === 'content') return { kind: 'seen', title: await titleOf(step, means) };
    if (step.kind !== 'redirect') return { kind: 'failed' };
    const { status, location } = step;
    const lasting = isPassing ? null : leadsForGood(url, status, location);
    if (lasting !== null) return { kind: 'moved', url: lasting };
    // A page that is gone is often sent there; its title would say nothing of it.
    if (isFrontPage(location) && !isFrontPage(url)) return { kind: 'seen', title: null };
    if (isSignIn(location) && !isSignIn(url)) return { kind: 'seen', title: null };
    isPassing ||= !isForGood(url, status);
    url = location;
  }
  return { kind: 'failed' };
}

/** A part of an address at which one has to sign in, or to agree to something, before the page that was asked for. */
const SIGN_IN =
  /(?:^|[/.])(?:(?:wp-|service)?log[-_]?[io]n|sign[-_]?in|o?auth2?|authwall|authorize|sso|saml2?|shibboleth|idp|consent)(?:[/.]|$)/i;

function isSignIn(address: string): boolean {
  const { host, pathname } = new URL(address);
  return SIGN_IN.test(host + pathname);
}

function breather(breathMs: number): () => Promise<void> {
  let isFirst = true;
  return async () => {
    if (!isFirst && breathMs > 0) await pause(breathMs);
    isFirst = false;
  };
}

async function titleOf({ bytes, contentType, url }: Content, { room }: Means): Promise<string | null> {
  const isPage = contentType === null || /html/i.test(contentType);
  return isPage && !isShortLink(url) ? room.title(bytes, { contentType, url }) : null;
}
