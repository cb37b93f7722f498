/**
 * Where somebody stands on a day: everybody is on top now and then, and nobody for what they are. The same day and the
 * same number always give the same place.
 *
 * @param on the calendar day, YYYY-MM-DD.
 * @returns a number to sort by.
 */
export function fairPlace(on: string, id: number): number {
  let mixed = 0x811c9dc5;
  for (const character of `${on} ${id}`) mixed = Math.imul(mixed ^ character.charCodeAt(0), 0x01000193);
  // FNV-1a leaves neighbours close to each other; this spreads them.
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}

/** A list in the day's order. */
export function inFairOrder<T>(on: string, list: T[], idOf: (each: T) => number): T[] {
  return list.toSorted((a, b) => fairPlace(on, idOf(a)) - fairPlace(on, idOf(b)) || idOf(a) - idOf(b));
}
