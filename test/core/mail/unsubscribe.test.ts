import { describe, expect, test } from 'vitest';
import type { Db } from '#core/db/open.ts';
import { memberships } from '#core/db/schema/people.ts';
import { findUnsubscriber, unsubscribeToken, unsubscribeUrl } from '#core/mail/unsubscribe.ts';
import { temporaryDatabase } from '../../support/database.ts';
import { seat } from '../../support/participants.ts';

const SITE = 'https://course.example.org';

async function tokenFor(db: Db, membershipId: number): Promise<string> {
  const url = unsubscribeUrl(SITE, await unsubscribeToken(db, membershipId));
  expect(url).toMatch(/^https:\/\/course\.example\.org\/unsubscribe\/[\w.-]+$/);
  return url.slice(`${SITE}/unsubscribe/`.length);
}

describe('the address that ends a membership’s mail', () => {
  test('is for that membership, every time', async () => {
    const db = temporaryDatabase();
    const { membership: ada } = await seat(db, 'Ada');
    const { membership: grace } = await seat(db, 'Grace');
    for (const membership of [ada, grace, ada]) {
      expect(await findUnsubscriber(db, await tokenFor(db, membership.id))).toEqual(membership);
    }
  });

  test('is of no use when it is forged, cut or changed', async () => {
    const db = temporaryDatabase();
    const { membership: ada } = await seat(db, 'Ada');
    const { membership: grace } = await seat(db, 'Grace');
    const token = await tokenFor(db, ada.id);
    const signature = token.split('.')[1] ?? '';
    const forged = [
      `${grace.id}.${signature}`,
      `${ada.id}.${signature.slice(0, -1)}`,
      `${ada.id}.${signature}A`,
      `${ada.id}.${signature.toLowerCase()}`,
      `${ada.id}.${signature.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))}`,
      `${ada.id}.`,
      `${ada.id}`,
      `.${signature}`,
      `${ada.id} .${signature}`,
      `-${ada.id}.${signature}`,
      `1e0.${signature}`,
      `${'9'.repeat(400)}.${signature}`,
      `${token}\n`,
      `${token}.${signature}`,
      '',
      '..',
    ];
    for (const each of forged) expect([each, await findUnsubscriber(db, each)]).toEqual([each, null]);
  });

  test('of another installation is of no use', async () => {
    const [here, there] = [temporaryDatabase(), temporaryDatabase()];
    const { membership } = await seat(here, 'Ada');
    await seat(there, 'Ada');
    expect(await findUnsubscriber(there, await tokenFor(here, membership.id))).toBeNull();
  });

  test('is of no use when the membership is gone, and is no other’s later', async () => {
    const db = temporaryDatabase();
    const { membership } = await seat(db, 'Ada');
    const token = await tokenFor(db, membership.id);
    await db.delete(memberships);
    expect(await findUnsubscriber(db, token)).toBeNull();
    await seat(db, 'Grace');
    expect(await findUnsubscriber(db, token)).toBeNull();
  });
});
