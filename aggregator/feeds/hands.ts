import type { Feed } from '#core/feeds.ts';
import { questionOfMove } from '#core/order/questions.ts';
import type { Move } from '#core/polls.ts';

/**
 * Why a feed may have changed hands, in words; null when nothing says so. Its server sends us on to another one for
 * good, or all the posts that we know have gone from it at once.
 *
 * @param move what becomes of its address, see `moves.ts`.
 * @param isAllNew whether it brings posts, and none of those that we have.
 */
export function mayHaveChangedHands(
  feed: Pick<Feed, 'url' | 'movedTo' | 'okAt'>,
  move: Move | null,
  isAllNew: boolean,
): string | null {
  // What was brought just now has been nobody else's yet.
  if (feed.okAt === null) return null;
  const to = move?.movedTo ?? move?.url ?? feed.url;
  // Asked once, not at every look until the new address is believed.
  const isNews = feed.movedTo === null || questionOfMove(feed.movedTo, to) !== null;
  const moved = isNews ? questionOfMove(feed.url, to) : null;
  if (moved !== null || !isAllNew) return moved;
  return 'All the posts that we know have gone from its feed at once, and others stand there instead.';
}
