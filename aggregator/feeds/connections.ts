import { Client, type Dispatcher } from 'undici';

/** As many as may rest, besides those at work. A poll comes back to a server that many blogs share within seconds. */
const MOST_AT_REST = 64;

/** How many of them end at a time. One by one, each would wake up the machine at the other end, and cost twice as much. */
const GIVEN_UP = 32;

/** One for all of them: undici would make one each time, and trace where it came from. */
const MADE_ROOM = new Error('This connection has made room for others.');

interface Line {
  client: Client;
  /** Requests that are under way or wait for their turn. */
  busyWith: number;
}

/** The connections to servers: one each, kept for the next request, and of those that rest only the latest. */
export class Connections {
  readonly #options: Client.Options;
  readonly #lines = new Map<string, Line>();
  /** The server that has rested longest at the front. */
  readonly #atRest = new Set<string>();

  constructor(options: Client.Options) {
    this.#options = options;
  }

  /** Gives the connection to a server, such as `https://blog.example`, for a piece of work. Requests take turns. */
  async use<T>(origin: string, work: (connection: Dispatcher) => Promise<T>): Promise<T> {
    const line = this.#lineTo(origin);
    line.busyWith += 1;
    this.#atRest.delete(origin);
    try {
      return await work(line.client);
    } finally {
      line.busyWith -= 1;
      if (line.busyWith === 0) this.#rest(origin);
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#lines.values()].map(({ client }) => client.destroy()));
  }

  #lineTo(origin: string): Line {
    const known = this.#lines.get(origin);
    if (known) return known;
    const line = { client: new Client(origin, this.#options), busyWith: 0 };
    this.#lines.set(origin, line);
    return line;
  }

  #rest(origin: string): void {
    this.#atRest.add(origin);
    if (this.#atRest.size <= MOST_AT_REST) return;
    for (const longest of [...this.#atRest].slice(0, GIVEN_UP)) {
      this.#lines.get(longest)?.client.destroy(MADE_ROOM);
      this.#lines.delete(longest);
      this.#atRest.delete(longest);
    }
  }
}
