import { createServer, type Server } from 'node:net';
import { expect, onTestFinished } from 'vitest';
import { type BlogServer, type Route, startBlogServer } from './blog-server.ts';

/** Plays the one public address. The servers that nobody may reach are at 127.0.0.1 and ::1. */
export const PUBLIC = '127.0.0.2';

export interface Hidden {
  port: number;
  connections: number;
}

/** What nobody may reach, at both loopback addresses. */
export async function listenHidden(): Promise<Hidden> {
  const hidden: Hidden = { port: 0, connections: 0 };
  const servers: Server[] = [];
  for (const host of ['127.0.0.1', '::1']) {
    const server = createServer((socket) => {
      hidden.connections += 1;
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nsecret');
    });
    servers.push(server);
    const isListening = await new Promise<boolean>((resolve) => {
      // Not every machine has IPv6.
      server.once('error', () => resolve(false));
      server.listen(hidden.port, host, () => resolve(true));
    });
    const address = server.address();
    if (isListening && address !== null && typeof address !== 'string') hidden.port = address.port;
  }
  onTestFinished(() => {
    for (const server of servers) server.close();
  });
  expect(hidden.port).toBeGreaterThan(0);
  return hidden;
}

/** Not an address that may be connected to, no web address at all, or no name. */
export const REFUSED = /^(?:address|url|dns)$/;

/** A server at the address that plays a public one. */
export async function startPublic(route: Route, port = 0): Promise<BlogServer> {
  const server = await startBlogServer({}, route, { host: PUBLIC, port });
  onTestFinished(() => server.close());
  return server;
}
