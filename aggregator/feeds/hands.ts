import type { Feed } from '#core/feeds.ts';
import { questionOfMove } from '#core/order/questions.ts';
import type { Move } from '#core/polls.ts';
import type { Kept } from './keep.ts';

/**
 * Why a feed may have changed hands, in words; null when nothing says so. Its server sends us on to another one for
 * good, or all the posts that we know have gone from it at once.
 *
 * @param move what becomes of its address, see `moves.ts`.
 * @param allNew whether it brings posts and none of those that we have, as in `keep.ts`.
 */
export function mayHaveChangedHands(
  feed: Pick<Feed, 'url' | 'movedTo' | 'okAt' | 'troubledSince'>,
  move: Move | null,
  allNew: Kept['allNew'],
): string | null {
  // What was brought just now has been nobody else's yet.
  if (feed.okAt === null) return null;
  const to = move?.movedTo ?? move?.url ?? feed.url;
  // Asked once, not at every look until the new address is believed.
  const isNews = feed.movedTo === null || questionOfMove(feed.movedTo, to) !== null;
  const moved = isNews ? questionOfMove(feed.url, to) : null;
  // Whoever takes an account over with a name that has lapsed does so while its feed is in trouble.
  const isDoubtful = allNew === 'yes' || (allNew === 'of-one-account' && feed.troubledSince !== null);
  if (moved !== null || !isDoubtful) return moved;
  return 'All the posts that we know have gone from its feed at once, and others stand there instead.';
}
