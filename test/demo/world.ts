import { type Blogosphere, startBlogosphere } from '../../demo/blogosphere.ts';

export const NOON = new Date('2027-01-21T12:00:00Z');
export const COURSE = 'http://127.0.0.1:4321/learning-together';

/** A world whose clock stands still until it is set. */
export async function startWorld(
  blogs?: readonly string[],
  start = NOON,
): Promise<Blogosphere & { setClock(date: Date): void; originOf(blog: string): string }> {
  let now = start;
  const world = await startBlogosphere({ now: () => now, courseUrl: `${COURSE}/`, blogs });
  return {
    ...world,
    setClock(date) {
      now = date;
    },
    originOf(name) {
      const blog = world.blogs.find((blog) => blog.name === name);
      if (!blog) throw new Error(`No blog ${name} in this world`);
      return blog.origin;
    },
  };
}

export function daysBeforeNoon(days: number, time = '12:00'): Date {
  const day = new Date(NOON.getTime() - days * 86_400_000).toISOString().slice(0, 10);
  return new Date(`${day}T${time}:00Z`);
}

export const feedPaths: Record<string, string> = {
  amina: '/feed/',
  dilys: '/feeds/posts/default',
  grace: '/feed/',
  henk: '/index.rdf',
  ines: '/feed/feed.xml',
  juergen: '/rss.php',
  kofi: '/feed/',
  lina: '/feed/',
  maeve: '/feed.json',
  marek: '/feed.json',
  mele: '/index.xml',
  priya: '/rss/',
  ruth: '/atom/',
  tomasz: '/feed.xml',
  wanjiru: '/feeds/posts/default',
};
