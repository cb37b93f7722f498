/// <reference types="astro/client" />

declare namespace App {
  interface Locals {
    /** What the server was started with. */
    settings: import('#core/env.ts').Settings;
    db: import('#core/db/open.ts').Db;
    sessions: import('#core/sessions.ts').Sessions;
    now: () => Date;
    /** Makes a part of a page that is the same for all who may read it, unless it was made before; see `SharedPages`. */
    madeOnce: (key: string, make: () => Promise<string>) => Promise<string>;
    /** Tell the pages of live sessions when to ask again. */
    liveStreams: import('./live-streams.ts').LiveStreams;
    /** Who is signed in. */
    person: import('#core/people.ts').Person | null;
    /** The cohort of the address, which the person may read; only on its pages. */
    cohort: import('#core/cohorts.ts').Cohort;
    /** The person's membership in it. */
    membership: import('#core/memberships.ts').Membership | null;
    /** Who sits at the facilitators' desk; only on its pages. */
    facilitator: import('#core/facilitators.ts').Host;
    /** The key of the person's own feed addresses, where the cohort is closed. */
    feedKey: string | null;
    /** Whether the cohort has ever planned a live session. */
    hasLive: boolean;
    /** What a page that was redirected to should say. */
    notice: string | null;
    /** Set by the middleware: whether the page says the same to everybody, and may be kept for them. */
    isForEverybody: boolean;
  }
}
