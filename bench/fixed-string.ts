import { createServer } from 'node:http';
import { costSoFar, type PageReply } from './page-costs.ts';
import { endWithParent } from './process.ts';

// The floor of all pages: node:http with one string, as long as the page it is measured beside.

const body = Buffer.from('x'.repeat(Number(process.argv[2])));
const headers = { 'content-type': 'text/html; charset=utf-8', 'content-length': body.length };
const server = createServer((_, response) => {
  response.writeHead(200, headers).end(body);
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The fixed string has no port.');
  process.send?.({ port: address.port, cpuMs: costSoFar() } satisfies PageReply);
});
process.on('message', () => process.send?.({ port: 0, cpuMs: costSoFar() } satisfies PageReply));
endWithParent();
