import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { Make } from './make.ts';

interface Content {
  type: string;
  body: Buffer;
  lastModified: Date | null;
}

/** Sends a page or a feed as a server of that make would: validated and compressed, or not. */
export function reply(
  request: IncomingMessage,
  response: ServerResponse,
  content: Content,
  make: Make,
): void {
  if (make.validators === 'both' || make.validators === 'etag') {
    response.setHeader('ETag', `"${createHash('sha1').update(content.body).digest('hex').slice(0, 20)}"`);
  }
  if ((make.validators === 'both' || make.validators === 'last-modified') && content.lastModified) {
    response.setHeader('Last-Modified', content.lastModified.toUTCString());
  }
  if (isUnchanged(request, response)) {
    response.writeHead(304).end();
    return;
  }
  response.setHeader('Content-Type', content.type);
  const body = compressed(request, response, content.body, make);
  response.setHeader('Content-Length', body.length);
  response.writeHead(200).end(request.method === 'HEAD' ? undefined : body);
}

/** RFC 9110 §13.2.2: a date is looked at only where the request names no entity tag. */
function isUnchanged(request: IncomingMessage, response: ServerResponse): boolean {
  const etag = response.getHeader('ETag');
  const known = request.headers['if-none-match'];
  if (known !== undefined)
    return etag !== undefined && known.split(/\s*,\s*/).some((tag) => tag === etag || tag === `W/${etag}`);
  const lastModified = response.getHeader('Last-Modified');
  const since = request.headers['if-modified-since'];
  return (
    typeof lastModified === 'string' && since !== undefined && Date.parse(lastModified) <= Date.parse(since)
  );
}

function compressed(request: IncomingMessage, response: ServerResponse, body: Buffer, make: Make): Buffer {
  if (!make.gzip) return body;
  response.setHeader('Vary', 'Accept-Encoding');
  if (!/\bgzip\b/.test(String(request.headers['accept-encoding']))) return body;
  response.setHeader('Content-Encoding', 'gzip');
  return gzipSync(body);
}
