/**
 * The share of the room that titles may take on the most crowded day. More would leave few excerpts, less
 * would leave out more people.
 */
const titlesShare = 0.35;

/**
 * How much of a long list fits: the first `inFull` in full, the rest up to `shown` by title, what remains
 * not at all. `full` and `brief` are the sizes of each item in either form.
 */
export function fitInRoom(full: number[], brief: number[], room: number): { inFull: number; shown: number } {
  let taken = 0;
  let titlesLeft = sum(brief);
  let inFull = 0;
  for (const [index, size] of full.entries()) {
    titlesLeft -= brief[index] ?? 0;
    if (taken + size + Math.min(titlesLeft, room * titlesShare) > room) break;
    taken += size;
    inFull += 1;
  }
  let shown = inFull;
  for (const size of brief.slice(inFull)) {
    if (taken + size > room) break;
    taken += size;
    shown += 1;
  }
  return { inFull, shown };
}

function sum(sizes: number[]): number {
  return sizes.reduce((total, size) => total + size, 0);
}
