import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const kept = mkdtempSync(join(tmpdir(), 'potluck-compiled-'));
afterAll(() => rmSync(kept, { recursive: true }));

const PARTS = ['aggregator/main.ts', 'aggregator/feeds/reading-worker.ts', 'src/server.ts'];

/** Runs a file of the program, or a line, with what Node has kept in a folder. */
function node(...args: string[]) {
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  const env = { ...process.env, NODE_COMPILE_CACHE: kept };
  return spawnSync(process.execPath, args, { cwd, env, encoding: 'utf8' });
}

/** Whether a process has the compiler for TypeScript in memory once it has brought in a part of the program. */
function needsCompiler(part: string): boolean {
  const line = `await import('./${part}');
    console.log(process.moduleLoadList.some((name) => name.includes('amaro')));`;
  return node('--input-type=module', '-e', line).stdout.trim() === 'true';
}

test('a part whose files have been compiled needs no compiler', () => {
  for (const part of PARTS) expect([part, needsCompiler(part)]).toEqual([part, true]);
  rmSync(kept, { recursive: true });
  const mark = join(kept, 'compiled');
  const { status, stdout, stderr } = node('bin/compile.mjs', mark);
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(existsSync(mark)).toBe(true);
  for (const part of PARTS) expect([part, needsCompiler(part)]).toEqual([part, false]);
});
