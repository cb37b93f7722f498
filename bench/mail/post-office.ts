import { SMTPServer } from 'smtp-server';
import { endWithParent } from '../process.ts';

// The mail server, in a process of its own: what taking mail costs is none of the sender's.

/** Asks how many mails it has taken since it was last asked. */
export type PostOfficeRequest = Record<string, never>;

export interface PostOfficeReply {
  port: number;
  mails: number;
  bytes: number;
}

let mails = 0;
let bytes = 0;

const server = new SMTPServer({
  disabledCommands: ['AUTH', 'STARTTLS'],
  disableReverseLookup: true,
  onData(stream, _session, callback) {
    stream.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    stream.on('end', () => {
      mails += 1;
      callback();
    });
  },
});

function tell(): void {
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('The mail server has no port.');
  process.send?.({ port: address.port, mails, bytes } satisfies PostOfficeReply);
  mails = 0;
  bytes = 0;
}

server.listen(0, '127.0.0.1', tell);
process.on('message', tell);
endWithParent();
