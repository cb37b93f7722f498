import { endPauses } from '#core/mail/outbox.ts';
import { findPaused, type Paused } from '#core/mail/outbox-state.ts';
import { whenAskedToStop } from '#core/stopping.ts';
import { type Command, CommandError } from '../command.ts';
import { deliver, describeDelivered } from '../deliver.ts';
import { inWorkshop } from '../workshop.ts';

export const deliverCommand: Command = {
  name: 'deliver',
  summary: 'Sends the mail that is owed, once.',
  usage: '',
  words: 0,
  options: {},
  async run() {
    const stopped = whenAskedToStop();
    const { delivered, paused } = await inWorkshop(async (workshop) => {
      await endPauses(workshop.db, workshop.now());
      const delivered = await deliver(workshop, stopped);
      return { delivered, paused: await findPaused(workshop.db) };
    });
    const said = describeDelivered(delivered);
    if (stopped.aborted) throw new CommandError(`${said}. Stopped; the rest is sent the next time.`);
    if (paused !== null) throw new CommandError(`${said}\n${describePaused(paused)}`);
    if (delivered.failed > 0) throw new CommandError(said);
    console.log(said);
  },
};

function describePaused({ mails, nextAt }: Paused): string {
  const time = nextAt.toISOString().replace('T', ' ').slice(0, 16);
  return `${mails} ${mails === 1 ? 'waits' : 'wait'} to be tried again, the next at ${time} UTC.`;
}
