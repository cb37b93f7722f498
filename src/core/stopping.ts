/** Ctrl-C, SIGTERM, or the end of the process that started this one: an abort signal. Being asked again changes nothing. */
export function whenAskedToStop(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'disconnect'] as const) {
    process.on(signal, () => controller.abort());
  }
  // Listening for its end would otherwise keep this process alive for as long as the other one.
  process.channel?.unref();
  return controller.signal;
}
