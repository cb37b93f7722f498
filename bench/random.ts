/** Made-up numbers from 0 to 1 that are the same on every run (the generator mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One of a list, by a number from 0 to 1. */
export function pick<T>(list: readonly T[], number: number): T {
  const picked = list[Math.floor(number * list.length)];
  if (picked === undefined) throw new RangeError('There is nothing to pick from.');
  return picked;
}
