import { describe, expect, test } from 'vitest';
import type { Db } from '#core/db/open.ts';
import { outbox } from '#core/db/schema/issues.ts';
import { listDeeds } from '#core/desk/log.ts';
import { changeRole, handOver, listFacilitators } from '#core/facilitators.ts';
import { testCohort } from '../support/cohort.ts';
import { temporaryDatabase } from '../support/database.ts';
import { NOON, seat } from '../support/participants.ts';

const SITE = 'https://potluck.example';
const rhizo = testCohort();
const hosts = async (db: Db) => (await listFacilitators(db, 'rhizo')).map(({ name }) => name);
const mailed = async (db: Db) =>
  (await db.select().from(outbox)).map(({ toName, subject }) => `${toName}: ${subject}`);

describe('a role', () => {
  test('goes to a participant and back, each time told and logged, and only once', async () => {
    const db = temporaryDatabase();
    const ada = await seat(db, 'Ada', { role: 'facilitator' });
    await seat(db, 'Ben');
    const change = (role: 'participant' | 'facilitator') =>
      changeRole(db, SITE, rhizo, ada, 'ben', role, NOON);
    for (let round = 0; round < 2; round += 1) expect(await change('facilitator')).toBe('done');
    expect(await hosts(db)).toEqual(['Ada', 'Ben']);
    for (let round = 0; round < 2; round += 1) expect(await change('participant')).toBe('done');
    expect(await hosts(db)).toEqual(['Ada']);
    expect(await mailed(db)).toEqual([
      'Ben: You are a facilitator now: Rhizo',
      'Ben: No longer a facilitator: Rhizo',
    ]);
    expect((await listDeeds(db, 'rhizo', 10)).map(({ deed }) => deed)).toEqual([
      'madeParticipant',
      'madeFacilitator',
    ]);
  });

  test('is never taken from the last facilitator, also when two take it from each other at once', async () => {
    const db = temporaryDatabase();
    const ada = await seat(db, 'Ada', { role: 'facilitator' });
    expect(await changeRole(db, SITE, rhizo, ada, 'ada', 'participant', NOON)).toBe('last');
    const ben = await seat(db, 'Ben', { role: 'facilitator' });
    const changed = await Promise.all([
      changeRole(db, SITE, rhizo, ada, 'ben', 'participant', NOON),
      changeRole(db, SITE, rhizo, ben, 'ada', 'participant', NOON),
    ]);
    expect(changed.sort()).toEqual(['done', 'last']);
    expect(await hosts(db)).toHaveLength(1);
  });

  test('can be laid down by oneself beside another, without a mail', async () => {
    const db = temporaryDatabase();
    const ada = await seat(db, 'Ada', { role: 'facilitator' });
    await seat(db, 'Ben', { role: 'facilitator' });
    expect(await changeRole(db, SITE, rhizo, ada, 'ada', 'participant', NOON)).toBe('done');
    expect(await hosts(db)).toEqual(['Ben']);
    expect(await mailed(db)).toEqual([]);
    expect(await listDeeds(db, 'rhizo', 1)).toMatchObject([{ by: 'Ada', deed: 'steppedDown' }]);
  });

  test('is nobody’s to change in another cohort', async () => {
    const db = temporaryDatabase();
    const ada = await seat(db, 'Ada', { role: 'facilitator' });
    await seat(db, 'Cleo', { cohort: 'alder' });
    expect(await changeRole(db, SITE, rhizo, ada, 'cleo', 'facilitator', NOON)).toBe('unknown');
    expect(await listFacilitators(db, 'alder')).toEqual([]);
  });
});

describe('a cohort', () => {
  test('is handed over in one step, and all facilitators are told', async () => {
    const db = temporaryDatabase();
    const ada = await seat(db, 'Ada', { role: 'facilitator' });
    await seat(db, 'Ben');
    await seat(db, 'Cleo', { role: 'facilitator' });
    expect(await handOver(db, SITE, rhizo, ada, 'ben', NOON)).toBe('done');
    expect(await hosts(db)).toEqual(['Ben', 'Cleo']);
    expect(await mailed(db)).toEqual([
      'Ben: The course is in your hands: Rhizo',
      'Cleo: Ada has stepped down: Rhizo',
    ]);
    expect(await listDeeds(db, 'rhizo', 1)).toMatchObject([
      { by: 'Ada', deed: 'handedOver', subject: 'Ben', about: { handle: 'ben' } },
    ]);
  });

  test('is handed over to a member of it, and not to oneself', async () => {
    const db = temporaryDatabase();
    const ada = await seat(db, 'Ada', { role: 'facilitator' });
    await seat(db, 'Cleo', { cohort: 'alder' });
    for (const handle of ['cleo', 'ada', 'nobody', '']) {
      expect(await handOver(db, SITE, rhizo, ada, handle, NOON)).toBe('unknown');
    }
    expect(await hosts(db)).toEqual(['Ada']);
  });
});
