import { listCohortsOfComments } from '#core/conversations/comments-feeds.ts';
import type { Db } from '#core/db/open.ts';
import { type Feed, listCohortsOfFeeds } from '#core/feeds.ts';
import { countPeople } from '#core/memberships.ts';

/** How many people read feeds here: those of their cohorts, counted once for all feeds of the same ones. */
export class Readers {
  readonly #db: Db;
  readonly #ofCohorts = new Map<string, number>();
  readonly #ofFeeds = new WeakMap<Feed, number>();

  constructor(db: Db) {
    this.#db = db;
  }

  /** To be asked before `of` these feeds. */
  async count(feeds: Feed[]): Promise<void> {
    if (feeds.length === 0) return;
    const cohorts = new Map([
      ...(await listCohortsOfFeeds(this.#db, feeds)),
      ...(await listCohortsOfComments(this.#db, feeds)),
    ]);
    for (const feed of feeds) this.#ofFeeds.set(feed, await this.#countPeople(cohorts.get(feed.id) ?? []));
  }

  of(feed: Feed): number {
    return this.#ofFeeds.get(feed) ?? 0;
  }

  async #countPeople(cohorts: string[]): Promise<number> {
    const key = cohorts.join(' ');
    const people = this.#ofCohorts.get(key) ?? (await countPeople(this.#db, cohorts));
    this.#ofCohorts.set(key, people);
    return people;
  }
}
