import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { comeIn } from '#core/asking.ts';
import type { Db } from '#core/db/open.ts';
import { joinings, signInLinks } from '#core/db/schema/door.ts';
import { outbox } from '#core/db/schema/issues.ts';
import { people } from '#core/db/schema/people.ts';
import { listDeeds } from '#core/desk/log.ts';
import { readGuestList } from '#core/guest-list.ts';
import { foresee, inviteAll, leftOver, summarize } from '#core/guests.ts';
import {
  forgetOldInvitations,
  INVITATION_KEPT_MS,
  INVITATIONS_AN_HOUR,
  invite,
  inviteAgain,
  listInvitations,
  takeBack,
} from '#core/invitations.ts';
import {
  claimJoinings,
  confirmJoining,
  findJoining,
  forgetOldJoinings,
  recordFindings,
  startJoining,
} from '#core/joinings.ts';
import { findMembership } from '#core/memberships.ts';
import { INVITATION_LASTS_MS, makeSignInLink, useLink } from '#core/sign-in.ts';
import { testCohort } from '../support/cohort.ts';
import { temporaryDatabase } from '../support/database.ts';
import { DAY, HOUR, later, NOON, seat } from '../support/participants.ts';

const SITE = 'https://potluck.example';
const rhizo = testCohort();
const IDA = { name: 'Ida', email: 'ida@example.org' };

async function mailsTo(db: Db, email: string) {
  return db.select().from(outbox).where(eq(outbox.toAddress, email));
}

async function tokensTo(db: Db, email: string): Promise<string[]> {
  return (await mailsTo(db, email)).map(({ text }) => /sign-in\/(\S+)/.exec(text ?? '')?.[1] ?? '');
}

/** Presses the button behind a link. */
async function press(db: Db, token: string | undefined, at = NOON) {
  const use = await useLink(db, token ?? '', { browser: null, code: null }, at);
  if (use.kind !== 'in' || !('joiningId' in use.bearer)) return null;
  return comeIn(db, SITE, rhizo, use.bearer.joiningId, use.bearer.isInvited, at);
}

const names = async (db: Db, at = NOON) => (await listInvitations(db, 'rhizo', at)).map(({ name }) => name);

