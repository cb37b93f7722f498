import { listCohortsOfComments } from '#core/conversations/comments-feeds.ts';
import { type Db, transaction } from '#core/db/open.ts';
import { claimFeeds, type Feed, listCohortsOfFeeds, type Which } from '#core/feeds.ts';
import { countPeople } from '#core/memberships.ts';
import { countPostsOfWeek } from '#core/polls.ts';

/** A feed that is ours to poll, with what is to be known of it beforehand. */
export interface Claimed {
  feed: Feed;
  /** How many people read it here: those of its cohorts. */
  readers: number;
  /** How many posts it brought within the past week. */
  postsOfWeek: number;
}

/** Claimed ahead, so that one slow server holds up nobody; and so many, because each claim is a commit of its own. */
const CLAIM = 200;
/** Longer than what is claimed can take at its slowest. */
const LEASE_MS = 30 * 60 * 1000;

/** Claims feeds to poll, and looks up what is to be known of them: for many at once, which costs little more than for one. */
export class Claims {
  readonly #db: Db;
  readonly #which: Which;
  /** Counted once for all feeds of the same cohorts. */
  readonly #people = new Map<string, number>();

  constructor(db: Db, which: Which) {
    this.#db = db;
    this.#which = which;
  }

  /** @returns none when none can be claimed. */
  async more(now: Date): Promise<Claimed[]> {
    // In a transaction, which takes along the outcomes that wait: they change the same pages.
    const claim = (tx: Db) => claimFeeds(tx, CLAIM, now, LEASE_MS, this.#which);
    const feeds = await transaction(this.#db, claim);
    if (feeds.length === 0) return [];
    const cohorts = new Map([
      ...(await listCohortsOfFeeds(this.#db, feeds)),
      ...(await listCohortsOfComments(this.#db, feeds)),
    ]);
    const posts = await countPostsOfWeek(this.#db, feeds, now);
    const claimed: Claimed[] = [];
    for (const feed of feeds) {
      const readers = await this.#countPeople(cohorts.get(feed.id) ?? []);
      claimed.push({ feed, readers, postsOfWeek: posts.get(feed.id) ?? 0 });
    }
    return claimed;
  }

  async #countPeople(cohorts: string[]): Promise<number> {
    const key = cohorts.join(' ');
    const people = this.#people.get(key) ?? (await countPeople(this.#db, cohorts));
    this.#people.set(key, people);
    return people;
  }
}
