import type { Blog, BlogPost } from './blog.ts';
import { type HostedBlog, type SeenRequest, startHostedBlog } from './blog-host.ts';
import { cast } from './cast.ts';
import { resolveReferences } from './references.ts';
import { instantOf } from './when.ts';

export type { Blog, BlogPost } from './blog.ts';

export interface Blogosphere {
  blogs: Blog[];
  /** The latest, oldest first. */
  requests: SeenRequest[];
  /** The post appears at once, whatever date it bears; under a slug that is taken, it is an edit. */
  publish(blog: string, post: BlogPost): void;
  close(): Promise<void>;
}

interface World {
  now: () => Date;
  courseUrl: string;
  /** Only these; links to anybody else's blog then lead to a host that does not exist. */
  blogs?: readonly string[];
  /** Midnight in the cohort's time zone; midnight UTC where it is not given. */
  startOfToday?: Date;
}

const KEPT_REQUESTS = 2_000;

/** A small world of blogs, each a real HTTP server on a port of its own on loopback. */
export async function startBlogosphere(world: World): Promise<Blogosphere> {
  const start = { now: world.now(), startOfToday: world.startOfToday ?? midnightUtc(world.now()) };
  const requests: SeenRequest[] = [];
  const hosted = new Map<string, HostedBlog>();

  for (const person of peopleOf(world.blogs)) {
    const host = await startHostedBlog(person, {
      now: world.now,
      failsFrom: person.fate.kind === 'fails' ? instantOf(person.fate.from, start) : null,
      resolve: (html) => resolveReferences(html, addressOf),
      seen(request) {
        requests.push(request);
        if (requests.length > KEPT_REQUESTS) requests.shift();
      },
    });
    for (const { written, dated, comments = [], ...words } of person.posts) {
      const shownFrom = instantOf(written, start);
      const said = comments.map(({ written, ...comment }) => ({ ...comment, at: instantOf(written, start) }));
      host.add({ ...words, comments: said, at: dated ? instantOf(dated, start) : shownFrom }, shownFrom);
    }
    hosted.set(person.name, host);
  }

  function addressOf(reference: string): string {
    if (reference === 'course') return world.courseUrl.replace(/\/$/, '');
    const [name = '', slug] = reference.split('/');
    const host = hosted.get(name);
    if (host) return slug === undefined ? `${host.blog.origin}/` : host.addressOf(slug);
    if (cast.some((person) => person.name === name)) return `http://${name}.example/${slug ?? ''}`;
    throw new Error(`Nobody of the cast is called "${name}", to whom {{${reference}}} links.`);
  }

  for (const person of peopleOf(world.blogs)) {
    for (const { html, comments = [] } of person.posts) {
      for (const words of [html, ...comments.flatMap(({ html, address = '' }) => [html, address])])
        resolveReferences(words, addressOf);
    }
  }

  return {
    blogs: [...hosted.values()].map((host) => host.blog),
    requests,
    publish(blog, post) {
      const host = hosted.get(blog);
      if (!host) throw new Error(`There is no blog "${blog}" in this world.`);
      resolveReferences(post.html, addressOf);
      host.add(post, world.now());
    },
    async close() {
      await Promise.all([...hosted.values()].map((host) => host.close()));
    },
  };
}

function peopleOf(names: readonly string[] | undefined) {
  const unknown = names?.find((name) => !cast.some((person) => person.name === name));
  if (unknown !== undefined) throw new Error(`Nobody of the cast is called "${unknown}".`);
  return cast.filter((person) => !names || names.includes(person.name));
}

function midnightUtc(now: Date): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()));
}
