import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Ended {
  status: number;
  output: string;
}

/** A part of the program that runs as a process of its own. */
export interface Running {
  process: ChildProcess;
  /** What it has printed so far. */
  output(): string;
  /** Waits for words in its output. */
  says(words: RegExp, timeoutMs?: number): Promise<RegExpExecArray>;
  ended: Promise<Ended>;
  /** Asks it to stop, and waits until it has. */
  stop(signal?: NodeJS.Signals): Promise<Ended>;
}

/** Starts a TypeScript file of the project. Only what is given stands in its environment, besides the PATH. */
export function start(
  file: string,
  args: string[],
  env: Record<string, string>,
  cwd: string = root,
): Running {
  const child = spawn(process.execPath, [`${root}${file}`, ...args], {
    cwd,
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', TZ: 'UTC', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      for (const listener of listeners) listener();
    });
  }
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code, signal) => {
      resolve({ status: signal === null ? (code ?? 1) : 1, output });
      for (const listener of listeners) listener();
    });
  });
  return {
    process: child,
    output: () => output,
    says(words, timeoutMs = 60_000) {
      return new Promise((resolve, reject) => {
        const finish = (settle: () => void) => {
          clearTimeout(timer);
          listeners.delete(look);
          settle();
        };
        const look = () => {
          const found = words.exec(output);
          if (found) finish(() => resolve(found));
          else if (child.exitCode !== null) finish(() => reject(new Error(`It ended, saying:\n${output}`)));
        };
        const timer = setTimeout(
          () => finish(() => reject(new Error(`It never said ${words}, but:\n${output}`))),
          timeoutMs,
        );
        listeners.add(look);
        look();
      });
    },
    ended,
    stop(signal = 'SIGTERM') {
      child.kill(signal);
      return ended;
    },
  };
}

/** Runs a command of `npx potluck` to its end. */
export async function potluck(args: string[], env: Record<string, string>, cwd?: string): Promise<Ended> {
  return start('aggregator/main.ts', args, env, cwd).ended;
}

/** A port that nobody listened on a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}
