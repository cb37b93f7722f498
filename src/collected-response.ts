import { type OutgoingHttpHeader, type OutgoingHttpHeaders, ServerResponse } from 'node:http';

type Callback = (error: Error | null | undefined) => void;

/** A response that is held back until it is complete, instead of being sent as it is written. */
export class CollectedResponse extends ServerResponse {
  status = 200;
  fields: OutgoingHttpHeaders = {};
  /** False when whoever wrote it gave up. */
  isComplete = false;
  readonly #chunks: Buffer[] = [];

  get body(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  override writeHead(
    status: number,
    reasonOrFields?: string | OutgoingHttpHeaders | OutgoingHttpHeader[],
    fields?: OutgoingHttpHeaders | OutgoingHttpHeader[],
  ): this {
    const given = typeof reasonOrFields === 'string' ? fields : reasonOrFields;
    if (Array.isArray(given)) throw new TypeError('Headers as a list are not collected.');
    this.status = status;
    this.fields = { ...this.getHeaders(), ...given };
    return this;
  }

  override write(
    chunk: string | Uint8Array,
    encodingOrDone?: BufferEncoding | Callback,
    done?: Callback,
  ): boolean {
    const encoding = typeof encodingOrDone === 'string' ? encodingOrDone : 'utf8';
    this.#chunks.push(typeof chunk === 'string' ? Buffer.from(chunk, encoding) : Buffer.from(chunk));
    const told = typeof encodingOrDone === 'function' ? encodingOrDone : done;
    told?.(null);
    return true;
  }

  override end(chunk?: string | Uint8Array | (() => void)): this {
    if (chunk !== undefined && typeof chunk !== 'function') this.write(chunk);
    this.isComplete = true;
    this.emit('finish');
    return this;
  }
}
