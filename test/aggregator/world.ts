import { join } from 'node:path';
import { eq, ne } from 'drizzle-orm';
import { afterAll, onTestFinished } from 'vitest';
import { addBlog, type Blog } from '#core/blogs.ts';
import type { Cohort } from '#core/cohorts.ts';
import type { Db } from '#core/db/open.ts';
import { feeds } from '#core/db/schema/feeds.ts';
import { outbox } from '#core/db/schema/issues.ts';
import type { Settings } from '#core/env.ts';
import { ensureFeed, type Feed } from '#core/feeds.ts';
import type { Filing } from '#core/filing.ts';
import type { OwedMail } from '#core/mail/outbox.ts';
import type { Membership } from '#core/memberships.ts';
import { listPostsOfFeed, type Post } from '#core/posts.ts';
import type { DeliveryTools } from '../../aggregator/deliver.ts';
import { createFetcher, type FetcherSettings } from '../../aggregator/feeds/fetch.ts';
import { pollFeeds } from '../../aggregator/feeds/poll.ts';
import { openReadingRoom } from '../../aggregator/feeds/reading-room.ts';
import type { Refreshed, Tools } from '../../aggregator/feeds/refresh.ts';
import { openPostbox } from '../../aggregator/postbox.ts';
import { testCohort } from '../support/cohort.ts';
import { temporaryDatabase, temporaryFolder } from '../support/database.ts';
import { NOON, seat } from '../support/participants.ts';
import { type BlogServer, type Route, startBlogServer } from './feeds/blog-server.ts';

/** One for all tests of a file: it knows nothing from one feed to the next, and takes a while to open. */
const room = openReadingRoom();
afterAll(() => room.close());

/** The aggregator's tools on a database of the test's own. The clock stands still until it is set. */
export interface World extends Tools, DeliveryTools {
  /** Whose words can be read, by their slugs. */
  cohorts: Map<string, Cohort>;
  mailDir: string;
  set(at: Date): void;
  pass(ms: number): void;
}

export function makeWorld({
  db = temporaryDatabase(),
  cohorts = [testCohort()],
  smtpUrl = null,
  bounceTo = null,
  dkim = null,
  fetching = {},
}: {
  db?: Db;
  cohorts?: Cohort[];
  smtpUrl?: string | null;
  bounceTo?: Settings['bounceTo'];
  dkim?: Settings['dkim'];
  fetching?: Partial<FetcherSettings>;
} = {}): World {
  let present = NOON;
  const readable = new Map(cohorts.map((cohort) => [cohort.slug, cohort]));
  const mailDir = join(temporaryFolder(), 'mail');
  const fetcher = createFetcher({ userAgent: 'Potluck', allow: ['127.0.0.0/8'], ...fetching });
  const postbox = openPostbox({ smtpUrl, mailDir, dkim });
  onTestFinished(async () => {
    postbox.close();
    await fetcher.close();
  });
  return {
    db,
    fetcher,
    room,
    postbox,
    settings: {
      siteUrl: 'https://potluck.example',
      mailFrom: { name: 'Potluck', address: 'table@potluck.example' },
      bounceTo,
    },
    findCohort: async (slug) => readable.get(slug) ?? null,
    now: () => present,
    random: () => 0,
    breathMs: 0,
    userAgent: (readers) => `Potluck (${readers} subscribers)`,
    cohorts: readable,
    mailDir,
    set: (at) => {
      present = at;
    },
    pass: (ms) => {
      present = new Date(present.getTime() + ms);
    },
  };
}

/** A blog server whose routes may be changed, and which is gone when the test is. */
export async function serve(routes: Record<string, Route>, otherwise?: Route): Promise<BlogServer> {
  const server = await startBlogServer(routes, otherwise);
  onTestFinished(() => server.close());
  return server;
}

/** Gives somebody a blog; they are seated if they aren't. */
export async function bring(
  world: World,
  feedUrl: string,
  { name = 'Mira', cohort = 'rhizo', filing = 'everything' as Filing } = {},
): Promise<{ feed: Feed; blog: Blog; membership: Membership }> {
  const { membership } = await seat(world.db, name, { cohort });
  const feed = await ensureFeed(world.db, { url: feedUrl, title: null, siteUrl: null }, world.now());
  const added = await addBlog(world.db, membership, feed, filing, world.now());
  if (added.kind === 'taken') throw new Error(`${feedUrl} is taken`);
  return { feed, blog: added.blog, membership };
}

/** Polls what is due now. */
export function pollDue(world: World): Promise<Refreshed[]> {
  return pollFeeds(world, { kind: 'due' }, () => {});
}

/** Polls what is due next, when it is due. */
export async function pollAgain(world: World): Promise<Refreshed[]> {
  const [next] = await world.db
    .select({ at: feeds.nextCheckAt })
    .from(feeds)
    .where(ne(feeds.state, 'gone'))
    .orderBy(feeds.nextCheckAt)
    .limit(1);
  if (next) world.set(next.at);
  return pollDue(world);
}

export async function feedNow({ db }: World, { id }: Pick<Feed, 'id'>): Promise<Feed> {
  const [feed] = await db.select().from(feeds).where(eq(feeds.id, id));
  if (!feed) throw new Error(`There is no feed ${id}.`);
  return feed;
}

export function postsOf({ db }: World, { id }: Pick<Feed, 'id'>): Promise<Post[]> {
  return listPostsOfFeed(db, id);
}

export function allMails({ db }: Pick<World, 'db'>): Promise<OwedMail[]> {
  return db.select().from(outbox).orderBy(outbox.id);
}

/** An item of an RSS feed. */
export interface Item {
  guid?: string;
  link?: string;
  title?: string;
  /** Its HTML. */
  html?: string;
  date?: Date | string;
  tags?: string[];
}

export function rss(items: Item[], title = 'Notes of Mira'): string {
  return `<rss version="2.0"><channel><title>${title}</title><link>https://mira.example/</link>${items.map(asXml).join('')}</channel></rss>`;
}

function asXml({ guid, link, title, html, date, tags = [] }: Item): string {
  const element = (name: string, text: string | undefined) =>
    text === undefined ? '' : `<${name}>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</${name}>`;
  return [
    '<item>',
    element('guid', guid),
    element('link', link),
    element('title', title),
    element('description', html),
    element('pubDate', date instanceof Date ? date.toUTCString() : date),
    ...tags.map((tag) => element('category', tag)),
    '</item>',
  ].join('');
}

/** An item with everything that a blog program gives. */
export function post(slug: string, more: Item = {}): Item {
  const link = `https://mira.example/${slug}`;
  return { guid: link, link, title: slug, html: `<p>About ${slug}.</p>`, date: NOON, ...more };
}
