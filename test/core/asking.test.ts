import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import {
  ASKING_LASTS_MS,
  comeIn,
  forgetUnanswered,
  letIn,
  listAsking,
  listRefused,
  refuse,
} from '#core/asking.ts';
import type { Db } from '#core/db/open.ts';
import { joinings } from '#core/db/schema/door.ts';
import { outbox } from '#core/db/schema/issues.ts';
import { memberships } from '#core/db/schema/people.ts';
import { listDeeds } from '#core/desk/log.ts';
import { invite } from '#core/invitations.ts';
import { forgetOldJoinings, startJoining } from '#core/joinings.ts';
import { useLink } from '#core/sign-in.ts';
import { cohortFiles, testCohort } from '../support/cohort.ts';
import { temporaryDatabase } from '../support/database.ts';
import { DAY, later, NOON, seat } from '../support/participants.ts';

const SITE = 'https://potluck.example';
const IDA = { name: 'Ida', email: 'ida@example.org' };

const withWay = (way: string, slug = 'rhizo') =>
  testCohort(
    {
      'cohort.md': (cohortFiles['cohort.md'] ?? '').replace('title: Rhizo', `title: Rhizo\njoining: ${way}`),
    },
    slug,
  );
const asked = withWay('request');

async function confirmed(db: Db, more: { wish?: string; email?: string; at?: Date } = {}): Promise<string> {
  const { wish = null, email = IDA.email, at = NOON } = more;
  const given = { cohort: 'rhizo', name: 'Ida', email, pasted: null, person: null, wish };
  return (await startJoining(db, given, at)).id;
}

async function subjects(db: Db, email: string): Promise<(string | null)[]> {
  const mails = await db.select().from(outbox).where(eq(outbox.toAddress, email));
  return mails.map(({ subject }) => subject);
}