describe('an invitation', () => {
  test('stands until its guest comes, and is logged', async () => {
    const db = temporaryDatabase();
    const host = await seat(db, 'Ada', { role: 'facilitator' });
    await invite(db, SITE, rhizo, host, IDA, NOON);
    expect(await listInvitations(db, 'rhizo', NOON)).toEqual([
      { ...IDA, since: NOON, by: 'Ada', role: 'participant', blog: null, isOpen: true },
    ]);
    expect(await listDeeds(db, 'rhizo', 10)).toMatchObject([{ by: 'Ada', deed: 'invited', subject: 'Ida' }]);
    const [token] = await tokensTo(db, IDA.email);
    expect(await press(db, token)).toMatchObject({ kind: 'in', membership: { role: 'participant' } });
    expect(await names(db)).toEqual([]);
    expect(await invite(db, SITE, rhizo, host, IDA, later(1))).toEqual({ kind: 'member' });
  });

  test('is sent once, unless somebody asks for it again', async () => {
    const db = temporaryDatabase();
    const host = await seat(db, 'Ada', { role: 'facilitator' });
    await invite(db, SITE, rhizo, host, IDA, NOON);
    expect(await invite(db, SITE, rhizo, host, IDA, later(DAY))).toEqual({ kind: 'invited', since: NOON });
    expect(await mailsTo(db, IDA.email)).toHaveLength(1);
    expect(await inviteAgain(db, SITE, rhizo, host, IDA.email, later(DAY))).toEqual({ kind: 'sent' });
    expect(await inviteAgain(db, SITE, rhizo, host, 'nobody@example.org', later(DAY))).toBeNull();
    const [first, second] = await tokensTo(db, IDA.email);
    expect(await press(db, first)).toMatchObject({ kind: 'in' });
    expect(await press(db, second)).toBeNull();
  });

  test('taken back lets nobody in, by any of its mails, and can be sent anew', async () => {
    const db = temporaryDatabase();
    const host = await seat(db, 'Ada', { role: 'facilitator' });
    await invite(db, SITE, rhizo, host, IDA, NOON);
    await inviteAgain(db, SITE, rhizo, host, IDA.email, NOON);
    expect(await takeBack(db, 'rhizo', host, IDA.email, NOON)).toBe(true);
    expect(await takeBack(db, 'rhizo', host, IDA.email, NOON)).toBe(false);
    for (const token of await tokensTo(db, IDA.email)) expect(await press(db, token)).toBeNull();
    expect(await db.select().from(people)).toHaveLength(1);
    expect(await invite(db, SITE, rhizo, host, IDA, NOON)).toEqual({ kind: 'sent' });
    expect(await press(db, (await tokensTo(db, IDA.email))[2])).toMatchObject({ kind: 'in' });
  });

  test('of another cohort is neither seen nor taken back from here', async () => {
    const db = temporaryDatabase();
    const host = await seat(db, 'Ada', { role: 'facilitator' });
    const other = await seat(db, 'Ben', { cohort: 'alder', role: 'facilitator' });
    await invite(db, SITE, rhizo, host, IDA, NOON);
    expect(await listInvitations(db, 'alder', NOON)).toEqual([]);
    expect(await takeBack(db, 'alder', other, IDA.email, NOON)).toBe(false);
    expect(await inviteAgain(db, SITE, testCohort({}, 'alder'), other, IDA.email, NOON)).toBeNull();
    expect(await names(db)).toEqual(['Ida']);
  });

  test('as a facilitator stays one when it is sent again, also when its first link has run out', async () => {
    const db = temporaryDatabase();
    const host = await seat(db, 'Ada', { role: 'facilitator' });
    await invite(db, SITE, rhizo, host, { ...IDA, role: 'facilitator' }, NOON);
    expect((await mailsTo(db, IDA.email))[0]?.text).toContain('as one of its facilitators');
    const late = later(INVITATION_LASTS_MS);
    expect(await listInvitations(db, 'rhizo', later(INVITATION_LASTS_MS - 1))).toMatchObject([
      { isOpen: true },
    ]);
    await forgetOldJoinings(db, late);
    expect(await listInvitations(db, 'rhizo', late)).toMatchObject([{ isOpen: false, role: 'facilitator' }]);
    await inviteAgain(db, SITE, rhizo, host, IDA.email, late);
    const [, second] = await tokensTo(db, IDA.email);
    expect(await press(db, second, late)).toMatchObject({ membership: { role: 'facilitator' } });
  });

  test('as a facilitator stays one whatever a stranger asks for in their name', async () => {
    const db = temporaryDatabase();
    const host = await seat(db, 'Ada', { role: 'facilitator' });
    await invite(db, SITE, rhizo, host, { ...IDA, role: 'facilitator' }, NOON);
    const wish = { ...IDA, cohort: 'rhizo', pasted: null, person: null };
    const strangers = await startJoining(db, wish, later(1));
    await makeSignInLink(db, { joiningId: strangers.id }, 'browser', later(1));
    await db.delete(signInLinks);
    expect(await listInvitations(db, 'rhizo', later(2))).toMatchObject([{ role: 'facilitator' }]);
  });

  test('holds when its guest, signed in, comes in by another way, and its links end', async () => {
    const db = temporaryDatabase();
    const host = await seat(db, 'Ada', { role: 'facilitator' });
    const { person } = await seat(db, 'Ida', { cohort: 'alder' });
    await invite(db, SITE, rhizo, host, { ...IDA, role: 'facilitator' }, NOON);
    const own = await startJoining(db, { ...IDA, cohort: 'rhizo', pasted: null, person }, NOON);
    expect(await comeIn(db, SITE, rhizo, own.id, false, NOON)).toMatchObject({ kind: 'in' });
    const [token] = await tokensTo(db, IDA.email);
    expect(await press(db, token)).toBeNull();
    expect(await findMembership(db, person, 'rhizo')).toMatchObject({ role: 'facilitator' });
    expect(await names(db)).toEqual([]);
  });

  test('is forgotten after a year, and not before', async () => {
    const db = temporaryDatabase();
    await invite(db, SITE, rhizo, await seat(db, 'Ada', { role: 'facilitator' }), IDA, NOON);
    const tidyAt = (at: Date) => forgetOldInvitations(db, new Date(at.getTime() - INVITATION_KEPT_MS));
    await tidyAt(later(INVITATION_KEPT_MS - 1));
    expect(await names(db)).toEqual(['Ida']);
    await tidyAt(later(INVITATION_KEPT_MS));
    expect(await names(db)).toEqual([]);
  });

  test('sent again brings the blog that was named with the first, and none that a stranger brought', async () => {
    const db = temporaryDatabase();
    const host = await seat(db, 'Ada', { role: 'facilitator' });
    await invite(db, SITE, rhizo, host, { ...IDA, blog: 'ida.example' }, NOON);
    const wish = { ...IDA, cohort: 'rhizo', pasted: 'mallory.example', person: null };
    const strangers = await startJoining(db, wish, later(1));
    await confirmJoining(db, strangers.id, { feedUrl: 'https://mallory.example/feed', filing: 'tag' });
    await inviteAgain(db, SITE, rhizo, host, IDA.email, later(2));
    await inviteAgain(db, SITE, rhizo, host, IDA.email, later(3));
    const came = await press(db, (await tokensTo(db, IDA.email))[2]);
    expect(came).toMatchObject({ kind: 'in', blog: 'at' });
    expect(await claimJoinings(db, 1, NOON, HOUR)).toMatchObject([{ pasted: 'ida.example' }]);
  });

  test('with a blog has it looked at only once its guest is in, and added when they say yes', async () => {
    const db = temporaryDatabase();
    const host = await seat(db, 'Ada', { role: 'facilitator' });
    await invite(db, SITE, rhizo, host, { ...IDA, blog: 'ida.example' }, NOON);
    expect(await claimJoinings(db, 1, NOON, HOUR)).toEqual([]);
    const came = await press(db, (await tokensTo(db, IDA.email))[0]);
    if (came?.kind !== 'in') throw new Error('not in');
    expect(came).toMatchObject({ blog: 'at', person: IDA });
    const looking = await db.select().from(joinings).where(eq(joinings.personId, came.person.id));
    expect(looking).toMatchObject([{ state: 'waiting', pasted: 'ida.example' }]);
    const [claimed] = await claimJoinings(db, 1, NOON, HOUR);
    if (!claimed) throw new Error('nothing to look at');
    const feedUrl = 'https://ida.example/feed';
    const found = { feedUrl, title: null, siteUrl: null, kind: 'posts' as const, posts: [] };
    const findings = { siteUrl: 'https://ida.example/', candidates: [found] };
    await recordFindings(db, claimed, { kind: 'found', findings });
    await confirmJoining(db, claimed.id, { feedUrl, filing: 'tag' });
    expect(await comeIn(db, SITE, rhizo, claimed.id, false, NOON)).toMatchObject({ blog: 'added' });
  });
});

