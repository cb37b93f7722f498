import { describe, expect, test } from 'vitest';
import { hashToken, isSameSecret, newCode, newToken, sign } from '#core/tokens.ts';
import { temporaryDatabase } from '../support/database.ts';

test('a token is 32 bytes that may stand in an address, another each time', () => {
  const tokens = Array.from({ length: 100 }, newToken);
  for (const token of tokens) expect(token).toMatch(/^[\w-]{43}$/);
  expect(new Set(tokens).size).toBe(100);
});

test('a code is always six digits', () => {
  const codes = Array.from({ length: 2000 }, newCode);
  for (const code of codes) expect(code).toMatch(/^\d{6}$/);
  // Among so many there are some with a zero in front.
  expect(codes.some((code) => code.startsWith('0'))).toBe(true);
  expect(new Set(codes).size).toBeGreaterThan(1900);
});

test('the hash of a token is its SHA-256', () => {
  expect(hashToken('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

test('secrets are the same or not, whatever their lengths', () => {
  expect(isSameSecret('secret', 'secret')).toBe(true);
  expect(isSameSecret('', '')).toBe(true);
  for (const other of ['', 'secre', 'secrets', 'Secret', 'sécret']) {
    expect(isSameSecret('secret', other)).toBe(false);
  }
});

describe('a signature', () => {
  test('is the same for the same statement, and another for another', async () => {
    const db = temporaryDatabase();
    const signature = await sign(db, 'unsubscribe 1');
    expect(signature).toMatch(/^[\w-]{43}$/);
    expect(await sign(db, 'unsubscribe 1')).toBe(signature);
    expect(await sign(db, 'unsubscribe 2')).not.toBe(signature);
  });

  test('is another in another installation', async () => {
    const signatures = [await sign(temporaryDatabase(), 'x'), await sign(temporaryDatabase(), 'x')];
    expect(new Set(signatures).size).toBe(2);
  });

  test('uses one key, also when several are the first to need it', async () => {
    const db = temporaryDatabase();
    const signatures = await Promise.all(Array.from({ length: 10 }, () => sign(db, 'x')));
    expect(new Set(signatures).size).toBe(1);
  });
});