describe('where facilitators let people in', () => {
  test('somebody asks, with a word on why, and is no member before they are let in', async () => {
    const db = temporaryDatabase();
    const host = await seat(db, 'Ada', { role: 'facilitator' });
    const id = await confirmed(db, { wish: 'I keep bees.' });
    expect(await comeIn(db, SITE, asked, id, false, NOON)).toEqual({ kind: 'asking', cohort: 'rhizo' });
    expect(await comeIn(db, SITE, asked, id, false, NOON)).toEqual({ kind: 'asking', cohort: 'rhizo' });
    expect(await listAsking(db, 'rhizo')).toMatchObject([{ name: 'Ida', wish: 'I keep bees.' }]);
    expect(await db.select().from(memberships)).toHaveLength(1);

    expect(await letIn(db, SITE, asked, host, id, later(DAY))).toMatchObject({ person: IDA });
    expect(await letIn(db, SITE, asked, host, id, later(DAY))).toBeNull();
    expect(await listAsking(db, 'rhizo')).toEqual([]);
    expect(await listDeeds(db, 'rhizo', 10)).toMatchObject([
      { by: 'Ada', deed: 'letIn', subject: 'Ida', about: { handle: 'ida' } },
    ]);
    const [mail] = await db.select().from(outbox).where(eq(outbox.toAddress, IDA.email));
    const token = /sign-in\/(\S+)/.exec(mail?.text ?? '')?.[1] ?? '';
    const use = await useLink(db, token, { browser: null, code: null }, later(DAY));
    expect(use).toMatchObject({ kind: 'in', bearer: { personId: expect.any(Number) } });
  });

  test('facilitators hear of it once a day, however many ask', async () => {
    const db = temporaryDatabase();
    await seat(db, 'Ada', { role: 'facilitator' });
    const asks = async (n: number, ms: number) => {
      const id = await confirmed(db, { email: `a${n}@example.org` });
      await comeIn(db, SITE, asked, id, false, later(ms));
      return (await subjects(db, 'ada@example.org')).length;
    };
    expect([
      await asks(1, 0),
      await asks(2, 1),
      await asks(3, DAY - 1),
      await asks(4, DAY),
      await asks(5, 2 * DAY - 1),
      await asks(6, 2 * DAY),
    ]).toEqual([1, 1, 1, 2, 2, 3]);
  });

  test('somebody who is not let in is told, may ask again, and can still be let in', async () => {
    const db = temporaryDatabase();
    const host = await seat(db, 'Ada', { role: 'facilitator' });
    const id = await confirmed(db);
    await comeIn(db, SITE, asked, id, false, NOON);
    expect(await refuse(db, asked, host, id, 'We are full this spring.', NOON)).toBe(true);
    expect(await refuse(db, asked, host, id, null, NOON)).toBe(false);
    const [mail] = await db.select().from(outbox).where(eq(outbox.toAddress, IDA.email));
    expect(mail?.text).toContain('We are full this spring.');
    expect(await listDeeds(db, 'rhizo', 1)).toMatchObject([
      { deed: 'refused', reason: 'We are full this spring.' },
    ]);
    expect(await listRefused(db, 'rhizo')).toHaveLength(1);

    const again = await confirmed(db, { wish: 'And now?' });
    await comeIn(db, SITE, asked, again, false, later(DAY));
    expect(await listAsking(db, 'rhizo')).toMatchObject([{ wish: 'And now?' }]);
    expect(await listRefused(db, 'rhizo')).toEqual([]);
    await refuse(db, asked, host, again, null, later(DAY));
    expect(await letIn(db, SITE, asked, host, again, later(DAY))).toMatchObject({ person: IDA });
  });

  test('asking twice stands once, with the newer words', async () => {
    const db = temporaryDatabase();
    for (const wish of ['One.', 'Two.'])
      await comeIn(db, SITE, asked, await confirmed(db, { wish }), false, NOON);
    expect(await listAsking(db, 'rhizo')).toMatchObject([{ wish: 'Two.' }]);
  });

  test('members and whoever is invited come in without asking', async () => {
    const db = temporaryDatabase();
    const host = await seat(db, 'Ada', { role: 'facilitator' });
    await seat(db, 'Ida');
    expect(await comeIn(db, SITE, asked, await confirmed(db), false, NOON)).toMatchObject({ kind: 'in' });
    await invite(db, SITE, asked, host, { name: 'Jo', email: 'jo@example.org' }, NOON);
    const own = await confirmed(db, { email: 'jo@example.org' });
    expect(await comeIn(db, SITE, asked, own, false, NOON)).toMatchObject({ kind: 'in' });
  });

  test('nobody of another cohort is let in or refused from here', async () => {
    const db = temporaryDatabase();
    const other = await seat(db, 'Ben', { cohort: 'alder', role: 'facilitator' });
    const id = await confirmed(db);
    await comeIn(db, SITE, asked, id, false, NOON);
    const alder = withWay('request', 'alder');
    expect(await letIn(db, SITE, alder, other, id, NOON)).toBeNull();
    expect(await refuse(db, alder, other, id, null, NOON)).toBe(false);
    expect(await comeIn(db, SITE, alder, id, true, NOON)).toBeNull();
    expect(await listAsking(db, 'rhizo')).toHaveLength(1);
  });

  test('who asks is kept for three months, then forgotten and told so', async () => {
    const db = temporaryDatabase();
    const id = await confirmed(db);
    await comeIn(db, SITE, asked, id, false, NOON);
    await forgetOldJoinings(db, later(ASKING_LASTS_MS));
    await forgetUnanswered(db, SITE, [asked], later(ASKING_LASTS_MS - 1));
    expect(await listAsking(db, 'rhizo')).toHaveLength(1);
    await forgetUnanswered(db, SITE, [asked], later(ASKING_LASTS_MS));
    await forgetUnanswered(db, SITE, [asked], later(ASKING_LASTS_MS + 1));
    expect(await db.select().from(joinings)).toEqual([]);
    expect(await subjects(db, IDA.email)).toEqual(['Nobody has answered you yet: Rhizo']);
  });
});

test('where people come by invitation, a link that was asked for before lets nobody in', async () => {
  const db = temporaryDatabase();
  const id = await confirmed(db);
  expect(await comeIn(db, SITE, withWay('invitation'), id, false, NOON)).toEqual({
    kind: 'shut',
    cohort: 'rhizo',
  });
  expect(await db.select().from(memberships)).toEqual([]);
  expect(await comeIn(db, SITE, withWay('open'), id, false, NOON)).toMatchObject({ kind: 'in' });
});
