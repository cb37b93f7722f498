import { describe, expect, test } from 'vitest';
import { joinings } from '#core/db/schema/door.ts';
import { blogs } from '#core/db/schema/feeds.ts';
import { filings, outbox } from '#core/db/schema/issues.ts';
import { memberships, reflections } from '#core/db/schema/people.ts';
import { listDeeds } from '#core/desk/log.ts';
import { startJoining } from '#core/joinings.ts';
import { leaveCohort, removeMember } from '#core/leaving.ts';
import { findMember } from '#core/memberships.ts';
import { listPosts } from '#core/posts-in-cohort.ts';
import { writeReflection } from '#core/reflections.ts';
import { sessionsIn } from '#core/sessions.ts';
import { testCohort } from '../support/cohort.ts';
import { temporaryDatabase } from '../support/database.ts';
import { NOON, seat, seatWithPost } from '../support/participants.ts';

const rhizo = testCohort();

describe('somebody who leaves', () => {
  test('takes along what they brought to this cohort, and nothing of any other', async () => {
    const db = temporaryDatabase();
    const { membership } = await seatWithPost(db, 'Ida');
    await seatWithPost(db, 'Jo');
    await seat(db, 'Ida', { cohort: 'alder' });
    await writeReflection(db, membership, { prompt: 'intention', body: 'Mine.' }, NOON);
    await startJoining(
      db,
      { cohort: 'rhizo', name: 'Ida', email: 'ida@example.org', pasted: null, person: null },
      NOON,
    );
    expect(await leaveCohort(db, membership)).toBe('done');
    expect((await listPosts(db, 'rhizo', 10)).map(({ author }) => author.name)).toEqual(['Jo']);
    for (const table of [blogs, filings]) expect(await db.select().from(table)).toHaveLength(1);
    for (const table of [reflections, joinings]) expect(await db.select().from(table)).toEqual([]);
    expect(
      (await db.select().from(memberships)).map(({ cohort, handle }) => `${cohort} ${handle}`).sort(),
    ).toEqual(['alder ida', 'rhizo jo']);
  });

  test('is not the last facilitator', async () => {
    const db = temporaryDatabase();
    const { membership } = await seat(db, 'Ada', { role: 'facilitator' });
    expect(await leaveCohort(db, membership)).toBe('last');
    await seat(db, 'Ben', { role: 'facilitator' });
    expect(await leaveCohort(db, membership)).toBe('done');
  });
});

describe('somebody who is taken out', () => {
  test('is told why, is signed out, and leaves a line in the log', async () => {
    const db = temporaryDatabase();
    const ada = await seat(db, 'Ada', { role: 'facilitator' });
    const { membership } = await seatWithPost(db, 'Ida');
    const sessions = sessionsIn(db, false);
    const session = await sessions.createSession(membership.personId, {});
    expect(await removeMember(db, rhizo, ada, 'ida', 'Sold soap to everybody.', NOON)).toBe('done');
    expect(await removeMember(db, rhizo, ada, 'ida', 'Again.', NOON)).toBe('unknown');
    expect(await findMember(db, 'rhizo', 'ida')).toBeNull();
    expect(await listPosts(db, 'rhizo', 10)).toEqual([]);
    expect((await sessions.validateSession(session.id)).session).toBeNull();
    const [mail, ...more] = await db.select().from(outbox);
    expect(mail).toMatchObject({
      toAddress: 'ida@example.org',
      text: expect.stringContaining('Sold soap to everybody.'),
    });
    expect(more).toEqual([]);
    expect(await listDeeds(db, 'rhizo', 10)).toMatchObject([
      { by: 'Ada', deed: 'removedMember', subject: 'Ida', reason: 'Sold soap to everybody.' },
    ]);
  });

  test('is of this cohort, and not oneself', async () => {
    const db = temporaryDatabase();
    const ada = await seat(db, 'Ada', { role: 'facilitator' });
    await seat(db, 'Ben', { role: 'facilitator' });
    await seat(db, 'Cleo', { cohort: 'alder' });
    for (const handle of ['cleo', 'ada'])
      expect(await removeMember(db, rhizo, ada, handle, 'So.', NOON)).toBe('unknown');
    expect(await db.select().from(memberships)).toHaveLength(3);
  });

  test('of two facilitators who take out each other, one stays', async () => {
    const db = temporaryDatabase();
    const ada = await seat(db, 'Ada', { role: 'facilitator' });
    const ben = await seat(db, 'Ben', { role: 'facilitator' });
    const removed = await Promise.all([
      removeMember(db, rhizo, ada, 'ben', 'So.', NOON),
      removeMember(db, rhizo, ben, 'ada', 'So.', NOON),
    ]);
    expect(removed.sort()).toEqual(['done', 'last']);
    expect(await db.select().from(memberships)).toHaveLength(1);
  });
});
