import { describe, expect, test } from 'vitest';
import { LASTS_MS, MarkedCache } from '../../src/marked-cache.ts';

const NOW = new Date('2027-01-12T11:00:00Z');
const later = (ms: number) => new Date(NOW.getTime() + ms);
const cacheOf = (bounds: { most?: number; together?: number; each?: number } = {}) =>
  new MarkedCache<string>({ most: 3, together: 100, each: 50, ...bounds });

describe('what is kept', () => {
  test('is found by its key as long as its mark is the same', () => {
    const cache = cacheOf();
    cache.keep('/a', 'A', 1, '1', NOW);
    expect(cache.find('/a', '1', NOW)).toBe('A');
    expect(cache.find('/b', '1', NOW)).toBeNull();
    expect(cache.find('/a', '2', NOW)).toBeNull();
    // It is gone then, and doesn't come back.
    expect(cache.find('/a', '1', NOW)).toBeNull();
  });

  test('lasts half a minute, each time it is kept', () => {
    const cache = cacheOf();
    for (const start of [0, 2 * LASTS_MS]) {
      cache.keep('/a', 'A', 1, '1', later(start));
      expect(cache.find('/a', '1', later(start + LASTS_MS - 1))).toBe('A');
      expect(cache.find('/a', '1', later(start + LASTS_MS))).toBeNull();
    }
  });

  test('being asked for makes nothing last longer', () => {
    const cache = cacheOf();
    cache.keep('/a', 'A', 1, '1', NOW);
    expect(cache.find('/a', '1', later(LASTS_MS / 2))).toBe('A');
    expect(cache.find('/a', '1', later(LASTS_MS))).toBeNull();
  });

  test('is not trusted when the clock was set back', () => {
    const cache = cacheOf();
    cache.keep('/a', 'A', 1, '1', NOW);
    expect(cache.find('/a', '1', later(-1))).toBeNull();
  });
});

describe('a full cache', () => {
  test('lets go of what was asked for longest ago', () => {
    const cache = cacheOf();
    for (const key of ['/a', '/b', '/c']) cache.keep(key, key, 1, '1', NOW);
    cache.find('/a', '1', NOW);
    cache.keep('/d', '/d', 1, '1', NOW);
    expect(cache.count).toBe(3);
    expect(cache.find('/b', '1', NOW)).toBeNull();
    expect(cache.find('/a', '1', NOW)).toBe('/a');
  });

  test('holds no more than so many bytes, whatever is kept again and let go', () => {
    const cache = cacheOf({ most: 100 });
    for (let round = 0; round < 50; round += 1) {
      cache.keep(`/${round % 7}`, 'x', 40, String(round % 2), NOW);
      cache.find(`/${(round + 3) % 7}`, String(round % 2), NOW);
    }
    cache.keep('/last', 'x', 40, '1', NOW);
    expect(cache.count).toBeLessThanOrEqual(2);
    expect(cache.find('/last', '1', NOW)).toBe('x');
  });

  test('keeps nothing that is too large, and then not the one before it either', () => {
    const cache = cacheOf();
    cache.keep('/a', 'small', 5, '1', NOW);
    cache.keep('/a', 'large', 51, '1', NOW);
    expect(cache.find('/a', '1', NOW)).toBeNull();
    expect(cache.count).toBe(0);
  });
});
