import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { LEAN } from '../../bin/runtime.mjs';
import { start } from '../process.ts';
import { expectCount } from '../workloads.ts';
import { SENDERS, type Sending, type SendingReply } from './contenders.ts';
import type { PostOfficeReply, PostOfficeRequest } from './post-office.ts';

/** Sends a day's issue to so many people, by each of the contenders in a process of its own. */
export async function measureSending(
  sizes: number[],
  folder: string,
  patienceMs: number,
): Promise<Sending[]> {
  const office = await start<PostOfficeRequest, PostOfficeReply>('mail/post-office.ts', [], patienceMs);
  const sendings: Sending[] = [];
  for (const recipients of sizes) {
    const own = mkdtempSync(join(folder, 'mail-'));
    const args = [own, String(recipients), String(office.ready.port)];
    await start('mail/owing.ts', args, patienceMs);
    for (const sender of SENDERS) {
      console.log(`Measuring: ${sender}, a mail to ${recipients}.`);
      const { worker } = await start<Record<string, never>, SendingReply>(
        `mail/${sender}.ts`,
        args,
        patienceMs,
        // As the program starts its aggregator.
        sender === 'ours' ? LEAN : [],
      );
      const reply = await worker.ask({});
      const taken = await office.worker.ask({});
      expectCount('mails that arrived', taken.mails, recipients);
      if (reply.kind === 'done') {
        expectCount('mails sent', reply.cost.done, recipients);
        sendings.push({ sender, recipients, bytes: taken.bytes / taken.mails, cost: reply.cost });
      }
      await worker.end();
    }
    rmSync(own, { recursive: true, force: true });
  }
  await office.worker.end();
  return sendings;
}
