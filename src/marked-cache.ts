interface Kept<Value> {
  value: Value;
  size: number;
  mark: string;
  keptAt: Date;
}

/** Some pages change by the clock alone: a week opens, the hour of an issue comes. */
export const LASTS_MS = 30_000;

export interface Bounds {
  /** How many values are kept, how large they may be together, and one of them, in bytes. */
  most: number;
  together: number;
  each: number;
}

/**
 * Finished work by its key, in memory and within bounds. It carries the mark of what it was made of: when that has
 * changed, it is gone. Full, it lets go of what was asked for longest ago.
 */
export class MarkedCache<Value> {
  readonly #kept = new Map<string, Kept<Value>>();
  readonly #bounds: Bounds;
  #together = 0;

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  /** @param mark of what the values are made of, as it is now. */
  find(key: string, mark: string, now: Date): Value | null {
    const kept = this.#kept.get(key);
    if (!kept) return null;
    this.#forget(key, kept);
    const age = now.getTime() - kept.keptAt.getTime();
    // Nor when the clock was set back: nobody knows then how old it is.
    if (kept.mark !== mark || age < 0 || age >= LASTS_MS) return null;
    this.#remember(key, kept);
    return kept.value;
  }

  /** @param mark as it was before the value was made. */
  keep(key: string, value: Value, size: number, mark: string, now: Date): void {
    const before = this.#kept.get(key);
    if (before) this.#forget(key, before);
    if (size > this.#bounds.each) return;
    this.#remember(key, { value, size, mark, keptAt: now });
    // A map keeps its order, and what is asked for goes to its end.
    for (const [oldest, kept] of this.#kept) {
      if (this.#kept.size <= this.#bounds.most && this.#together <= this.#bounds.together) break;
      this.#forget(oldest, kept);
    }
  }

  get count(): number {
    return this.#kept.size;
  }

  #remember(key: string, kept: Kept<Value>): void {
    this.#kept.set(key, kept);
    this.#together += kept.size;
  }

  #forget(key: string, kept: Kept<Value>): void {
    this.#kept.delete(key);
    this.#together -= kept.size;
  }
}
