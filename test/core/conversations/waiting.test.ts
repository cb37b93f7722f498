import { describe, expect, test } from 'vitest';
import { isWaiting, listWaiting, sayAnsweredElsewhere } from '#core/conversations/waiting.ts';
import { comment, table } from '../../support/conversation.ts';
import { temporaryDatabase } from '../../support/database.ts';
import { DAY, later, NOON, seat } from '../../support/participants.ts';

describe('waiting for a first answer', () => {
  const range = { since: later(-DAY), until: later(3 * DAY), filedUntil: NOON, most: 9 };

  test('are the posts that nobody has linked to, the oldest first', async () => {
    const db = temporaryDatabase();
    const id = await table(db);
    expect(await listWaiting(db, 'rhizo', range)).toEqual([id('eve'), id('mary')]);
    expect(await listWaiting(db, 'rhizo', { ...range, since: later(DAY) })).toEqual([id('mary')]);
    expect(await listWaiting(db, 'rhizo', { ...range, most: 1 })).toEqual([id('eve')]);
    expect(await isWaiting(db, 'rhizo', id('ada'))).toBe(false);
  });

  test('ends with a comment by somebody else, not by the author', async () => {
    const db = temporaryDatabase();
    const id = await table(db);
    const { person } = await seat(db, 'eve');
    await comment(db, id('eve'), { personId: person.id });
    expect(await isWaiting(db, 'rhizo', id('eve'))).toBe(true);
    await comment(db, id('eve'), { identity: 'id:2' });
    expect(await isWaiting(db, 'rhizo', id('eve'))).toBe(false);
  });

  test('ends with a facilitator’s word, which can be taken back', async () => {
    const db = temporaryDatabase();
    const id = await table(db);
    const { membership } = await seat(db, 'Host', { role: 'facilitator' });
    const which = { cohort: 'rhizo', postId: id('eve') };
    await sayAnsweredElsewhere(db, which, { membershipId: membership.id, at: NOON });
    expect(await listWaiting(db, 'rhizo', range)).toEqual([id('mary')]);
    await sayAnsweredElsewhere(db, which, null);
    expect(await listWaiting(db, 'rhizo', range)).toEqual([id('eve'), id('mary')]);
  });
});
