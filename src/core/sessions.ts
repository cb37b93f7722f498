import { eq, lte, sql } from 'drizzle-orm';
import { type Adapter, Lucia, TimeSpan } from 'lucia';
import { type Db, prepared } from './db/open.ts';
import { people, sessions } from './db/schema/people.ts';
import type { Person } from './people.ts';
import { hashToken } from './tokens.ts';

declare module 'lucia' {
  interface Register {
    Lucia: Sessions;
    UserId: number;
    DatabaseUserAttributes: Person;
  }
}

export type Sessions = ReturnType<typeof sessionsIn>;

/**
 * Sessions by lucia: thirty days, made longer by use, in a cookie that only this site's own pages can send.
 *
 * @param secure whether the site is served over https; only then browsers accept a `__Host-` cookie.
 */
export function sessionsIn(db: Db, secure: boolean) {
  return new Lucia(adapterFor(db), {
    sessionExpiresIn: new TimeSpan(30, 'd'),
    sessionCookie: { name: secure ? '__Host-potluck' : 'potluck', attributes: { secure, sameSite: 'lax' } },
    getUserAttributes: (person) => ({ person }),
  });
}

const withPerson = prepared((db) =>
  db
    .select({ expiresAt: sessions.expiresAt, person: people })
    .from(sessions)
    .innerJoin(people, eq(people.id, sessions.personId))
    .where(eq(sessions.idHash, sql.placeholder('idHash')))
    .prepare(),
);

/** Stores only the hash of a session's id; lucia itself would store it in clear. */
function adapterFor(db: Db): Adapter {
  const is = (id: string) => eq(sessions.idHash, hashToken(id));
  return {
    async getSessionAndUser(id) {
      const [row] = await withPerson(db).all({ idHash: hashToken(id) });
      if (!row) return [null, null];
      const { expiresAt, person } = row;
      return [
        { id, userId: person.id, expiresAt, attributes: {} },
        { id: person.id, attributes: person },
      ];
    },
    async getUserSessions() {
      // Their ids are not kept, so they can only be ended.
      return [];
    },
    async setSession({ id, userId, expiresAt }) {
      await db.insert(sessions).values({ idHash: hashToken(id), personId: userId, expiresAt });
    },
    async updateSessionExpiration(id, expiresAt) {
      await db.update(sessions).set({ expiresAt }).where(is(id));
    },
    async deleteSession(id) {
      await db.delete(sessions).where(is(id));
    },
    async deleteUserSessions(personId) {
      await db.delete(sessions).where(eq(sessions.personId, personId));
    },
    async deleteExpiredSessions() {
      await db.delete(sessions).where(lte(sessions.expiresAt, new Date()));
    },
  };
}
