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
    const delivered = await inWorkshop((workshop) => deliver(workshop));
    const said = describeDelivered(delivered);
    if (delivered.waiting + delivered.failed > 0) throw new CommandError(said);
    console.log(said);
  },
};
