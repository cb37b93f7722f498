import { setTimeout as pause } from 'node:timers/promises';

/** After an error that nobody foresaw, such as a full disk, a step waits this long before it tries again. */
const AFTER_ERROR_MS = 15_000;

/**
 * Does a step again and again, with a pause after each time, until the signal. It is the program's only timer.
 * An error is told and ends the step's turn, never the other steps.
 */
export async function repeat(
  name: string,
  pauseMs: number,
  step: () => Promise<unknown>,
  signal: AbortSignal,
  afterErrorMs = AFTER_ERROR_MS,
): Promise<void> {
  while (!signal.aborted) {
    let wait = pauseMs;
    try {
      await step();
    } catch (error) {
      console.error(`Trouble while ${name}:`, error);
      wait = afterErrorMs;
    }
    await pause(wait, undefined, { signal, ref: true }).catch(endOfPause);
  }
}

function endOfPause(error: unknown): void {
  if (!(error instanceof Error && error.name === 'AbortError')) throw error;
}
