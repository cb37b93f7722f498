// Plain JavaScript for whatever Node there is: it brings what the program needs, then hands over to it.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the project, with a slash at the end. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** The first Node that runs TypeScript as it is and that every dependency supports. */
const NEEDED = [22, 19];

/**
 * For the aggregator: Node would let what it makes pile up to 130 MB before it looks for what is still needed. With
 * eight times as little it polls as fast and fits on a small server.
 */
export const LEAN = ['--max-semi-space-size=8'];

/** The exit status that has a mail server keep the mail and try again later: EX_TEMPFAIL of sysexits.h. */
export const TRY_AGAIN = 75;

/**
 * Runs a TypeScript file of the project under a Node that can, installing what is missing first.
 *
 * @param {string} file relative to the project's folder.
 * @param {string[]} args
 * @param {string[]} [nodeOptions]
 * @returns {Promise<number>} its exit status.
 */
export async function runTypeScript(file, args, nodeOptions = []) {
  install();
  const child = spawn(nodePath(), [...nodeOptions, `${root}${file}`, ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: {
      ...environment(),
      // Looking up names takes a thread each; with the usual four, four slow ones would hold up everything.
      UV_THREADPOOL_SIZE: process.env.UV_THREADPOOL_SIZE ?? '32',
      // Each thread would keep memory of its own for the next time.
      MALLOC_ARENA_MAX: process.env.MALLOC_ARENA_MAX ?? '2',
      // What was compiled before needs no compiler for TypeScript in memory, nor the time that it takes.
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? `${root}node_modules/.cache/potluck`,
    },
  });
  // Ctrl-C reaches the child by itself; SIGTERM reaches only us. Should we be killed, the child sees our channel close.
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGINT', () => {});
  const status = await new Promise((resolve) => {
    child.on('exit', (code, signal) => resolve(signal ? 1 : (code ?? 1)));
  });
  return status;
}

/** What every Node that we start is to know, and those that it starts in its turn. */
export function environment() {
  const { NODE_OPTIONS = '' } = process.env;
  const shortWay = `--import=${new URL('short-way.mjs', import.meta.url)}`;
  return {
    ...process.env,
    ASTRO_TELEMETRY_DISABLED: '1',
    NODE_OPTIONS: NODE_OPTIONS.includes(shortWay) ? NODE_OPTIONS : `${NODE_OPTIONS} ${shortWay}`.trim(),
  };
}

/** Whether all dependencies are there, and those of the lockfile. */
export function isInstalled() {
  const lockfile = `${root}package-lock.json`;
  const installed = `${root}node_modules/.package-lock.json`;
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(lockfile).mtimeMs;
}

/** Installs the dependencies when they are missing or not those of the lockfile. */
export function install() {
  if (isInstalled()) return;
  console.log('Installing what is missing; this takes about a minute, once.');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { status } = spawnSync(npm, ['ci', '--include=dev'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) {
    console.error(
      'npm ci did not succeed; what it says above tells why. Is there a connection to the npm registry?',
    );
    process.exit(1);
  }
}

/** The path of a fitting Node: our own, or the one among the dependencies. */
export function nodePath() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) return process.execPath;
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
    const { bin } = JSON.parse(readFileSync(manifest, 'utf8'));
    return join(dirname(manifest), typeof bin === 'string' ? bin : bin.node);
  } catch {
    console.error(
      `Potluck needs Node ${NEEDED.join('.')} or later, and this is ${process.version}. Install it from https://nodejs.org.`,
    );
    process.exit(1);
  }
}
