/** After this many feeds the verdict is given; where fewer are polled, at the end, but not after fewer than a handful. */
const ENOUGH = 10;
const HANDFUL = 5;
const SHARE = 0.8;

/**
 * Tells in the course of a poll whether so many servers can't be reached that it must be us who are cut off. Who
 * asks waits until enough is known, or until everybody else waits too.
 */
export class OutageWatch {
  readonly #underWay: () => number;
  #reached = 0;
  #unreached = 0;
  #waiting: (() => void)[] = [];

  /** @param underWay how many feeds are being polled at this moment. */
  constructor(underWay: () => number) {
    this.#underWay = underWay;
  }

  /** A server has answered, whatever it said. */
  sawAnswer(): void {
    this.#reached += 1;
    this.look();
  }

  /** No server was reached for a feed. @returns whether that is our own fault. */
  async isOurs(): Promise<boolean> {
    this.#unreached += 1;
    const decided = new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.look();
    await decided;
    const all = this.#reached + this.#unreached;
    return all >= HANDFUL && this.#unreached / all > SHARE;
  }

  /** Lets those who wait go on, when enough is known or nobody is left to wait for. */
  look(): void {
    const isKnown = this.#reached + this.#unreached >= ENOUGH;
    if (!isKnown && this.#waiting.length < this.#underWay()) return;
    for (const goOn of this.#waiting.splice(0)) goOn();
  }
}
