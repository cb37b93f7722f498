import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Server } from 'node:net';

export type Route = (request: IncomingMessage, response: ServerResponse) => void;

/** A real server, on a free port of 127.0.0.1 unless it is to be elsewhere, and everything that was asked of it. */
export interface BlogServer {
  url: string;
  port: number;
  /** Every request in order, as the server saw it. */
  requests: { path: string; headers: IncomingMessage['headers'] }[];
  connections(): number;
  close(): Promise<void>;
}

/** Serves `routes` by path (with query); anything else is 404. */
export async function startBlogServer(
  routes: Record<string, Route>,
  otherwise?: Route,
  { host = '127.0.0.1', port: wanted = 0 } = {},
): Promise<BlogServer> {
  const requests: BlogServer['requests'] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    requests.push({ path, headers: request.headers });
    const route = routes[path] ?? otherwise ?? notFound;
    route(request, response);
  });
  server.on('connection', () => connections++);
  const port = await listen(server, host, wanted);
  return {
    url: `http://${host}:${port}`,
    port,
    requests,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Listens on a free port, unless a certain one is wanted, and says which. */
export async function listen(server: Server, host = '127.0.0.1', port = 0): Promise<number> {
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}

function notFound(_: IncomingMessage, response: ServerResponse): void {
  response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Not found</h1>');
}

/** Answers 200 with a body and headers. */
export function send(body: string | Uint8Array, headers: Record<string, string> = {}): Route {
  return (_, response) => response.writeHead(200, headers).end(body);
}

/** Answers with a status alone. */
export function answer(status: number, headers: Record<string, string> = {}): Route {
  return (_, response) => response.writeHead(status, headers).end();
}

export function redirect(status: number, location: string): Route {
  return answer(status, { location });
}
