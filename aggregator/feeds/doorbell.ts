import { setTimeout as pause } from 'node:timers/promises';

/** Leaves a server a moment of peace between two requests. */
export class Doorbell {
  readonly #breathMs: number;
  /** The servers that rest, the one that was asked first at the front. */
  readonly #rangAt = new Map<string, number>();

  constructor(breathMs: number) {
    this.#breathMs = breathMs;
  }

  async beforeRinging(host: string): Promise<void> {
    const rangAt = this.#rangAt.get(host);
    const wait = rangAt === undefined ? 0 : rangAt + this.#breathMs - performance.now();
    if (wait > 0) await pause(wait);
  }

  hasRung(host: string): void {
    const now = performance.now();
    this.#rangAt.delete(host);
    this.#rangAt.set(host, now);
    for (const [rested, rangAt] of this.#rangAt) {
      if (rangAt + this.#breathMs > now) break;
      this.#rangAt.delete(rested);
    }
  }
}
