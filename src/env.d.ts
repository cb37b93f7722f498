/// <reference types="astro/client" />

declare namespace App {
  interface Locals {
    /** What the server was started with. */
    settings: import('#core/env.ts').Settings;
    db: import('#core/db/open.ts').Db;
    sessions: import('#core/sessions.ts').Sessions;
    now: () => Date;
    /** Who is signed in. */
    person: import('#core/people.ts').Person | null;
    /** The cohort of the address, which the person may read; only on its pages. */
    cohort: import('#core/cohorts.ts').Cohort;
    /** The person's membership in it. */
    membership: import('#core/memberships.ts').Membership | null;
    /** What a page that was redirected to should say. */
    notice: string | null;
  }
}
