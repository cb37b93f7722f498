import { describe, expect, test } from 'vitest';
import {
  changeReflection,
  deleteReflection,
  findReflection,
  isPrompt,
  listReflections,
  PROMPTS,
  writeReflection,
} from '#core/reflections.ts';
import { temporaryDatabase } from '../support/database.ts';
import { later, NOON, seat } from '../support/participants.ts';

async function written() {
  const db = temporaryDatabase();
  const { membership: ada } = await seat(db, 'Ada');
  const { membership: eve } = await seat(db, 'Eve');
  await writeReflection(db, ada, { prompt: 'intention', body: 'To listen.' }, NOON);
  const [reflection] = await listReflections(db, ada);
  if (!reflection) throw new Error('nothing written');
  return { db, ada, eve, reflection };
}

describe('a reflection', () => {
  test('is kept as it was written', async () => {
    const { db, ada, reflection } = await written();
    expect(reflection).toMatchObject({
      prompt: 'intention',
      body: 'To listen.',
      writtenAt: NOON,
      changedAt: null,
    });
    expect(await findReflection(db, ada, reflection.id)).toEqual(reflection);
  });

  test('is listed newest first', async () => {
    const { db, ada } = await written();
    for (const [body, at] of [
      ['second', later(1)],
      ['third', later(1)],
      ['earlier', later(-1)],
    ] as const) {
      await writeReflection(db, ada, { prompt: 'free', body }, at);
    }
    expect((await listReflections(db, ada)).map(({ body }) => body)).toEqual([
      'third',
      'second',
      'To listen.',
      'earlier',
    ]);
  });

  test('can be changed and deleted by whoever wrote it', async () => {
    const { db, ada, reflection } = await written();
    await changeReflection(db, ada, reflection.id, 'To ask.', later(1));
    expect(await findReflection(db, ada, reflection.id)).toEqual({
      ...reflection,
      body: 'To ask.',
      changedAt: later(1),
    });
    await deleteReflection(db, ada, reflection.id);
    expect(await listReflections(db, ada)).toEqual([]);
  });

  test('is nobody else’s to see, change or delete', async () => {
    const { db, ada, eve, reflection } = await written();
    const { membership: elsewhere } = await seat(db, 'Ada', { cohort: 'alder' });
    for (const other of [eve, elsewhere]) {
      expect(await findReflection(db, other, reflection.id)).toBeNull();
      expect(await listReflections(db, other)).toEqual([]);
      await changeReflection(db, other, reflection.id, 'Mine now.', later(1));
      await deleteReflection(db, other, reflection.id);
    }
    expect(await listReflections(db, ada)).toEqual([reflection]);
  });
});

test('a prompt is one of those that are asked, and nothing else', () => {
  for (const prompt of Object.keys(PROMPTS)) expect(isPrompt(prompt)).toBe(true);
  for (const other of ['', 'Intention', 'grade', 'constructor', 'toString', '__proto__']) {
    expect([other, isPrompt(other)]).toEqual([other, false]);
  }
});
