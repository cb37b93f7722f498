import { countChanges } from '#core/db/changes.ts';
import type { Db } from '#core/db/open.ts';
import { markOf } from '#core/live/mark.ts';

/** Who listens to what. */
export interface Listener {
  sessionId: number;
  /** Null for somebody who isn't a member. */
  membershipId: number | null;
  /** What they have seen; another one means that there is news. */
  mark: string | null;
  /** When the session is long over. */
  until: Date;
}

export interface StreamBounds {
  /** How many may listen at a time, of them strangers, and with one membership, of which the latest count. */
  most: number;
  strangers: number;
  each: number;
}

/** A connection costs some kilobytes; members are let in when strangers have taken theirs. */
const BOUNDS: StreamBounds = { most: 1_000, strangers: 200, each: 6 };
const LOOK_EVERY_MS = 1_000;
/** Proxies give up on what is silent for a minute. */
const SAY_SOMETHING_EVERY_MS = 20_000;
/** Whoever takes so little of it is gone, or as good as. */
const MOST_WAITING = 16;
/** How soon a browser comes back that has lost the connection. */
const RETRY_MS = 3_000;

interface Open extends Listener {
  controller: ReadableStreamDefaultController<Uint8Array>;
  lastSaidAt: number;
}

/**
 * The streams of server-sent events that tell pages of live sessions when to ask again. They say that something has
 * changed, never what: the page itself decides what its reader may see. The database is looked at once a second for
 * all of them, so that it makes no difference which of several sites somebody writes on.
 */
export class LiveStreams {
  readonly #db: Db;
  readonly #now: () => Date;
  readonly #bounds: StreamBounds;
  readonly #open = new Set<Open>();
  readonly #bytes = new TextEncoder();
  #changes: number | null = null;
  #timer: NodeJS.Timeout | null = null;
  #isClosed = false;

  constructor(surroundings: { db: Db; now: () => Date }, bounds = BOUNDS) {
    this.#db = surroundings.db;
    this.#now = surroundings.now;
    this.#bounds = bounds;
  }

  get count(): number {
    return this.#open.size;
  }

  /** Lets somebody listen until they leave or the session is long over. @returns null when too many do already. */
  listen(listener: Listener): ReadableStream<Uint8Array> | null {
    if (this.#isClosed || !this.#makeRoomFor(listener)) return null;
    let mine: Open | null = null;
    return new ReadableStream({
      start: (controller) => {
        mine = { ...listener, controller, lastSaidAt: this.#now().getTime() };
        this.#open.add(mine);
        this.#say(mine, `retry: ${RETRY_MS}\n\n`);
        // Those who come are told what they have missed.
        this.#changes = null;
        this.#timer ??= setInterval(() => void this.#look(), LOOK_EVERY_MS);
      },
      cancel: () => {
        if (mine) this.#leave(mine);
      },
    });
  }

  /** Ends all streams, so that the server can stop. */
  close(): void {
    this.#isClosed = true;
    for (const each of this.#open) this.#end(each);
  }

  #makeRoomFor({ membershipId }: Listener): boolean {
    const { most, strangers, each } = this.#bounds;
    const alike = [...this.#open].filter((other) => other.membershipId === membershipId);
    // Of a member's, the oldest may be a phone's that has long lost its network.
    const [oldest] = alike;
    if (oldest && membershipId !== null && alike.length >= each) this.#end(oldest);
    return this.#open.size < most && (membershipId !== null || alike.length < strangers);
  }

  async #look(): Promise<void> {
    const now = this.#now();
    for (const each of this.#open) if (now >= each.until) this.#end(each);
    try {
      const changes = await countChanges(this.#db);
      if (changes !== null && changes !== this.#changes) {
        this.#changes = changes;
        await this.#tellAll();
      }
    } catch (error) {
      // The next look may do better; until then pages are as old as they are.
      console.error('Trouble at looking for what is new in live sessions:', error);
    }
    for (const each of this.#open) {
      if (now.getTime() - each.lastSaidAt >= SAY_SOMETHING_EVERY_MS) this.#say(each, ': still here\n\n');
    }
  }

  async #tellAll(): Promise<void> {
    for (const [sessionId, listeners] of Map.groupBy(this.#open, (each) => each.sessionId)) {
      const mark = await markOf(this.#db, sessionId);
      for (const each of listeners) {
        if (each.mark === mark || !this.#open.has(each)) continue;
        each.mark = mark;
        this.#say(each, `id: ${mark}\nevent: change\ndata: ${mark}\n\n`);
      }
    }
  }

  #say(each: Open, words: string): void {
    if ((each.controller.desiredSize ?? 0) < -MOST_WAITING) {
      this.#end(each);
      return;
    }
    each.controller.enqueue(this.#bytes.encode(words));
    each.lastSaidAt = this.#now().getTime();
  }

  #end(each: Open): void {
    this.#leave(each);
    each.controller.close();
  }

  #leave(each: Open): void {
    this.#open.delete(each);
    if (this.#open.size > 0 || this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }
}
