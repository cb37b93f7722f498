import { parentPort } from 'node:worker_threads';
import type { KnownComment } from '#core/conversations/comments.ts';
import type { KnownPost } from '#core/posts.ts';
import { memoryOf } from '#core/words.ts';
import { FeedError, type FeedErrorReason } from './feed.ts';
import type { About } from './parse.ts';
import { type Glance, glanceAt, type Read, readFeed } from './read.ts';
import { type ReadDiscussion, readComments } from './read-comments.ts';
import { readTitle } from './title.ts';

/** What a reader is asked. */
export type Question =
  | { kind: 'read'; bytes: Uint8Array; about: About; known: KnownPost[]; at: Date }
  | { kind: 'comments'; bytes: Uint8Array; about: About; known: KnownComment[]; at: Date }
  | { kind: 'glance'; bytes: Uint8Array; about: About }
  | { kind: 'title'; bytes: Uint8Array; about: About };

export type Answer =
  | { kind: 'read'; read: Read }
  | { kind: 'comments-read'; read: ReadDiscussion }
  | { kind: 'glanced'; glance: Glance }
  | { kind: 'titled'; title: string | null }
  /** A FeedError, of which a thread hands on no more than its words. */
  | { kind: 'no-feed'; problem: string; reason: FeedErrorReason };

function answer(question: Question): Answer {
  const { bytes, about } = question;
  try {
    switch (question.kind) {
      case 'glance':
        return { kind: 'glanced', glance: glanceAt(bytes, about) };
      case 'title':
        return { kind: 'titled', title: readTitle(bytes, about) };
      case 'comments':
        return { kind: 'comments-read', read: readComments(bytes, about, question.known, question.at) };
      case 'read':
        return { kind: 'read', read: readFeed(bytes, about, question.known, question.at) };
    }
  } catch (error) {
    if (error instanceof FeedError) return { kind: 'no-feed', problem: error.message, reason: error.reason };
    if (isOutOfStack(error))
      return { kind: 'no-feed', problem: 'This is nested too deeply to read.', reason: 'costly' };
    // Nobody foresaw it, so it is ours or a library's. These bytes brought it about, and shall cost nobody else anything.
    const problem = `Our program has failed to read this (${String(error).slice(0, MAX_WORDS)}).`;
    return { kind: 'no-feed', problem, reason: 'our-fault' };
  }
}

/** Of an error that nobody foresaw. */
const MAX_WORDS = 200;

/** Libraries walk through what is nested by recursion. */
function isOutOfStack(error: unknown): boolean {
  return error instanceof RangeError && error.message.includes('call stack');
}

/** What is handed over with an answer instead of being copied. */
function handedOver(answer: Answer): ArrayBuffer[] {
  const memory = answer.kind === 'read' ? memoryOf(answer.read.kept.added) : null;
  return memory ? [memory] : [];
}

parentPort?.on('message', (question: Question) => {
  const reply = answer(question);
  parentPort?.postMessage(reply, handedOver(reply));
});
parentPort?.postMessage('ready');
