import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { repeat } from '../../aggregator/repeat.ts';

/** A signal, and what stops it after a step was done so many times. */
function stopAfter(times: number) {
  const stop = new AbortController();
  let done = 0;
  return {
    signal: stop.signal,
    count: () => {
      done += 1;
      if (done === times) stop.abort();
      return done;
    },
  };
}

const told = vi.spyOn(console, 'error');
beforeEach(() => {
  told.mockImplementation(() => {});
});
afterEach(() => told.mockReset());

describe('a step that is repeated', () => {
  test('comes again and again until the signal', async () => {
    const { signal, count } = stopAfter(5);
    await repeat('counting', 0, async () => count(), signal);
    expect(count()).toBe(6);
    expect(told).not.toHaveBeenCalled();
  });

  test('is finished when the signal comes in the middle of it', async () => {
    const { signal, count } = stopAfter(1);
    let finished = false;
    const step = async () => {
      count();
      await new Promise((resolve) => setImmediate(resolve));
      finished = true;
    };
    await repeat('counting', 0, step, signal);
    expect(finished).toBe(true);
  });

  test('is never two at a time', async () => {
    const { signal, count } = stopAfter(10);
    let atOnce = 0;
    const step = async () => {
      atOnce += 1;
      expect(atOnce).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      atOnce -= 1;
      count();
    };
    await repeat('counting', 0, step, signal);
    expect(told).not.toHaveBeenCalled();
  });

  test('is not done at all when the signal was there before', async () => {
    let done = false;
    await repeat('counting', 0, async () => (done = true), AbortSignal.abort());
    expect(done).toBe(false);
  });

  test('is woken from its pause by the signal', async () => {
    const stop = new AbortController();
    const step = async () => {
      setImmediate(() => stop.abort());
    };
    await repeat('waiting', 3_600_000, step, stop.signal);
  });

  test('that fails is told of with its name, and comes again after the longer pause', async () => {
    const trouble = new Error('The disk is full.');
    const { signal, count } = stopAfter(3);
    const step = async () => {
      if (count() < 3) throw trouble;
    };
    // The usual pause would outlast the test.
    await repeat('counting', 3_600_000, step, signal, 1);
    expect(told.mock.calls).toEqual([
      ['Trouble while counting:', trouble],
      ['Trouble while counting:', trouble],
    ]);
  });

  test('that fails ends its own turn, never another step', async () => {
    const { signal, count } = stopAfter(5);
    const failing = repeat('failing', 0, () => Promise.reject(new Error('Always.')), signal, 0);
    const counting = repeat('counting', 0, async () => count(), signal);
    await Promise.all([failing, counting]);
    expect(count()).toBe(6);
    expect(told).toHaveBeenCalledWith('Trouble while failing:', new Error('Always.'));
  });
});
