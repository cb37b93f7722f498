import { createHash } from 'node:crypto';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { contentSignature } from '#core/cohort-files.ts';
import { countChanges } from '#core/db/changes.ts';
import type { Db } from '#core/db/open.ts';
import { CollectedResponse } from './collected-response.ts';
import { MarkedCache } from './marked-cache.ts';

/** A page that says the same to everybody, ready to be sent. */
interface FinishedPage {
  headers: OutgoingHttpHeaders;
  body: Buffer;
  etag: string;
}

const MB = 1024 * 1024;
/** Enough for all pages that are read on a day; whoever asks for every day since the year 1 gets no more than this. */
const BOUNDS = { most: 1_000, together: 64 * MB, each: 2 * MB };
const LONGEST_ADDRESS = 300;
/** These never come to an end, so nothing can be collected. */
const STREAM = /\/events$/;
/** How soon an edit of a content file shows. */
const LOOK_AT_CONTENT_AFTER_MS = 1_000;

/** Renders a page. @returns whether it says the same to everybody. */
type Render = (req: IncomingMessage, res: ServerResponse) => Promise<boolean>;

interface Surroundings {
  db: Db;
  contentDir: string;
  now: () => Date;
}

/**
 * The cache of finished pages in front of Astro. It looks only at requests that say nothing about who asks, and keeps
 * only what the middleware said is for everybody; everything else passes by. See docs/decisions/0011-page-cache.md.
 */
export class SharedPages {
  readonly #pages = new MarkedCache<FinishedPage>(BOUNDS);
  readonly #parts = new MarkedCache<string>(BOUNDS);
  readonly #now: () => Date;
  readonly #mark: () => Promise<string | null>;

  constructor(surroundings: Surroundings) {
    this.#now = surroundings.now;
    this.#mark = marking(surroundings);
  }

  /** Answers from the cache. @returns whether it could. */
  async answer(req: IncomingMessage, res: ServerResponse): Promise<boolean> {
    const address = addressForAnybody(req);
    if (address === null) return false;
    const mark = await this.#mark();
    const page = mark === null ? null : this.#pages.find(address, mark, this.#now());
    if (page === null) return false;
    res.setHeader('Cache-Status', 'potluck; hit');
    send(page, req.headers['if-none-match'], req, res);
    return true;
  }

  /**
   * A part of pages that is the same for all who may read them, so that it is made once for those who are signed in,
   * too.
   *
   * @param key names the cohort and everything else that the part depends on, besides the database and the content.
   */
  async madeOnce(key: string, make: () => Promise<string>): Promise<string> {
    const mark = await this.#mark();
    if (mark === null) return make();
    const before = this.#parts.find(key, mark, this.#now());
    if (before !== null) return before;
    const part = await make();
    this.#parts.keep(key, part, part.length * 2, mark, this.#now());
    return part;
  }

  /** Has a page rendered, and keeps it if it is for everybody. */
  async render(req: IncomingMessage, res: ServerResponse, render: Render): Promise<void> {
    const address = req.method === 'GET' ? addressForAnybody(req) : null;
    // Read before the page is: a change in between makes the page old, never a kept one new.
    const mark = address === null ? null : await this.#mark();
    if (address === null || mark === null) {
      await render(req, res);
      return;
    }
    const condition = req.headers['if-none-match'];
    // Answered here; Astro is to give the whole page.
    delete req.headers['if-none-match'];
    const collected = new CollectedResponse(req);
    const isForEverybody = await render(req, collected);
    if (!collected.isComplete) {
      res.destroy();
    } else if (isForEverybody && isFit(collected)) {
      const page = finish(collected);
      this.#pages.keep(address, page, page.body.length, mark, this.#now());
      send(page, condition, req, res);
    } else {
      res.writeHead(collected.status, collected.fields).end(collected.body);
    }
  }
}

/**
 * The address of a request that says nothing about who sends it, so that whatever it is answered with, anybody could
 * have got. Null for all others. No page that everybody sees takes anything from the query: with one, a request passes
 * by, and nobody can fill the cache with made-up ones.
 */
function addressForAnybody({ method, url, headers }: IncomingMessage): string | null {
  if (method !== 'GET' && method !== 'HEAD') return null;
  if (headers.cookie !== undefined || headers.authorization !== undefined) return null;
  if (!url?.startsWith('/') || url.includes('?') || url.length > LONGEST_ADDRESS) return null;
  if (STREAM.test(url)) return null;
  return url;
}

/** What depends on anything but its address, or gives its reader something of their own, is not kept. */
function isFit({ status, fields }: CollectedResponse): boolean {
  return status === 200 && fields['set-cookie'] === undefined && fields.vary === undefined;
}

function finish({ body, fields }: CollectedResponse): FinishedPage {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
  return { headers: { ...fields, etag, vary: 'Cookie', 'content-length': body.length }, body, etag };
}

/** The page, or 304 when whoever asks has it (RFC 9110, section 13.1.2). */
function send(
  page: FinishedPage,
  condition: string | undefined,
  req: IncomingMessage,
  res: ServerResponse,
): void {
  if (condition !== undefined && names(condition, page.etag)) {
    const { 'content-length': _, ...headers } = page.headers;
    res.writeHead(304, headers).end();
  } else res.writeHead(200, page.headers).end(req.method === 'HEAD' ? undefined : page.body);
}

function names(condition: string, etag: string): boolean {
  return condition.split(',').some((each) => {
    const tag = each.trim().replace(/^W\//, '');
    return tag === etag || tag === '*';
  });
}

/**
 * What pages are made of, as a text that is another after every change; null when that can't be said just now.
 * The database is asked each time, the content's files once a second at most.
 */
function marking({ db, contentDir, now }: Surroundings): () => Promise<string | null> {
  let signature = '';
  let edits = 0;
  let lookAgainAt = 0;
  return async () => {
    const time = now().getTime();
    if (time >= lookAgainAt) {
      lookAgainAt = time + LOOK_AT_CONTENT_AFTER_MS;
      const signatureNow = contentSignature(contentDir);
      if (signatureNow !== signature) edits += 1;
      signature = signatureNow;
    }
    const changes = await countChanges(db);
    return changes === null ? null : `${changes} ${edits}`;
  };
}
