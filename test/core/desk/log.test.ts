import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { memberships } from '#core/db/schema/people.ts';
import { listDeeds, logDeed, wordsOf } from '#core/desk/log.ts';
import { temporaryDatabase } from '../../support/database.ts';
import { NOON, seatWithPost } from '../../support/participants.ts';

test('the log tells who did what to whose things and why, the newest first, and pages back', async () => {
  const db = temporaryDatabase();
  const host = (await seatWithPost(db, 'Hanne')).membership;
  const guest = (await seatWithPost(db, 'Grace')).membership;
  const deed = { cohort: 'rhizo', membershipId: host.id, deed: 'invited' } as const;
  await logDeed(db, { ...deed, subject: 'Ida' }, NOON);
  await logDeed(db, { ...deed, subject: 'Grace', aboutId: guest.id, reason: 'She asked.' }, NOON);
  await logDeed(db, { ...deed, cohort: 'other', subject: 'Elsewhere' }, NOON);
  const [newest, older, ...rest] = await listDeeds(db, 'rhizo', 50);
  expect(newest).toMatchObject({
    by: 'Hanne',
    subject: 'Grace',
    about: { name: 'Grace' },
    reason: 'She asked.',
  });
  expect(older).toMatchObject({ by: 'Hanne', subject: 'Ida', about: null, reason: null, at: NOON });
  expect(rest).toEqual([]);
  expect(await listDeeds(db, 'rhizo', 50, newest?.id)).toEqual([older]);
});

test('what was done stays in the log when those concerned leave', async () => {
  const db = temporaryDatabase();
  const host = (await seatWithPost(db, 'Hanne')).membership;
  await logDeed(
    db,
    { cohort: 'rhizo', membershipId: host.id, deed: 'invited', subject: 'Ida', aboutId: host.id },
    NOON,
  );
  await db.delete(memberships).where(eq(memberships.id, host.id));
  expect(await listDeeds(db, 'rhizo', 50)).toMatchObject([{ by: null, subject: 'Ida', about: null }]);
});

test('a deed that this version has no words for is said as it was written', () => {
  expect(wordsOf('invited')).toBe('invited');
  expect(wordsOf('toString')).toBe('toString');
});
