import { describe, expect, test } from 'vitest';
import type { Db } from '#core/db/open.ts';
import { signInLinks } from '#core/db/schema/door.ts';
import { startJoining } from '#core/joinings.ts';
import {
  ASKED_LINK_LASTS_MS,
  findCode,
  forgetOldLinks,
  INVITATION_LASTS_MS,
  lookAtLink,
  makeFounderLink,
  makeInvitationLink,
  makeSignInLink,
  useLink,
} from '#core/sign-in.ts';
import { temporaryDatabase } from '../support/database.ts';
import { DAY, later, MINUTE, NOON, seat } from '../support/participants.ts';

const HERS = { browser: 'her browser', code: null };
const NOWHERE = { browser: null, code: null };

async function asked() {
  const db = temporaryDatabase();
  const { person } = await seat(db, 'Ada');
  const bearer = { personId: person.id };
  return { db, bearer, ...(await makeSignInLink(db, bearer, HERS.browser, NOON)) };
}

async function joiningIn(db: Db) {
  const wish = { cohort: 'rhizo', name: 'Ada', email: 'ada@example.org', pasted: null, person: null };
  return { joiningId: (await startJoining(db, wish, NOON)).id };
}

function wrong(code: string): string {
  return code === '000000' ? '000001' : '000000';
}

describe('a link', () => {
  test('lets in whom it is for, once', async () => {
    const { db, bearer, token } = await asked();
    expect(await useLink(db, token, HERS, later(1))).toEqual({ kind: 'in', bearer });
    expect(await useLink(db, token, HERS, later(2))).toEqual({ kind: 'useless' });
    expect(await lookAtLink(db, token, HERS.browser, later(2))).toBe('useless');
  });

  test('lets one in of twenty who come at once', async () => {
    const { db, token } = await asked();
    const uses = await Promise.all(Array.from({ length: 20 }, () => useLink(db, token, HERS, NOON)));
    expect(uses.filter(({ kind }) => kind === 'in')).toHaveLength(1);
    expect(uses.filter(({ kind }) => kind === 'useless')).toHaveLength(19);
  });

  test('is not used up by looking', async () => {
    const { db, token } = await asked();
    for (let n = 0; n < 20; n += 1) {
      expect(await lookAtLink(db, token, HERS.browser, NOON)).toBe('ready');
      expect(await lookAtLink(db, token, null, NOON)).toBe('needs-code');
    }
    expect((await useLink(db, token, HERS, NOON)).kind).toBe('in');
  });

  test('that nobody made is useless', async () => {
    const { db, token } = await asked();
    for (const other of ['', `${token}x`, token.slice(1), token.toLowerCase()]) {
      expect(await lookAtLink(db, other, HERS.browser, NOON)).toBe('useless');
      expect(await useLink(db, other, HERS, NOON)).toEqual({ kind: 'useless' });
    }
  });

  test('is not in the database, only its hash is', async () => {
    const { db, token } = await asked();
    const stored = JSON.stringify(await db.select().from(signInLinks));
    expect(stored).not.toContain(token);
    expect(stored).not.toContain(HERS.browser);
  });

  test.each([
    ['that was asked for works half an hour', 30 * MINUTE, ASKED_LINK_LASTS_MS],
    ['of an invitation works two weeks', 14 * DAY, INVITATION_LASTS_MS],
  ])('%s, to the millisecond', async (_, lasts, constant) => {
    expect(constant).toBe(lasts);
    const db = temporaryDatabase();
    const { person } = await seat(db, 'Ada');
    const bearer = { personId: person.id };
    const make = async (now: Date) =>
      lasts === ASKED_LINK_LASTS_MS
        ? (await makeSignInLink(db, bearer, HERS.browser, now)).token
        : makeInvitationLink(db, bearer, now);
    for (const made of [0, 1000]) {
      const token = await make(later(made));
      expect(await lookAtLink(db, token, HERS.browser, later(made + lasts))).toBe('useless');
      expect(await useLink(db, token, HERS, later(made + lasts))).toEqual({ kind: 'useless' });
      expect(await lookAtLink(db, token, HERS.browser, later(made + lasts - 1))).toBe('ready');
      expect((await useLink(db, token, HERS, later(made + lasts - 1))).kind).toBe('in');
    }
  });

  test('is forgotten when it is too old, and not before', async () => {
    const { db } = await asked();
    await forgetOldLinks(db, later(ASKED_LINK_LASTS_MS - 1));
    expect(await db.select().from(signInLinks)).toHaveLength(1);
    await forgetOldLinks(db, later(ASKED_LINK_LASTS_MS));
    expect(await db.select().from(signInLinks)).toEqual([]);
  });
});

