import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Blog, BlogComment, BlogPost } from './blog.ts';
import { homePage, postPage } from './blog-page.ts';
import { encode } from './charset.ts';
import { listen } from './loopback-server.ts';
import type { Answer, Site } from './make.ts';
import type { Person } from './person.ts';
import { reply } from './reply.ts';

export interface HostedBlog {
  blog: Blog;
  add(post: BlogPost, shownFrom: Date): void;
  addressOf(slug: string): string;
  close(): Promise<void>;
}

/** What somebody asked of a blog. */
export interface SeenRequest {
  blog: string;
  method: string;
  path: string;
  at: Date;
  headers: Record<string, string>;
}

interface Surroundings {
  now: () => Date;
  failsFrom: Date | null;
  resolve: (html: string) => string;
  seen: (request: SeenRequest) => void;
}

export async function startHostedBlog(person: Person, surroundings: Surroundings): Promise<HostedBlog> {
  const { make } = person;
  const kept: { post: BlogPost; shownFrom: Date }[] = [];
  const server = await listen(answer);
  const { origin } = server;
  const former = person.fate.kind === 'moved' ? await listen(sendToNewAddress) : null;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    note(request);
    if (surroundings.failsFrom && surroundings.now() >= surroundings.failsFrom) {
      response.writeHead(503, { 'Content-Type': 'text/html' }).end('<h1>503 Service Unavailable</h1>\n');
      return;
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { Allow: 'GET, HEAD' }).end();
      return;
    }
    const url = new URL(request.url ?? '/', origin);
    const picture = person.pictures.find(({ path }) => path === url.pathname);
    if (picture) {
      reply(
        request,
        response,
        { type: picture.type, body: await readFile(picture.file), lastModified: null },
        make,
      );
      return;
    }
    const shown = kept.filter(({ shownFrom }) => shownFrom <= surroundings.now());
    const found = answerOf(url, siteOf(shown.map(({ post }) => post)));
    if (found === null) {
      response.writeHead(404, { 'Content-Type': 'text/html' }).end('<h1>Not found</h1>\n');
    } else if (found.kind === 'redirect') {
      response.writeHead(301, { Location: found.to }).end();
    } else {
      const lastModified = latest(
        shown.flatMap(({ post, shownFrom }) => [shownFrom, ...commentsUntilNow(post).map(({ at }) => at)]),
      );
      reply(
        request,
        response,
        { type: found.type, body: encode(found.body, make.charset), lastModified },
        make,
      );
    }
  }

  async function sendToNewAddress(request: IncomingMessage, response: ServerResponse): Promise<void> {
    note(request);
    response.writeHead(301, { Location: origin + (request.url ?? '/') }).end();
  }

  function answerOf(url: URL, site: Site): Answer | null {
    const type = `text/html; charset=${make.charset}`;
    if (url.pathname === '/' && url.search === '') {
      return { kind: 'document', type, body: homePage(site, person) };
    }
    // Percent-encodings may differ in case.
    const path = url.pathname.toLowerCase();
    const post = site.posts.find((post) => make.pathOf(post).toLowerCase() === path);
    if (post) return { kind: 'document', type, body: postPage(site, post, person) };
    return make.answer(url, site);
  }

  function siteOf(posts: BlogPost[]): Site {
    return {
      origin,
      title: person.title,
      author: person.author,
      about: person.about,
      language: person.language,
      posts: posts
        .map((post) => ({
          ...post,
          html: surroundings.resolve(post.html),
          comments: commentsUntilNow(post).map((comment) => ({
            ...comment,
            address: comment.address && surroundings.resolve(comment.address),
            html: surroundings.resolve(comment.html),
          })),
        }))
        .sort((a, b) => b.at.getTime() - a.at.getTime()),
    };
  }

  function commentsUntilNow({ comments = [] }: BlogPost): BlogComment[] {
    return comments.filter(({ at }) => at <= surroundings.now());
  }

  function note(request: IncomingMessage): void {
    surroundings.seen({
      blog: person.name,
      method: request.method ?? '',
      path: request.url ?? '',
      at: surroundings.now(),
      headers: Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      ),
    });
  }

  return {
    blog: {
      name: person.name,
      author: person.author,
      email: person.email,
      title: person.title,
      origin,
      about: person.about,
      pasted: person.pasted({ origin, former: (former ?? server).origin }),
      filing: person.filing,
      joins: person.joins,
    },
    add(post, shownFrom) {
      const taken = kept.findIndex((one) => one.post.slug === post.slug);
      if (taken === -1) kept.push({ post, shownFrom });
      else kept[taken] = { post, shownFrom };
    },
    addressOf(slug) {
      const found = kept.find(({ post }) => post.slug === slug);
      if (!found) throw new Error(`${person.author} has written no post "${slug}".`);
      return origin + make.pathOf(found.post);
    },
    async close() {
      await Promise.all([server.close(), former?.close()]);
    },
  };
}

function latest(dates: Date[]): Date | null {
  return dates.length === 0 ? null : new Date(Math.max(...dates.map((date) => date.getTime())));
}
