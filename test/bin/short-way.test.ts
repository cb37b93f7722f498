import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test, vi } from 'vitest';
import { environment } from '../../bin/runtime.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const IMPORT = `
  const drizzle = await import('drizzle-orm');
  const { heapUsed } = process.memoryUsage();
  console.log(JSON.stringify({ names: Object.keys(drizzle).sort(), heapUsed }));`;

function importDrizzle(options: string): { names: string[]; heapUsed: number } {
  const env = { ...environment(), NODE_OPTIONS: options };
  const args = ['--input-type=module', '--eval', IMPORT];
  return JSON.parse(execFileSync(process.execPath, args, { cwd: root, env, encoding: 'utf8' }));
}

afterEach(() => vi.unstubAllEnvs());

test('the database library is imported the short way: the same, in a small part of the memory', () => {
  const long = importDrizzle('');
  const short = importDrizzle(environment().NODE_OPTIONS);
  expect(short.names).toEqual(long.names);
  expect(short.names).toContain('eq');
  expect(short.heapUsed).toBeLessThan(long.heapUsed / 2);
});

test('options that were set for Node stay, and ours is added once', () => {
  vi.stubEnv('NODE_OPTIONS', '--no-deprecation');
  const once = environment().NODE_OPTIONS;
  expect(once).toMatch(/^--no-deprecation --import=\S+\/bin\/short-way\.mjs$/);
  vi.stubEnv('NODE_OPTIONS', once);
  expect(environment().NODE_OPTIONS).toBe(once);
});
