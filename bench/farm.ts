import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { gunzipSync, gzipSync } from 'node:zlib';
import { blogAt, contentType, feedXml, hasNews, lastModified } from './feed.ts';
import { endWithParent } from './process.ts';

// A process of its own, so that what serving costs isn't counted as anybody's reading.

/** Asks the farm to serve each feed as it was, or 5 % of them with a new post. */
export interface FarmRequest {
  news: boolean;
}

/** It serves them so from now on. */
export interface FarmReply {
  port: number;
}

interface Served {
  etag: string;
  lastModified: string;
  gzip: Buffer;
}

const feeds = Number(process.argv[2]);
const before = Array.from({ length: feeds }, (_, blog) => served(blog, 0));
const after = before.map((feed, blog) => (hasNews(blog) ? served(blog, 1) : feed));
let now = before;

function served(blog: number, newPosts: number): Served {
  return {
    etag: `W/"${blog}-${newPosts}"`,
    lastModified: lastModified(newPosts).toUTCString(),
    gzip: gzipSync(feedXml(blog, newPosts)),
  };
}

const server = createServer(answer);
// More than the benchmark asks for at once.
server.listen(0, '0.0.0.0', 4_096, () => tell());
// All of 127.0.0.0/8, and nothing else that 0.0.0.0 stands for.
server.on('connection', (socket) => {
  if (!socket.localAddress?.startsWith('127.')) socket.destroy();
});
process.on('message', ({ news }: FarmRequest) => {
  now = news ? after : before;
  tell();
});
endWithParent();

function answer(request: IncomingMessage, response: ServerResponse): void {
  const blog = blogAt(request.headers.host ?? '');
  const feed = now[blog];
  if (!feed) {
    response.writeHead(404).end();
    return;
  }
  const validators = { ETag: feed.etag, 'Last-Modified': feed.lastModified, Vary: 'Accept-Encoding' };
  if (request.headers['if-none-match'] === feed.etag) {
    response.writeHead(304, validators).end();
    return;
  }
  const isCompressed = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  const body = isCompressed ? feed.gzip : gunzipSync(feed.gzip);
  response
    .writeHead(200, {
      ...validators,
      'Content-Type': contentType(blog),
      'Content-Length': body.length,
      ...(isCompressed ? { 'Content-Encoding': 'gzip' } : {}),
    })
    .end(body);
}

function tell(): void {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The farm has no port.');
  process.send?.({ port: address.port } satisfies FarmReply);
}
