import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { environment } from '../bin/runtime.mjs';

/** Starts a part of the program, a TypeScript file beside this one, as a process of its own. */
export function launch(
  file: string,
  args: string[] = [],
  env: Record<string, string> = {},
  nodeOptions: string[] = [],
): ChildProcess {
  return spawn(process.execPath, [...nodeOptions, fileURLToPath(new URL(file, import.meta.url)), ...args], {
    env: { ...environment(), ...env },
    // A part that loses this channel knows that we are gone, and stops.
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}

/** Its exit status, once it has ended. SIGTERM is how we ask; a part that hadn't learnt to listen yet just ends. */
export function ended(part: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    part.once('exit', (code, signal) => resolve(code ?? (signal === 'SIGTERM' ? 0 : 1)));
  });
}
