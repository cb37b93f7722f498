import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { KnownComment } from '#core/conversations/comments.ts';
import type { KnownPost } from '#core/posts.ts';
import { FeedError } from './feed.ts';
import type { About } from './parse.ts';
import type { Glance, Read } from './read.ts';
import type { ReadDiscussion } from './read-comments.ts';
import type { Answer, Question } from './reading-worker.ts';

/**
 * Where others' bytes are read: beside the main thread, and within limits, so that a hostile feed costs nothing but
 * itself. Bytes that are brought in are handed over: they are empty afterwards.
 */
export interface ReadingRoom {
  /** See `readFeed`. @throws FeedError, also when it takes too long or too much memory */
  read(bytes: Uint8Array, about: About, known: KnownPost[], at: Date): Promise<Read>;
  /** See `readComments`. @throws FeedError, also when it takes too long or too much memory */
  readComments(bytes: Uint8Array, about: About, known: KnownComment[], at: Date): Promise<ReadDiscussion>;
  /** See `glanceAt`. @throws FeedError, also when it takes too long or too much memory */
  glance(bytes: Uint8Array, about: About): Promise<Glance>;
  /** See `readTitle`. @throws FeedError when it takes too long or too much memory */
  title(bytes: Uint8Array, about: About): Promise<string | null>;
  close(): Promise<void>;
}

export interface ReadingRoomOptions {
  /** How many read at the same time. */
  readers?: number;
  timeLimitMs?: number;
  memoryLimitMb?: number;
}

/** An honest feed of the largest size that we fetch takes two seconds on a slow machine. */
const TIME_LIMIT_MS = 10_000;

/**
 * Several times what a feed of that size takes when it means ill. The limit ends a thread between two of its steps:
 * where a single one of them, such as JSON.parse, passes it, the whole process ends. So the readers of formats bound
 * what they make of a feed, and this is the wall behind that.
 */
const MEMORY_LIMIT_MB = 256;

/** For what is read and gone again with each feed; more of it makes nothing faster. V8 works in a third of it at a time. */
const YOUNG_MEMORY_MB = 12;

/** Readers are called in when the first feed comes. */
export function openReadingRoom(options: ReadingRoomOptions = {}): ReadingRoom {
  const { readers = 1, timeLimitMs = TIME_LIMIT_MS, memoryLimitMb = MEMORY_LIMIT_MB } = options;
  const all = Array.from({ length: readers }, () => new Reader(timeLimitMs, memoryLimitMb));
  const idle = [...all];
  const waiting: ((reader: Reader) => void)[] = [];

  const ask = async (question: Question): Promise<Answer> => {
    const reader = idle.pop() ?? (await new Promise<Reader>((resolve) => waiting.push(resolve)));
    try {
      return await reader.ask(question);
    } finally {
      const next = waiting.shift();
      if (next) next(reader);
      else idle.push(reader);
    }
  };
  return {
    read: async (bytes, about, known, at) => {
      const answer = await ask({ kind: 'read', bytes, about, known, at });
      return answer.kind === 'read' ? answer.read : refuse(answer);
    },
    readComments: async (bytes, about, known, at) => {
      const answer = await ask({ kind: 'comments', bytes, about, known, at });
      return answer.kind === 'comments-read' ? answer.read : refuse(answer);
    },
    glance: async (bytes, about) => {
      const answer = await ask({ kind: 'glance', bytes, about });
      return answer.kind === 'glanced' ? answer.glance : refuse(answer);
    },
    title: async (bytes, about) => {
      const answer = await ask({ kind: 'title', bytes, about });
      return answer.kind === 'titled' ? answer.title : refuse(answer);
    },
    close: async () => {
      await Promise.all(all.map((reader) => reader.dismiss()));
    },
  };
}

function refuse(answer: Answer): never {
  if (answer.kind === 'no-feed') throw new FeedError(answer.problem, answer);
  throw new Error(`Nobody asked for what was ${answer.kind}.`);
}

/** A thread that reads one feed at a time, replaced when one was too much for it. */
class Reader {
  private worker: Worker | null = null;
  /** Settled by what the worker says to the question of now. */
  private answered: PromiseWithResolvers<Answer> | null = null;
  private readonly timeLimitMs: number;
  private readonly memoryLimitMb: number;

  constructor(timeLimitMs: number, memoryLimitMb: number) {
    this.timeLimitMs = timeLimitMs;
    this.memoryLimitMb = memoryLimitMb;
  }

  async ask(question: Question): Promise<Answer> {
    this.worker ??= await this.start();
    const bytes = transferable(question.bytes);
    const answered = Promise.withResolvers<Answer>();
    this.answered = answered;
    const timer = setTimeout(() => answered.reject(tooSlow()), this.timeLimitMs);
    try {
      this.worker.postMessage({ ...question, bytes }, [bytes.buffer]);
      return await answered.promise;
    } catch (error) {
      await this.dismiss();
      throw costly(error);
    } finally {
      clearTimeout(timer);
    }
  }

  async dismiss(): Promise<void> {
    const { worker } = this;
    this.worker = null;
    await worker?.terminate();
  }

  private async start(): Promise<Worker> {
    const worker = new Worker(new URL('./reading-worker.ts', import.meta.url), {
      resourceLimits: {
        maxOldGenerationSizeMb: this.memoryLimitMb,
        maxYoungGenerationSizeMb: YOUNG_MEMORY_MB,
      },
    });
    await once(worker, 'message');
    worker.on('message', (answer: Answer) => this.answered?.resolve(answer));
    worker.on('error', (error) => {
      // It may also run out of memory once it has answered; the next question calls in another.
      if (this.worker !== worker) return;
      this.worker = null;
      this.answered?.reject(error);
    });
    return worker;
  }
}

/** Bytes with memory of their own: what stands among others' can't be handed over. */
function transferable(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = bytes;
  const isAlone = buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength;
  return isAlone ? new Uint8Array(buffer) : Uint8Array.from(bytes);
}

function tooSlow(): FeedError {
  return new FeedError('This feed takes too long to read.', { reason: 'costly' });
}

/** The feed's fault, where a limit was passed. */
function costly(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return new FeedError('This feed takes too much memory to read.', { reason: 'costly' });
  }
  return error;
}