describe('a list of guests', () => {
  const LIST = readGuestList(
    'Ida,ida@example.org\nAda,ada@example.org\nnobody\nJo,jo@example.org\nIda,ida@example.org',
  );

  test('is looked over without doing anything', async () => {
    const db = temporaryDatabase();
    await seat(db, 'Ada', { role: 'facilitator' });
    const foreseen = await foresee(db, 'rhizo', LIST);
    expect(foreseen.map(({ kind }) => kind)).toEqual(['new', 'member', 'wrong', 'new', 'doubled']);
    expect(summarize(foreseen)).toBe(
      '2 will be invited, 1 is here already, 1 line is doubled, 1 line can’t be read.',
    );
    expect(await db.select().from(outbox)).toEqual([]);
  });

  test('invites each once, however often it is sent', async () => {
    const db = temporaryDatabase();
    const host = await seat(db, 'Ada', { role: 'facilitator' });
    const kinds = async () => (await inviteAll(db, SITE, rhizo, host, LIST, NOON)).map(({ kind }) => kind);
    expect(await kinds()).toEqual(['sent', 'member', 'wrong', 'sent', 'doubled']);
    expect(await kinds()).toEqual(['invited', 'member', 'wrong', 'invited', 'doubled']);
    const together = await Promise.all([kinds(), kinds()]);
    expect(together.flat()).not.toContain('sent');
    expect(await db.select().from(outbox)).toHaveLength(2);
  });

  test('goes as far as the hour’s limit, says which lines are left, and goes on later', async () => {
    const db = temporaryDatabase();
    const host = await seat(db, 'Ada', { role: 'facilitator' });
    const many = Array.from(
      { length: INVITATIONS_AN_HOUR + 3 },
      (_, n) => `"No, ${n}",no${n}@example.org,no${n}.example`,
    );
    const lines = readGuestList(many.join('\n'));
    const first = await inviteAll(db, SITE, rhizo, host, lines, NOON);
    expect(summarize(first)).toBe('200 are invited, 3 are left for later.');
    expect(leftOver(first)).toBe(many.slice(-3).join('\n'));
    expect(summarize(await inviteAll(db, SITE, rhizo, host, lines, later(HOUR - 1)))).toBe(
      '200 were invited before, 3 are left for later.',
    );
    const rest = await inviteAll(db, SITE, rhizo, host, readGuestList(leftOver(first)), later(HOUR));
    expect(summarize(rest)).toBe('3 are invited.');
    expect(await db.select().from(outbox)).toHaveLength(203);
  }, 30_000);

  test('by the operator is nobody’s deed, and isn’t limited', async () => {
    const db = temporaryDatabase();
    expect(summarize(await inviteAll(db, SITE, rhizo, null, LIST.slice(0, 1), NOON))).toBe('1 is invited.');
    expect(await listDeeds(db, 'rhizo', 10)).toEqual([]);
    expect((await mailsTo(db, IDA.email))[0]?.text).toContain('A facilitator would like to have you');
  });
});

test('who asked for themselves keeps their way in when an invitation is taken back', async () => {
  const db = temporaryDatabase();
  const host = await seat(db, 'Ada', { role: 'facilitator' });
  const wish = { ...IDA, cohort: 'rhizo', pasted: null, person: null };
  const own = await startJoining(db, wish, NOON);
  await makeSignInLink(db, { joiningId: own.id }, 'browser', NOON);
  await invite(db, SITE, rhizo, host, IDA, NOON);
  await takeBack(db, 'rhizo', host, IDA.email, NOON);
  expect(await findJoining(db, 'rhizo', own.id)).not.toBeNull();
});
