import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { connectionOf, type Db } from '#core/db/open.ts';
import { sessions as rows } from '#core/db/schema/people.ts';
import { sessionsIn } from '#core/sessions.ts';
import { hashToken } from '#core/tokens.ts';
import { temporaryDatabase } from '../support/database.ts';
import { DAY, later, NOON, SECOND, seat } from '../support/participants.ts';

// lucia asks the system's clock and takes no other.
beforeEach(() => {
  vi.useFakeTimers({ now: NOON, toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
});

async function signedIn() {
  const db = temporaryDatabase();
  const { person } = await seat(db, 'Ada');
  const sessions = sessionsIn(db, true);
  return { db, person, sessions, session: await sessions.createSession(person.id, {}) };
}

/** Every byte that the database has on disk. */
function bytesOf(db: Db): Buffer {
  const folder = dirname(connectionOf(db).sqlite.name);
  return Buffer.concat(readdirSync(folder).map((file) => readFileSync(join(folder, file))));
}

describe('a session', () => {
  test('says who somebody is', async () => {
    const { person, sessions, session } = await signedIn();
    expect((await sessions.validateSession(session.id)).user).toEqual({ id: person.id, person });
    expect(await sessions.validateSession(`${session.id}x`)).toEqual({ session: null, user: null });
    expect(await sessions.validateSession('')).toEqual({ session: null, user: null });
  });

  test('is another one at each sign-in, and each works', async () => {
    const { person, sessions, session } = await signedIn();
    const another = await sessions.createSession(person.id, {});
    expect(another.id).not.toBe(session.id);
    for (const { id } of [session, another]) {
      expect((await sessions.validateSession(id)).user?.id).toBe(person.id);
    }
  });

  test('cannot be read out of the database file', async () => {
    const { db, session } = await signedIn();
    connectionOf(db).sqlite.pragma('wal_checkpoint(FULL)');
    expect(bytesOf(db).includes(hashToken(session.id))).toBe(true);
    expect(bytesOf(db).includes(session.id)).toBe(false);
  });

  test('is not opened by what the database holds of it', async () => {
    const { db, sessions } = await signedIn();
    const [row] = await db.select().from(rows);
    expect((await sessions.validateSession(row?.idHash ?? '')).session).toBeNull();
  });

  test('ends after thirty days without use, and stays ended', async () => {
    const { db, sessions, session } = await signedIn();
    expect(session.expiresAt).toEqual(later(30 * DAY));
    vi.setSystemTime(later(30 * DAY));
    expect((await sessions.validateSession(session.id)).session).toBeNull();
    expect(await db.select().from(rows)).toEqual([]);
    vi.setSystemTime(later(0));
    expect((await sessions.validateSession(session.id)).session).toBeNull();
  });

  test('is made longer by use in its second half, each time anew', async () => {
    const { sessions, session } = await signedIn();
    const at = async (ms: number) => {
      vi.setSystemTime(later(ms));
      const { session: now } = await sessions.validateSession(session.id);
      return now && { fresh: now.fresh, expiresAt: now.expiresAt };
    };
    expect(await at(15 * DAY - 1)).toEqual({ fresh: false, expiresAt: later(30 * DAY) });
    expect(await at(15 * DAY)).toEqual({ fresh: true, expiresAt: later(45 * DAY) });
    expect(await at(30 * DAY - 1)).toEqual({ fresh: false, expiresAt: later(45 * DAY) });
    expect(await at(30 * DAY)).toEqual({ fresh: true, expiresAt: later(60 * DAY) });
    expect(await at(60 * DAY - 1)).toEqual({ fresh: true, expiresAt: later(90 * DAY - 1) });
    expect(await at(90 * DAY - 1)).toBeNull();
  });

  test('ends by signing out, and the others of the same person go on', async () => {
    const { person, sessions, session } = await signedIn();
    const another = await sessions.createSession(person.id, {});
    await sessions.invalidateSession(session.id);
    expect((await sessions.validateSession(session.id)).session).toBeNull();
    expect((await sessions.validateSession(another.id)).session).not.toBeNull();
  });

  test('ends with all others of the same person, and nobody else’s', async () => {
    const { db, person, sessions, session } = await signedIn();
    const { person: grace } = await seat(db, 'Grace');
    const hers = await sessions.createSession(grace.id, {});
    const another = await sessions.createSession(person.id, {});
    await sessions.invalidateUserSessions(person.id);
    for (const { id } of [session, another]) {
      expect(await sessions.validateSession(id)).toEqual({ session: null, user: null });
    }
    expect((await sessions.validateSession(hers.id)).user?.id).toBe(grace.id);
  });

  test('that has ended is swept away, and no other', async () => {
    const { db, person, sessions } = await signedIn();
    vi.setSystemTime(later(1));
    await sessions.createSession(person.id, {});
    vi.setSystemTime(later(30 * DAY - 1));
    await sessions.deleteExpiredSessions();
    expect(await db.select().from(rows)).toHaveLength(2);
    vi.setSystemTime(later(30 * DAY));
    await sessions.deleteExpiredSessions();
    expect(await db.select().from(rows)).toHaveLength(1);
    vi.setSystemTime(later(31 * DAY));
    await sessions.deleteExpiredSessions();
    expect(await db.select().from(rows)).toEqual([]);
  });
});

describe('the cookie', () => {
  test('is for this host alone, out of reach of scripts and other sites', async () => {
    const { sessions, session } = await signedIn();
    expect(sessions.createSessionCookie(session.id)).toMatchObject({
      name: '__Host-potluck',
      value: session.id,
      attributes: { secure: true, httpOnly: true, sameSite: 'lax', path: '/', maxAge: (30 * DAY) / SECOND },
    });
    expect(sessions.createSessionCookie(session.id).attributes).not.toHaveProperty('domain');
  });

  test('works without https where the site has none', () => {
    const cookie = sessionsIn(temporaryDatabase(), false).createSessionCookie('x');
    expect(cookie).toMatchObject({ name: 'potluck', attributes: { secure: false, httpOnly: true } });
  });
});
