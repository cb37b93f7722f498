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
    const delivered = await inWorkshop((workshop) => deliver(workshop, stopped));
    const said = describeDelivered(delivered);
    if (stopped.aborted) throw new CommandError(`${said}. Stopped; the rest is sent the next time.`);
    if (delivered.waiting + delivered.failed > 0) throw new CommandError(said);
    console.log(said);
  },
};