describe('another browser than the one that asked', () => {
  test.each([null, 'another browser', ''])('needs the code (%j)', async (browser) => {
    const { db, bearer, token, code } = await asked();
    expect(await lookAtLink(db, token, browser, NOON)).toBe('needs-code');
    expect(await useLink(db, token, { browser, code: null }, NOON)).toEqual({
      kind: 'wrong-code',
      triesLeft: 4,
    });
    expect(await useLink(db, token, { browser, code: wrong(code) }, NOON)).toEqual({
      kind: 'wrong-code',
      triesLeft: 3,
    });
    expect(await useLink(db, token, { browser, code }, NOON)).toEqual({ kind: 'in', bearer });
  });

  test('has five tries; then the link is useless in every browser, with the code too', async () => {
    const { db, token, code } = await asked();
    const guess = { browser: null, code: wrong(code) };
    const uses = [];
    for (let n = 0; n < 6; n += 1) uses.push(await useLink(db, token, guess, NOON));
    expect(uses).toEqual([
      ...[4, 3, 2, 1].map((triesLeft) => ({ kind: 'wrong-code', triesLeft })),
      { kind: 'useless' },
      { kind: 'useless' },
    ]);
    expect(await useLink(db, token, { browser: null, code }, NOON)).toEqual({ kind: 'useless' });
    expect(await useLink(db, token, HERS, NOON)).toEqual({ kind: 'useless' });
    expect(await lookAtLink(db, token, HERS.browser, NOON)).toBe('useless');
  });

  test('has five tries also when it makes them all at once', async () => {
    const { db, token, code } = await asked();
    const guesses = Array.from({ length: 50 }, () =>
      useLink(db, token, { browser: null, code: wrong(code) }, NOON),
    );
    const uses = await Promise.all(guesses);
    expect(uses.filter(({ kind }) => kind === 'wrong-code')).toHaveLength(4);
    expect(await useLink(db, token, { browser: null, code }, NOON)).toEqual({ kind: 'useless' });
  });

  test('is not helped by another link’s code', async () => {
    const { db, bearer, token, code } = await asked();
    const browser = 'another browser';
    let another = await makeSignInLink(db, bearer, browser, NOON);
    while (another.code === code) another = await makeSignInLink(db, bearer, browser, NOON);
    const use = await useLink(db, token, { browser, code: another.code }, NOON);
    expect(use.kind).toBe('wrong-code');
  });
});

describe('the code', () => {
  test('is shown in the browser that asked, as long as the link lasts', async () => {
    const db = temporaryDatabase();
    const bearer = await joiningIn(db);
    const { code } = await makeSignInLink(db, bearer, HERS.browser, NOON);
    const shown = (browser: string | null, ms: number) => findCode(db, bearer.joiningId, browser, later(ms));
    expect(await shown(HERS.browser, 0)).toBe(code);
    expect(await shown(HERS.browser, ASKED_LINK_LASTS_MS - 1)).toBe(code);
    expect(await shown(HERS.browser, ASKED_LINK_LASTS_MS)).toBeNull();
    expect(await shown('another browser', 0)).toBeNull();
    expect(await shown(null, 0)).toBeNull();
  });

  test('is that of the newest link', async () => {
    const db = temporaryDatabase();
    const bearer = await joiningIn(db);
    await makeSignInLink(db, bearer, HERS.browser, NOON);
    const { code } = await makeSignInLink(db, bearer, HERS.browser, later(1));
    expect(await findCode(db, bearer.joiningId, HERS.browser, later(2))).toBe(code);
  });
});

describe('an invitation', () => {
  test('lets its guest in from any browser, without a code, once', async () => {
    const db = temporaryDatabase();
    const bearer = await joiningIn(db);
    const token = await makeInvitationLink(db, bearer, NOON);
    expect(await lookAtLink(db, token, null, NOON)).toBe('ready');
    expect(await useLink(db, token, NOWHERE, NOON)).toEqual({
      kind: 'in',
      bearer: { ...bearer, isInvited: true },
    });
    expect(await useLink(db, token, NOWHERE, NOON)).toEqual({ kind: 'useless' });
  });
});

describe('the founder’s link', () => {
  test('lets the founder in, once', async () => {
    const db = temporaryDatabase();
    const token = await makeFounderLink(db, NOON);
    expect(await lookAtLink(db, token, null, NOON)).toBe('founder');
    expect(await useLink(db, token, NOWHERE, NOON)).toEqual({ kind: 'in', bearer: { founder: true } });
    expect(await useLink(db, token, NOWHERE, NOON)).toEqual({ kind: 'useless' });
  });

  test('makes the one before useless, and no other link', async () => {
    const { db, token: hers } = await asked();
    const first = await makeFounderLink(db, NOON);
    const second = await makeFounderLink(db, NOON);
    expect(await lookAtLink(db, first, null, NOON)).toBe('useless');
    expect(await lookAtLink(db, second, null, NOON)).toBe('founder');
    expect(await lookAtLink(db, hers, HERS.browser, NOON)).toBe('ready');
  });

  test('works two weeks', async () => {
    const db = temporaryDatabase();
    const token = await makeFounderLink(db, NOON);
    expect(await lookAtLink(db, token, null, later(14 * DAY - 1))).toBe('founder');
    expect(await lookAtLink(db, token, null, later(14 * DAY))).toBe('useless');
  });
});
