import { SMTPServer } from 'smtp-server';

interface SmtpCatcher {
  url: string;
  refuseNext(n: number, code: number): void;
  close(): Promise<void>;
}

type Caught = (envelope: { from: string; to: string[] }, raw: string) => void;

/** An SMTP server on loopback that takes everything, unless it was told to refuse. */
export async function startSmtpCatcher(caught: Caught): Promise<SmtpCatcher> {
  let refusals: number[] = [];

  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 500,
    onRcptTo(_address, _session, callback) {
      const code = refusals.shift();
      callback(code === undefined ? null : refusal(code));
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        caught(
          { from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address) },
          Buffer.concat(chunks).toString('utf8'),
        );
        callback();
      });
    },
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  // A client that hangs up halfway is that client's trouble.
  server.on('error', () => {});
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('The mail server has no port.');

  return {
    url: `smtp://127.0.0.1:${address.port}`,
    refuseNext(n, code) {
      refusals = [...refusals, ...Array<number>(n).fill(code)];
    },
    close: () => new Promise<void>((resolve) => server.close(resolve)),
  };
}

function refusal(code: number): Error & { responseCode: number } {
  const words = code < 500 ? 'Try again later' : 'No such person here';
  return Object.assign(new Error(words), { responseCode: code });
}
