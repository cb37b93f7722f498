import { endWithParent } from '../process.ts';
import { type Cost, measure } from '../workloads.ts';

export const SENDERS = ['ours', 'plain'] as const;
export type Sender = (typeof SENDERS)[number];

/** What it cost somebody to send an issue to so many. */
export interface Sending {
  sender: Sender;
  recipients: number;
  /** Of a mail, as it goes over the wire. */
  bytes: number;
  cost: Cost;
}

export type SendingReply = { kind: 'ready' } | { kind: 'done'; cost: Cost };

/** Sends when this process is asked to, once, and answers with what it cost. @param send says how many mails it sent. */
export function serveSending(send: () => Promise<number>): void {
  endWithParent();
  process.on('message', async () => {
    const cost = await measure(send);
    process.send?.({ kind: 'done', cost } satisfies SendingReply);
  });
  process.send?.({ kind: 'ready' } satisfies SendingReply);
}
