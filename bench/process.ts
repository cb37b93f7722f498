import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

/** A process of the benchmark that answers each request with one reply. */
export interface Worker<Request, Reply> {
  ask(request: Request): Promise<Reply>;
  end(): Promise<void>;
}

const running = new Set<ChildProcess>();

/** Starts a file of this folder as a process. Its first message says that it is ready. */
export async function start<Request extends object, Reply>(
  file: string,
  args: string[],
  patienceMs: number,
  nodeOptions: string[] = [],
): Promise<{ ready: Reply; worker: Worker<Request, Reply> }> {
  const child = fork(new URL(file, import.meta.url), args, { execArgv: nodeOptions });
  running.add(child);
  child.once('exit', () => running.delete(child));
  const ready = await nextMessage<Reply>(child, file, patienceMs);
  return {
    ready,
    worker: {
      ask: (request) => {
        child.send(request);
        return nextMessage<Reply>(child, file, patienceMs);
      },
      end: () => end(child),
    },
  };
}

async function nextMessage<Reply>(child: ChildProcess, file: string, patienceMs: number): Promise<Reply> {
  const over = new AbortController();
  const { signal } = over;
  try {
    const outcome = await Promise.race([
      once(child, 'message', { signal }).then(([message]: Reply[]) => ({ message })),
      once(child, 'exit', { signal }).then(([status]) => ({ problem: `ended with ${status}` })),
      pause(patienceMs, { problem: `took longer than ${patienceMs / 1000} s` }, { signal }),
    ]);
    if ('problem' in outcome) throw new Error(`bench/${file} ${outcome.problem}.`);
    if (outcome.message === undefined) throw new Error(`bench/${file} said nothing.`);
    return outcome.message;
  } finally {
    over.abort();
  }
}

/** Lets it end by itself: only so does Node keep what it has compiled, as it does where the program is stopped. */
async function end(child: ChildProcess): Promise<void> {
  if (!running.has(child)) return;
  child.disconnect();
  await once(child, 'exit');
}

/** Ends every process that was started and still runs, whatever it is at. */
export async function endAll(): Promise<void> {
  await Promise.all(
    [...running].map(async (child) => {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }),
  );
}

/** For a process that was started: it ends when the one that started it does. */
export function endWithParent(): void {
  process.on('disconnect', () => process.exit());
}
