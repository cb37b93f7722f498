import type { Dispatcher } from 'undici';
import { tooLarge } from './body.ts';

/** What a server answered. */
export interface Received {
  status: number;
  /** Names in lower case; values as Latin-1, which keeps every byte. */
  headers: Record<string, string>;
  /** As sent; empty where it was not wanted. */
  body: Uint8Array;
}

/** What is asked for, and how much of it is taken. */
export interface Errand {
  path: string;
  headers: Record<string, string>;
  /** Whether the body of an answer with this status is wanted. */
  wants(status: number): boolean;
  maxBytes: number;
  signal: AbortSignal;
}

/** A body that nobody wants is read away up to here, so that its connection can be used again. */
const MAX_UNREAD_BODY = 16 * 1024;

/**
 * GETs something over a connection. Streams, which undici’s `request` would make, cost more than all the rest.
 * @throws FetchError `too-large`, undici's errors, or the reason of the signal.
 */
export function receive(connection: Dispatcher, errand: Errand): Promise<Received> {
  const { path, headers, signal } = errand;
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const reception = new Reception(errand, resolve, reject);
    connection.dispatch({ path, headers, method: 'GET' }, reception);
  });
}

class Reception implements Dispatcher.DispatchHandler {
  readonly #errand: Errand;
  readonly #resolve: (received: Received) => void;
  readonly #reject: (reason: unknown) => void;
  #controller: Dispatcher.DispatchController | null = null;
  #head: Omit<Received, 'body'> | null = null;
  #isWanted = false;
  readonly #chunks: Uint8Array[] = [];
  #size = 0;

  constructor(errand: Errand, resolve: (received: Received) => void, reject: (reason: unknown) => void) {
    this.#errand = errand;
    this.#resolve = resolve;
    this.#reject = reject;
    errand.signal.addEventListener('abort', this.#stop);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // It may have waited for its turn until nobody waited for it any more.
    if (this.#errand.signal.aborted) this.#stop();
  }

  onResponseStart(
    _: Dispatcher.DispatchController,
    status: number,
    headers: Dispatcher.ResponseData['headers'],
  ): void {
    // Such as 103, which comes before the answer (RFC 9110, section 15.2).
    if (status < 200) return;
    this.#head = { status, headers: singleHeaders(headers) };
    this.#isWanted = this.#errand.wants(status);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Uint8Array): void {
    const { maxBytes } = this.#errand;
    this.#size += chunk.byteLength;
    if (this.#isWanted) this.#chunks.push(chunk);
    if (this.#size > (this.#isWanted ? maxBytes : MAX_UNREAD_BODY)) controller.abort(tooLarge(maxBytes));
  }

  onResponseEnd(): void {
    this.#end();
  }

  onResponseError(_: Dispatcher.DispatchController | null, error: unknown): void {
    if (this.#head && !this.#isWanted && !this.#errand.signal.aborted) this.#end();
    else this.#fail(error);
  }

  readonly #stop = (): void => {
    const { reason } = this.#errand.signal;
    this.#fail(reason);
    this.#controller?.abort(reason);
  };

  #end(): void {
    this.#errand.signal.removeEventListener('abort', this.#stop);
    const [first, ...others] = this.#chunks;
    const body = first && others.length === 0 ? first : Buffer.concat(this.#chunks);
    if (this.#head) this.#resolve({ ...this.#head, body });
  }

  #fail(reason: unknown): void {
    this.#errand.signal.removeEventListener('abort', this.#stop);
    this.#reject(reason);
  }
}

function singleHeaders(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  const single: Record<string, string> = {};
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (value !== undefined) single[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return single;
}
