import type { Feed } from '#core/feeds.ts';
import type { Move } from '#core/polls.ts';

/** How often, and for how long, a server must say that a feed has moved for good before we believe it. */
const SIGHTINGS = 3;
const STABLE_MS = 24 * 60 * 60 * 1000;

/**
 * What becomes of a feed's address when its server was reached through permanent redirects (301 and 308, RFC 9110,
 * sections 15.4.2 and 15.4.9). The new address is adopted once it has been given long and often enough; an answer
 * from the old one makes it forgotten. Call it only when the new address has given a feed.
 *
 * @param permanentUrl the address behind the permanent redirects; the feed's own when there were none.
 */
export function followMove(feed: Feed, permanentUrl: string, now: Date): Move {
  const { url } = feed;
  if (permanentUrl === url) return { url, movedTo: null, movedSince: null, movedSeen: 0 };
  const isSame = feed.movedTo === permanentUrl;
  const movedSince = (isSame && feed.movedSince) || now;
  const movedSeen = isSame ? feed.movedSeen + 1 : 1;
  const isStable = movedSeen >= SIGHTINGS && now.getTime() - movedSince.getTime() >= STABLE_MS;
  if (isStable) return { url: permanentUrl, movedTo: null, movedSince: null, movedSeen: 0 };
  return { url, movedTo: permanentUrl, movedSince, movedSeen };
}
