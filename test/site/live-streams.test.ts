import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { planWithQuestions } from '#core/live/edit.ts';
import { changeQuestions } from '#core/live/questions.ts';
import { LiveStreams } from '../../src/live-streams.ts';
import { temporaryDatabase } from '../support/database.ts';
import { HOUR, later, NOON, SECOND, seat } from '../support/participants.ts';

const BOUNDS = { most: 4, strangers: 2, each: 2 };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'], now: NOON });
});
afterEach(() => {
  vi.useRealTimers();
});

async function streaming() {
  const db = temporaryDatabase();
  const host = (await seat(db, 'Hanne', { role: 'facilitator' })).membership;
  const plan = { title: 'X', introduction: '', startsAt: NOON, minutes: 60, timezone: 'UTC', roomUrl: null };
  const session = await planWithQuestions(db, plan, ['One?'], host, NOON);
  const streams = new LiveStreams({ db, now: () => new Date() }, BOUNDS);
  const listen = (membershipId: number | null) =>
    streams.listen({ sessionId: session.id, membershipId, mark: null, until: later(HOUR) });
  return { db, session, streams, listen };
}

async function read(stream: ReadableStream<Uint8Array> | null) {
  if (!stream) throw new Error('There was no room.');
  const reader = stream.getReader();
  const next = async () => {
    const { value } = await reader.read();
    return value ? new TextDecoder().decode(value) : null;
  };
  expect(await next()).toMatch(/^retry: \d+\n\n$/);
  return { next };
}

describe('the streams of live sessions', () => {
  test('have room for some, of them few strangers, and again when somebody leaves', async () => {
    const { streams, listen } = await streaming();
    const mine = [listen(1), listen(1)];
    expect(mine).not.toContain(null);
    expect([listen(null), listen(null)]).not.toContain(null);
    expect(listen(null)).toBeNull();
    expect(listen(2)).toBeNull();
    expect(streams.count).toBe(4);
    await mine[0]?.cancel();
    expect(listen(2)).not.toBeNull();
  });

  test('of one member are few: the oldest ends for the newest', async () => {
    const { streams, listen } = await streaming();
    const [oldest, older] = [await read(listen(1)), await read(listen(1))];
    const newest = await read(listen(1));
    expect(await oldest.next()).toBeNull();
    expect(streams.count).toBe(2);
    await vi.advanceTimersByTimeAsync(SECOND);
    expect(await Promise.all([older.next(), newest.next()])).not.toContain(null);
  });

  test('say something every twenty seconds, and what has changed only when it has', async () => {
    const { db, session, listen } = await streaming();
    const { next } = await read(listen(1));
    await vi.advanceTimersByTimeAsync(SECOND);
    expect(await next()).toMatch(/^id: \S+\nevent: change\ndata: \S+\n\n$/);
    await vi.advanceTimersByTimeAsync(20 * SECOND);
    expect(await next()).toBe(': still here\n\n');
    await seat(db, 'Somebody else');
    await vi.advanceTimersByTimeAsync(2 * SECOND);
    await changeQuestions(db, session.id, ['Other?']);
    await vi.advanceTimersByTimeAsync(SECOND);
    expect(await next()).toContain('event: change');
  });

  test('end when the session is long over, and when the server stops', async () => {
    const { streams, listen } = await streaming();
    const one = await read(listen(1));
    await vi.advanceTimersByTimeAsync(SECOND);
    await one.next();
    vi.setSystemTime(later(HOUR - 2 * SECOND));
    await vi.advanceTimersByTimeAsync(SECOND);
    expect(await one.next()).toBe(': still here\n\n');
    await vi.advanceTimersByTimeAsync(SECOND);
    expect(await one.next()).toBeNull();
    expect(streams.count).toBe(0);
    vi.setSystemTime(NOON);
    const other = await read(listen(2));
    streams.close();
    expect(await other.next()).toBeNull();
    expect(listen(3)).toBeNull();
  });

  test('let go of somebody who takes nothing of what is said', async () => {
    const { streams, listen } = await streaming();
    listen(1);
    await vi.advanceTimersByTimeAsync(15 * 20 * SECOND);
    expect(streams.count).toBe(1);
    await vi.advanceTimersByTimeAsync(10 * 20 * SECOND);
    expect(streams.count).toBe(0);
  });
});
