import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { environment } from '../bin/runtime.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const ENTRY = 'dist/server/entry.mjs';
const SOURCES = ['src', 'public', 'astro.config.mjs', 'package-lock.json'];
/** Says when what follows was compiled: beside what Node keeps of that, so that it goes with it. */
const COMPILED = 'node_modules/.cache/potluck/compiled';
const PROGRAM = ['src', 'aggregator', 'package-lock.json'];

/** Builds the site unless the build is newer than all that it is made from. @returns whether it can be served. */
export function ensureBuilt(): boolean {
  if (isAsNewAs(ENTRY, SOURCES)) return true;
  console.log('Building the site; this takes some seconds, once.');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/astro/bin/astro.mjs'), 'build', '--silent'],
    { cwd: root, encoding: 'utf8', env: environment() },
  );
  if (status !== 0) console.error(`The site could not be built:\n${stdout}${stderr}`);
  return status === 0;
}

/**
 * Has the program compiled, see `bin/compile.mjs`, unless that was done since its last change. Where it can't be, in a
 * folder that mustn't be written to for instance, each part compiles for itself.
 */
export function ensureCompiled(): void {
  if (isAsNewAs(COMPILED, PROGRAM)) return;
  spawnSync(process.execPath, [join(root, 'bin/compile.mjs'), join(root, COMPILED)], { env: environment() });
}

function isAsNewAs(made: string, sources: string[]): boolean {
  const madeAt = modifiedAt(made);
  return madeAt > 0 && sources.every((source) => newest(source) <= madeAt);
}

function newest(source: string): number {
  const path = join(root, source);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return 0;
  if (!stats.isDirectory()) return stats.mtimeMs;
  const inside = readdirSync(path, { recursive: true, encoding: 'utf8' });
  return Math.max(0, ...inside.map((file) => modifiedAt(join(source, file))));
}

function modifiedAt(file: string): number {
  return statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
