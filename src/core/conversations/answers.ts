/** A post as it stands among others that may link to each other. */
export interface Placed {
  id: number;
  /** Whose it is: a membership. */
  author: number;
  datedAt: Date;
  /** Its address by the one rule; settles which of two posts of the same moment came first. */
  key: string;
}

/** A post that another one links to. */
export interface Target extends Placed {
  /** Where among the other post's links this one stands. */
  position: number;
  /** Declared as what it answers, not only linked to. */
  isReply: boolean;
  /** Whether it links to the other post as well. */
  linksBack: boolean;
}

/**
 * A post that links to more posts of others than this is a list: a blogroll, a round-up, a page of links. It is shown
 * under none of them, and answers none. Eight leaves room for whoever finds five posts on a Friday and praises them.
 */
const LONGEST_ANSWER = 8;

/**
 * The one rule for what is an answer. A post answers the posts of others that it links to, or says that it answers;
 * of two that link to each other, the later one is the answer. What it links to was there before it, whatever the
 * dates say: many blogs give a day without an hour.
 *
 * @param targets in any order; a post that is linked to twice may stand in it twice.
 * @returns the posts that it answers, each once: those it declares first, then in the order of its links.
 */
export function answersOf(post: Placed, targets: Target[]): Target[] {
  const ordered = targets.toSorted(
    (a, b) => Number(b.isReply) - Number(a.isReply) || a.position - b.position,
  );
  const seen = new Set<number>();
  const others = ordered.filter(({ id, author }) => {
    const isAnother = id !== post.id && author !== post.author && !seen.has(id);
    seen.add(id);
    return isAnother;
  });
  const declared = others.filter(({ isReply }) => isReply);
  const meant = others.length > LONGEST_ANSWER ? declared : others;
  if (meant.length > LONGEST_ANSWER) return [];
  return meant.filter((target) => !(target.linksBack && isBefore(post, target)));
}

/** Which of two posts came first. The same whoever asks, and in whatever order they arrived here. */
export function isBefore(a: Placed, b: Placed): boolean {
  const between = a.datedAt.getTime() - b.datedAt.getTime();
  if (between !== 0) return between < 0;
  return a.key === b.key ? a.id < b.id : a.key < b.key;
}

/**
 * The post that a conversation began with. Each post stands under the first one that it answers; where that leads in
 * a circle, the earliest in the circle is the beginning.
 *
 * @param parentOf gives the post that a post stands under, or null.
 */
export async function beginningOf<T extends Placed>(
  post: T,
  parentOf: (post: T) => Promise<T | null>,
): Promise<T> {
  const way: T[] = [post];
  for (let at = post; ; ) {
    const parent = await parentOf(at);
    if (parent === null) return at;
    const before = way.findIndex(({ id }) => id === parent.id);
    if (before >= 0) return way.slice(before).reduce((first, each) => (isBefore(each, first) ? each : first));
    way.push(parent);
    at = parent;
  }
}
