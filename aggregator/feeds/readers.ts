import type { Db } from '#core/db/open.ts';
import { type Feed, listCohortsOfFeed } from '#core/feeds.ts';
import { countPeople } from '#core/memberships.ts';

/** How many people read a feed here: those of its cohorts, counted once for all feeds of the same ones. */
export class Readers {
  readonly #db: Db;
  readonly #counted = new Map<string, Promise<number>>();

  constructor(db: Db) {
    this.#db = db;
  }

  async of(feed: Feed): Promise<number> {
    const cohorts = await listCohortsOfFeed(this.#db, feed);
    const key = cohorts.join(' ');
    const counted = this.#counted.get(key) ?? countPeople(this.#db, cohorts);
    this.#counted.set(key, counted);
    return counted;
  }
}
