import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { migrate } from '../../src/core/db/migrate.ts';
import { closeDatabase, type Db, openDatabase } from '../../src/core/db/open.ts';
import { ensureMembership, type Membership } from '../../src/core/memberships.ts';
import { ensurePerson, type Person } from '../../src/core/people.ts';
import { sessionsIn } from '../../src/core/sessions.ts';
import { freePort, type Running, start } from '../support/process.ts';

/** The built site, served by a process of its own on a database that the test can write into. */
export interface Site {
  url: string;
  db: Db;
  folder: string;
  contentDir: string;
  running: Running;
  get(path: string, visitor?: Visitor): Promise<Response>;
  /** Sends a form as a page of the site would. */
  post(path: string, fields: Record<string, string>, visitor?: Visitor): Promise<Response>;
  member(name: string, cohort: string, role?: 'participant' | 'facilitator'): Promise<Member>;
}

export interface Visitor {
  cookie: string;
}

export interface Member extends Visitor {
  person: Person;
  membership: Membership;
}

/** Serves the site for the tests of a file. */
export function useSite(fill: (contentDir: string) => void): Site {
  const folder = mkdtempSync(join(tmpdir(), 'potluck-site-'));
  const contentDir = join(folder, 'content');
  const state: { running?: Running; url?: string; db?: Db } = {};
  const made = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('The site is not up yet.');
    return value;
  };

  beforeAll(async () => {
    fill(contentDir);
    const port = await freePort();
    state.url = `http://localhost:${port}`;
    const env = {
      PORT: String(port),
      DATABASE_URL: `file:${folder}/data/potluck.db`,
      CONTENT_DIR: contentDir,
    };
    state.db = openDatabase(env.DATABASE_URL);
    migrate(state.db, new Date());
    state.running = start('src/server.ts', [], env, folder);
    await new Promise((resolve) => state.running?.process.once('message', resolve));
  }, 120_000);

  afterAll(async () => {
    await state.running?.stop();
    if (state.db) closeDatabase(state.db);
    rmSync(folder, { recursive: true, force: true });
  });

  const headers = (visitor: Visitor | undefined) => (visitor ? { cookie: visitor.cookie } : undefined);
  return {
    folder,
    contentDir,
    get url() {
      return made(state.url);
    },
    get db() {
      return made(state.db);
    },
    get running() {
      return made(state.running);
    },
    get: (path, visitor) =>
      fetch(made(state.url) + path, { redirect: 'manual', headers: headers(visitor) ?? {} }),
    post: (path, fields, visitor) =>
      fetch(made(state.url) + path, {
        method: 'POST',
        redirect: 'manual',
        headers: { 'sec-fetch-site': 'same-origin', ...headers(visitor) },
        body: new URLSearchParams(fields),
      }),
    async member(name, cohort, role = 'participant') {
      const db = made(state.db);
      const email = `${name.toLowerCase()}@example.org`;
      const person = await ensurePerson(db, { name, email }, new Date());
      const membership = await ensureMembership(db, person, cohort, role, new Date());
      const sessions = sessionsIn(db, false);
      const session = await sessions.createSession(person.id, {});
      return { person, membership, cookie: `${sessions.sessionCookieName}=${session.id}` };
    },
  };
}
