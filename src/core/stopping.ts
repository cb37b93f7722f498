/** Ctrl-C, SIGTERM, or the end of the process that started this one: an abort signal, once. */
export function whenAskedToStop(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'disconnect'] as const) {
    process.once(signal, () => controller.abort());
  }
  // Listening for its end would otherwise keep this process alive for as long as the other one.
  process.channel?.unref();
  return controller.signal;
}
