import { requireCurrentSchema } from '#core/db/migrate.ts';
import { closeDatabase, openDatabase } from '#core/db/open.ts';
import { loadSettings } from '#core/env.ts';
import { TRY_AGAIN } from '../../bin/runtime.mjs';
import { type Command, CommandError } from '../command.ts';
import { type Returned, takeReturned } from '../mail/returned.ts';

/** The report comes first; what is behind it is our own mail. */
const MOST_BYTES = 1_000_000;

export const bounceCommand: Command = {
  name: 'bounce',
  summary: 'Takes in a mail that came back, from standard input; for the mail server to call.',
  usage: '< MAIL',
  words: 0,
  options: {},
  // Whatever keeps us from it, an update for instance, is no fault of the mail.
  failure: TRY_AGAIN,
  async run() {
    const settings = loadSettings();
    if (settings.bounceTo === null) {
      throw new CommandError('BOUNCE_TO is missing: set it to the address whose mail comes here.');
    }
    const raw = await readAll(process.stdin);
    const db = openDatabase(settings.databaseUrl);
    try {
      requireCurrentSchema(db);
      console.log(describeReturned(await takeReturned(db, raw, new Date())));
    } finally {
      closeDatabase(db);
    }
  },
};

/** To the end, or the server that writes it would take us for broken; but no more than is needed is kept. */
async function readAll(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    if (bytes < MOST_BYTES) chunks.push(chunk);
    bytes += chunk.length;
  }
  return Buffer.concat(chunks).subarray(0, MOST_BYTES);
}

function describeReturned(returned: Returned): string {
  switch (returned.kind) {
    case 'undelivered':
      return returned.isNews ? `A mail came back: ${returned.said}` : 'A mail came back, as we knew.';
    case 'harmless':
      return 'An answer to one of our mails that says nothing about its delivery, or only that it is late.';
    case 'stranger':
      return 'It is to no address that we made, so it has no effect.';
    case 'unreadable':
      return 'It can’t be read as a mail, so it has no effect.';
  }
}
